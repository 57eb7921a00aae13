# Both packages: systemd reads the unit that is new or gone.
[ ! -d /run/systemd/system ] || systemctl daemon-reload || true

# Both packages: the service ends before its files go. It is started by who installed the package, once it has a broker.
[ ! -d /run/systemd/system ] || systemctl disable --now tidecast.service || true

# Both packages: the account that the service runs as, and its folder. Neither is removed with the package.
if ! getent passwd tidecast >/dev/null; then
  useradd --system --user-group --no-create-home --home-dir /var/lib/tidecast --shell /usr/sbin/nologin tidecast
fi
install -d -o tidecast -g tidecast -m 0750 /var/lib/tidecast

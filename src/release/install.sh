#!/usr/bin/env bash
# install.sh FOLDER: installs what the release in FOLDER holds, each in turn, runs it, and removes it: on a Debian, as root,
# with each of the JDKs 17 and 25 that is under /usr/lib/jvm. The image, and the rpm's scripts, are run where an engine answers.
# The packages' own account and files are made and taken away on this machine: it is for one that is thrown away, such as CI's.
set -euo pipefail
home=$(cd "$(dirname "$0")/../.." && pwd -P)
release=$(cd "${1:?usage: install.sh FOLDER}" && pwd)
out=$(mktemp -d)
chmod 755 "$out" # The image's user reads in it.
trap 'rm -rf "$out"' EXIT

fail() {
  echo "install: $*" >&2
  exit 1
}

only() {
  local found=("$release"/$1)
  [ ${#found[@]} = 1 ] && [ -f "${found[0]}" ] || fail "there must be one $1 in $release"
  echo "${found[0]}"
}

jdks=()
for version in 17 25; do
  found=
  for jdk in /usr/lib/jvm/*; do
    if [ -z "$found" ] && [ -x "$jdk/bin/java" ] && grep -q "^JAVA_VERSION=\"$version\b" "$jdk/release" 2>/dev/null; then
      found=$jdk
    fi
  done
  [ -n "$found" ] && jdks+=("$found") || echo "install: no JDK $version is under /usr/lib/jvm: nothing is run on it"
done
[ ${#jdks[@]} != 0 ] || fail "a JDK 17 or 25 must be under /usr/lib/jvm"

# runs NAME COMMAND…: works on each JDK.
runs() {
  local name=$1 jdk
  shift
  for jdk in "${jdks[@]}"; do
    JAVA_HOME=$jdk works "$name on ${jdk##*/}" "$@"
  done
}

# works NAME COMMAND…: says its version, refuses to run without a broker, and judges forecasts of a file.
works() {
  local name=$1 code=0
  shift
  "$@" version >"$out/version"
  grep -q '^tidecast [0-9]' "$out/version" || fail "$name: version printed $(head -n 1 "$out/version")"
  "$@" run >"$out/run" 2>&1 || code=$?
  [ "$code" = 2 ] && grep -q 'kafka.bootstrap.servers must be set' "$out/run" || {
    cat "$out/run"
    fail "$name: run without a broker must exit with 2, was $code"
  }
  # Kernels, stores and all: what needs a library of the machine's own shows here.
  "$@" backtest "$out/readings.csv" --device-column pump --time-column time --values temp --series-step 1h \
    --forecast-window 12 --forecast-horizon 6 --epochs 1 >"$out/backtest" 2>&1 || {
    cat "$out/backtest"
    fail "$name: backtest"
  }
  grep -q '^frozen, trained on' "$out/backtest" || fail "$name: backtest must print what it did"
  echo "install: $name runs: $(head -n 1 "$out/version")"
}

awk 'BEGIN {
  print "time,pump,temp"
  for (i = 0; i < 400; i++) printf "%d,p1,%.3f\n", 1767225600 + 3600 * i, 20 + 5 * sin(i * 0.2618) + (i * 7919 % 13) / 13
}' >"$out/readings.csv"

(cd "$release" && sha256sum --quiet --check SHA256SUMS)
for file in "$release"/*; do
  case $file in
    */SHA256SUMS | *.asc) ;;
    *) grep -qF "  ${file##*/}" "$release/SHA256SUMS" || fail "${file##*/} has no digest" ;;
  esac
done
for signature in "$release"/*.asc; do
  [ ! -f "$signature" ] || gpg --batch --verify "$signature" "${signature%.asc}" 2>"$out/gpg" || fail "$(cat "$out/gpg")"
done
grep -q '"bomFormat"' "$(only '*-cyclonedx.json')" || fail "the bill of materials must be CycloneDX"
grep -q '^# Tidecast [0-9]' "$release/RELEASE-NOTES.md" || fail "the notes must begin with the version"
echo "install: digests, bill of materials and notes are right"

# leads NAME FOLDER: all that the README in a folder leads to is there with it.
leads() {
  local link
  [ -s "$2/README.md" ] || fail "$1: no README"
  grep -o '](\([^)]*\))' "$2/README.md" | sed -e 's/^](//' -e 's/[#)].*//' | grep -v '^https\?:' | sort -u >"$out/links"
  [ "$(wc -l <"$out/links")" -ge 20 ] || fail "$1: the README leads nowhere"
  while IFS= read -r link; do
    [ -z "$link" ] || [ -e "$2/$link" ] || fail "$1: the README leads to $link, which is not there"
  done <"$out/links"
}

# complete NAME FOLDER: what an archive brings beside the application.
complete() {
  leads "$1" "$2"
  [ -f "$2/man/man1/tidecast.1" ] && [ -f "$2/man/man1/tidecast-run.1" ] || fail "$1: no man pages"
  bash -c 'source "$1" && complete -p tidecast' - "$2/completion/tidecast.bash" >"$out/complete" || fail "$1: no completion"
}

mkdir "$out/tar" "$out/zip folder"
tar -C "$out/tar" -xzf "$(only 'tidecast-[0-9]*.tar.gz')"
runs tar.gz "$out"/tar/tidecast-*/tidecast
complete tar.gz "$out"/tar/tidecast-*
unzip -q -d "$out/zip folder" "$(only '*.zip')"
# Not every program that unpacks a zip knows of modes.
runs zip sh "$out/zip folder"/tidecast-*/tidecast
complete zip "$out/zip folder"/tidecast-*
cmd=$(echo "$out/zip folder"/tidecast-*/tidecast.cmd)
[ "$(grep -c $'\r$' "$cmd")" = "$(wc -l <"$cmd")" ] || fail "tidecast.cmd must have Windows' ends of lines"

# The chart is the one that ChartTest has Helm render, and its image is this release's.
mkdir "$out/chart"
tar -C "$out/chart" -xzf "$(only 'tidecast-chart-*.tgz')"
diff -r "$home/k8s/helm/tidecast" "$out/chart/tidecast" >"$out/diff" || { cat "$out/diff"; fail "chart: it must be the checkout's"; }
version=$(sed -n 's/^tidecast \([^ ]*\).*/\1/p' "$out/version")
for field in version appVersion; do
  grep -x "$field: $version" "$out/chart/tidecast/Chart.yaml" >/dev/null || fail "chart: $field must be $version"
done
if command -v helm >/dev/null; then
  helm template tidecast "$(only 'tidecast-chart-*.tgz')" | grep "image: \"\?tidecast:$version" >/dev/null || fail "chart: its image must be tidecast:$version"
fi
echo "install: chart is the checkout's, of version $version"

engine=no
if docker info >/dev/null 2>&1; then
  engine=yes
  image=tidecast:$version
  file=$(only 'tidecast-image-*.tar.gz')
  # What is loaded is what the release holds, and not what made it.
  docker rmi --force "$image" >/dev/null 2>&1 || true
  docker load --quiet --input "$file" | grep -x "Loaded image: $image" >/dev/null || fail "image: it must be $image"
  works image docker run --rm --read-only --tmpfs /tmp --network none --volume "$out:$out:ro" "$image"
else
  echo "install: no Docker engine answers: the image is left out"
fi

# What both packages must have put in place.
installed() {
  [ "$(readlink -f "$2/usr/bin/tidecast")" = "$(readlink -f "$2/usr/share/tidecast/tidecast")" ] || fail "$1: no /usr/bin/tidecast"
  [ "$(stat -c %a "$2/usr/share/tidecast/tidecast")" = 755 ] || fail "$1: the launcher must be 0755"
  [ -f "$2/usr/share/man/man1/tidecast.1" ] || fail "$1: no man page"
  [ -f "$2/usr/share/bash-completion/completions/tidecast" ] || fail "$1: no completion"
  [ -f "$2/etc/tidecast/tidecast.yaml" ] || fail "$1: no settings"
  leads "$1" "$2/usr/share/doc/tidecast"
  [ -f "$2$3/tidecast.service" ] || fail "$1: no unit"
  # The unit's command must be there to be found right.
  [ -n "$2" ] || ! command -v systemd-analyze >/dev/null || systemd-analyze verify --man=no "$2$3/tidecast.service" 2>"$out/unit" ||
    ! grep tidecast.service "$out/unit" || fail "$1: the unit"
}

# The unit's command, as its account and with its environment: it waits for its broker, and ends when it is told to.
serves() {
  local unit=/lib/systemd/system/tidecast.service command account variables pid code=0
  command=$(sed -n 's/^ExecStart=//p' "$unit")
  account=$(sed -n 's/^User=//p' "$unit")
  variables=$(sed -n 's/^Environment=//p' "$unit")
  # shellcheck disable=SC2086
  (cd / && exec setpriv --reuid="$account" --regid="$account" --clear-groups --no-new-privs \
    env -i PATH="$PATH" JAVA_HOME="${jdks[0]}" TIDECAST_KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:1 TIDECAST_HTTP_PORT=0 \
    $variables $command) >"$out/unit" 2>&1 &
  pid=$!
  for _ in $(seq 300); do
    ! grep 'waits for the broker' "$out/unit" >/dev/null || break
    sleep 0.2
  done
  kill -TERM "$pid" 2>/dev/null || true
  wait "$pid" || code=$?
  grep 'waits for the broker' "$out/unit" >/dev/null && { [ "$code" = 0 ] || [ "$code" = 143 ]; } || {
    cat "$out/unit"
    fail "deb: the unit's command must wait for the broker, and end with 0 or 143, was $code"
  }
  echo "install: the unit's command runs as $account"
}

state=/var/lib/tidecast
command -v dpkg >/dev/null && [ "$(id -u)" = 0 ] || fail "the packages are installed on a Debian, as root"
[ ! -e /usr/share/tidecast ] && [ ! -e "$state" ] && [ ! -e /etc/tidecast ] || fail "Tidecast is installed on this machine already"
# The machine's Java may be no package of it: what the package asks for is looked at, and then left aside.
dpkg-deb --field "$(only '*.deb')" Depends | grep 'java17-runtime' >/dev/null || fail "deb: it must ask for a Java"
installing() { dpkg --force-depends -i "$(only '*.deb')" >"$out/dpkg" 2>&1 || { cat "$out/dpkg"; fail "deb: dpkg -i"; }; }
installing
installed deb '' /lib/systemd/system
[ "$(stat -c %U:%a "$state")" = tidecast:750 ] || fail "deb: $state must be the service's alone"
(cd / && runs deb tidecast)
serves
echo kept >"$state/kept"
echo '# changed' >>/etc/tidecast/tidecast.yaml
installing
tail -n 1 /etc/tidecast/tidecast.yaml | grep changed >/dev/null || fail "deb: an update must leave changed settings"
dpkg -r tidecast >"$out/dpkg" 2>&1
[ ! -e /usr/bin/tidecast ] || fail "deb: /usr/bin/tidecast must be removed"
[ -f /etc/tidecast/tidecast.yaml ] && [ -f "$state/kept" ] || fail "deb: removal must keep settings and state"
dpkg -P tidecast >"$out/dpkg" 2>&1
[ ! -e /etc/tidecast/tidecast.yaml ] && [ -f "$state/kept" ] || fail "deb: purge must remove the settings, never the state"
rm -r "$state"
userdel tidecast
echo "install: deb is updated, removed and purged, and its state kept"

if command -v rpm >/dev/null; then
  file=$(only '*.rpm')
  rpm -qp --nosignature --requires "$file" | grep 'java-headless' >/dev/null || fail "rpm: it must ask for a Java"
  rpm -qp --nosignature --configfiles "$file" | grep -x /etc/tidecast/tidecast.yaml >/dev/null || fail "rpm: settings must be such"
  rpm -qp --nosignature --scripts "$file" | grep useradd >/dev/null || fail "rpm: it must make the account"
  rpm -Kv --nosignature "$file" >"$out/rpm" || { cat "$out/rpm"; fail "rpm: digests"; }
  root=$out/rpm-root
  db=$out/rpm-db
  mkdir "$root"
  # Into a folder, as of another machine: its scripts run where there is a shell for them, in the root of the image's base.
  scripts=--noscripts
  if [ "$engine" = yes ]; then
    scripts=
    base=$(docker image inspect --format '{{index .Config.Labels "org.opencontainers.image.base.name"}}' "$image")
    container=$(docker create "$base")
    docker export "$container" | tar -C "$root" -x
    docker rm "$container" >/dev/null
  fi
  rpm --root "$root" --dbpath "$db" --nosignature --nodeps $scripts -i "$file"
  installed rpm "$root" /usr/lib/systemd/system
  runs rpm "$root/usr/bin/tidecast"
  if [ "$engine" = yes ]; then
    [ "$(chroot "$root" stat -c %U:%a "$state")" = tidecast:750 ] || fail "rpm: $state must be the service's alone"
  fi
  mkdir -p "$root$state"
  echo kept >"$root$state/kept"
  echo '# changed' >>"$root/etc/tidecast/tidecast.yaml"
  rpm --root "$root" --dbpath "$db" --nosignature --nodeps $scripts --replacepkgs -U "$file"
  tail -n 1 "$root/etc/tidecast/tidecast.yaml" | grep changed >/dev/null || fail "rpm: an update must leave changed settings"
  rpm --root "$root" --dbpath "$db" --nodeps $scripts -e tidecast 2>"$out/rpm" || { cat "$out/rpm"; fail "rpm: rpm -e"; }
  [ ! -e "$root/usr/bin/tidecast" ] || fail "rpm: /usr/bin/tidecast must be removed"
  [ -f "$root/etc/tidecast/tidecast.yaml.rpmsave" ] && [ -f "$root$state/kept" ] || fail "rpm: removal must keep settings and state"
  [ "$engine" = no ] || chroot "$root" getent passwd tidecast >/dev/null || fail "rpm: removal must keep the account"
  echo "install: rpm is installed, updated and removed in a folder of its own ${scripts:-with its scripts}, and its state kept"
else
  echo "install: rpm is left out: there is no rpm on this machine"
fi

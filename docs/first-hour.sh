#!/usr/bin/env bash
# The README's walk in a pseudo-terminal, and what it shows: demo with its dashboard, init, topics create, doctor, run, watch,
# and the three lines for a file. Needs util-linux' script and curl, and nothing of Kafka: the broker is the demo's. Takes four
# minutes on two cores. Exit code 0 if all is as it should be, which is also that the demo's published error comes below both naive
# forecasts'. After how many seconds from the command, in a tree that is built, is said and not judged, as machines differ:
# docs/first-forecast.sh measures it.
#   docs/first-hour.sh [FOLDER]      FOLDER keeps what was shown; a temporary one is removed
set -euo pipefail
cd "$(dirname "$0")/.."

work=${1:-}
if [ -z "$work" ]; then
  work=$(mktemp -d)
  trap 'stop; rm -rf "$work"' EXIT
else
  mkdir -p "$work"
  trap 'stop' EXIT
fi
export XDG_STATE_HOME="$work/state"
# As wide as the terminal is, whatever a shell above has left in COLUMNS.
terminal='stty cols 160 rows 50; exec env COLUMNS=33'
patience=240
demo=
run=

# Ends what this has started, by its process group.
stop() {
  for group in $run $demo; do
    kill -TERM -- "-$group" 2>/dev/null || true
  done
  wait 2>/dev/null || true
}

fail() {
  printf 'first-hour: %s\n' "$1" >&2
  [ -n "${2:-}" ] && tail -n 40 "$2" >&2
  exit 1
}

# pty NAME COMMAND: runs a command in a pseudo-terminal; what it shows is in NAME.
pty() {
  script -qefc "$terminal timeout --foreground 300 $2" "$work/$1" </dev/null >/dev/null ||
    fail "$2 ended with $?" "$work/$1"
}

# shows NAME TEXT: what was shown has this text.
shows() {
  grep -qF -- "$2" "$work/$1" || fail "$1 must show '$2'" "$work/$1"
}

# awaits NAME TEXT SECONDS: what is being shown has this text by then.
awaits() {
  for _ in $(seq $(($3 * 5))); do
    grep -qF -- "$2" "$work/$1" 2>/dev/null && return
    sleep 0.2
  done
  fail "$1 must show '$2' within $3 s" "$work/$1"
}

set -m # Each of these is a process group.
./tidecast version >"$work/version" # In a tree that is not built, this builds.
begun=$(date +%s%N)
# since: the seconds from the command to now.
since() {
  echo $((($(date +%s%N) - begun) / 1000000000))
}
script -qefc "$terminal ./tidecast demo --for 30m" "$work/demo" </dev/null >/dev/null &
demo=$!
awaits demo 'latency p50' "$patience"
printf 'demo: a first forecast after %d s\n' "$(since)"
until awk -f docs/better-than-naive.awk "$work/demo"; do
  [ "$(since)" -lt "$patience" ] || fail "the demo must be better than both naive forecasts within $patience s" "$work/demo"
  sleep 0.2
done
printf 'demo: better than both naive forecasts after %d s\n' "$(since)"
shows demo 'error, last seconds, persistence = 1.00'
broker=$(grep -o 'the broker is at [0-9.:a-z]*[0-9]' "$work/demo" | head -n 1 | sed 's/.* //')
dashboard=$(grep -o 'The dashboard is at http://[0-9.:a-z]*[0-9]' "$work/demo" | head -n 1 | sed 's/.* //')
curl -sf "$dashboard/" >"$work/dashboard" || fail "the dashboard must be at $dashboard" "$work/demo"
shows dashboard '<title>Tidecast</title>'
curl -sf "$dashboard/api/v1/devices" >"$work/devices" || fail 'the dashboard must have devices' "$work/demo"
shows devices '"device":"'
pty demo-watch "./tidecast watch --bootstrap $broker --max 20"
shows demo-watch 'ACTUAL (FORECAST)'
grep -qE 'network v|combination' "$work/demo-watch" || fail "watch must show the demo's forecasts" "$work/demo-watch"

# A topic of somebody's own: the example's rows, nested as his records are.
# file_line COMMAND: what the README says to run on the example, with what it writes in the folder of this.
file_line() {
  grep -F "./tidecast $1 " README.md | grep -F docs/examples/data | head -n 1 |
    sed -e "s: tidecast.yaml: $work/file.yaml:" -e "s: r.html: $work/r.html:"
}
pty init-file "$(file_line init) -o $work/file.yaml --yes"
shows init-file 'kwh is a counter'
shows init-file 'series.step: 30m'
pty backtest "$(file_line backtest)"
shows backtest 'frozen, trained on'
grep -q '<html' "$work/r.html" || fail 'backtest must write its report' "$work/backtest"

# The topics beside it are not the demo's.
export TIDECAST_APPLICATION_ID=plant TIDECAST_TOPICS_FORECASTS=plant.forecasts TIDECAST_TOPICS_SCORES=plant.scores
export TIDECAST_TOPICS_RETRAINING=plant.retraining TIDECAST_TOPICS_MODELS=plant.models
export TIDECAST_TOPICS_DEAD_LETTERS=plant.dead-letters
pty topics-made "./tidecast topics create --partitions 1 -c $work/file.yaml --bootstrap $broker --topics-readings plant.sensors"
shows topics-made 'made   plant.sensors'
pty produce "./tidecast produce docs/examples/data/pumps.csv -c $work/file.yaml --device-column pump --time-column time \
  --bootstrap $broker --topics-readings plant.sensors"

yaml=$work/tidecast.yaml
pty init "./tidecast init --bootstrap $broker --topics-readings plant.sensors -o $yaml --yes"
shows init 'readings.format: json'
shows init 'series.step: 30m'
shows init 'forecast.season: '
shows init 'Wrote '
pty topics "./tidecast topics create --partitions 1 -c $yaml"
shows topics 'plant.forecasts'
pty doctor "./tidecast doctor -c $yaml"
shows doctor 'settings: complete'
shows doctor 'of the newest'
shows doctor 'model: default has no version yet'
if grep -qE '^(WARN|FAIL)' "$work/doctor"; then
  fail 'doctor must find all well' "$work/doctor"
fi

script -qefc "$terminal timeout --foreground 600 ./tidecast run -c $yaml --http-port 0" "$work/run" </dev/null >/dev/null &
run=$!
awaits run 'plant.sensors -> plant.forecasts' 120
pty watch "./tidecast watch -c $yaml --from-beginning --max 120"
shows watch 'DEVICE'
shows watch 'ACTUAL (FORECAST)'
shows watch 'north'
shows watch 'persistence'
grep -qE 'seasonal-naive|network v|combination' "$work/watch" || fail 'watch must show more than persistence' "$work/watch"

# What Prometheus would scrape: small, gzipped where that is asked for, and as its own check wants it where that is there.
metrics=$(grep -ao 'probes and metrics at http://[0-9.:a-z]*[0-9]' "$work/run" | sed 's/.* //')/metrics
curl -sf "$metrics" >"$work/metrics"
[ "$(wc -c <"$work/metrics")" -le 100000 ] || fail "metrics must be 100 kB at most, were $(wc -c <"$work/metrics") bytes"
curl -sf -H 'Accept-Encoding: gzip' "$metrics" | gzip -t || fail 'metrics must be gzipped where that is asked for'
if command -v promtool >/dev/null; then
  promtool check metrics <"$work/metrics" >"$work/promtool" 2>&1 || fail 'promtool must find the metrics right' "$work/promtool"
fi

pty models "./tidecast models list -c $yaml"
shows models 'default'

stop
run=
demo=
unset "${!TIDECAST_@}"
pty demo-file "$(file_line 'demo --data')"
shows demo-file 'Summary of '
shows demo-file 'of 2 devices'
printf 'first hour: as it should be\n'

#!/usr/bin/env bash
# How long the demo takes to its first forecast on the screen, and to one that is better than both naive ones: first-forecast.sh
# [RUNS [JAVA_HOME …]] measures each JDK so often (3 times, the JDK at hand), and writes the section of docs/performance.md.
# Builds for each JDK, since the archive of classes that a build makes is that JDK's. Needs util-linux' script.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-3}
jdks=("${@:2}")
[ ${#jdks[@]} -gt 0 ] || jdks=("${JAVA_HOME:?must be set, or a JDK be named}")
page=docs/performance.md
work=$(mktemp -d)
demo=
trap '[ -z "$demo" ] || kill -TERM -- "-$demo" 2>/dev/null; rm -rf "$work"' EXIT
set -m # The demo is a process group.

fail() {
  printf 'first-forecast: %s\n' "$1" >&2
  exit 1
}

# The screen shows a latency once a forecast has come, and errors once steps have been compared: 1.00 is persistence.
first() {
  grep -q 'latency p50' "$work/screen" 2>/dev/null
}

better() {
  awk -f docs/better-than-naive.awk "$work/screen"
}

# until_it_shows WHAT: the seconds since the start, and the processor time of the virtual machine, when it is so.
until_it_shows() {
  while ! "$1"; do
    kill -0 "$demo" 2>/dev/null || fail "the demo ended before: $(tail -n 5 "$work/screen")"
    sleep 0.05
  done
  now=$(date +%s%N)
  awk -v ns=$((now - begun)) -v ticks="$(getconf CLK_TCK)" \
    '{ sub(/.*\) /, ""); printf "%.1f %.1f\n", ns / 1e9, ($12 + $13) / ticks }' "/proc/$(cat "$work/pid")/stat"
}

# The middle of the numbers of a column, and the least and the greatest.
summary() {
  cut -d ' ' -f "$1" "$work/figures" | sort -n | awk '{ v[NR] = $1 }
    END { printf "%.1f (%.1f–%.1f)", v[int((NR + 1) / 2)], v[1], v[NR] }'
}

for jdk in "${jdks[@]}"; do
  export JAVA_HOME=$jdk
  rm -rf target/tidecast-*/lib
  ./tidecast version >"$work/version"
  : >"$work/figures"
  for _ in $(seq "$runs"); do
    rm -f "$work/screen" "$work/pid"
    begun=$(date +%s%N)
    script -qefc "stty cols 160 rows 50; echo \$\$ >$work/pid; exec ./tidecast demo --for 120s" "$work/screen" </dev/null >/dev/null &
    demo=$!
    shown=$(until_it_shows first)
    trusted=$(until_it_shows better)
    printf '%s %s %s\n' "$shown" "$trusted" "$(cut -d ' ' -f 1 /proc/loadavg)" | tee -a "$work/figures"
    kill -TERM -- "-$demo" 2>/dev/null || true
    wait "$demo" 2>/dev/null || true
    demo=
  done
  printf '| %s | %d | %s | %s | %s | %s |\n' "$(sed -n 's/^java //p' "$work/version")" "$runs" \
    "$(summary 1)" "$(summary 2)" "$(summary 3)" "$(summary 5)" >>"$work/rows"
done

{
  cat <<'END'
## First forecast

Made by `docs/first-forecast.sh RUNS JAVA_HOME …`: `./tidecast demo` in a pseudo-terminal, in a tree that is built.
Seconds from the command to the first forecast on the screen, and to a screen whose published error is below both naive
forecasts': the median (least–greatest). Work: the seconds of processor time till the first forecast. Load: of the
machine, one minute's mean at the end of each run; where it is more than the processors, the run has waited for others.

END
  printf '%s processors.\n\n' "$(nproc)"
  printf '| JDK | runs | first forecast, s | work, s | better than both, s | load |\n|---|---|---|---|---|---|\n'
  cat "$work/rows"
  echo
} >"$work/section"
awk -v section="$work/section" '
  /^<!-- first forecast: begin -->$/ { print; while ((getline line < section) > 0) print line; inside = 1 }
  /^<!-- first forecast: end -->$/ { inside = 0 }
  !inside
' "$page" >"$work/page"
grep -q '^<!-- first forecast: begin -->$' "$page" || fail "$page must have the marks of the section"
cat "$work/page" >"$page"
cat "$work/section"

#!/bin/sh
# Makes docs/backtests.md anew: docs/backtests.sh [DATA [SEEDS [JOBS]]] > docs/backtests.md
# DATA is the folder with ETTh1.csv.gz and beijing/*.csv.gz, ../shared/data unless given; the README says where to get them.
# JOBS backtests run at a time, 2 unless given.
set -eu
home=$(cd "$(dirname "$0")/.." && pwd -P)
data=${1:-$home/../shared/data}
seeds=${2:-3}
jobs=${3:-2}
pages=$(mktemp -d)
trap 'rm -r "$pages"' EXIT
running=0
count=0

# section TITLE ARGUMENTS...: runs a backtest in the background, and makes a page of its command and the medians over the seeds
section() {
  if [ "$running" -ge "$jobs" ]; then
    wait
    running=0
  fi
  count=$((count + 1))
  running=$((running + 1))
  page "$@" > "$pages/$(printf '%02d' "$count")" &
}

page() {
  printf '\n## %s\n\n' "$1"
  shift
  printf '```\n'
  printf '%s' "./tidecast backtest $*" | sed "s:$data/::g"
  printf '\n\n'
  "$home/tidecast" backtest "$@" --seeds "$seeds" 2>/dev/null | sed -n '/^fine-tunes/p; /^median of/,$p'
  printf '```\n'
}

"$home/tidecast" --version > /dev/null # builds, once
ett="$data/ETTh1.csv.gz --time-column date --series-step 1h --train 8640 --region standard-test=11519..14375 --region after-60%=8639..17395"
monthly='--learning-every 0s --learning-every-steps 720'
for inputs in 'OT' 'OT with its six loads'; do
  values=OT
  [ "$inputs" = OT ] || values='OT,HUFL,HULL,MUFL,MULL,LUFL,LULL --forecast-targets OT'
  # shellcheck disable=SC2086
  section "ETTh1, frozen: $inputs" $ett --values $values --frozen
  # shellcheck disable=SC2086
  section "ETTh1, fine-tuned online: $inputs" $ett --values $values --online $monthly
  # shellcheck disable=SC2086
  section "ETTh1, online from the first row: $inputs" $ett --region all=0..100% --values $values --online --from-first-row $monthly
done
beijing='--time-column datetime --series-step 1h --train 60% --values TEMP,PM2.5'
six='--learning-every 0s --learning-every-steps 5000'
# shellcheck disable=SC2086
section 'Beijing, six stations, one model, frozen' "$data"/beijing/*.csv.gz $beijing --frozen
# shellcheck disable=SC2086
section 'Beijing, fine-tuned online' "$data"/beijing/*.csv.gz $beijing --online $six
# shellcheck disable=SC2086
section 'Beijing, online from the first row' "$data"/beijing/*.csv.gz $beijing --online --from-first-row $six
wait
cat "$home/docs/backtests.head.md" "$pages"/*

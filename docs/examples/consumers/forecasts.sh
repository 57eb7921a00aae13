#!/bin/sh
# Prints the next value of each forecast: device, target, time, value. Needs kcat and jq.
#   forecasts.sh broker:9092 forecasts
#   forecasts.sh                         reads values from standard input
set -eu
next='. as $f | .targets | to_entries[] | [$f.device, .key, $f.at[0], .value.mean[0]] | @tsv'
if [ $# -eq 0 ]; then
  exec jq -r "$next"
fi
kcat -C -b "$1" -t "$2" -o end -u -q -X isolation.level=read_committed | exec jq -r --unbuffered "$next"

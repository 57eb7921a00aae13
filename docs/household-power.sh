#!/bin/sh
# Makes the two files that `tidecast reproduce power` reads of the one that UCI has: docs/household-power.sh household_power_consumption.txt DIR
# (data set 235, https://archive.ics.uci.edu/dataset/235). By the hour: sums of its minutes, absent ones zero; by the minute: its first 47,960.
set -eu
from=${1:?the file household_power_consumption.txt}
to=${2:?the folder to write to}
awk -F';' '
  function out(i) { printf "%s", hour; for (i = 3; i <= 9; i++) { printf ",%.3f", sum[i]; sum[i] = 0 } print "" }
  NR == 1 { printf "datetime"; for (i = 3; i <= 9; i++) printf ",%s", $i; print ""; next }
  {
    split($1, day, "/"); split($2, time, ":")
    now = sprintf("%04d-%02d-%02d %02d:00:00", day[3], day[2], day[1], time[1])
    if (now != hour) { if (hour) out(); hour = now }
    for (i = 3; i <= 9; i++) sum[i] += $i
  }
  END { out() }' "$from" | gzip -n >"$to/household_power_hourly.csv.gz"
head -n 47961 "$from" | tr ';' ',' | gzip -n >"$to/household_power_minute_47960.csv.gz"

#!/bin/sh
# Makes docs/bench.md anew: docs/bench.sh [FOLDER [MOST]]
# FOLDER has INDEX.csv and the files that it names, ../shared/bench/open unless given; MOST is of steps of a device that are run.
# Where ../peers beside it has forecasts-open.csv.gz (set, device, target, region, origin, method, h1 ...), what those
# other programs forecast stands beside the pool's from the same origins.
set -eu
home=$(cd "$(dirname "$0")/.." && pwd -P)
folder=${1:-$home/../shared/bench/open}
most=${2:-2147483647}
if [ ! -f "$folder/INDEX.csv" ]; then
  cat >&2 << EOF
bench.sh: FOLDER must have an INDEX.csv, and $folder has none.
It is a table: name, step (PT1H), targets (the first is judged), of files NAME.csv.gz with columns time, device and the targets.
docs/bench.md is made of twelve public sets: CPU, roads and occupancy of the Numenta Anomaly Benchmark, traffic (UCI 492), Chicago's
L (CRAN modeldata), electricity of Victoria (tsibbledata) and Tetouan (UCI 849), a wind turbine (Kaggle
berkerisen/wind-turbine-scada-dataset), air of Valencia (skforecast-datasets), tides (CRAN TideHarmonics), lakes (GLEON/LakeMetabolizer), a house
(UCI 274) and bearings (NASA IMS).
EOF
  exit 2
fi
folder=$(cd "$folder" && pwd -P)
cd "$home"
./mvnw -q -Pbench -DskipTests -Dbench.main=io.tidecast.bench.BenchTable -Dbench.page=docs/bench.md -Dbench.length="$folder" \
  -Dbench.jdks="$most" test-compile exec:exec

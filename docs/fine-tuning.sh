#!/bin/sh
# Makes docs/fine-tuning.md anew: docs/fine-tuning.sh [FOLDER [SEEDS]]
# FOLDER is as docs/bench.sh says, ../shared/bench/open unless given; SEEDS is how many runs a set has with each network.
set -eu
home=$(cd "$(dirname "$0")/.." && pwd -P)
folder=${1:-$home/../shared/bench/open}
if [ ! -f "$folder/INDEX.csv" ]; then
  echo "fine-tuning.sh: FOLDER must have an INDEX.csv, and $folder has none; docs/bench.sh says what it holds" >&2
  exit 2
fi
folder=$(cd "$folder" && pwd -P)
cd "$home"
./mvnw -q -Pbench -DskipTests -Dbench.main=io.tidecast.bench.FineTuneTable -Dbench.page=docs/fine-tuning.md -Dbench.length="$folder" \
  -Dbench.jdks="${2:-3}" test-compile exec:exec

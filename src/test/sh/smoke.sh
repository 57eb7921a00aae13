#!/bin/sh
# Smoke test of a distribution folder: smoke.sh FOLDER. Runs on the JDK of JAVA_HOME, or the java on the PATH.
set -eu
dist=${1:?usage: smoke.sh FOLDER}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# check NAME EXIT-CODE COMMAND…: runs it, keeps what it prints in $out/NAME, and ends the test if the exit code is another.
check() {
  name=$1
  expected=$2
  shift 2
  code=0
  "$@" >"$out/$name" 2>"$out/$name.err" || code=$?
  if [ "$code" -ne "$expected" ]; then
    cat "$out/$name" "$out/$name.err"
    echo "smoke: $name must exit with $expected, was $code"
    exit 1
  fi
  echo "smoke: $name exits with $code"
}

# holds NAME FILE PATTERN: ends the test if no line matches.
holds() {
  if ! grep -Eq -- "$3" "$out/$2"; then
    cat "$out/$2"
    echo "smoke: $1 must print a line that matches: $3"
    exit 1
  fi
}

check help 0 "$dist/tidecast" --help
holds help help '^ +demo '
check wrong-usage 2 "$dist/tidecast" no-such-command
holds wrong-usage wrong-usage.err 'no-such-command'

# From another folder, through a link, without the demo's jars, as the image runs it.
mkdir -p "$out/lean folder"
cp -r "$dist/lib" "$dist/tidecast" "$out/lean folder"
ln -s "$out/lean folder/tidecast" "$out/link"
cd /
check lean-run-help 0 "$out/link" run --help
check lean-run 2 "$out/link" run
holds lean-run lean-run.err '^tidecast run: kafka.bootstrap.servers must be set'
check lean-demo 1 "$out/link" demo --for 1s

cd - >/dev/null
check demo 0 "$dist/tidecast" demo --for 40s
holds demo demo '^Summary of 4[0-9] s$'
holds demo demo 'for 10 of 10 devices'
holds demo demo 'versions published: [1-9]'
holds demo demo '^  last third +[0-9]+\.[0-9][0-9] +[0-9]+\.[0-9][0-9] +1\.00 +[0-9]+\.[0-9][0-9]$'
holds demo demo '^In the last third the error of what was published'
if grep -E 'WARNING|ERROR' "$out/demo.err"; then
  echo "smoke: the demo must not log warnings of the JDK or errors"
  exit 1
fi
sed -n '/^Summary/,$p' "$out/demo"

#!/bin/sh
# Builds the checkout once more, elsewhere, and compares the distribution with that of FOLDER byte by byte: reproducible.sh FOLDER.
set -eu
dist=$(cd "$1" && pwd)
cd "$(dirname "$0")/../../.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
tar -c --exclude=./target --exclude=./.git . | tar -x -C "$copy"
(cd "$copy" && ./mvnw -q -Dmaven.test.skip=true -Dspotless.check.skip=true -Ddemo.archive.skip package)
if ! diff -r "$dist" "$copy/target/$(basename "$dist")"; then
  echo "reproducible: two builds must give the same bytes"
  exit 1
fi
echo "reproducible: a second build gave the same bytes, $(find "$dist" -type f | wc -l) files"

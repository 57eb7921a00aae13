#!/bin/sh
# Prints the folder with the distribution of another commit, built once and kept in target/previous: previous.sh COMMIT.
# Where the history does not hold that commit (a shallow clone, a source archive) it says so and ends with 3.
set -eu
commit=$1
cd "$(dirname "$0")/../../.."
kept=$PWD/target/previous/$commit
if [ ! -d "$kept" ]; then
  if ! answer=$(git cat-file -e "$commit^{commit}" 2>&1); then
    echo "previous: git's history must hold $commit, from which the build before this one is made: ${answer:-it does not}" >&2
    exit 3
  fi
  copy=$(mktemp -d)
  trap 'rm -rf "$copy"' EXIT
  git archive -o "$copy/source.tar" "$commit"
  mkdir "$copy/source"
  tar -x -C "$copy/source" -f "$copy/source.tar"
  (cd "$copy/source" && ./mvnw -q -Dmaven.test.skip=true -Dspotless.check.skip=true package) >&2
  mkdir -p "$PWD/target/previous"
  rm -rf "$kept.part"
  # In one step, so that what is there is whole.
  mv "$copy/source/target"/tidecast-*/ "$kept.part"
  mv "$kept.part" "$kept"
fi
echo "$kept"

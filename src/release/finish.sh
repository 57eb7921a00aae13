#!/bin/sh
# finish.sh TARGET VERSION [KEY]: puts beside the packages what else a release holds: the bill of materials, the chart, the
# image where an engine answers, the notes, the digests, and, where a key of gpg is named, a signature of each file.
set -eu
home=$(cd "$(dirname "$0")/../.." && pwd -P)
target=$1
version=$2
key=${3:-}
cd "$target/release"

cp "$target/tidecast-$version-cyclonedx.json" .
if [ -f "$home/k8s/helm/tidecast/Chart.yaml" ]; then
  tar -C "$home/k8s/helm" --sort=name --owner=0 --group=0 --numeric-owner --mtime=2026-11-21 -czf \
    "tidecast-chart-$version.tgz" tidecast
else
  echo "release: there is no chart in k8s/helm/tidecast: none is in the release"
fi

rm -f tidecast-image-*
if docker info >/dev/null 2>&1; then
  (cd "$home" && DOCKER_BUILDKIT=0 docker build --quiet --network host -f docker/Dockerfile -t "tidecast:$version" .)
  docker save -o "tidecast-image-$version.tar" "tidecast:$version"
  chmod 644 "tidecast-image-$version.tar"
  gzip -n "tidecast-image-$version.tar"
else
  echo "release: no Docker engine answers: there is no image in it"
fi

# Of the changelog, what is below the version's heading, to the next.
awk -v version="$version" '
  /^## / { on = index($2, version) == 1 && (length($2) == length(version) || $2 == version ","); if (on) sub(/^## /, "# Tidecast ") }
  on
' "$home/CHANGELOG.md" >RELEASE-NOTES.md
[ -s RELEASE-NOTES.md ] || {
  echo "release: CHANGELOG.md must have a section '## $version'" >&2
  exit 1
}

rm -f SHA256SUMS ./*.asc
sha256sum -- * >../SHA256SUMS
mv ../SHA256SUMS .

if [ -n "$key" ]; then
  for file in *; do
    gpg --batch --yes --armor --local-user "$key" --detach-sign -- "$file"
  done
else
  echo "release: not signed; -Drelease.key=ID names the key of gpg to sign with"
fi
ls -l .

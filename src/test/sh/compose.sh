#!/bin/sh
# Brings docker/compose.yaml up without the profile `monitoring`, sees readings become forecasts and both processes ready, and takes
# it down. The image must have been built.
set -eu
cd "$(dirname "$0")/../../.."

if docker compose version >/dev/null 2>&1; then
  compose='docker compose'
else
  if ! command -v docker-compose >/dev/null 2>&1; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq docker-compose; } >/dev/null 2>&1 || true
  fi
  command -v docker-compose >/dev/null 2>&1 || { echo "compose: there is no docker compose here: left out"; exit 0; }
  compose='docker-compose'
fi
project=tidecast-ci
compose="$compose -p $project -f docker/compose.yaml"
trap '$compose down -v >/dev/null 2>&1' EXIT

# fails REASON: shows what the processes said.
fails() {
  $compose logs --tail 40 forecaster trainer simulator topics || true
  echo "compose: $1"
  exit 1
}

# What is asked is asked inside a container: the host's ports may be taken.
ask() { $compose exec -T "$1" tidecast healthcheck --ready; }

export DOCKER_BUILDKIT=0
$compose up -d --no-build
ready=no
for _ in $(seq 60); do
  if ask forecaster >/dev/null 2>&1 && ask trainer >/dev/null 2>&1; then ready=yes; break; fi
  sleep 2
done
[ "$ready" = yes ] || fails 'forecaster and trainer must be ready in time'
echo "compose: $(ask forecaster) $(ask trainer)"
$compose exec -T forecaster tidecast watch --bootstrap kafka:9092 --from-beginning --max 3 || fails 'there must be forecasts'
$compose --profile monitoring config >/dev/null || fails 'the monitoring profile must be well-formed'
$compose down -v
left=$(docker ps -aq --filter label=com.docker.compose.project=$project; docker volume ls -q --filter label=com.docker.compose.project=$project)
[ -z "$left" ] || { echo "compose: down -v must leave nothing, left $left"; exit 1; }
echo "compose: up, ready, forecasting, and down without a trace"

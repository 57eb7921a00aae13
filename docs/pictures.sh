#!/usr/bin/env bash
# Pictures of the dashboard's views, of a demo that has learnt for two minutes: docs/pictures.sh [FOLDER], docs/pictures unless
# given. Needs Debian's chromium and curl; the tree must be built.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-docs/pictures}
work=$(mktemp -d)
trap 'kill "$demo" 2>/dev/null || true; rm -rf "$work"' EXIT
./tidecast version >"$work/version"
./tidecast demo --for 10m --no-browser >"$work/demo" 2>&1 &
demo=$!
sleep 120
page=$(grep -ao 'The dashboard is at http://[0-9.:]*' "$work/demo" | sed 's/.* //')
device=$(curl -sf "$page/api/v1/devices?limit=1" | sed 's/.*"device":"\([^"]*\)".*/\1/')
model=$(curl -sf "$page/api/v1/devices?limit=1" | sed 's/.*"model":"\([^"]*\)".*/\1/')

# picture NAME VIEW
picture() {
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" --window-size=1200,900 \
    --virtual-time-budget=8000 --screenshot="$work/$1.png" "$page/#/$2" >/dev/null 2>&1
  mv "$work/$1.png" "$folder/$1.png"
  printf '%s\n' "$folder/$1.png"
}

picture fleet fleet
picture device "device/$device"
picture model "model/$model"
picture health health

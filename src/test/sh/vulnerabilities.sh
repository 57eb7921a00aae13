#!/bin/sh
# Holds everything that a software bill of materials names against known vulnerabilities: vulnerabilities.sh BOM.json [ADVISORIES.tsv]. First
# against the advisories kept beside this script, which need nobody; then it asks a database, and where that cannot be reached it says so. A
# known vulnerability fails, and so does what cannot be checked: a bill without components, an advisory or a version that cannot be read.
set -eu
bom=$1
advisories=${2:-$(dirname "$0")/advisories.tsv}
database=https://api.osv.dev/v1/querybatch
today=$(date -u +%F)
fail() {
  echo "vulnerabilities: $today: $1"
  exit 1
}

[ -r "$bom" ] || fail "there is no bill of materials $bom"
[ -r "$advisories" ] || fail "there are no advisories $advisories"
names=$(grep -o '"purl" *: *"pkg:maven/[^"]*"' "$bom" | sed 's/.*"\(pkg:[^"?]*\).*/\1/' | sort -u || true)
[ -n "$names" ] || fail "$bom must name components as pkg:maven/…, names none"
count=$(echo "$names" | wc -l)

kept=$(echo "$names" | awk -F '\t' '
  # Numbers of a version, and -1 for what comes before its release; nothing if a part is neither.
  function read(version, numbers,   parts, count, i, part) {
    count = split(version, parts, /[.-]/)
    for (i = 1; i <= count; i++) {
      part = tolower(parts[i])
      if (part ~ /^[0-9]+$/) numbers[i] = part + 0
      else if (part ~ /^(alpha|beta|rc|cr|m|pr|snapshot)[0-9]*$/) numbers[i] = -1
      else if (part ~ /^(final|ga|release|jre|android)$/) numbers[i] = 0
      else return 0
    }
    for (; i <= 8; i++) numbers[i] = 0
    return count > 0 && count <= 8
  }
  function compare(one, other,   a, b, i) {
    if (!read(one, a)) stop("version " one " of " name " cannot be compared")
    if (!read(other, b)) stop("version " other " in an advisory about " name " cannot be compared")
    for (i = 1; i <= 8; i++) if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1
    return 0
  }
  function stop(message) { print message; stopped = 1; exit 1 }
  FILENAME != "-" && /^(#|$)/ { next }
  FILENAME != "-" {
    if (NF != 6 || $2 !~ /^[0-9]+-[0-9][0-9]-[0-9][0-9]$/ || $3 !~ /^[^:]+:[^:]+$/)
      stop(FILENAME " line " FNR " must be advisory, day, group:artifact, first affected, first fixed and subject, separated by tabs")
    n++; advisory[n] = $1; artifact[n] = $3; first[n] = $4; fixed[n] = $5; subject[n] = $6
    if ($2 > newest) newest = $2
    next
  }
  {
    sub(/^pkg:maven\//, ""); at = index($0, "@"); version = substr($0, at + 1); name = substr($0, 1, at - 1); sub(/\//, ":", name)
    for (i = 1; i <= n; i++)
      if (artifact[i] == name && compare(version, first[i]) >= 0 && (fixed[i] == "-" || compare(version, fixed[i]) < 0))
        found = found "; " name " " version ": " advisory[i] ", " subject[i] (fixed[i] == "-" ? "" : ", fixed in " fixed[i])
  }
  END {
    if (stopped) exit 1
    if (n == 0) { print ARGV[1] " must hold advisories, holds none"; exit 1 }
    if (found != "") { print substr(found, 3); exit 1 }
    print n " advisories kept here, the newest of " newest
  }' "$advisories" -) || fail "$kept"

query=$(echo "$names" | sed 's/.*/{"package":{"purl":"&"}}/' | paste -sd, -)
if ! answer=$(printf '{"queries":[%s]}' "$query" | curl -sf --max-time 30 -H 'Content-Type: application/json' -d @- "$database"); then
  echo "vulnerabilities: $today: $count components are in none of $kept; no database can be reached from here to ask for others"
  exit 0
fi
case $answer in *'"results"'*) ;; *) fail "$database must answer with results, answered $(echo "$answer" | cut -c 1-200)" ;; esac
found=$(echo "$answer" | grep -o '"id" *: *"[^"]*"' | sort -u || true)
[ -z "$found" ] || fail "$database knows of: $found"
echo "vulnerabilities: $today: $count components are in none of $kept; $database knows none of them either"

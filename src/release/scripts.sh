#!/bin/sh
# scripts.sh SOURCES TARGET: puts together what the packages run when they are installed and removed, for both of the same
# parts. A package that is only updated keeps its service: dpkg says so by a word, rpm by the number of those that stay.
set -eu
parts=$1
to=$2
rm -rf "$to"
mkdir -p "$to/deb" "$to/rpm"
cp "$parts/deb/control" "$to/deb/control"

script() {
  printf '#!/bin/sh\nset -e\n' >"$1"
  cat >>"$1"
  chmod 755 "$1"
}

{
  printf '[ "$1" = configure ] || exit 0\n'
  cat "$parts/user.sh" "$parts/reload.sh"
} | script "$to/deb/postinst"
{
  printf '[ "$1" = remove ] || exit 0\n'
  cat "$parts/stop.sh"
} | script "$to/deb/prerm"
script "$to/deb/postrm" <"$parts/reload.sh"

cat "$parts/user.sh" "$parts/reload.sh" | script "$to/rpm/post"
{
  printf '[ "$1" = 0 ] || exit 0\n'
  cat "$parts/stop.sh"
} | script "$to/rpm/preun"
script "$to/rpm/postun" <"$parts/reload.sh"

#!/bin/sh
# Runs every check of the project, after installing what they need. As root on Debian that is done here; elsewhere it is
# said what is missing. CI runs this file as it is.
set -eu
cd "$(dirname "$0")"

has() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ]; }

missing=""
has make || missing="$missing make"
has gcc || missing="$missing gcc libc6-dev" # the race detector needs a C compiler
has mariadbd || missing="$missing mariadb-server"
has chromium || missing="$missing chromium" # the tests of the admin page use it
has npm || missing="$missing npm"           # it fetches axe-core for them

if [ -n "$missing" ]; then
	if [ "$(id -u)" = 0 ] && has apt-get; then
		echo "check: installing$missing"
		apt-get update -qq
		# shellcheck disable=SC2086 # a list of packages
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
	else
		echo "check: not installed, and only root on Debian can do that here:$missing" >&2
		case "$missing" in *mariadb* | *chromium* | *npm*) echo "check: the tests leave out what needs these (with CI set they fail instead)" >&2 ;; esac
	fi
fi
has go || { echo "check: Go is not installed; see https://go.dev/dl/" >&2; exit 1; }

race=-race
has gcc || { race=""; echo "check: without gcc the tests run without the race detector" >&2; }
if has make; then
	exec make check RACE="$race"
fi
echo "check: without make only the tests run" >&2
exec go test $race -shuffle=on ./...

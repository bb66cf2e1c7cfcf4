#!/bin/sh
# Installs what some tests need beyond Python, where it may: a browser, Chinese type, docker-compose.
# It never fails: a test that misses its program says so and is skipped (and fails where CI=true).
set -u

has() { command -v "$1" >/dev/null 2>&1; }

missing=
has chromium || has chromium-browser || has google-chrome || missing="$missing chromium"
[ -n "$(find /usr/share/fonts -iname 'NotoSansCJK*' 2>/dev/null | head -n 1)" ] || missing="$missing fonts-noto-cjk"
has docker-compose || docker compose version >/dev/null 2>&1 || missing="$missing docker-compose"

[ -n "$missing" ] || exit 0

if ! has apt-get || [ "$(id -u)" -ne 0 ]; then
    echo "Some tests will be skipped. They need:$missing" >&2
    exit 0
fi

echo "Installing$missing" >&2
log=$(mktemp)
# Words of $missing are package names.
# shellcheck disable=SC2086
if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
    tail -n 5 "$log" >&2
    echo "Some tests will be skipped: could not install$missing" >&2
fi
rm -f "$log"

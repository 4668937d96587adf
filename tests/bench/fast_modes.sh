#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How far the hashes of the fast modes are from the exact ones, and what that costs in
# finding edited copies. Prints doc/fast-modes.md; fast_modes.py tells how, and its
# options.
#
#   tests/bench/fast_modes.sh BUILD [OPTIONS] [PHOTO...]
#
# Without photos those of ../shared (or MIEN_SHARED) are taken; where it is not there some
# are made, and few edits of them: that shows that the command works, and says nothing
# about photos.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
shift
. "$here/../../tools/dev/packages.sh"
# shellcheck source=tests/bench/python_prelude.sh
. "$here/python_prelude.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

photos=
for word; do
    [ -f "$word" ] && photos=yes
done
if [ -z "$photos" ]; then
    shared=${MIEN_SHARED:-$here/../../../shared}
    find "$shared/photos" -type f 2>/dev/null | LC_ALL=C sort >"$work/photos" || true
    if [ ! -s "$work/photos" ]; then
        for seed in 1 2 3 4 5 6; do
            "$build/tests/e2e/sample_photo" "$work/$seed.jpg" "$seed" 1300 900
            echo "$work/$seed.jpg" >>"$work/photos"
        done
        set -- "$@" --count 6
    fi
    while read -r photo; do
        set -- "$@" "$photo"
    done <"$work/photos"
fi
"$python" -B "$here/fast_modes.py" "$build/tests/bench/fast_modes" "$@"

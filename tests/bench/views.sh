#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What views cost beside plain hashing, in one thread.
#
#   tests/bench/views.sh BUILD [PICTURE...]
#
# Without pictures one of 12 megapixels is made, and one of 1 megapixel.
set -eu
build=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

if [ $# -eq 0 ]; then
    "$build/tests/e2e/sample_photo" "$work/12.jpg" 1 4000 3000
    "$build/tests/e2e/sample_photo" "$work/1.jpg" 2 1152 864
    set -- "$work/12.jpg" "$work/1.jpg"
fi
printf '%s\n' "$@" | "$build/tests/bench/picture_costs" | awk '
    BEGIN {
        print "| megapixels | decoding, ms | and hash | and bank set | to hash |" \
              " and query set | beyond decoding |"
        print "|---|---|---|---|---|---|---|"
    }
    {
        printf "| %.2f | %.2f | %.2f | %.2f | %.2fx | %.2f | %.2f ms |\n",
               $1, $2, $3, $4, $4 / $3, $5, $5 - $2
    }'

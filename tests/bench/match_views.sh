#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What `mien match --views` costs beside plain `mien match`, on one thread.
#
#   tests/bench/match_views.sh BUILD [FOLDER OF PICTURES]
#
# Without pictures some of one megapixel are made. The index holds their views for a bank,
# and 300,000 other hashes.
set -eu
# shellcheck source=tests/bench/match_prelude.sh
. "$(dirname "$0")/match_prelude.sh"
prepare 12 1200 900 "$@"

"$mien" index create "$work/index"
hashes 300000 1 | "$mien" index add -q "$work/index"
"$mien" hash -q --views bank --files-from "$work/once" |
    "$mien" index add -q "$work/index"
"$mien" index compact "$work/index"

plain=$(seconds 1 "$work/pictures")
views=$(seconds 1 "$work/pictures" --views)
"$mien" index stat --format json "$work/index" | grep -o '"entries":[0-9]*'
awk -v lines="$(wc -l <"$work/pictures")" -v plain="$plain" -v views="$views" 'BEGIN {
    printf "%d pictures: plain %.2f ms each, with views %.2f ms each: %.2f ms more\n",
           lines, 1000 * plain / lines, 1000 * views / lines,
           1000 * (views - plain) / lines }'

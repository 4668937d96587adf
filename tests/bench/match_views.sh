#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What `mien match --views` costs beside plain `mien match`, on one thread.
#
#   tests/bench/match_views.sh BUILD [FOLDER OF PICTURES]
#
# Without pictures some of one megapixel are made. The index holds their views for a bank,
# and 300,000 other hashes.
set -eu
build=$1
folder=${2:-}
mien=$build/tools/mien/mien
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

if [ -z "$folder" ]; then
    folder=$work/photos
    mkdir "$folder"
    for seed in 1 2 3 4 5 6 7 8 9 10 11 12; do
        "$build/tests/e2e/sample_photo" "$folder/$seed.jpg" "$seed" 1200 900
    done
fi
find "$folder" -type f \( -iname '*.jp*g' -o -iname '*.png' -o -iname '*.webp' \) \
    >"$work/once"
# Whole seconds of work, whatever the folder holds.
: >"$work/pictures"
while [ "$(wc -l <"$work/pictures")" -lt 60 ]; do
    cat "$work/once" >>"$work/pictures"
done

"$mien" index create "$work/index"
LC_ALL=C awk 'BEGIN {
    srand(1)
    for (i = 0; i < 300000; i++) {
        line = ""
        for (j = 0; j < 16; j++)
            line = line sprintf("%04x", int(rand() * 65536))
        print line
    }
}' | "$mien" index add -q "$work/index"
"$mien" hash -q --views bank --files-from "$work/once" |
    "$mien" index add -q "$work/index"
"$mien" index compact "$work/index"

# Seconds of `mien match` with an option: the least of three runs.
seconds() { # FILE [OPTION]
    file=$1
    shift
    for run in 1 2 3; do
        begin=$(date +%s.%N)
        "$mien" match -q -j 1 "$@" "$work/index" "$file" >"$work/answers" || true
        end=$(date +%s.%N)
        echo "$begin $end"
    done | awk '{ t = $2 - $1; if (NR == 1 || t < least) least = t }
                END { printf "%.3f", least }'
}

plain=$(seconds "$work/pictures")
views=$(seconds "$work/pictures" --views)
"$mien" index stat --format json "$work/index" | grep -o '"entries":[0-9]*'
awk -v lines="$(wc -l <"$work/pictures")" -v plain="$plain" -v views="$views" 'BEGIN {
    printf "%d pictures: plain %.2f ms each, with views %.2f ms each: %.2f ms more\n",
           lines, 1000 * plain / lines, 1000 * views / lines,
           1000 * (views - plain) / lines }'

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What `mien match` costs beside decoding, and how much faster two processors are.
#
#   tests/bench/match.sh BUILD [FOLDER OF PICTURES]
#
# Without pictures some of 12 megapixels are made. The index holds 100,000 hashes.
set -eu
build=$1
folder=${2:-}
mien=$build/tools/mien/mien
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

if [ -z "$folder" ]; then
    folder=$work/photos
    mkdir "$folder"
    for seed in 1 2 3 4 5 6; do
        "$build/tests/e2e/sample_photo" "$folder/$seed.jpg" "$seed" 4000 3000
    done
fi
find "$folder" -type f \( -iname '*.jp*g' -o -iname '*.png' -o -iname '*.webp' \) \
    >"$work/once"
# Whole seconds of work, whatever the folder holds.
: >"$work/pictures"
while [ "$(wc -l <"$work/pictures")" -lt 60 ]; do
    cat "$work/once" >>"$work/pictures"
done

hashes() { # COUNT SEED
    LC_ALL=C awk -v count="$1" -v seed="$2" 'BEGIN {
        srand(seed)
        for (i = 0; i < count; i++) {
            line = ""
            for (j = 0; j < 16; j++)
                line = line sprintf("%04x", int(rand() * 65536))
            print line
        }
    }'
}
"$mien" index create "$work/index"
hashes 100000 1 | "$mien" index add -q "$work/index"
hashes 2000000 2 >"$work/queries"

# Seconds of `mien match` with a number of threads: the least of three runs.
seconds() { # JOBS FILE
    for run in 1 2 3; do
        begin=$(date +%s.%N)
        "$mien" match -q -j "$1" "$work/index" "$2" >"$work/answers" || true
        end=$(date +%s.%N)
        echo "$begin $end"
    done | awk '{ t = $2 - $1; if (NR == 1 || t < least) least = t }
                END { printf "%.3f", least }'
}

"$build/tests/bench/picture_costs" <"$work/once" |
    awk '{ decoding += $2; both += $3 }
         END { printf "decoding is %.1f %% of decoding and hashing\n",
               100 * decoding / both }'
for kind in pictures queries; do
    one=$(seconds 1 "$work/$kind")
    two=$(seconds 2 "$work/$kind")
    awk -v kind="$kind" -v lines="$(wc -l <"$work/$kind")" -v one="$one" -v two="$two" \
        'BEGIN { printf "%s: %d lines, 1 thread %.2f s, 2 threads %.2f s: %.2fx\n",
                 kind, lines, one, two, one / two }'
done

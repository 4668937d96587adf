#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What `mien match` costs beside decoding, and how much faster two processors are.
#
#   tests/bench/match.sh BUILD [FOLDER OF PICTURES]
#
# Without pictures some of 12 megapixels are made. The index holds 100,000 hashes.
set -eu
# shellcheck source=tests/bench/match_prelude.sh
. "$(dirname "$0")/match_prelude.sh"
prepare 6 4000 3000 "$@"

"$mien" index create "$work/index"
hashes 100000 1 | "$mien" index add -q "$work/index"
hashes 2000000 2 >"$work/queries"

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

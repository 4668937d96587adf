#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How many edited copies of pictures mien finds by their views, and how often it takes
# other pictures for them. Prints doc/recall.md; recall.py tells how, and its options.
#
#   tests/bench/recall/recall.sh BUILD [OPTIONS] [PHOTO...]
#
# Without photos some are made, and few edits of them: that shows that the command works,
# and says nothing about photos.
set -eu
here=$(dirname "$0")
build=$1
shift
. "$here/../../../tools/dev/packages.sh"
# shellcheck source=tests/bench/python_prelude.sh
. "$here/../python_prelude.sh"
if [ $# -eq 0 ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT INT TERM
    for seed in 1 2 3 4 5 6; do
        "$build/tests/e2e/sample_photo" "$work/$seed.jpg" "$seed" 900 700
    done
    "$python" -B "$here/recall.py" "$build/tests/bench/bench_recall" --count 6 \
        "$work"/*.jpg
else
    exec "$python" -B "$here/recall.py" "$build/tests/bench/bench_recall" "$@"
fi

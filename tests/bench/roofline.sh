#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the exact path of PDQ does for each pixel, what that must cost at least, and what
# it costs: doc/performance.md explains the tables.
#
#   tests/bench/roofline.sh BUILD
#
# Needs valgrind, which counts instructions. It knows no AVX-512, so that counts are of
# plain C and AVX2 (on 64-bit Arm: NEON); times are of all kernels of the processor.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
command -v valgrind >/dev/null || {
    echo "roofline.sh: valgrind is not there" >&2
    exit 1
}
ninja -C "$build" tests/bench/roofline >/dev/null
exec python3 "$here/roofline.py" "$build/tests/bench/roofline"

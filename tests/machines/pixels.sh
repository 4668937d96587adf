#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the part of mien that hashes pixels with any C compiler, and nothing else, and
# compares with the reference's hashes.
#
#     tests/machines/pixels.sh FOLDER PROGRAM-SUFFIX "COMPILER AND FLAGS" [EMULATOR...]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$1
program=$1/pixels$2
compiler=$3
shift 3
mkdir -p "$folder"

# compile FLAGS SOURCE...: to objects in the folder.
compile() {
    flags=$1
    shift
    for source; do
        object=$folder/$(echo "${source#"$root"/}" | tr / -).o
        # shellcheck disable=SC2086 # lists of words
        $compiler -std=c11 -O2 -ffp-contract=off -fno-fast-math -D_GNU_SOURCE $flags \
            -I"$root/include" -I"$root/lib" -I"$root/tests/support" -c "$source" \
            -o "$object"
        objects="$objects $object"
    done
}

objects=
compile "" "$root"/lib/base/*.c "$root"/lib/image/pixel.c "$root"/lib/pdq/[!g]*.c \
    "$root/tests/support/synthetic.c" "$root/tests/machines/pixels.c"
compile "-mavx2 -mfma" "$root"/lib/pdq/x86/*_avx2.c
compile "-mavx2 -mfma -mavx512f -mavx512bw -mavx512dq -mavx512vl" \
    "$root"/lib/pdq/x86/*_avx512.c
# shellcheck disable=SC2086
$compiler -static $objects -o "$program"
exec "$@" "$program" "$root/tests/vectors/synthetic.tsv"

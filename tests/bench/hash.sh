#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What hashing costs: decoded pixels with each kernel and in each mode, the average photo,
# JPEG files of 12 megapixels beside libjpeg-turbo alone, two threads. Beside them, in
# the same run: PyPI's pdqhash (Meta's C++ behind Python) and crates.io's yume-pdq.
#
#   tests/bench/hash.sh BUILD [FOLDER [PHOTO...]]
#
# The folder, of its own in BUILD unless given, keeps the peers: the first run takes some
# minutes to build them. yume-pdq is left out where there is no cargo, or no network. The
# photos are those of ../shared (or MIEN_SHARED) when it is there; else pictures are made.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
folder=${2:-$build/tests/bench/hash-peers}
shift "$(($# < 2 ? $# : 2))"
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

venv=$folder/venv
if ! "$venv/bin/python" -c 'import numpy, pdqhash, PIL' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check numpy pdqhash pillow
fi

# Builds the door to yume-pdq for the given instructions: `yume NAME FEATURES FLAGS`. The
# versions are those that it was released with; it does not build with later ones.
yume() {
    [ -e "$folder/yume-$1.so" ] && return
    mkdir -p "$folder/yume"
    cat >"$folder/yume/Cargo.toml" <<EOF
[package]
name = "bench_yume"
version = "0.0.0"
edition = "2024"
publish = false

[lib]
path = "$here/hash_yume.rs"
crate-type = ["cdylib"]

[features]
avx512 = ["yume-pdq/avx512"]

[dependencies]
generic-array = "=1.2.0"
yume-pdq = "=1.1.0"

[profile.release]
lto = true
codegen-units = 1
EOF
    (
        cd "$folder/yume"
        host=$(rustc -vV | sed -n 's/^host: //p')
        # With --target the flags are not those of what only helps to build.
        RUSTFLAGS="-C target-feature=$3" cargo build --quiet --release \
            --target "$host" --features "$2"
        cp "target/$host/release/libbench_yume.so" "$folder/yume-$1.so"
    ) >&2
}
if [ "$(uname -m)" != x86_64 ] || ! command -v cargo >/dev/null; then
    echo "There is no cargo, or no kernel for this machine: yume-pdq is left out." >&2
else
    . "$here/../../tools/dev/packages.sh"
    packages_need m4 make || true
    yume avx2 '' +avx2,+fma || echo "yume-pdq was not built: it is left out." >&2
    yume avx512 avx512 +avx2,+fma,+avx512f ||
        echo "yume-pdq was not built for AVX-512: that is left out." >&2
fi

if [ $# -eq 0 ]; then
    shared=${MIEN_SHARED:-$here/../../../shared}
    find "$shared/photos" -type f 2>/dev/null | LC_ALL=C sort >"$folder/photos" || true
    while read -r photo; do
        set -- "$@" "$photo"
    done <"$folder/photos"
fi
exec "$venv/bin/python" -B "$here/hash.py" "$build" "$folder" "$@"

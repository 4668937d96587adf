#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the native part and puts it where the jar has it:
#
#     build.sh BUILD_FOLDER RESOURCES [MESON_OPTION...]
#
# Maven runs this. Needs what mien needs to be built, and a JDK.
set -eu
root=$(cd "$(dirname "$0")/../../../../.." && pwd)
build=$1 resources=$2
shift 2
[ -f "$build/build.ninja" ] ||
    meson setup "$build" "$root" -Djava=enabled -Dcli=false -Dtests=false "$@"
ninja -C "$build" java
system=$(uname -s | tr 'A-Z' 'a-z')
target=$resources/org/mien/native/$system-$(uname -m)
mkdir -p "$target"
for library in "$build"/bindings/java/libmien-*jni.so; do
    strip --strip-unneeded -o "$target/${library##*/}" "$library"
done

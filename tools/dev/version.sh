#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Prints the version of mien, or with --soname the number in the soname, from the header.
set -eu
header=$(dirname "$0")/../../include/mien/version.h
number() { sed -n "s/^#define MIEN_$1 //p" "$header"; }
if [ "${1-}" = --soname ]; then
    number SOVERSION
else
    echo "$(number VERSION_MAJOR).$(number VERSION_MINOR).$(number VERSION_PATCH)"
fi

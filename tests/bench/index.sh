#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Times the index of mien against faiss, PyPI's and Debian's, on the same hashes with the
# same queries, on one thread; index.py tells what is measured and how.
#
#   tests/bench/index.sh BUILD/tests/bench [FOLDER [OPTIONS OF index.py]]
#
# The folder keeps the hashes, which take a minute to make for each 10 million, and the
# Python packages.
set -eu
here=$(dirname "$0")
build=$1
folder=${2:-$build}
shift "$(($# < 2 ? $# : 2))"
venv=$folder/venv
if ! "$venv/bin/python" -c 'import numpy, faiss' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check numpy faiss-cpu
fi
. "$here/../../tools/dev/packages.sh"
if command -v dpkg-query >/dev/null; then
    packages_need python3-faiss || echo "Debian's faiss is left out." >&2
fi
exec "$venv/bin/python" -B "$here/index.py" "$build" "$folder" "$@"

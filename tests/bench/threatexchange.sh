#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Times mien.threatexchange against python-threatexchange's own index (faiss), on the same
# hashes in one run, on one thread; threatexchange_index.py tells what is measured and how.
#
#   tests/bench/threatexchange.sh BUILD/tests/bench [FOLDER [HASHES]...]
#
# The folder keeps the hashes and a virtual environment with the Python packages.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
folder=${2:-$build}
shift "$(($# < 2 ? $# : 2))"
venv=$folder/venv-threatexchange
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
pip() { "$venv/bin/python" -m pip --disable-pip-version-check --quiet "$@"; }
pip install threatexchange faiss-cpu numpy cffi
pip install --force-reinstall --no-deps "$here/../../bindings/python"
exec "$venv/bin/python" -B "$here/threatexchange_index.py" "$build" "$folder" "$@"

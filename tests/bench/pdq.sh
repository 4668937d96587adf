#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Times mien's PDQ, with each of its kernels, against the PyPI package pdqhash (Meta's C++
# behind Python) in the same process, from decoded RGB, on one thread.
#
#   tests/bench/pdq.sh BUILD/tests/bench/bench_pdq.so [FOLDER FOR THE PYTHON PACKAGES]
set -eu
here=$(dirname "$0")
module=$1
venv=${2:-$(dirname "$module")}/venv
if ! "$venv/bin/python" -c 'import numpy, pdqhash' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check numpy pdqhash
fi
exec "$venv/bin/python" "$here/pdq.py" "$module"

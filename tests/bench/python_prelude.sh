# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# What fast_modes.sh and recall/recall.sh begin with; they source it behind
# tools/dev/packages.sh. Sets $python to one that has numpy and Pillow.

# The first Python may be one that does not see the system's packages.
for python in python3 /usr/bin/python3 ''; do
    if [ -z "$python" ]; then
        packages_need python3-numpy python3-pil fonts-dejavu-core
        python=/usr/bin/python3
    fi
    if "$python" -c 'import numpy, PIL' 2>/dev/null; then
        break
    fi
done

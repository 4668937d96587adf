# SPDX-License-Identifier: Apache-2.0
"""Puts the library into a source distribution, in the place of the link to it."""
import os
import pathlib
import shutil

PARTS = ["LICENSE", "README.md", "meson.build", "meson_options.txt", "doc", "include",
         "lib", "tools/dev/version.sh"]

root = pathlib.Path(os.environ["MESON_SOURCE_ROOT"], "subprojects/mien").resolve()
copy = pathlib.Path(os.environ["MESON_DIST_ROOT"], "subprojects/mien")
if copy.is_symlink():
    copy.unlink()
for part in PARTS:
    (copy / part).parent.mkdir(parents=True, exist_ok=True)
    if (root / part).is_dir():
        shutil.copytree(root / part, copy / part, dirs_exist_ok=True)
    else:
        shutil.copy(root / part, copy / part)

# SPDX-License-Identifier: Apache-2.0
"""Puts the library into a source distribution, in the place of the link to it."""
import os
import pathlib
import re
import shutil

FILES = ["LICENSE", "README.md", "meson.build", "meson_options.txt", "tools/dev/version.sh"]
# What the build of the package leaves out.
WITHOUT = ["po", "tests", "tools/examples", "tools/mien"]

root = pathlib.Path(os.environ["MESON_SOURCE_ROOT"], "subprojects/mien").resolve()
copy = pathlib.Path(os.environ["MESON_DIST_ROOT"], "subprojects/mien")
if copy.is_symlink():
    copy.unlink()
for name in FILES:
    (copy / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(root / name, copy / name)
folders = re.findall(r"subdir\('([^']+)'\)", (root / "meson.build").read_text("utf-8"))
for name in sorted(set(folders) - set(WITHOUT)):
    shutil.copytree(root / name, copy / name, dirs_exist_ok=True)

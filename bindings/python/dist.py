# SPDX-License-Identifier: Apache-2.0
"""Puts the library into a source distribution, in the place of the link to it.

As the rest of the distribution it is that of the commit, and not of the work tree.
"""
import io
import os
import pathlib
import re
import subprocess
import tarfile

FILES = ["LICENSE", "README.md", "meson.build", "meson_options.txt", "tools/dev/version.sh"]
# What the build of the package leaves out.
WITHOUT = ["po", "tests", "tools/examples", "tools/mien"]

root = pathlib.Path(os.environ["MESON_SOURCE_ROOT"], "subprojects/mien").resolve()
copy = pathlib.Path(os.environ["MESON_DIST_ROOT"], "subprojects/mien")


def git(*arguments: str) -> bytes:
    return subprocess.run(
        ["git", *arguments], cwd=root, stdout=subprocess.PIPE, check=True
    ).stdout


build = git("show", "HEAD:./meson.build").decode()
folders = set(re.findall(r"subdir\('([^']+)'\)", build)) - set(WITHOUT)
copy.unlink() # the link
with tarfile.open(fileobj=io.BytesIO(git("archive", "HEAD", *FILES, *folders))) as files:
    files.extractall(copy)

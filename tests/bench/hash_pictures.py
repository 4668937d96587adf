# SPDX-License-Identifier: Apache-2.0
"""The pictures of hash.py: made ones, photos, and JPEG files of 12 megapixels."""

import io
import os
import subprocess

import numpy
from PIL import Image, ImageOps

ENDINGS = ".jpg", ".jpeg", ".png", ".webp"
LARGE = 4000, 3000
OF_THE_LARGEST = 6


def made(width, height):
    """Photo-like: soft blobs at several scales and a little noise, from a fixed seed."""
    random = numpy.random.default_rng(20261121)
    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.float32)
    planes = []
    for _ in range(3):
        plane = numpy.zeros((height, width), numpy.float32)
        for octave in range(6):
            fx, fy = random.uniform(-1, 1, 2) * 2**octave * 6 / max(width, height)
            plane += numpy.sin(x * fx + y * fy + random.uniform(0, 6)) / (octave + 1)
        plane = 128 + 45 * plane + random.normal(0, 4, (height, width))
        planes.append(numpy.clip(plane, 0, 255).astype(numpy.uint8))
    return numpy.ascontiguousarray(numpy.stack(planes, -1))


def grey(rgb):
    return numpy.asarray(Image.fromarray(rgb).convert("L"))


def photos_in(folder):
    found = []
    for top, _, names in sorted(os.walk(folder)):
        found += [os.path.join(top, name) for name in sorted(names)
                  if name.lower().endswith(ENDINGS)]
    return found


def made_photos(sample_photo, folder, count, *size):
    """JPEG files of scenes that a program paints: their paths."""
    paths = [os.path.join(folder, f"hash-{seed}.jpg") for seed in range(1, count + 1)]
    for seed, path in enumerate(paths, 1):
        subprocess.run([sample_photo, path, str(seed), *map(str, size)], check=True)
    return paths


def squares(paths, side=512):
    """Photos as pixels of side x side."""
    pixels = []
    for path in paths:
        with Image.open(path) as photo:
            small = photo.convert("RGB").resize((side, side), Image.LANCZOS)
            pixels.append(numpy.asarray(small))
    return pixels


def jpeg(picture, progressive):
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90, subsampling="4:2:0", progressive=progressive)
    return out.getvalue()


def detailed(paths):
    """Of the largest photos, brought to 12 megapixels, the one with most in it; or
    None."""
    def area(path):
        with Image.open(path) as photo:
            return photo.width * photo.height

    def brought(path):
        with Image.open(path) as photo:
            return ImageOps.fit(photo.convert("RGB"), LARGE, Image.LANCZOS)
    large = [brought(path) for path in sorted(paths, key=area)[-OF_THE_LARGEST:]]
    return max(large, key=lambda photo: len(jpeg(photo, False)), default=None)


def files(sample_photo, folder, paths):
    """JPEG files, 4:2:0 of quality 90: (name, bytes, whether progressive)."""
    path, = made_photos(sample_photo, folder, 1, *LARGE)
    with open(path, "rb") as file:
        found = [("made", file.read(), False)]
    with Image.open(path) as scene:
        found.append(("made, progressive", jpeg(scene, True), True))
    photo = detailed(paths)
    if photo is not None:
        found += [("photo", jpeg(photo, False), False),
                  ("photo, progressive", jpeg(photo, True), True)]
    return found

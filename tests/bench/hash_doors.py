# SPDX-License-Identifier: Apache-2.0
"""hash_doors.c and hash_yume.rs for Python. Pixels are arrays of bytes: height, width,
and 3 for RGB."""

import ctypes

import numpy

FULL, CLI512, APPROXIMATE, GUARDED = range(4)
EXACT, FAST, FASTEST = range(3)
FIRST_AC = 8
FIRST_SCANS = 32
KERNELS = {"c": 0, "avx2": 1, "avx512": 3, "neon": 4}
CONTEXT_BYTES = 256 << 20 # a progressive file of 12 megapixels is held whole

library = None
context = None


class Pdq(ctypes.Structure):
    """struct mien_pdq"""
    _fields_ = [("hash", ctypes.c_uint8 * 32), ("quality", ctypes.c_uint32)]


class Pixels(ctypes.Structure):
    """struct bench_pixels"""
    _fields_ = [("first", ctypes.c_void_p), ("width", ctypes.c_uint32),
                ("height", ctypes.c_uint32), ("format", ctypes.c_uint32)]


class File(ctypes.Structure):
    """struct bench_found"""
    _fields_ = [("pdq", Pdq), ("scale", ctypes.c_uint32), ("flags", ctypes.c_uint32)]


def load(path):
    global library, context
    library = ctypes.CDLL(path)
    library.bench_context.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.bench_context(ctypes.c_size_t(CONTEXT_BYTES)))


def available_kernels():
    cpu = library.bench_cpu()
    return [name for name, flags in KERNELS.items() if flags & ~cpu == 0]


def call(name, *arguments):
    status = getattr(library, name)(*arguments)
    if status:
        raise RuntimeError(f"{name}: status {status}")


def bits(pdq):
    return numpy.unpackbits(numpy.frombuffer(bytes(pdq.hash), numpy.uint8))


class Hasher:
    """Hashes one picture in one mode, as often as it is told."""

    def __init__(self, pixels, mode, kernels):
        self.pixels = pixels # held, since only its address is given away
        height, width = pixels.shape[:2]
        assert pixels.flags.c_contiguous
        self.struct = Pixels(pixels.ctypes.data, width, height, pixels.ndim - 1)
        self.mode, self.flags = mode, KERNELS[kernels]
        self.out, self.again = Pdq(), ctypes.c_int()

    def __call__(self, times):
        call("bench_pixels", ctypes.byref(self.out), ctypes.byref(self.again),
             ctypes.byref(self.struct), self.mode, ctypes.c_uint(self.flags), times)

    @property
    def bits(self):
        return bits(self.out)

    @property
    def doubted(self):
        return bool(self.again.value)


class FileHasher:
    def __init__(self, data, speed, flags=0):
        self.data, self.speed, self.flags = data, speed, flags
        self.out = File()

    def __call__(self, times):
        call("bench_file", ctypes.byref(self.out), self.data,
             ctypes.c_size_t(len(self.data)), self.speed, self.flags, context, times)

    @property
    def decoded(self):
        """What of the file was decoded."""
        said = "all" if self.out.scale == 1 else f"1/{self.out.scale}"
        return said + (", first scans" if self.out.flags & FIRST_SCANS else "")


def decoder(data, grey=False, scale=1):
    """libjpeg-turbo by itself."""
    return lambda times: call("bench_decode", data, ctypes.c_size_t(len(data)), int(grey),
                              scale, times)


class Yume:
    """yume-pdq, from floats in memory: it takes nothing else."""

    def __init__(self, path, pixels):
        self.library = ctypes.CDLL(path)
        self.out = Pdq()
        rgb = pixels.astype(numpy.float32)
        if pixels.ndim == 3:
            weights = [numpy.float32(weight) for weight in (0.299, 0.587, 0.114)]
            red, green, blue = (weight * rgb[..., i] for i, weight in enumerate(weights))
            rgb = red + green + blue
        self.luma = numpy.ascontiguousarray(rgb, numpy.float32)

    def __call__(self, times):
        self.library.bench_yume(ctypes.byref(self.out),
                                ctypes.c_void_p(self.luma.ctypes.data), times)

    @property
    def bits(self):
        return bits(self.out)

# SPDX-License-Identifier: Apache-2.0
"""mien: perceptual hashes against the sharing of intimate images without consent.

>>> import mien
>>> photo = mien.hash_path("photo.jpg")
>>> print(photo.hash, photo.quality)

The C library is inside this package, and <mien/*.h> are its manual. A hash is private:
whoever has it can recognise the picture.
"""

from mien._errors import (
    ArgumentError as ArgumentError,
    BusyError as BusyError,
    CancelledError as CancelledError,
    CorruptError as CorruptError,
    Error as Error,
    FileError as FileError,
    FormatError as FormatError,
    InternalError as InternalError,
    LimitError as LimitError,
    OutOfMemoryError as OutOfMemoryError,
    RefusedError as RefusedError,
    StateError as StateError,
    Status as Status,
    UnsupportedError as UnsupportedError,
    VersionError as VersionError,
    WrongKeyError as WrongKeyError,
)
from mien._hash import (
    QUALITY_MIN as QUALITY_MIN,
    RADIUS as RADIUS,
    Dihedral as Dihedral,
    Hash as Hash,
    Mode as Mode,
    Pdq as Pdq,
)
from mien._index import (
    LIST_ANY as LIST_ANY,
    SEARCH_RADIUS_MAX as SEARCH_RADIUS_MAX,
    Change as Change,
    Changed as Changed,
    ChangeKind as ChangeKind,
    Entry as Entry,
    Index as Index,
    Match as Match,
    Matches as Matches,
    Near as Near,
    Stat as Stat,
    Sync as Sync,
    Verified as Verified,
    scan as scan,
    verify as verify,
)
from mien._media import (
    Context as Context,
    Format as Format,
    ImageFlag as ImageFlag,
    ImageInfo as ImageInfo,
    Limits as Limits,
    Media as Media,
    MediaOptions as MediaOptions,
    Orientation as Orientation,
    PixelFormat as PixelFormat,
    Speed as Speed,
    decoder as decoder,
    hash_bytes as hash_bytes,
    hash_file as hash_file,
    hash_path as hash_path,
    sniff as sniff,
)
from mien._native import ffi as _ffi, lib as _lib
from mien._pixels import hash_image as hash_image, hash_pixels as hash_pixels
from mien._views import (
    VIEWS_MAX as VIEWS_MAX,
    VIEWS_RADIUS as VIEWS_RADIUS,
    Agreement as Agreement,
    Purpose as Purpose,
    Reason as Reason,
    Verdict as Verdict,
    View as View,
    ViewKind as ViewKind,
    ViewMatch as ViewMatch,
    ViewPlace as ViewPlace,
    Views as Views,
    ViewVariant as ViewVariant,
    decide as decide,
    match_views as match_views,
    view_variant as view_variant,
    views_bytes as views_bytes,
    views_file as views_file,
    views_path as views_path,
    views_pixels as views_pixels,
)

#: Of the library inside this package.
__version__: str = _ffi.string(_lib.mien_version()).decode()


def kernels_name() -> str:
    """Which kernels this processor is given: "c", "avx2", "avx512" or "neon"."""
    return str(_ffi.string(_lib.mien_kernels_name()).decode())

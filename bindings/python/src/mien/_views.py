# SPDX-License-Identifier: Apache-2.0
"""Views: more hashes of one picture, so that it is found again when it was changed."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from mien._errors import Status, check, new_error
from mien._hash import Dihedral, Hash, pointer, split
from mien._index import Entry
from mien._media import (
    Bytes,
    Media,
    MediaOptions,
    Orientation,
    PixelFormat,
    Readable,
    StrPath,
    bytes_of,
    media_of,
    path_bytes,
    prepared,
)
from mien._native import ffi, lib
from mien._pixels import rows_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from typing_extensions import Buffer, Unpack

#: How far apart the hashes of windows may be that take part in an agreement.
VIEWS_RADIUS = 64
#: The most views that a picture has.
VIEWS_MAX = 384


class ViewKind(enum.IntEnum):
    """What a view shows."""

    WHOLE = 0  #: every pixel as stored: plain PDQ
    SEEN = 1  #: as a viewer turns it
    TRIMMED = 2  #: without its frame, or from a page
    ZOOM = 3  #: its centre
    CROP = 4  #: an edge cut off, or to a usual format
    TILT = 5  #: turned by a few degrees
    WINDOW = 6  #: around a place that the content chose
    TURNED = 7  #: such a window, turned by a few degrees
    NEGATIVE = 8  #: the whole picture with its colours inverted


class Purpose(enum.IntFlag):
    """What views are for."""

    BANK = 1  #: to be found: eight hashes each
    QUERY = 2  #: to look up: one hash each


class ViewPlace(NamedTuple):
    """Where a view lies in the stored picture, in its pixels."""

    x: float  #: the centre
    y: float
    width: float  #: the sides; 0: not known
    height: float
    degrees: float  #: clockwise about the centre


@dataclass(frozen=True)
class View:
    """A part of a picture, hashed."""

    kind: ViewKind
    number: int  #: among those of its kind, 0 to 255
    quality: int  #: of the hashes, 0 to 100
    hashes: tuple[Hash, ...]  #: the original alone, or eight in the order of Dihedral
    place: ViewPlace = ViewPlace(0, 0, 0, 0, 0)

    @property
    def name(self) -> str:
        """The kind, and the number where there are several: "zoom-3" for instance."""
        name = ffi.new("char[24]")
        check(lib.mien_view_name(name, self.kind, self.number))
        return str(ffi.string(name).decode())

    def entries(self, id: int, list: int = 0) -> Iterator[Entry]:
        """The entries of this view for an index: the variant tells which it is."""
        for dihedral, hash in enumerate(self.hashes):
            variant = lib.mien_view_variant(self.kind, self.number, dihedral)
            yield Entry(hash, id, list, variant)


class ViewVariant(NamedTuple):
    """What the variant of an entry says."""

    kind: ViewKind
    number: int
    dihedral: Dihedral


def view_variant(variant: int) -> ViewVariant:
    """Takes the variant of an entry apart. Raises FormatError if it is none of a view."""
    kind = ffi.new("enum mien_view_kind *")
    number = ffi.new("uint32_t *")
    dihedral = ffi.new("enum mien_dihedral *")
    check(lib.mien_view_from_variant(kind, number, dihedral, variant))
    return ViewVariant(ViewKind(kind[0]), number[0], Dihedral(dihedral[0]))


class Views(Sequence[View]):
    """The views of a picture, the best first; the first is the whole picture."""

    __slots__ = ("_c", "media")

    #: What was found in the file besides; None if the views are of pixels.
    media: Media | None

    def __init__(self, c: Any, media: Media | None) -> None:
        self._c = c
        self.media = media

    def __len__(self) -> int:
        return len(self._c)

    @overload
    def __getitem__(self, place: int) -> View: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[View]: ...
    def __getitem__(self, place: int | slice) -> View | Sequence[View]:
        at = range(len(self))[place]
        if isinstance(at, range):
            return [self[i] for i in at]
        c = self._c[at]
        p = c.place
        return View(
            kind=ViewKind(c.kind),
            number=c.number,
            quality=c.quality,
            hashes=split(bytes(ffi.buffer(c.dihedral))[: 32 * c.count]),
            place=ViewPlace(p.x, p.y, p.width, p.height, p.degrees),
        )

    def entries(self, id: int, list: int = 0) -> Iterator[Entry]:
        """The entries of all views for an index."""
        for view in self:
            yield from view.entries(id, list)

    def __repr__(self) -> str:
        return f"<{len(self)} views>"


def c_of(views: Sequence[View]) -> Any:
    """Views as an array of C."""
    if isinstance(views, Views):
        return views._c
    c = ffi.new("struct mien_view[]", len(views))
    for to, view in zip(c, views, strict=True):
        to.kind, to.number, to.quality = view.kind, view.number, view.quality
        to.count = len(view.hashes)
        to.place = view.place
        for i, hash in enumerate(view.hashes):
            to.dihedral[i] = pointer(hash)[0]
    return c


def _views_options(purposes: Purpose, budget: int) -> Any:
    options = ffi.new("struct mien_views_options *")
    options.size = ffi.sizeof("struct mien_views_options")
    options.purposes = purposes
    options.budget = budget
    return options


def _first(views: Any, count: int) -> Any:
    """A copy of the first views."""
    c = ffi.new("struct mien_view[]", count)
    ffi.memmove(c, views, count * ffi.sizeof("struct mien_view"))
    return c


def _views(
    function: Any,
    what: Sequence[Any],
    filename: Any,
    purposes: Purpose,
    budget: int,
    options: MediaOptions,
) -> Views:
    with prepared(options) as (its, done):
        media, error = ffi.new("struct mien_media *"), new_error()
        views, count = ffi.new("struct mien_view[]", VIEWS_MAX), ffi.new("size_t *")
        how = _views_options(purposes, budget)
        status = function(media, views, VIEWS_MAX, count, *what, its, how, error)
        done(status, error, filename)
        return Views(_first(views, count[0]), media_of(media))


def views_path(
    path: StrPath,
    purposes: Purpose = Purpose.BANK,
    *,
    budget: int = 0,
    **options: Unpack[MediaOptions],
) -> Views:
    """Makes the views of the file at a path, and its Media, from one decoding.

    purposes  what the views are for.
    budget    the most hashes, the best ones first; 0: 704 for a bank, 300 for queries.

    Raises as hash_path(); ArgumentError also for another mode than Mode.FULL.
    """
    what = [path_bytes(path)]
    return _views(lib.mien_media_views_path, what, path, purposes, budget, options)


def views_bytes(
    data: Bytes,
    purposes: Purpose = Purpose.BANK,
    *,
    budget: int = 0,
    **options: Unpack[MediaOptions],
) -> Views:
    """Makes the views of a file in memory. The rest is as in views_path()."""
    buffer = ffi.from_buffer(data)
    what = [buffer, len(buffer)]
    return _views(lib.mien_media_views_bytes, what, None, purposes, budget, options)


def views_file(
    file: Readable | int,
    purposes: Purpose = Purpose.BANK,
    *,
    budget: int = 0,
    **options: Unpack[MediaOptions],
) -> Views:
    """Makes the views of the rest of an open file, as hash_file() reads it."""
    if not isinstance(file, int):
        data = bytes_of(file, options)
        return views_bytes(data, purposes, budget=budget, **options)
    return _views(lib.mien_media_views_fd, [file], file, purposes, budget, options)


def views_pixels(
    pixels: npt.NDArray[np.uint8] | Buffer,
    purposes: Purpose = Purpose.BANK,
    *,
    budget: int = 0,
    format: PixelFormat | None = None,
    orientation: Orientation = Orientation.TOP_LEFT,
) -> Views:
    """Makes the views of pixels, given as to hash_pixels().

    orientation  how a viewer turns the picture.

    Raises as hash_pixels(). Takes some 8 MB of memory beside the pixels.
    """
    rows = rows_of(pixels, format)
    size = ffi.new("size_t *")
    check(lib.mien_views_scratch_size(size, rows.width, rows.height))
    scratch = ffi.new("char[]", size[0])
    stream = ffi.new("struct mien_views_stream **")
    status = lib.mien_views_begin(
        stream, scratch, size[0], rows.width, rows.height, rows.format
    )
    check(status)
    try:
        rows.push(partial(lib.mien_views_push, stream[0]))
        views, count = ffi.new("struct mien_view[]", VIEWS_MAX), ffi.new("size_t *")
        how = _views_options(purposes, budget)
        status = lib.mien_views_finish(
            stream[0], views, VIEWS_MAX, count, orientation, how
        )
        check(status)
    except BaseException:
        lib.mien_views_abandon(stream[0])
        raise
    return Views(_first(views, count[0]), None)


class ViewMatch(NamedTuple):
    """A view of an upload and a view of an item at a small distance."""

    query: int  #: which of the upload's views: its place
    bank: int  #: which of the item's
    dihedral: Dihedral  #: which hash of the item's view
    distance: int


class Verdict(enum.IntEnum):
    """What was decided."""

    NOTHING = 0
    REVIEW = 1  #: they share something: for a person to look at
    MATCH = 2  #: it is this picture, or a part of it


class Reason(enum.IntEnum):
    """Why."""

    NONE = 0  #: nothing matched
    VIEW = 1  #: a view of the whole picture matched
    WINDOWS = 2  #: windows agree
    SHARED = 3  #: windows matched that do not agree, or too few


@dataclass(frozen=True)
class Agreement:
    """What was decided of an upload and an item, and why."""

    verdict: Verdict
    reason: Reason
    query: int  #: the nearest views, as places
    bank: int
    distance: int  #: of the nearest views; 256 when none is near
    dihedral: Dihedral  #: how the item is turned in the upload
    agreeing: int  #: windows of the item that agree
    windows: int  #: with how many of them the upload was compared
    covered: float  #: the part of what they have in common, 0 to 1
    #: Where the item's pixel (x, y) is in the upload: x' = ax + by + c,
    #: y' = dx + ey + f. All zero when it is not known.
    transform: tuple[float, ...]


def match_views(
    query: Sequence[View], bank: Sequence[View], radius: int = VIEWS_RADIUS
) -> list[ViewMatch]:
    """Compares every view of an upload with every view of an item.

    Gives the pairs within the radius, in the order of the upload's views.
    """
    q, b = c_of(query), c_of(bank)
    count, room = ffi.new("size_t *"), 256
    while True:
        c = ffi.new("struct mien_view_match[]", room)
        status = lib.mien_views_match(c, room, count, q, len(q), b, len(b), radius)
        if status != Status.LIMIT:
            break
        room = count[0]
    check(status)
    return [
        ViewMatch(c[i].query, c[i].bank, Dihedral(c[i].dihedral), c[i].distance)
        for i in range(count[0])
    ]


def decide(
    query: Sequence[View],
    bank: Sequence[View],
    matches: Iterable[ViewMatch] | None = None,
) -> Agreement:
    """Decides whether an upload is an item, from the views of the two that matched.

    query    the upload's views, as they were made for Purpose.QUERY.
    bank     the item's, made for Purpose.BANK.
    matches  between them, within VIEWS_RADIUS; None: found here. An index gives those
             within RADIUS, which are enough for most.

    Raises ArgumentError, OutOfMemoryError.
    """
    q, b = c_of(query), c_of(bank)
    pairs = [tuple(m) for m in (match_views(query, bank) if matches is None else matches)]
    c = ffi.new("struct mien_view_match[]", pairs)
    out = ffi.new("struct mien_agreement *")
    check(lib.mien_views_decide(out, q, len(q), b, len(b), c, len(pairs)))
    return Agreement(
        verdict=Verdict(out.verdict),
        reason=Reason(out.reason),
        query=out.query,
        bank=out.bank,
        distance=out.distance,
        dihedral=Dihedral(out.dihedral),
        agreeing=out.agreeing,
        windows=out.windows,
        covered=out.covered,
        transform=tuple(out.transform),
    )

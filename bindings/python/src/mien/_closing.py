# SPDX-License-Identifier: Apache-2.0
"""What holds something of the C library and is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self


class Closing:
    """Closes itself at the end of a ``with``; cannot be copied or pickled."""

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __reduce__(self) -> NoReturn:
        # Two objects would give the same memory back.
        raise TypeError(f"cannot copy or pickle a {type(self).__name__}")

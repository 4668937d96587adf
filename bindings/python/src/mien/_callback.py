# SPDX-License-Identifier: Apache-2.0
"""A caller's function, called from C."""

from __future__ import annotations

from collections.abc import Callable


class Callback:
    """Asks a function whether to go on; keeps the exception that it raises."""

    def __init__(self, function: Callable[[int, int], bool | None]) -> None:
        self._function = function
        self._failure: BaseException | None = None

    def __call__(self, done: int, total: int) -> bool:
        try:
            return self._function(done, total) is not False
        except BaseException as failure:
            self._failure = failure
            return False

    def reraise(self) -> None:
        """Raises what the function raised, if it did."""
        if self._failure is not None:
            raise self._failure

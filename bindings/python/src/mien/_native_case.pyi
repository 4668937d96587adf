# SPDX-License-Identifier: Apache-2.0
# As _native.pyi, of mien/case.h.
from typing import Any

ffi: Any
lib: Any

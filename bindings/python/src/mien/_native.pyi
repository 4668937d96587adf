# SPDX-License-Identifier: Apache-2.0
# The extension module that cffi makes from the headers. Values of C have no types here;
# the modules around it give them some.
from typing import Any

ffi: Any
lib: Any

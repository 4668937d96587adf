// SPDX-License-Identifier: Apache-2.0
// The headers as they are installed.
#include <mien/mien.h>

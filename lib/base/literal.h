// SPDX-License-Identifier: Apache-2.0
// A number that is a macro, as a string literal.
#ifndef MIEN_BASE_LITERAL_H
#define MIEN_BASE_LITERAL_H

#define MIEN_LITERAL(macro) MIEN_LITERAL_OF(macro)
#define MIEN_LITERAL_OF(value) #value

#endif

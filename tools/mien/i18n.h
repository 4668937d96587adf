// SPDX-License-Identifier: Apache-2.0
// Translation of what the tool says to people. Machine formats are never translated.
#ifndef MIEN_TOOL_I18N_H
#define MIEN_TOOL_I18N_H

#ifdef ENABLE_NLS
#include <libintl.h>
#define _(text) gettext(text)
#else
#define _(text) (text)
#define ngettext(one, many, count) ((count) == 1 ? (one) : (many))
#endif

// Marks a text for the translators where gettext() cannot be called, in a table.
#define N_(text) text

#endif

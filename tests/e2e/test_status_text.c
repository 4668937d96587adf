// SPDX-License-Identifier: Apache-2.0
// The command has the library's sentences in a table of its own, so that they can be
// translated. Here the two are compared, for every status and some that are none.
#include <stdio.h>
#include <string.h>

#include <mien/mien.h>

#include "status_text.h"

int main(void)
{
    int failed = 0;
    printf("1..1\n");
    for (int i = 0; i < 64; i++) {
        enum mien_status status = (enum mien_status)i;
        const char *theirs = mien_strerror(status);
        const char *ours = status_text_english(status);
        int known = strcmp(theirs, mien_strerror((enum mien_status)9999)) != 0;
        if (known != (ours != NULL) || (known && strcmp(ours, theirs) != 0)) {
            printf("# status %d: \"%s\" is \"%s\" in the table\n", i, theirs,
                   ours != NULL ? ours : "missing");
            failed = 1;
        }
    }
    printf("%sok 1 - the table of the command has the sentences of the library\n",
           failed ? "not " : "");
    return 0;
}

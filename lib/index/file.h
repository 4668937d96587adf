// SPDX-License-Identifier: Apache-2.0
// A new file on its way: written under a name that ends in ".tmp", and then either
// given its name, durably, or deleted.
#ifndef MIEN_INDEX_FILE_H
#define MIEN_INDEX_FILE_H

#include <stdbool.h>

#include "index/system.h"

#define MIEN_FRESH_NAME_SIZE 40
struct mien_fresh_file {
    int folder, fd;
    char name[MIEN_FRESH_NAME_SIZE], temporary[MIEN_FRESH_NAME_SIZE];
};

bool mien_fresh_make(struct mien_fresh_file *file, int folder, const char *name);
// On failure there is neither the temporary file nor one of that name. Closes it in any
// case.
bool mien_fresh_publish(struct mien_fresh_file *file);
void mien_fresh_drop(struct mien_fresh_file *file);

#endif

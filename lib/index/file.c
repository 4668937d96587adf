// SPDX-License-Identifier: Apache-2.0
#include "index/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

// Undoes what failed, and keeps why.
static void delete_file(int folder, const char *name)
{
    int reason = errno;
    (void)mien_file_delete(folder, name);
    errno = reason;
}

bool mien_fresh_make(struct mien_fresh_file *file, int folder, const char *name)
{
    size_t length = strnlen(name, sizeof file->name - sizeof ".tmp");
    memcpy(file->name, name, length);
    file->name[length] = '\0';
    memcpy(file->temporary, name, length);
    memcpy(file->temporary + length, ".tmp", sizeof ".tmp");
    file->folder = folder;
    delete_file(folder, file->temporary); // what a crash left
    file->fd = mien_file_open(folder, file->temporary, O_RDWR | O_CREAT | O_EXCL);
    return file->fd >= 0;
}

bool mien_fresh_publish(struct mien_fresh_file *file)
{
    if (!mien_file_sync(file->fd) ||
        !mien_file_rename(file->folder, file->fd, file->temporary, file->name)) {
        mien_fresh_drop(file);
        return false;
    }
    mien_file_close(file->fd);
    file->fd = -1;
    if (mien_directory_sync(file->folder))
        return true;
    delete_file(file->folder, file->name);
    return false;
}

void mien_fresh_drop(struct mien_fresh_file *file)
{
    delete_file(file->folder, file->temporary);
    mien_file_close(file->fd);
    file->fd = -1;
}

// SPDX-License-Identifier: Apache-2.0
#include "scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static char root[MIEN_PATH_SIZE - 64];

static void die(const char *what)
{
    perror(what);
    exit(1);
}

// Containers often have but 64 MB there, which is too little for some tests.
static bool has_space(const char *path)
{
    struct statvfs found;
    return access(path, R_OK | W_OK | X_OK) == 0 && statvfs(path, &found) == 0 &&
           (uint64_t)found.f_bavail * found.f_frsize >= UINT64_C(1) << 30;
}

void mien_scratch_begin(void)
{
    const char *base = getenv("MIEN_SCRATCH");
    if (base == NULL)
        base = has_space("/dev/shm") ? "/dev/shm" : "/tmp";
    snprintf(root, sizeof root, "%s/mien-test-XXXXXX", base);
    if (mkdtemp(root) == NULL)
        die(root);
}

void mien_scratch_end(void)
{
    mien_folder_delete(root);
}

void mien_scratch_path(char path[MIEN_PATH_SIZE], const char *name)
{
    snprintf(path, MIEN_PATH_SIZE, "%s/%s", root, name);
}

// Is told of each thing in a folder; `path` is its own.
typedef void visit_fn(const char *path, const char *name, const char *to);

static void visit(const char *folder, visit_fn *each, const char *to)
{
    DIR *open = opendir(folder);
    if (open == NULL)
        die(folder);
    for (struct dirent *entry; (entry = readdir(open)) != NULL;) {
        char path[MIEN_PATH_SIZE + 256];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        each(path, entry->d_name, to);
    }
    closedir(open);
}

static void delete_one(const char *path, const char *name, const char *to)
{
    struct stat found;
    if (lstat(path, &found) == 0 && S_ISDIR(found.st_mode))
        mien_folder_delete(path);
    else if (unlink(path) != 0)
        die(path);
}

void mien_folder_delete(const char *path)
{
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return;
    visit(path, delete_one, NULL);
    if (rmdir(path) != 0)
        die(path);
}

static void copy_one(const char *path, const char *name, const char *to)
{
    static char portion[1 << 16];
    char copy[MIEN_PATH_SIZE + 256];
    ssize_t got;
    snprintf(copy, sizeof copy, "%s/%s", to, name);
    int in = open(path, O_RDONLY | O_CLOEXEC);
    int out = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (in < 0 || out < 0)
        die(copy);
    while ((got = read(in, portion, sizeof portion)) > 0)
        if (write(out, portion, (size_t)got) != got)
            die(copy);
    if (got < 0)
        die(path);
    close(in);
    close(out);
}

void mien_folder_copy(const char *to, const char *from)
{
    mien_folder_delete(to);
    if (mkdir(to, 0777) != 0)
        die(to);
    visit(from, copy_one, to);
}

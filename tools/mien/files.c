// SPDX-License-Identifier: Apache-2.0
#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "memory.h"

// A folder on the way down, read completely and closed: descriptors are few, and its
// names must be sorted. The name of a folder inside it ends with a slash, so that
// sorting the names of each folder sorts the paths of the whole tree.
struct entry {
    char *name;
    enum item_kind kind; // ITEM_UNOPENED for a folder
};
struct folder {
    char *path;
    struct entry *entries;
    size_t count, next;
};

struct files {
    const struct files_plan *plan;
    size_t next_operand;
    FILE *list;
    bool list_done;
    char *line; // of the list
    size_t line_size;
    struct folder *folders;
    size_t depth;
};

void item_forget(struct item *item)
{
    free(item->name);
    item->name = NULL;
}

struct files *files_open(const struct files_plan *plan)
{
    struct files *files = memory_zeroed(1, sizeof *files);
    files->plan = plan;
    files->list_done = plan->list == NULL;
    return files;
}

static void folder_free(struct folder *folder)
{
    for (size_t i = folder->next; i < folder->count; i++)
        free(folder->entries[i].name);
    free(folder->entries);
    free(folder->path);
}

void files_close(struct files *files)
{
    while (files->depth > 0)
        folder_free(&files->folders[--files->depth]);
    free(files->folders);
    if (files->list != NULL && files->list != stdin)
        fclose(files->list);
    free(files->line);
    free(files);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

// Pictures can be in regular files, and in those that links point to. Reading from a
// pipe or a device that lies about could take forever.
static enum item_kind entry_kind(DIR *dir, const struct dirent *entry)
{
    if (entry->d_type == DT_REG)
        return ITEM_FILE;
    struct stat status;
    if (fstatat(dirfd(dir), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return ITEM_FILE; // opening it will tell why
    if (S_ISDIR(status.st_mode))
        return ITEM_UNOPENED;
    if (S_ISLNK(status.st_mode)) {
        if (fstatat(dirfd(dir), entry->d_name, &status, 0) != 0)
            return errno == ENOENT || errno == ENOTDIR || errno == ELOOP
                       ? ITEM_BROKEN_LINK
                       : ITEM_FILE;
        if (S_ISDIR(status.st_mode))
            return ITEM_FOLDER_LINK;
    }
    return S_ISREG(status.st_mode) ? ITEM_FILE : ITEM_SPECIAL;
}

// Reads all names of a folder. Returns 0 or errno.
static int folder_read(struct folder *folder, DIR *dir)
{
    size_t room = 0;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (entry == NULL)
            return errno;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        enum item_kind kind = entry_kind(dir, entry);
        if (folder->count == room) {
            room = room == 0 ? 64 : 2 * room;
            folder->entries =
                memory_resize(folder->entries, room, sizeof *folder->entries);
        }
        folder->entries[folder->count++] = (struct entry){
            memory_format("%s%s", entry->d_name, kind == ITEM_UNOPENED ? "/" : ""),
            kind};
    }
}

// Goes down into a folder. When that fails, `item` says so and the answer is false.
static bool enter(struct files *files, const char *path, struct item *item)
{
    struct folder folder = {.path = memory_text(path)};
    DIR *dir = opendir(path);
    int error_number = dir != NULL ? folder_read(&folder, dir) : errno;
    if (dir != NULL)
        closedir(dir);
    if (error_number != 0) {
        folder_free(&folder);
        *item = (struct item){.kind = ITEM_FAILED,
                              .found = files->depth > 0,
                              .error_number = error_number,
                              .name = memory_text(path)};
        return false;
    }
    if (folder.count > 0) // qsort() wants an array even of none
        qsort(folder.entries, folder.count, sizeof *folder.entries, by_bytes);
    files->folders =
        memory_resize(files->folders, files->depth + 1, sizeof *files->folders);
    files->folders[files->depth++] = folder;
    return true;
}

// The whole path of a name in a folder. Takes the name.
static char *join(const struct folder *folder, char *name)
{
    size_t length = strlen(folder->path);
    bool slash = length > 0 && folder->path[length - 1] != '/';
    char *path = memory_format("%s%s%s", folder->path, slash ? "/" : "", name);
    free(name);
    return path;
}

// One step inside the innermost folder. False when it gave no item.
static bool step_folder(struct files *files, struct item *item)
{
    struct folder *folder = &files->folders[files->depth - 1];
    if (folder->next == folder->count) {
        folder_free(folder);
        files->depth--;
        return false;
    }
    const struct entry *entry = &folder->entries[folder->next++];
    char *path = join(folder, entry->name);
    if (entry->kind != ITEM_UNOPENED || !files->plan->recursive) {
        *item = (struct item){.kind = entry->kind, .found = true, .name = path};
        return true;
    }
    bool entered = enter(files, path, item);
    free(path);
    return !entered;
}

// One name that the person gave, herself or in a list. False when it gave no item.
static bool step_name(struct files *files, const char *name, bool listed,
                      struct item *item)
{
    struct stat status;
    if (stat(name, &status) == 0 && S_ISDIR(status.st_mode))
        return !enter(files, name, item);
    // What is wrong with other names is told when they are opened.
    *item =
        (struct item){.kind = ITEM_FILE, .listed = listed, .name = memory_text(name)};
    return true;
}

// The next name of the list, or NULL at its end or when it fails: then errno is not 0.
static const char *next_line(struct files *files)
{
    errno = 0;
    if (files->list == NULL)
        files->list = strcmp(files->plan->list, "-") == 0
                          ? stdin
                          : fopen(files->plan->list, "re");
    if (files->list == NULL)
        return NULL;
    int end = files->plan->nul ? '\0' : '\n';
    ssize_t length = getdelim(&files->line, &files->line_size, end, files->list);
    if (length < 0) {
        if (!ferror(files->list))
            errno = 0;
        return NULL;
    }
    if (length > 0 && files->line[length - 1] == end)
        files->line[--length] = '\0';
    // A list made for -0 and read without it would pass for one single name.
    if (strlen(files->line) != (size_t)length) {
        errno = EILSEQ;
        return NULL;
    }
    return files->line;
}

static bool step_list(struct files *files, struct item *item)
{
    const char *name = next_line(files);
    if (name != NULL)
        return *name != '\0' && step_name(files, name, true, item);
    files->list_done = true;
    if (errno == 0)
        return false;
    *item = (struct item){.kind = errno == EILSEQ ? ITEM_NEEDS_NUL : ITEM_FAILED,
                          .error_number = errno,
                          .name = memory_text(files->plan->list)};
    return true;
}

bool files_next(struct files *files, struct item *item)
{
    for (;;) {
        bool given;
        if (files->depth > 0) {
            given = step_folder(files, item);
        } else if (files->next_operand < files->plan->count) {
            const char *name = files->plan->operands[files->next_operand++];
            if (strcmp(name, "-") == 0) {
                *item = (struct item){.kind = ITEM_INPUT, .name = memory_text(name)};
                return true;
            }
            given = step_name(files, name, false, item);
        } else if (!files->list_done) {
            given = step_list(files, item);
        } else {
            return false;
        }
        if (given)
            return true;
    }
}

// SPDX-License-Identifier: Apache-2.0
#include "index_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "synthetic.h"

static void must(bool done, const char *what)
{
    if (done)
        return;
    perror(what);
    exit(1);
}

// ------------------------------------------------------------------------- the folder

void mien_test_folder_make(struct mien_test_folder *folder)
{
    const char *where = getenv("MIEN_SCRATCH");
    if (where == NULL)
        where = access("/dev/shm", R_OK | W_OK | X_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(folder->path, sizeof folder->path, "%s/mien-test-XXXXXX", where);
    must(mkdtemp(folder->path) != NULL, folder->path);
    folder->fd = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    must(folder->fd >= 0, folder->path);
}

// Counts the files, and deletes them if it is told to.
static int walk(const struct mien_test_folder *folder, bool delete)
{
    DIR *list = opendir(folder->path);
    struct dirent *found;
    int count = 0;
    must(list != NULL, folder->path);
    while ((found = readdir(list)) != NULL) {
        if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0)
            continue;
        count++;
        if (delete)
            must(unlinkat(folder->fd, found->d_name, 0) == 0, found->d_name);
    }
    closedir(list);
    return count;
}

void mien_test_folder_empty(const struct mien_test_folder *folder)
{
    walk(folder, true);
}

int mien_test_folder_count(const struct mien_test_folder *folder)
{
    return walk(folder, false);
}

void mien_test_folder_remove(struct mien_test_folder *folder)
{
    mien_test_folder_empty(folder);
    close(folder->fd);
    must(rmdir(folder->path) == 0, folder->path);
}

bool mien_test_folder_has(const struct mien_test_folder *folder, const char *name)
{
    return faccessat(folder->fd, name, F_OK, 0) == 0;
}

struct mien_file mien_test_folder_read(const struct mien_test_folder *folder,
                                       const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    return mien_file_read(path);
}

void mien_test_folder_write(const struct mien_test_folder *folder, const char *name,
                            const void *bytes, size_t size)
{
    int fd = openat(folder->fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    must(fd >= 0, name);
    must(pwrite(fd, bytes, size, 0) == (ssize_t)size, name);
    close(fd);
}

void mien_test_folder_flip(const struct mien_test_folder *folder, const char *name,
                           size_t byte, uint8_t bits)
{
    uint8_t value;
    int fd = openat(folder->fd, name, O_RDWR | O_CLOEXEC);
    must(fd >= 0, name);
    must(pread(fd, &value, 1, (off_t)byte) == 1, name);
    value ^= bits;
    must(pwrite(fd, &value, 1, (off_t)byte) == 1, name);
    close(fd);
}

void mien_test_folder_cut(const struct mien_test_folder *folder, const char *name,
                          size_t size)
{
    int fd = openat(folder->fd, name, O_RDWR | O_CLOEXEC);
    must(fd >= 0, name);
    must(ftruncate(fd, (off_t)size) == 0, name);
    close(fd);
}

// ------------------------------------------------------------------------- its
// contents

static void make_bits(struct mien_bits *bits, enum mien_rows_kind kind,
                      struct mien_random *random)
{
    memset(bits, 0, sizeof *bits);
    if (kind == MIEN_ROWS_RANDOM)
        mien_random_bytes(random, bits, sizeof *bits);
    for (int i = 0; kind == MIEN_ROWS_FEW_BITS && i < 3; i++) {
        uint32_t bit = mien_random_below(random, 256);
        bits->word[bit / 64] ^= UINT64_C(1) << bit % 64;
    }
}

void mien_rows_make(struct mien_rows *made, uint64_t rows, enum mien_rows_kind kind,
                    uint64_t seed)
{
    struct mien_random random = {seed};
    struct mien_tag tag = {0};
    made->bits = malloc((rows + 1) * sizeof made->bits[0]);
    made->tag = malloc((rows + 1) * sizeof made->tag[0]);
    must(made->bits != NULL && made->tag != NULL, "rows");
    for (uint64_t i = 0; i < rows; i++) {
        switch (mien_random_below(&random, 4)) {
        case 0: // the same id in another variant
            tag.variant++;
            break;
        case 1: // or in another list
            tag.list++;
            tag.variant = mien_random_below(&random, 10);
            break;
        default:
            tag.id += 1 + mien_random_below(&random, 1000000);
            tag.list = mien_random_below(&random, 10);
            tag.variant = 0;
        }
        make_bits(&made->bits[i], kind, &random);
        made->tag[i] = tag;
    }
    made->rows = rows;
    made->next = 0;
}

void mien_rows_set_pairs(struct mien_rows *rows, uint32_t pairs)
{
    for (uint64_t i = 0; i < rows->rows; i++) {
        // Odd, so no two numbers of 32 bits have the same product.
        uint32_t mixed = (uint32_t)(i % pairs) * UINT32_C(0x9e3779b1);
        rows->tag[i] = (struct mien_tag){i, mixed >> 12, mixed << 8 | mixed >> 24};
    }
}

void mien_rows_free(struct mien_rows *rows)
{
    free(rows->bits);
    free(rows->tag);
}

enum mien_status mien_rows_next(void *rows, struct mien_bits *bits,
                                struct mien_tag *tag)
{
    struct mien_rows *from = rows;
    must(from->next < from->rows, "more rows are asked for than there are");
    *bits = from->bits[from->next];
    *tag = from->tag[from->next++];
    return MIEN_OK;
}

struct mien_record mien_record_make(uint8_t kind, uint64_t seed)
{
    struct mien_random random = {seed};
    struct mien_record record;
    mien_random_bytes(&random, &record, sizeof record);
    record.list &= 0xffff;
    record.kind = kind;
    return record;
}

// SPDX-License-Identifier: Apache-2.0
#include "index/system.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

#include "index/windows.h"

// ---------------------------------------------------------------------------- memory

void *mien_file_map(int fd, uint64_t size)
{
    if (size > SIZE_MAX / 2) {
        errno = ENOMEM;
        return NULL;
    }
    HANDLE mapping =
        CreateFileMappingW(mien_windows_handle(fd), NULL, PAGE_READONLY, 0, 0, NULL);
    if (!mien_windows_done(mapping != NULL))
        return NULL;
    void *map = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, (SIZE_T)size);
    (void)mien_windows_done(map != NULL);
    CloseHandle(mapping); // the view keeps it
    return map;
}

void mien_file_unmap(void *map, uint64_t size)
{
    UnmapViewOfFile(map);
}

// Not a view of the file: while there is one, Windows neither cuts nor deletes it. So
// the numbers are read, from another handle of the same file.
const void *mien_watch_begin(int fd)
{
    HANDLE self = GetCurrentProcess(), handle = NULL;
    (void)mien_windows_done(DuplicateHandle(self, mien_windows_handle(fd), self,
                                            &handle, 0, FALSE, DUPLICATE_SAME_ACCESS));
    return handle;
}

uint64_t mien_watch_number(const void *watch, size_t offset)
{
    OVERLAPPED place = mien_windows_at(offset);
    uint64_t number = 0;
    DWORD got = 0;
    if (!ReadFile((HANDLE)watch, &number, sizeof number, &got, &place) ||
        got < sizeof number)
        return 0;
    return number;
}

void mien_watch_end(const void *watch)
{
    CloseHandle((HANDLE)watch);
}

void *mien_pages_take(uint64_t size)
{
    if (size == 0 || size > SIZE_MAX / 2)
        return NULL;
    return VirtualAlloc(NULL, (SIZE_T)size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

void mien_pages_give(void *pages, uint64_t size)
{
    if (pages != NULL)
        VirtualFree(pages, 0, MEM_RELEASE);
}

void *mien_lines_take(size_t size)
{
    return _aligned_malloc(size, MIEN_LINE);
}

void mien_lines_give(void *lines)
{
    _aligned_free(lines);
}

struct sorting {
    mien_order_fn *order;
    void *context;
};

static int in_order(void *context, const void *a, const void *b)
{
    const struct sorting *sorting = context;
    return sorting->order(a, b, sorting->context);
}

void mien_sort(void *things, size_t count, size_t size, mien_order_fn *order,
               void *context)
{
    struct sorting sorting = {order, context};
    qsort_s(things, count, size, in_order, &sorting);
}

// --------------------------------------------------------------------------- threads

// There are no signals to be kept away.
bool mien_thread_begin(pthread_t *thread, void *(*run)(void *), void *context)
{
    return pthread_create(thread, NULL, run, context) == 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "guard.h"

#include <fcntl.h>
#include <inttypes.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "i18n.h"
#include "sanitizer.h"
#include "wiping_malloc.h"

#ifdef MIEN_TEST_HOOK
#define TEST_HOOK 1
#else
#define TEST_HOOK 0
#endif

// What an ordinary person may lock is 8 MiB, on older systems less; heap and stack
// together stay well below. The libraries are larger than that by themselves, so that
// mlockall() is no way.
enum {
    HEAP = 4 << 20,
    STACK = 512 << 10,
    BLOCK_IN_HEAP = 16 << 20
};

void guard_forbid_dumps(void)
{
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    // The leak detector, and the test that reads the memory, must be able to look.
#if !MIEN_SANITIZER && !TEST_HOOK
    prctl(PR_SET_DUMPABLE, 0);
#endif
}

// Uses the stack below this function, and leaves zeros there.
static __attribute__((noinline)) void burn_stack(void)
{
    char below[STACK];
    explicit_bzero(below, sizeof below);
}

// What memcpy() moved last is still in registers, and the loader may put those onto the
// stack: copies of zeros, of each size that it treats in its own way, take their place.
static __attribute__((noinline)) void burn_registers(void)
{
    static char zeros[2][8192];
    for (volatile size_t size = 1; size <= sizeof zeros[0]; size *= 2)
        memmove(zeros[0], zeros[1], size);
}

// One heap that is there from the beginning: it does not shrink, and has all blocks but
// the very large. False with a C library that spreads them over the memory.
static bool grow_heap(void)
{
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_THRESHOLD, BLOCK_IN_HEAP);
    mallopt(M_TRIM_THRESHOLD, INT32_MAX);
    char *volatile block = malloc(HEAP); // volatile: or the compiler leaves both out
    free(block);
    return true;
#else
    return false;
#endif
}

static bool lock(uintptr_t begin, uintptr_t end)
{
    void *memory = (void *)begin; // NOLINT(performance-no-int-to-ptr): from the system
    madvise(memory, end - begin, MADV_DONTDUMP);
    return mlock(memory, end - begin) == 0;
}

// Locks the mappings that the system names [heap] and [stack].
static bool lock_heap_and_stack(void)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    if (maps == NULL)
        return false;
    bool heap = false, stack = false;
    char line[512];
    while (fgets(line, sizeof line, maps) != NULL) {
        uintptr_t begin, end;
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR, &begin, &end) != 2)
            continue;
        if (strstr(line, " [heap]") != NULL)
            heap = lock(begin, end);
        else if (strstr(line, " [stack]") != NULL)
            stack = lock(begin, end);
    }
    fclose(maps);
    return heap && stack;
}

bool guard_begin(void)
{
    wiping_begin();
    if (MIEN_SANITIZER)
        return true; // its heap is not the system's, and too large
    struct rlimit locked;
    if (getrlimit(RLIMIT_MEMLOCK, &locked) == 0) {
        locked.rlim_cur = locked.rlim_max;
        setrlimit(RLIMIT_MEMLOCK, &locked);
    }
    bool one = grow_heap();
    burn_stack(); // so that the mapping is that long
    return lock_heap_and_stack() && one;
}

const char *guard_warning(void)
{
    return _(
        "this system does not let mien keep its memory off the disk: what you type "
        "here could be written to the swap space, and be found there later by "
        "somebody who has this device");
}

// What was printed, words of a key for instance, is still in the buffer of the stream.
// Without one, the C library gives that back, which wipes it.
static void give_back_buffers(void)
{
    (void)setvbuf(stdout, NULL, _IONBF, 0);
}

void guard_end(void)
{
    give_back_buffers();
    burn_registers();
    burn_stack();
    if (TEST_HOOK)
        raise(SIGSTOP);
}

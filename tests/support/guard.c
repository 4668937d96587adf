// SPDX-License-Identifier: Apache-2.0
#include "guard.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct mien_guarded mien_guard(size_t size, int low)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t body = (size + page - 1) / page * page;
    struct mien_guarded memory = {.size = size, .mapping_size = body + 2 * page};
    memory.mapping =
        mmap(NULL, memory.mapping_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    uint8_t *usable = (uint8_t *)memory.mapping + page;
    if (memory.mapping == MAP_FAILED ||
        (body > 0 && mprotect(usable, body, PROT_READ | PROT_WRITE) != 0)) {
        perror("mien_guard");
        exit(1);
    }
    memset(usable, 0xA5, body);
    memory.start = low ? usable : usable + body - size;
    return memory;
}

void mien_unguard(struct mien_guarded *memory)
{
    munmap(memory->mapping, memory->mapping_size);
}

// SPDX-License-Identifier: Apache-2.0
// Everything that libjpeg allocates for one picture: its colour buffers, and for
// progressive files all coefficients. The original manager neither wipes nor limits.
//
// Source of the rules that the replacement keeps: libjpeg.txt, "Memory management", and
// jmemmgr.c of libjpeg-turbo, whose SIMD code reads and writes whole registers: rows
// begin at multiples of 32 bytes and their length is padded to a multiple of 64.
#include "decode/jpeg_memory.h"

#include <jerror.h>

#include "base/checked.h"

enum {
    ROW_PAD = 64
};

// Stands before each object, in a slot of its own so that the object keeps the
// alignment of the budget's blocks.
struct mien_jpeg_block {
    struct mien_jpeg_block *next;
};

// libjpeg calls this type incomplete and leaves it to the manager. It is kept in memory
// as one array of rows. (Of the like for samples, only colour quantisation in two
// passes makes use, which mien never asks for.)
struct jvirt_barray_control {
    struct jvirt_barray_control *next;
    JDIMENSION width, rows; // blocks in a row, rows
    JDIMENSION touched;     // rows that were lent out
    JBLOCKARRAY array;
};

static struct mien_jpeg_memory *memory_of(j_common_ptr cinfo)
{
    return (struct mien_jpeg_memory *)cinfo->mem;
}

static void *object_of(struct mien_jpeg_block *block)
{
    return (char *)block + MIEN_BUDGET_ALIGN;
}

static void *alloc(j_common_ptr cinfo, int pool, size_t size)
{
    struct mien_jpeg_memory *memory = memory_of(cinfo);
    if (pool < 0 || pool >= JPOOL_NUMPOOLS)
        ERREXIT1(cinfo, JERR_BAD_POOL_ID, pool);
    struct mien_jpeg_block *block = NULL;
    size_t whole;
    if (mien_size_add(&whole, size, MIEN_BUDGET_ALIGN))
        block = mien_job_alloc(memory->job, whole);
    if (block == NULL)
        ERREXIT1(cinfo, JERR_OUT_OF_MEMORY, 0);
    // ERREXIT1 jumps: NOLINTNEXTLINE(clang-analyzer-core.NullDereference)
    block->next = memory->pools[pool];
    memory->pools[pool] = block;
    return object_of(block);
}

// `count` rows of `width` bytes, padded, in one block, which is zeroed. The product of
// two JDIMENSIONs and a few bytes fits into the 64-bit size; a 32-bit one is checked.
static void *alloc_rows(j_common_ptr cinfo, int pool, size_t width, size_t count)
{
    size_t size;
    if (!mien_size_mul(&size, width, count))
        ERREXIT1(cinfo, JERR_OUT_OF_MEMORY, 0);
    return alloc(cinfo, pool, size);
}

static size_t padded(j_common_ptr cinfo, JDIMENSION samples)
{
    size_t width;
    if (!mien_size_add(&width, samples, ROW_PAD - 1))
        ERREXIT1(cinfo, JERR_OUT_OF_MEMORY, 0);
    return width / ROW_PAD * ROW_PAD;
}

static JSAMPARRAY alloc_sarray(j_common_ptr cinfo, int pool, JDIMENSION samples,
                               JDIMENSION rows)
{
    size_t width = padded(cinfo, samples);
    JSAMPARRAY array = alloc_rows(cinfo, pool, sizeof(JSAMPROW), rows);
    JSAMPLE *sample = alloc_rows(cinfo, pool, width, rows);
    for (JDIMENSION i = 0; i < rows; i++)
        array[i] = sample + i * width;
    return array;
}

static JBLOCKARRAY alloc_barray(j_common_ptr cinfo, int pool, JDIMENSION blocks,
                                JDIMENSION rows)
{
    size_t width;
    if (!mien_size_mul(&width, sizeof(JBLOCK), blocks))
        ERREXIT1(cinfo, JERR_OUT_OF_MEMORY, 0);
    JBLOCKARRAY array = alloc_rows(cinfo, pool, sizeof(JBLOCKROW), rows);
    JBLOCK *block = alloc_rows(cinfo, pool, width, rows);
    for (JDIMENSION i = 0; i < rows; i++)
        array[i] = block + (size_t)i * blocks;
    return array;
}

static jvirt_sarray_ptr request_sarray(j_common_ptr cinfo, int pool, boolean pre_zero,
                                       JDIMENSION samples, JDIMENSION rows,
                                       JDIMENSION maxaccess)
{
    (void)pool, (void)pre_zero, (void)samples, (void)rows, (void)maxaccess;
    ERREXIT(cinfo, JERR_NOTIMPL);
    return NULL;
}

static JSAMPARRAY access_sarray(j_common_ptr cinfo, jvirt_sarray_ptr virtual,
                                JDIMENSION start, JDIMENSION rows, boolean writable)
{
    (void)virtual, (void)start, (void)rows, (void)writable;
    ERREXIT(cinfo, JERR_NOTIMPL);
    return NULL;
}

// Virtual arrays are requested, then realized together. All memory is zeroed here, so
// pre_zero asks for nothing more; maxaccess is for managers that swap to disk.
static jvirt_barray_ptr request_barray(j_common_ptr cinfo, int pool, boolean pre_zero,
                                       JDIMENSION blocks, JDIMENSION rows,
                                       JDIMENSION maxaccess)
{
    (void)pre_zero, (void)maxaccess;
    struct mien_jpeg_memory *memory = memory_of(cinfo);
    if (pool != JPOOL_IMAGE)
        ERREXIT1(cinfo, JERR_BAD_POOL_ID, pool);
    struct jvirt_barray_control *virtual = alloc(cinfo, pool, sizeof *virtual);
    virtual->width = blocks;
    virtual->rows = rows;
    virtual->next = memory->block_arrays;
    memory->block_arrays = virtual;
    return virtual;
}

static void realize(j_common_ptr cinfo)
{
    struct mien_jpeg_memory *memory = memory_of(cinfo);
    for (jvirt_barray_ptr b = memory->block_arrays; b != NULL; b = b->next)
        if (b->array == NULL)
            b->array = alloc_barray(cinfo, JPOOL_IMAGE, b->width, b->rows);
}

static JBLOCKARRAY access_barray(j_common_ptr cinfo, jvirt_barray_ptr virtual,
                                 JDIMENSION start, JDIMENSION rows, boolean writable)
{
    (void)writable;
    if (virtual->array == NULL || start > virtual->rows || rows > virtual->rows - start)
        ERREXIT(cinfo, JERR_BAD_VIRTUAL_ACCESS);
    if (start + rows > virtual->touched)
        virtual->touched = start + rows;
    return virtual->array + start;
}

// A header may claim far more coefficients than the file then holds. Wiping what was
// never written would fetch every page of it from the system.
static void spare_untouched(struct mien_jpeg_memory *memory)
{
    for (jvirt_barray_ptr b = memory->block_arrays; b != NULL; b = b->next) {
        if (b->array == NULL || b->rows == 0)
            continue;
        struct mien_jpeg_block *block =
            (struct mien_jpeg_block *)((char *)b->array[0] - MIEN_BUDGET_ALIGN);
        mien_budget_used(block,
                         MIEN_BUDGET_ALIGN + sizeof(JBLOCK) * b->width * b->touched);
    }
}

static void free_pool(j_common_ptr cinfo, int pool)
{
    struct mien_jpeg_memory *memory = memory_of(cinfo);
    if (pool == JPOOL_IMAGE) {
        spare_untouched(memory);
        memory->block_arrays = NULL;
    }
    struct mien_jpeg_block *next = memory->pools[pool];
    memory->pools[pool] = NULL;
    while (next != NULL) {
        struct mien_jpeg_block *block = next;
        next = block->next;
        mien_job_free(memory->job, block);
    }
}

void mien_jpeg_memory_remove(struct mien_jpeg_memory *memory, j_common_ptr cinfo)
{
    for (int pool = JPOOL_NUMPOOLS - 1; pool >= 0; pool--)
        free_pool(cinfo, pool);
    cinfo->mem = memory->original;
}

static void self_destruct(j_common_ptr cinfo)
{
    mien_jpeg_memory_remove(memory_of(cinfo), cinfo);
    cinfo->mem->self_destruct(cinfo);
}

void mien_jpeg_memory_install(struct mien_jpeg_memory *memory, j_common_ptr cinfo,
                              struct mien_job *job)
{
    *memory = (struct mien_jpeg_memory){
        .public =
            {
                .alloc_small = alloc,
                .alloc_large = alloc,
                .alloc_sarray = alloc_sarray,
                .alloc_barray = alloc_barray,
                .request_virt_sarray = request_sarray,
                .request_virt_barray = request_barray,
                .realize_virt_arrays = realize,
                .access_virt_sarray = access_sarray,
                .access_virt_barray = access_barray,
                .free_pool = free_pool,
                .self_destruct = self_destruct,
                .max_memory_to_use = cinfo->mem->max_memory_to_use,
                .max_alloc_chunk = cinfo->mem->max_alloc_chunk,
            },
        .original = cinfo->mem,
        .job = job,
    };
    cinfo->mem = &memory->public;
}

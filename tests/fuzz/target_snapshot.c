// SPDX-License-Identifier: Apache-2.0
// A snapshot that is damaged, behind checksums that are right if the input wants them
// to be: opening is the gate, and no query, no change and no compaction leaves the
// file.
//
// The input: the head, one byte: bits 0 and 1: which index; 2: the checksum of the
// header is put right; 3: those of the sections, too; 4: resident; 5: change it; 6: do
// not verify it; 7: compact it. Then the size of the file: one byte (0: as it is; below
// 128: so many times 61 bytes less; from there on more). Then patches of 8 bytes: u8
// section, from 0 for the header; u8 what to do; u16 where; u32 with which number. All
// in little-endian order.
#include "fuzz.h"

#include <string.h>
#include <zlib.h>

#include "index.h"
#include "index/format.h"

enum {
    BASES = 4,
    HEAD = 2,
    PATCH = 8
};

static struct mien_fuzz_index bases[BASES];

static const struct mien_fuzz_index *base_of(uint8_t head)
{
    static const struct {
        const char *name;
        size_t rows, changes;
    } kinds[BASES] = {
        {"none", 0, 0}, {"few", 40, 0}, {"some", 40, 12}, {"more", 300, 30}};
    struct mien_fuzz_index *base = &bases[head % BASES];
    if (base->snapshot == NULL)
        *base = mien_fuzz_index_make(kinds[head % BASES].name, kinds[head % BASES].rows,
                                     kinds[head % BASES].changes);
    return base;
}

static uint32_t load(const uint8_t *bytes, int count)
{
    uint32_t value = 0;
    for (int i = 0; i < count; i++)
        value |= (uint32_t)bytes[i] << 8 * i;
    return value;
}

// The place of a section in the original: 0 is the header, and what does not exist is
// all of the file.
static void find_section(const struct mien_fuzz_index *base, unsigned section,
                         size_t *offset, size_t *size)
{
    struct mien_snapshot_header header;
    memcpy(&header, base->snapshot, sizeof header);
    *offset = 0;
    *size = section == 0 ? sizeof header : base->snapshot_size;
    if (section >= 1 && section <= MIEN_SECTIONS &&
        header.section[section - 1].bytes > 0) {
        *offset = header.section[section - 1].offset;
        *size = header.section[section - 1].bytes;
    }
}

static void apply_patch(const struct mien_fuzz_index *base, uint8_t *bytes,
                        const uint8_t *patch)
{
    size_t offset, size;
    uint32_t value = load(patch + 4, 4);
    find_section(base, patch[0] % 16, &offset, &size);
    unsigned width = patch[1] % 8 == 0 ? 1 : patch[1] % 8 < 3 ? 2 : 4;
    size_t at = (size_t)load(patch + 2, 2) * width % (size - width + 1);
    for (unsigned i = 0; i < width; i++) {
        uint8_t *byte = &bytes[offset + at + i];
        if (patch[1] % 8 == 7)
            *byte ^= (uint8_t)(value >> 8 * i);
        else
            *byte = (uint8_t)(value >> 8 * i);
    }
}

static void mend_sections(uint8_t *bytes, size_t size)
{
    struct mien_snapshot_header header;
    memcpy(&header, bytes, sizeof header);
    for (int i = 0; i < MIEN_SECTIONS; i++) {
        struct mien_section *section = &header.section[i];
        if (section->offset <= size && section->bytes <= size - section->offset)
            section->crc =
                (uint32_t)crc32_z(0, bytes + section->offset, section->bytes);
    }
    memcpy(bytes, &header, sizeof header);
}

static void mend_header(uint8_t *bytes)
{
    struct mien_snapshot_header header;
    memcpy(&header, bytes, sizeof header);
    header.crc = (uint32_t)crc32(0, bytes, sizeof header - 4);
    memcpy(bytes, &header, sizeof header);
}

static size_t new_size(size_t size, uint8_t how)
{
    size_t step = (how % 128u) * 61;
    if (how >= 128)
        return size + step;
    return step < size ? size - step : 0;
}

// Whatever it holds, changes either work or say that it is damaged.
static void change_it(const struct mien_fuzz_index *base, bool compact)
{
    enum mien_status status;
    struct mien_index *opened = mien_fuzz_index_open(base, MIEN_INDEX_WRITE, &status);
    if (opened == NULL)
        return;
    for (int i = 0; i < 5; i++) {
        struct mien_change change = {
            (enum mien_change_kind)(MIEN_CHANGE_ADD + i),
            {.hash = base->query[i], .id = (uint64_t)i, .list = (uint32_t)i % 3}};
        status = mien_index_change(opened, &change, 1, NULL, NULL);
        MIEN_FUZZ_ASSERT(status == MIEN_OK || status == MIEN_ERROR_CORRUPT);
    }
    if (compact) {
        status = mien_index_compact(opened, NULL);
        MIEN_FUZZ_ASSERT(status == MIEN_OK || status == MIEN_ERROR_CORRUPT);
    }
    status = mien_fuzz_index_use(opened, base);
    MIEN_FUZZ_ASSERT(mien_index_close(opened) == MIEN_OK);
}

// `sound`: nothing was changed.
static void check_it(const struct mien_fuzz_index *base, uint32_t flags, bool sound,
                     bool mended, bool verify)
{
    enum mien_status status, verified = MIEN_ERROR_CORRUPT;
    if (verify)
        verified = mien_index_verify(base->path, NULL, NULL, NULL, NULL);
    struct mien_index *opened = mien_fuzz_index_open(base, flags, &status);
    if (opened != NULL) {
        status = mien_fuzz_index_use(opened, base);
        if (sound || verified == MIEN_OK)
            MIEN_FUZZ_ASSERT(status == MIEN_OK);
        if (sound) {
            struct mien_model model = {0};
            mien_model_copy(&model, &base->model);
            MIEN_FUZZ_ASSERT(mien_fuzz_index_holds(opened, &model));
            mien_model_free(&model);
        }
        MIEN_FUZZ_ASSERT(mien_index_close(opened) == MIEN_OK);
    }
    MIEN_FUZZ_ASSERT(opened != NULL || !sound);
    MIEN_FUZZ_ASSERT(opened != NULL || !verify || verified != MIEN_OK);
    // Whatever was changed is found, unless its checksum was put right.
    if (verify && !mended)
        MIEN_FUZZ_ASSERT((verified == MIEN_OK) == sound);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < HEAD)
        return 0;
    const struct mien_fuzz_index *base = base_of(data[0]);
    size_t whole = new_size(base->snapshot_size, data[1]);
    size_t room = whole > base->snapshot_size ? whole : base->snapshot_size;
    uint8_t *bytes = calloc(room, 1);
    MIEN_FUZZ_ASSERT(bytes != NULL);
    memcpy(bytes, base->snapshot, base->snapshot_size);
    for (size_t at = HEAD; size - at >= PATCH; at += PATCH)
        apply_patch(base, bytes, data + at);
    bool sections = (data[0] & 8) != 0;
    if (sections)
        mend_sections(bytes, whole);
    if ((data[0] & 4) != 0)
        mend_header(bytes);
    bool sound =
        whole == base->snapshot_size && memcmp(bytes, base->snapshot, whole) == 0;
    mien_fuzz_index_put(base, bytes, whole, NULL, 0);
    check_it(base, (data[0] & 16) != 0 ? MIEN_INDEX_RESIDENT : 0, sound, sections,
             (data[0] & 64) == 0);
    if ((data[0] & 32) != 0)
        change_it(base, (data[0] & 128) != 0);
    free(bytes);
    return 0;
}

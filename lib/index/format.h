// SPDX-License-Identifier: Apache-2.0
// The layout of the files, as C sees it. doc/index-format.md says it in words.
#ifndef MIEN_INDEX_FORMAT_H
#define MIEN_INDEX_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/log.h"
#include "index/order.h"
#include "index/snapshot.h"

#define MIEN_INDEX_VERSION 1
#define MIEN_PAGE 4096
#define MIEN_SECTIONS 7

// In the order of the file; their numbers there begin with 1.
enum mien_section_kind {
    MIEN_SECTION_HASHES,
    MIEN_SECTION_IDS,
    MIEN_SECTION_KINDS,
    MIEN_SECTION_PAIRS,
    MIEN_SECTION_OFFSETS,
    MIEN_SECTION_FINGERPRINTS,
    MIEN_SECTION_ROWS
};

struct mien_section {
    uint32_t kind;
    uint32_t crc;
    uint64_t offset, bytes;
} MIEN_FILE_ORDER;

struct mien_snapshot_header {
    char magic[8];
    uint32_t version;
    uint32_t header_bytes;
    uint64_t generation;
    uint64_t rows;
    uint32_t bands;
    uint32_t sections;
    uint32_t pairs;
    uint8_t zeros[20];
    struct mien_section section[MIEN_SECTIONS];
    uint8_t more_zeros[MIEN_PAGE - 236];
    uint32_t crc;
} MIEN_FILE_ORDER;

struct mien_log_header {
    char magic[8];
    uint32_t version;
    uint32_t header_bytes;
    uint64_t generation;
    uint32_t crc;
    uint8_t zeros[36];
    uint64_t committed;
    uint8_t more_zeros[56];
    uint64_t durable;
    uint8_t yet_more_zeros[MIEN_PAGE - 136];
} MIEN_FILE_ORDER;

_Static_assert(sizeof(struct mien_bits) == 32, "hashes section");
_Static_assert(sizeof(struct mien_pair) == 8, "pairs section");
_Static_assert(sizeof(struct mien_record) == 64, "record");
_Static_assert(offsetof(struct mien_record, crc) == 60, "record");
_Static_assert(sizeof(struct mien_snapshot_header) == MIEN_PAGE, "snapshot header");
_Static_assert(offsetof(struct mien_snapshot_header, section) == 64, "section table");
_Static_assert(offsetof(struct mien_snapshot_header, crc) == 4092, "snapshot header");
_Static_assert(sizeof(struct mien_log_header) == MIEN_PAGE, "log header");
_Static_assert(offsetof(struct mien_log_header, committed) == 64, "log header");
_Static_assert(offsetof(struct mien_log_header, durable) == 128, "log header");

#define MIEN_SNAPSHOT_MAGIC "MIENSNAP"
#define MIEN_LOG_MAGIC "MIENLOG" // and its zero

// How wide the numbers of a section are, in bytes.
static inline size_t mien_section_width(uint32_t kind)
{
    static const uint8_t width[MIEN_SECTIONS] = {
        [MIEN_SECTION_HASHES] = 8,  [MIEN_SECTION_IDS] = 8,
        [MIEN_SECTION_KINDS] = 2,   [MIEN_SECTION_PAIRS] = 4,
        [MIEN_SECTION_OFFSETS] = 4, [MIEN_SECTION_FINGERPRINTS] = 2,
        [MIEN_SECTION_ROWS] = 4};
    return width[kind];
}

static inline uint64_t mien_page_up(uint64_t bytes)
{
    return (bytes + MIEN_PAGE - 1) / MIEN_PAGE * MIEN_PAGE;
}

// Whether the rows of a snapshot tell their pairs by number: else there is a pair for
// each of them.
static inline bool mien_snapshot_has_kinds(uint32_t pairs)
{
    return pairs <= MIEN_KINDS_MAX;
}

// The header that a snapshot of so many rows (below 2^32 - 1) and pairs must have, but
// for its checksums, and the size of its file.
void mien_snapshot_layout(struct mien_snapshot_header *header, uint64_t *file_bytes,
                          uint64_t generation, uint64_t rows, uint32_t pairs,
                          const struct mien_plan *plan);

// Judges a header: on success the sections are where they must be in a file of
// *file_bytes. Errors: VERSION, CORRUPT.
enum mien_status mien_snapshot_judge(const struct mien_snapshot_header *header,
                                     uint64_t generation, struct mien_plan *plan,
                                     uint64_t *file_bytes, struct mien_error *error);

// The same for a log; the two numbers are put out when they are sound. Errors: VERSION,
// CORRUPT.
enum mien_status mien_log_judge(const struct mien_log_header *header,
                                uint64_t generation, uint64_t *committed,
                                uint64_t *durable, struct mien_error *error);

// The checksum that record `number` of a log must have.
uint32_t mien_record_crc(const struct mien_record *record, uint64_t generation,
                         uint64_t number);

#endif

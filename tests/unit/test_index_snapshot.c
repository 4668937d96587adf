// SPDX-License-Identifier: Apache-2.0
// Snapshots: what is written is read, the tables are those of the format's description,
// and no damage is missed or does any.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/crc.h"
#include "index/file.h"
#include "index/format.h"
#include "index/order.h"
#include "index_files.h"
#include "suite.h"
#include "synthetic.h"

#define NAME "snapshot-0000000000000001"
#define SEED 20260711

static struct mien_test_folder folder;

static void set_up(void)
{
    mien_test_folder_make(&folder);
}

static void tear_down(void)
{
    mien_test_folder_remove(&folder);
}

static void write_rows(struct mien_rows *rows, uint32_t bands)
{
    struct mien_error error = {0};
    rows->next = 0;
    ck_assert_msg(mien_snapshot_write_bands(folder.fd, 1, rows->rows, bands,
                                            mien_rows_next, rows, &error) == MIEN_OK,
                  "%s", error.detail);
    ck_assert_uint_eq(rows->next, rows->rows);
}

static enum mien_status open_it(struct mien_snapshot *snapshot, bool resident)
{
    return mien_snapshot_open(snapshot, folder.fd, 1, resident, NULL);
}

static enum mien_status verify_it(struct mien_error *error)
{
    struct mien_index_verified verified = {0};
    return mien_snapshot_verify(folder.fd, 1, &verified, NULL, error);
}

// A small snapshot: 3 rows of 2 pairs in 32 bands, 16 pages.
static struct mien_snapshot_header small;

static size_t write_small(void)
{
    struct mien_rows rows;
    mien_rows_make(&rows, 3, MIEN_ROWS_RANDOM, SEED);
    mien_rows_set_pairs(&rows, 2);
    write_rows(&rows, 32);
    mien_rows_free(&rows);
    struct mien_file file = mien_test_folder_read(&folder, NAME);
    memcpy(&small, file.bytes, sizeof small);
    free(file.bytes);
    ck_assert_uint_eq(file.size, 16 * MIEN_PAGE);
    return file.size;
}

// ---------------------------------------------------------------------------- round
// trip

// One band, by the words of the format: every row has one place, in the order of keys
// and then of rows.
static void check_band(const struct mien_snapshot *snapshot, uint32_t band)
{
    const struct mien_plan *plan = &snapshot->plan;
    const uint32_t *offset = snapshot->offsets + plan->band[band].offsets;
    const uint16_t *fingerprint = snapshot->fingerprints + band * snapshot->rows;
    const uint32_t *row = snapshot->row_numbers + band * snapshot->rows;
    uint32_t keys = UINT32_C(1) << plan->band[band].width;
    uint32_t place = 0;
    for (uint32_t key = 0; key < keys; key++) {
        if (offset[key] != place)
            ck_abort_msg("band %u: offset %u", band, key);
        for (; place < offset[key + 1] && place < snapshot->rows; place++) {
            if (row[place] >= snapshot->rows)
                ck_abort_msg("band %u: place %u: row %u", band, place, row[place]);
            const struct mien_bits *bits = &snapshot->hashes[row[place]];
            if (mien_plan_key(plan, bits, band) != key ||
                mien_plan_fingerprint(plan, bits, band) != fingerprint[place] ||
                (place > offset[key] && row[place] <= row[place - 1]))
                ck_abort_msg("band %u: place %u", band, place);
        }
    }
    // Ascending in a bucket, and of one key in no other: so no row came twice.
    ck_assert_uint_eq(place, snapshot->rows);
    ck_assert_uint_eq(offset[keys], snapshot->rows);
}

static void check_tags(const struct mien_snapshot *snapshot,
                       const struct mien_rows *rows)
{
    for (uint64_t row = 0; row < rows->rows; row++) {
        struct mien_tag tag;
        if (!mien_snapshot_tag(snapshot, row, &tag) ||
            memcmp(&tag, &rows->tag[row], sizeof tag) != 0)
            ck_abort_msg("row %llu has another tag", (unsigned long long)row);
    }
}

static void check_snapshot(const struct mien_snapshot *snapshot,
                           const struct mien_rows *rows)
{
    ck_assert_uint_eq(snapshot->generation, 1);
    ck_assert_uint_eq(snapshot->rows, rows->rows);
    if (rows->rows > 0)
        ck_assert_mem_eq(snapshot->hashes, rows->bits, rows->rows * 32);
    check_tags(snapshot, rows);
    for (uint32_t band = 0; band < snapshot->plan.bands; band++)
        check_band(snapshot, band);
}

static void check_written(const struct mien_rows *rows, uint32_t bands)
{
    struct mien_snapshot snapshot;
    for (int resident = 0; resident < 2; resident++) {
        ck_assert_int_eq(open_it(&snapshot, resident), MIEN_OK);
        ck_assert_uint_eq(snapshot.plan.bands,
                          bands > 0 ? bands : mien_plan_bands(rows->rows));
        check_snapshot(&snapshot, rows);
        mien_snapshot_close(&snapshot);
    }
    struct mien_index_verified verified = {0};
    struct mien_error error = {0};
    ck_assert_msg(mien_snapshot_verify(folder.fd, 1, &verified, NULL, &error) ==
                      MIEN_OK,
                  "%s", error.detail);
    struct mien_file file = mien_test_folder_read(&folder, NAME);
    ck_assert_uint_eq(verified.files, 1);
    ck_assert_uint_eq(verified.bytes, file.size);
    ck_assert_uint_eq(verified.entries, rows->rows);
    free(file.bytes);
}

static void round_trip(uint64_t count, uint32_t bands, enum mien_rows_kind kind)
{
    struct mien_rows rows;
    mien_rows_make(&rows, count, kind, SEED + count);
    write_rows(&rows, bands);
    check_written(&rows, bands);
    mien_rows_free(&rows);
}

static const uint32_t band_counts[] = {0, 12, 13, 14, 15, 16, 32};

START_TEST(what_is_written_is_read)
{
    static const uint64_t counts[] = {0, 1, 2, 1000, 70000};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        round_trip(counts[i], band_counts[_i], MIEN_ROWS_RANDOM);
}
END_TEST

START_TEST(rows_that_crowd_into_few_buckets_are_read_too)
{
    round_trip(30000, band_counts[_i], MIEN_ROWS_ONE_HASH);
    round_trip(30000, band_counts[_i], MIEN_ROWS_FEW_BITS);
}
END_TEST

// What the format says of the sections of kinds and of pairs.
static void check_pairs(uint64_t rows, uint32_t pairs)
{
    struct mien_snapshot snapshot;
    struct mien_snapshot_header header;
    size_t got = 0;
    ck_assert_int_eq(open_it(&snapshot, false), MIEN_OK);
    ck_assert(mien_file_read_at(snapshot.fd, &header, sizeof header, 0, &got));
    bool numbered = pairs <= 65536;
    uint64_t count = numbered ? pairs : rows;
    ck_assert_uint_eq(header.pairs, count);
    ck_assert_uint_eq(header.section[MIEN_SECTION_KINDS].bytes,
                      numbered ? 2 * rows : 0);
    ck_assert_uint_eq(header.section[MIEN_SECTION_PAIRS].bytes, 8 * count);
    ck_assert_uint_eq(snapshot.pair_count, count);
    ck_assert(numbered == (snapshot.kinds != NULL));
    const struct mien_pair *pair = snapshot.pairs;
    for (uint64_t i = 1; numbered && i < count; i++)
        if (pair[i].list < pair[i - 1].list || (pair[i].list == pair[i - 1].list &&
                                                pair[i].variant <= pair[i - 1].variant))
            ck_abort_msg("pair %llu is out of order", (unsigned long long)i);
    mien_snapshot_close(&snapshot);
}

START_TEST(pairs_are_kept_once_as_long_as_16_bits_can_number_them)
{
    static const struct {
        uint32_t rows, pairs;
    } cases[] = {{1, 1},         {70000, 1},     {70000, 7},
                 {65535, 65535}, {65536, 65536}, {70000, 65536},
                 {65537, 65537}, {70000, 65537}, {70000, 70000}};
    struct mien_rows rows;
    mien_rows_make(&rows, cases[_i].rows, MIEN_ROWS_RANDOM, SEED);
    mien_rows_set_pairs(&rows, cases[_i].pairs);
    write_rows(&rows, 16);
    check_written(&rows, 16);
    check_pairs(cases[_i].rows, cases[_i].pairs);
    mien_rows_free(&rows);
}
END_TEST

// -------------------------------------------------------------------------------
// damage

static bool is_damage(enum mien_status status)
{
    return status == MIEN_ERROR_CORRUPT;
}

// Looks at everything that a query would look at, whatever it says.
static void read_all(const struct mien_snapshot *snapshot)
{
    uint32_t sum = mien_crc(0, snapshot->hashes, snapshot->rows * 32);
    for (uint64_t row = 0; row < snapshot->rows; row++) {
        struct mien_tag tag = {0};
        (void)mien_snapshot_tag(snapshot, row, &tag);
        sum = mien_crc(sum, &tag, sizeof tag);
    }
    sum = mien_crc(sum, snapshot->offsets,
                   snapshot->plan.offsets_total * sizeof(uint32_t));
    sum = mien_crc(sum, snapshot->fingerprints,
                   snapshot->plan.bands * snapshot->rows * 2);
    sum =
        mien_crc(sum, snapshot->row_numbers, snapshot->plan.bands * snapshot->rows * 4);
    if (sum == 1) // it must not be left out
        ck_abort_msg("unbelievable");
}

static bool is_in_padding(size_t byte)
{
    for (int i = 0; i < MIEN_SECTIONS; i++)
        if (byte - small.section[i].offset < small.section[i].bytes)
            return false;
    return byte >= MIEN_PAGE;
}

// A mapped snapshot is opened whatever its sections hold; a copied one is not.
static void check_flip(size_t byte, uint8_t bits)
{
    struct mien_snapshot snapshot;
    mien_test_folder_flip(&folder, NAME, byte, bits);
    if (!is_damage(verify_it(NULL)))
        ck_abort_msg("byte %zu ^ %u is not found", byte, bits);
    for (int resident = 0; resident < 2; resident++) {
        enum mien_status status = open_it(&snapshot, resident);
        const bool copied = resident || MIEN_BIG_ENDIAN; // to turn its numbers
        bool opens = is_in_padding(byte) || (!copied && byte >= MIEN_PAGE);
        if (status != (opens ? MIEN_OK : MIEN_ERROR_CORRUPT))
            ck_abort_msg("byte %zu ^ %u: opened with %d", byte, bits, status);
        if (status != MIEN_OK)
            continue;
        read_all(&snapshot);
        mien_snapshot_close(&snapshot);
    }
    mien_test_folder_flip(&folder, NAME, byte, bits);
}

START_TEST(every_flipped_bit_of_the_header_is_found)
{
    write_small();
    for (size_t byte = 0; byte < 240; byte++)
        for (int bit = 0; bit < 8; bit++)
            check_flip(byte, (uint8_t)(1 << bit));
    for (size_t byte = 240; byte < MIEN_PAGE; byte++)
        check_flip(byte, (uint8_t)(1 << byte % 8));
    for (int bit = 0; bit < 8; bit++)
        check_flip(MIEN_PAGE - 1, (uint8_t)(1 << bit));
}
END_TEST

START_TEST(a_flipped_bit_of_any_byte_is_found)
{
    struct mien_random random = {SEED};
    size_t size = write_small();
    for (size_t byte = MIEN_PAGE; byte < size; byte += mien_suite_every())
        check_flip(byte, (uint8_t)(1 << mien_random_below(&random, 8)));
    ck_assert_int_eq(verify_it(NULL), MIEN_OK);
}
END_TEST

START_TEST(a_file_of_another_length_is_not_opened)
{
    struct mien_snapshot snapshot;
    size_t size = write_small();
    struct mien_file file = mien_test_folder_read(&folder, NAME);
    mien_test_folder_cut(&folder, NAME, size + 1);
    ck_assert_int_eq(open_it(&snapshot, false), MIEN_ERROR_CORRUPT);
    ck_assert_int_eq(verify_it(NULL), MIEN_ERROR_CORRUPT);
    for (size_t length = size; length-- > 0;) {
        mien_test_folder_cut(&folder, NAME, length);
        if (!is_damage(open_it(&snapshot, false)) ||
            !is_damage(open_it(&snapshot, true)) || !is_damage(verify_it(NULL)))
            ck_abort_msg("%zu bytes are taken for all", length);
    }
    free(file.bytes);
}
END_TEST

// ------------------------------------------------- damage with the right checksums on
// it

// Changes the file and puts its checksums right, as somebody would who means harm.
static void forge(void change(uint8_t *file, struct mien_snapshot_header *header))
{
    struct mien_file file = mien_test_folder_read(&folder, NAME);
    struct mien_snapshot_header header;
    memcpy(&header, file.bytes, sizeof header);
    struct mien_snapshot_header before = header;
    change(file.bytes, &header);
    for (int i = 0; i < MIEN_SECTIONS; i++)
        header.section[i].crc = mien_crc(0, file.bytes + before.section[i].offset,
                                         (size_t)before.section[i].bytes);
    header.crc = mien_crc(0, &header, offsetof(struct mien_snapshot_header, crc));
    memcpy(file.bytes, &header, sizeof header);
    mien_test_folder_write(&folder, NAME, file.bytes, file.size);
    free(file.bytes);
}

static void later_version(uint8_t *file, struct mien_snapshot_header *header)
{
    header->version++;
}
static void longer_header(uint8_t *file, struct mien_snapshot_header *header)
{
    header->header_bytes += MIEN_PAGE;
}
static void other_generation(uint8_t *file, struct mien_snapshot_header *header)
{
    header->generation++;
}
static void more_rows(uint8_t *file, struct mien_snapshot_header *header)
{
    header->rows = 4;
}
static void many_rows(uint8_t *file, struct mien_snapshot_header *header)
{
    header->rows = UINT64_MAX / 8;
}
static void too_many_rows(uint8_t *file, struct mien_snapshot_header *header)
{
    header->rows = UINT32_MAX;
}
static void no_pairs(uint8_t *file, struct mien_snapshot_header *header)
{
    header->pairs = 0;
}
static void more_pairs(uint8_t *file, struct mien_snapshot_header *header)
{
    header->pairs = 3;
}
static void more_pairs_than_rows(uint8_t *file, struct mien_snapshot_header *header)
{
    header->pairs = UINT32_MAX;
}
static void no_bands(uint8_t *file, struct mien_snapshot_header *header)
{
    header->bands = 0;
}
static void many_bands(uint8_t *file, struct mien_snapshot_header *header)
{
    header->bands = 33;
}
static void fewer_bands(uint8_t *file, struct mien_snapshot_header *header)
{
    header->bands = 16;
}
static void fewer_sections(uint8_t *file, struct mien_snapshot_header *header)
{
    header->sections = 6;
}
static void section_elsewhere(uint8_t *file, struct mien_snapshot_header *header)
{
    header->section[MIEN_SECTION_IDS].offset = UINT64_MAX - 4095;
}
static void section_too_long(uint8_t *file, struct mien_snapshot_header *header)
{
    header->section[MIEN_SECTION_ROWS].bytes = UINT64_C(1) << 62;
}
static void sections_swapped(uint8_t *file, struct mien_snapshot_header *header)
{
    header->section[0].kind = 2;
    header->section[1].kind = 1;
}
static void something_after_the_table(uint8_t *file,
                                      struct mien_snapshot_header *header)
{
    header->more_zeros[0] = 1;
}

START_TEST(a_header_that_cannot_be_is_refused_whatever_its_checksum)
{
    static const struct {
        void (*change)(uint8_t *file, struct mien_snapshot_header *header);
        enum mien_status status;
    } forgeries[] = {{later_version, MIEN_ERROR_VERSION},
                     {longer_header, MIEN_ERROR_CORRUPT},
                     {other_generation, MIEN_ERROR_CORRUPT},
                     {more_rows, MIEN_ERROR_CORRUPT},
                     {many_rows, MIEN_ERROR_CORRUPT},
                     {too_many_rows, MIEN_ERROR_CORRUPT},
                     {no_pairs, MIEN_ERROR_CORRUPT},
                     {more_pairs, MIEN_ERROR_CORRUPT},
                     {more_pairs_than_rows, MIEN_ERROR_CORRUPT},
                     {no_bands, MIEN_ERROR_CORRUPT},
                     {many_bands, MIEN_ERROR_CORRUPT},
                     {fewer_bands, MIEN_ERROR_CORRUPT},
                     {fewer_sections, MIEN_ERROR_CORRUPT},
                     {section_elsewhere, MIEN_ERROR_CORRUPT},
                     {section_too_long, MIEN_ERROR_CORRUPT},
                     {sections_swapped, MIEN_ERROR_CORRUPT},
                     {something_after_the_table, MIEN_ERROR_CORRUPT}};
    struct mien_snapshot snapshot;
    for (size_t i = 0; i < sizeof forgeries / sizeof *forgeries; i++) {
        write_small();
        forge(forgeries[i].change);
        for (int resident = 0; resident < 2; resident++)
            ck_assert_int_eq(open_it(&snapshot, resident), forgeries[i].status);
        ck_assert_int_eq(verify_it(NULL), forgeries[i].status);
    }
}
END_TEST

START_TEST(a_wrong_checksum_of_a_section_is_named)
{
    for (int i = 0; i < MIEN_SECTIONS; i++) {
        struct mien_error error = {0};
        struct mien_snapshot snapshot;
        write_small();
        small.section[i].crc++;
        small.crc = mien_crc(0, &small, offsetof(struct mien_snapshot_header, crc));
        struct mien_file file = mien_test_folder_read(&folder, NAME);
        memcpy(file.bytes, &small, sizeof small);
        mien_test_folder_write(&folder, NAME, file.bytes, file.size);
        free(file.bytes);
        char detail[64];
        snprintf(detail, sizeof detail, NAME ": section %d has a wrong checksum",
                 i + 1);
        ck_assert_int_eq(verify_it(&error), MIEN_ERROR_CORRUPT);
        ck_assert_str_eq(error.detail, detail);
        ck_assert_int_eq(mien_snapshot_open(&snapshot, folder.fd, 1, true, &error),
                         MIEN_ERROR_CORRUPT);
        ck_assert_str_eq(error.detail, detail);
    }
}
END_TEST

// The size of a snapshot of so many rows and pairs in 14 bands, whose header says so
// and has the right checksum; 0: it is refused.
static uint64_t judged_bytes(uint64_t rows, uint32_t pairs)
{
    struct mien_snapshot_header header;
    struct mien_plan plan;
    uint64_t bytes;
    ck_assert(mien_plan_make(&plan, 14));
    mien_snapshot_layout(&header, &bytes, 1, rows, pairs, &plan);
    header.crc = mien_crc(0, &header, offsetof(struct mien_snapshot_header, crc));
    enum mien_status status = mien_snapshot_judge(&header, 1, &plan, &bytes, NULL);
    if (status != MIEN_OK)
        ck_assert_int_eq(status, MIEN_ERROR_CORRUPT);
    return status == MIEN_OK ? bytes : 0;
}

// The largest snapshots there can be, and one more: judged by their headers alone.
START_TEST(there_are_fewer_than_2_to_the_32_rows)
{
    const uint64_t most = UINT32_MAX - 1;
    ck_assert_uint_gt(judged_bytes(most, 65536), most * (32 + 8 + 2 + 14 * 6));
    ck_assert_uint_gt(judged_bytes(most, (uint32_t)most), most * (32 + 8 + 8 + 14 * 6));
    ck_assert_uint_eq(judged_bytes(most + 1, 1), 0);
    ck_assert_uint_eq(judged_bytes(most + 1, UINT32_MAX), 0);
}
END_TEST

START_TEST(there_are_pairs_for_all_rows_and_no_more_than_rows)
{
    ck_assert_uint_gt(judged_bytes(0, 0), 0);
    ck_assert_uint_eq(judged_bytes(0, 1), 0);
    ck_assert_uint_eq(judged_bytes(70000, 0), 0);
    ck_assert_uint_gt(judged_bytes(70000, 1), 0);
    ck_assert_uint_gt(judged_bytes(70000, 65536), 0);
    ck_assert_uint_eq(judged_bytes(70000, 65537), 0);
    ck_assert_uint_eq(judged_bytes(70000, 69999), 0);
    ck_assert_uint_gt(judged_bytes(70000, 70000), 0);
    ck_assert_uint_eq(judged_bytes(70000, 70001), 0);
    ck_assert_uint_gt(judged_bytes(5, 5), 0);
    ck_assert_uint_eq(judged_bytes(5, 6), 0);
}
END_TEST

static uint8_t *section_of(uint8_t *file, enum mien_section_kind kind)
{
    return file + ((struct mien_snapshot_header *)(void *)file)->section[kind].offset;
}
static void wrong_offset(uint8_t *file, struct mien_snapshot_header *header)
{
    memset(section_of(file, MIEN_SECTION_OFFSETS) + 4 * (2 * 257 + 3), 0xff, 4);
}
static void wrong_fingerprint(uint8_t *file, struct mien_snapshot_header *header)
{
    section_of(file, MIEN_SECTION_FINGERPRINTS)[2 * (5 * 3 + 1)] ^= 1;
}
static void row_twice(uint8_t *file, struct mien_snapshot_header *header)
{
    uint8_t *rows = section_of(file, MIEN_SECTION_ROWS) + 4 * 7 * 3;
    memcpy(rows, rows + 4, 4);
}
static void row_beyond_the_end(uint8_t *file, struct mien_snapshot_header *header)
{
    memset(section_of(file, MIEN_SECTION_ROWS) + 4 * (31 * 3 + 2), 0xff, 4);
}
static void rows_out_of_order(uint8_t *file, struct mien_snapshot_header *header)
{
    memset(section_of(file, MIEN_SECTION_IDS) + 8, 0xff, 8);
}
static void row_repeated(uint8_t *file, struct mien_snapshot_header *header)
{
    memcpy(section_of(file, MIEN_SECTION_IDS) + 16,
           section_of(file, MIEN_SECTION_IDS) + 8, 8);
    memcpy(section_of(file, MIEN_SECTION_KINDS) + 4,
           section_of(file, MIEN_SECTION_KINDS) + 2, 2);
    memcpy(section_of(file, MIEN_SECTION_HASHES) + 64,
           section_of(file, MIEN_SECTION_HASHES) + 32, 32);
}
static void row_in_no_list(uint8_t *file, struct mien_snapshot_header *header)
{
    memset(section_of(file, MIEN_SECTION_PAIRS) + 8, 0xff, 4);
}
static void pairs_out_of_order(uint8_t *file, struct mien_snapshot_header *header)
{
    memset(section_of(file, MIEN_SECTION_PAIRS), 0xfe, 4);
}
static void pair_twice(uint8_t *file, struct mien_snapshot_header *header)
{
    uint8_t *pairs = section_of(file, MIEN_SECTION_PAIRS);
    memcpy(pairs, pairs + 8, 8);
}
static void pair_of_no_row(uint8_t *file, struct mien_snapshot_header *header)
{
    section_of(file, MIEN_SECTION_KINDS)[2] = 0;
}
static void row_without_a_pair(uint8_t *file, struct mien_snapshot_header *header)
{
    section_of(file, MIEN_SECTION_KINDS)[4] = 2;
}

START_TEST(verification_names_the_file_and_the_place)
{
    static const struct {
        void (*change)(uint8_t *file, struct mien_snapshot_header *header);
        const char *detail;
    } forgeries[] = {{wrong_offset, NAME ": band 2 has a wrong offset"},
                     {wrong_fingerprint, NAME ": band 5 has a wrong fingerprint"},
                     {row_twice, NAME ": band 7 has a wrong row number"},
                     {row_beyond_the_end, NAME ": band 31 has a wrong row number"},
                     {rows_out_of_order, NAME ": row 2 is out of order"},
                     {row_repeated, NAME ": row 2 is out of order"},
                     {row_in_no_list, NAME ": row 1 has no list"},
                     {row_without_a_pair, NAME ": row 2 has no pair"},
                     {pairs_out_of_order, NAME ": pair 1 is out of order"},
                     {pair_twice, NAME ": pair 1 is out of order"},
                     {pair_of_no_row, NAME ": pair 1 is of no row"}};
    for (size_t i = 0; i < sizeof forgeries / sizeof *forgeries; i++) {
        struct mien_error error = {0};
        struct mien_snapshot snapshot;
        write_small();
        forge(forgeries[i].change);
        ck_assert_int_eq(verify_it(&error), MIEN_ERROR_CORRUPT);
        ck_assert_str_eq(error.detail, forgeries[i].detail);
        // Opening does not look there.
        ck_assert_int_eq(open_it(&snapshot, true), MIEN_OK);
        mien_snapshot_close(&snapshot);
    }
}
END_TEST

START_TEST(a_kind_beyond_the_pairs_gives_no_tag)
{
    struct mien_snapshot snapshot;
    struct mien_tag tag;
    write_small();
    forge(row_without_a_pair);
    ck_assert_int_eq(open_it(&snapshot, false), MIEN_OK);
    ck_assert(mien_snapshot_tag(&snapshot, 1, &tag));
    ck_assert(!mien_snapshot_tag(&snapshot, 2, &tag));
    mien_snapshot_close(&snapshot);
}
END_TEST

// -----------------------------------------------------------------------------
// contract

START_TEST(entries_are_ordered_by_id_list_variant_and_hash)
{
    // Each is greater than the one before it.
    static const struct {
        struct mien_tag tag;
        struct mien_bits bits;
    } ascending[] = {{{1, 9, 9}, {{9, 9, 9, 9}}},
                     {{UINT64_C(1) << 32, 1, 9}, {{9, 9, 9, 9}}},
                     {{UINT64_C(1) << 32, 2, 1}, {{9, 9, 9, 9}}},
                     {{UINT64_C(1) << 32, 2, 2}, {{1, 9, 9, 9}}},
                     {{UINT64_C(1) << 32, 2, 2}, {{2, 1, 9, 9}}},
                     {{UINT64_C(1) << 32, 2, 2}, {{2, 2, 1, 9}}},
                     {{UINT64_C(1) << 32, 2, 2}, {{2, 2, 2, 1}}},
                     {{UINT64_C(1) << 32, 2, 2}, {{2, 2, 2, UINT64_MAX}}}};
    for (int i = 0; i < 8; i++)
        for (int k = 0; k < 8; k++) {
            int order = mien_entry_order(&ascending[i].tag, &ascending[i].bits,
                                         &ascending[k].tag, &ascending[k].bits);
            ck_assert_int_eq((order > 0) - (order < 0), (i > k) - (i < k));
        }
}
END_TEST

START_TEST(a_snapshot_that_is_not_there_is_enoent)
{
    struct mien_snapshot snapshot;
    struct mien_error error = {0};
    errno = 0;
    ck_assert_int_eq(mien_snapshot_open(&snapshot, folder.fd, 2, false, &error),
                     MIEN_ERROR_IO);
    ck_assert_int_eq(errno, ENOENT);
    ck_assert_str_eq(error.detail, "snapshot-0000000000000002: it could not be opened");
    errno = 0;
    ck_assert_int_eq(verify_it(NULL), MIEN_ERROR_IO);
    ck_assert_int_eq(errno, ENOENT);
}
END_TEST

static enum mien_status stop_at_7(void *context, struct mien_bits *bits,
                                  struct mien_tag *tag)
{
    struct mien_rows *rows = context;
    return rows->next == 7 ? MIEN_ERROR_CANCELLED : mien_rows_next(rows, bits, tag);
}

START_TEST(an_entry_that_cannot_be_had_leaves_no_file)
{
    struct mien_rows rows;
    mien_rows_make(&rows, 10, MIEN_ROWS_RANDOM, SEED);
    ck_assert_int_eq(mien_snapshot_write(folder.fd, 1, 10, stop_at_7, &rows, NULL),
                     MIEN_ERROR_CANCELLED);
    ck_assert_int_eq(mien_test_folder_count(&folder), 0);
    ck_assert_int_eq(
        mien_snapshot_write(folder.fd, 1, UINT32_MAX, stop_at_7, &rows, NULL),
        MIEN_ERROR_LIMIT);
    ck_assert_int_eq(mien_test_folder_count(&folder), 0);
    mien_rows_free(&rows);
}
END_TEST

static int count_progress(void *context, uint64_t done, uint64_t total)
{
    uint64_t *told = context;
    ck_assert_uint_gt(done, *told);
    ck_assert_uint_le(done, total);
    *told = done;
    return 0;
}

static int cancel(void *context, uint64_t done, uint64_t total)
{
    return 1;
}

START_TEST(verification_tells_how_far_it_is_and_can_be_cancelled)
{
    struct mien_rows rows;
    uint64_t told = 0;
    mien_rows_make(&rows, 70000, MIEN_ROWS_RANDOM, SEED);
    write_rows(&rows, 0);
    struct mien_index_verified verified = {0};
    struct mien_progress progress = {count_progress, &told, 0, 17 << 20};
    ck_assert_int_eq(mien_snapshot_verify(folder.fd, 1, &verified, &progress, NULL),
                     MIEN_OK);
    ck_assert_uint_gt(told, verified.bytes - (1 << 20) - 5 * MIEN_PAGE);
    progress = (struct mien_progress){cancel, NULL, 0, 17 << 20};
    ck_assert_int_eq(mien_snapshot_verify(folder.fd, 1, &verified, &progress, NULL),
                     MIEN_ERROR_CANCELLED);
    mien_rows_free(&rows);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index_snapshot");
    TCase *tcase = tcase_create("snapshot");
    const int bands = (int)(sizeof band_counts / sizeof *band_counts);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, what_is_written_is_read, 0, bands);
    tcase_add_loop_test(tcase, rows_that_crowd_into_few_buckets_are_read_too, 0, bands);
    tcase_add_loop_test(tcase, pairs_are_kept_once_as_long_as_16_bits_can_number_them,
                        0, 9);
    tcase_add_test(tcase, every_flipped_bit_of_the_header_is_found);
    tcase_add_test(tcase, a_flipped_bit_of_any_byte_is_found);
    tcase_add_test(tcase, a_file_of_another_length_is_not_opened);
    tcase_add_test(tcase, a_header_that_cannot_be_is_refused_whatever_its_checksum);
    tcase_add_test(tcase, a_wrong_checksum_of_a_section_is_named);
    tcase_add_test(tcase, there_are_fewer_than_2_to_the_32_rows);
    tcase_add_test(tcase, there_are_pairs_for_all_rows_and_no_more_than_rows);
    tcase_add_test(tcase, entries_are_ordered_by_id_list_variant_and_hash);
    tcase_add_test(tcase, verification_names_the_file_and_the_place);
    tcase_add_test(tcase, a_kind_beyond_the_pairs_gives_no_tag);
    tcase_add_test(tcase, a_snapshot_that_is_not_there_is_enoent);
    tcase_add_test(tcase, an_entry_that_cannot_be_had_leaves_no_file);
    tcase_add_test(tcase, verification_tells_how_far_it_is_and_can_be_cancelled);
    suite_add_tcase(suite, tcase);
    return mien_suite_run(suite);
}

// SPDX-License-Identifier: Apache-2.0
// doc/index-format.md, followed by a second writer that knows nothing else: it makes
// the same snapshots byte by byte, and mien reads what it writes, with every number of
// bands that there may be.
//
// The seed is printed and taken from $MIEN_SEED.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "fixture.h"
#include "hashes.h"
#include "index_case.h"
#include "suite.h"

enum {
    PAGE = 4096,
    SECTIONS = 7,
    PAIRS_MAX = 65536
};

static struct mien_random dice = {20250812};

// ------------------------------------------------------------- what the page says of
// bits

struct row {
    uint64_t word[4];
    uint64_t id;
    uint32_t list, variant;
};

static unsigned bit_of(const struct row *row, unsigned bit)
{
    bit %= 256; // behind bit 255 comes bit 0
    return row->word[bit / 64] >> bit % 64 & 1;
}

static uint32_t bits_of(const struct row *row, unsigned start, unsigned count)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < count; i++)
        value |= (uint32_t)bit_of(row, start + i) << i;
    return value;
}

static struct row row_of(const struct mien_entry *entry)
{
    static const unsigned shift[16] = {5, 14, 12, 3,  15, 9,  7, 2,
                                       4, 11, 0,  10, 8,  13, 6, 1};
    struct row row = {.id = entry->id, .list = entry->list, .variant = entry->variant};
    for (unsigned b = 0; b < 16; b++)
        for (unsigned r = 0; r < 16; r++) {
            unsigned weight = 16 * r + (b + shift[r]) % 16;
            uint64_t bit = entry->hash.bytes[31 - weight / 8] >> weight % 8 & 1;
            row.word[(16 * b + r) / 64] |= bit << (16 * b + r) % 64;
        }
    return row;
}

static int order_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int order_rows(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    int order = order_numbers(a->id, b->id);
    order = order != 0 ? order : order_numbers(a->list, b->list);
    order = order != 0 ? order : order_numbers(a->variant, b->variant);
    for (int i = 0; i < 4 && order == 0; i++)
        order = order_numbers(a->word[i], b->word[i]);
    return order;
}

static int order_pairs(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;
    int order = order_numbers(a[0], b[0]);
    return order != 0 ? order : order_numbers(a[1], b[1]);
}

// ------------------------------------------------------------------------------ the
// file

struct writer {
    struct row *row;
    uint32_t rows, bands, pairs;
    uint32_t (*pair)[2];
    struct mien_file file;
};

// Writes a number of `size` bytes, the least significant first.
static void put(uint8_t *bytes, uint64_t number, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(number >> 8 * i);
}

static uint64_t get64(const uint8_t *bytes)
{
    uint64_t number = 0;
    for (int i = 7; i >= 0; i--)
        number = number << 8 | bytes[i];
    return number;
}

// Appends bytes to the file, at the next page.
static uint8_t *append(struct writer *writer, int section, size_t bytes)
{
    struct mien_file *file = &writer->file;
    uint64_t offset = file->size, length = bytes;
    uint32_t kind = (uint32_t)section;
    file->size += (bytes + PAGE - 1) / PAGE * PAGE;
    file->bytes = realloc(file->bytes, file->size);
    ck_assert_ptr_nonnull(file->bytes);
    memset(file->bytes + offset, 0, file->size - offset);
    uint8_t *entry = file->bytes + 64 + 24 * (section - 1);
    put(entry, kind, 4);
    put(entry + 8, offset, 8);
    put(entry + 16, length, 8);
    return file->bytes + offset;
}

static void make_pairs(struct writer *writer)
{
    uint32_t count = 0;
    writer->pair = calloc(writer->rows + 1, sizeof *writer->pair);
    ck_assert_ptr_nonnull(writer->pair);
    for (uint32_t i = 0; i < writer->rows; i++) {
        writer->pair[i][0] = writer->row[i].list;
        writer->pair[i][1] = writer->row[i].variant;
    }
    qsort(writer->pair, writer->rows, sizeof *writer->pair, order_pairs);
    for (uint32_t i = 0; i < writer->rows; i++)
        if (i == 0 || order_pairs(writer->pair[i], writer->pair[count - 1]) != 0)
            memcpy(writer->pair[count++], writer->pair[i], sizeof *writer->pair);
    writer->pairs = count <= PAIRS_MAX ? count : writer->rows;
}

static void write_tags(struct writer *writer)
{
    uint8_t *ids = append(writer, 2, 8 * (size_t)writer->rows);
    for (uint32_t i = 0; i < writer->rows; i++)
        put(ids + 8 * (size_t)i, writer->row[i].id, 8);
    bool few = writer->pairs <= PAIRS_MAX;
    uint8_t *kinds = append(writer, 3, few ? 2 * (size_t)writer->rows : 0);
    for (uint32_t i = 0; few && i < writer->rows; i++) {
        const uint32_t wanted[2] = {writer->row[i].list, writer->row[i].variant};
        const uint32_t(*found)[2] = bsearch(wanted, writer->pair, writer->pairs,
                                            sizeof *writer->pair, order_pairs);
        uint16_t kind = (uint16_t)(found - (const uint32_t(*)[2])writer->pair);
        put(kinds + 2 * (size_t)i, kind, 2);
    }
    uint8_t *pairs = append(writer, 4, 8 * (size_t)writer->pairs);
    for (uint32_t i = 0; i < writer->pairs; i++) {
        const uint32_t own[2] = {writer->row[i].list, writer->row[i].variant};
        const uint32_t *pair = few ? writer->pair[i] : own;
        put(pairs + 8 * (size_t)i, pair[0], 4);
        put(pairs + 8 * (size_t)i + 4, pair[1], 4);
    }
}

static unsigned width_of(uint32_t bands, uint32_t band)
{
    return 256 / bands + (band < 256 % bands);
}

// As many bits as whole bands behind it have, that fit into 16; or 16.
static unsigned fingerprint_width(uint32_t bands, uint32_t band)
{
    unsigned width = 0;
    for (uint32_t next = band + 1;; next++) {
        unsigned more = width_of(bands, next % bands);
        if (width + more > 16)
            return width > 0 ? width : 16;
        width += more;
    }
}

// What places are sorted by: the key, and then the row.
static int order_places(const void *left, const void *right)
{
    return order_numbers(*(const uint64_t *)left, *(const uint64_t *)right);
}

static void write_bands(struct writer *writer)
{
    size_t rows = writer->rows, offsets = 0;
    for (uint32_t band = 0; band < writer->bands; band++)
        offsets += ((size_t)1 << width_of(writer->bands, band)) + 1;
    size_t table = (size_t)(append(writer, 5, 4 * offsets) - writer->file.bytes);
    size_t prints =
        (size_t)(append(writer, 6, 2 * writer->bands * rows) - writer->file.bytes);
    uint8_t *numbers = append(writer, 7, 4 * writer->bands * rows);
    uint8_t *offset = writer->file.bytes + table, *print = writer->file.bytes + prints;
    uint64_t *place = calloc(rows + 1, sizeof *place);
    ck_assert_ptr_nonnull(place);
    unsigned start = 0;
    for (uint32_t band = 0; band < writer->bands; band++) {
        unsigned width = width_of(writer->bands, band);
        for (uint32_t i = 0; i < rows; i++)
            place[i] = (uint64_t)bits_of(&writer->row[i], start, width) << 32 | i;
        qsort(place, rows, sizeof *place, order_places);
        uint32_t at = 0;
        for (uint64_t key = 0; key <= UINT64_C(1) << width; key++, offset += 4) {
            while (at < rows && place[at] >> 32 < key)
                at++;
            put(offset, at, 4);
        }
        for (size_t i = 0; i < rows; i++, print += 2, numbers += 4) {
            uint32_t row = (uint32_t)place[i];
            uint16_t value = (uint16_t)bits_of(&writer->row[row], start + width,
                                               fingerprint_width(writer->bands, band));
            put(print, value, 2);
            put(numbers, row, 4);
        }
        start += width;
    }
    free(place);
}

static void write_header(struct writer *writer, uint64_t generation)
{
    uint8_t *header = writer->file.bytes;
    const uint32_t one = 1, page = PAGE, sections = SECTIONS;
    const uint64_t rows = writer->rows;
    memcpy(header, "MIENSNAP", 8);
    put(header + 8, one, 4);
    put(header + 12, page, 4);
    put(header + 16, generation, 8);
    put(header + 24, rows, 8);
    put(header + 32, writer->bands, 4);
    put(header + 36, sections, 4);
    put(header + 40, writer->pairs, 4);
    for (int i = 0; i < SECTIONS; i++) {
        const uint8_t *entry = header + 64 + 24 * i;
        uint32_t crc =
            (uint32_t)crc32_z(0, header + get64(entry + 8), (size_t)get64(entry + 16));
        put(header + 64 + 24 * i + 4, crc, 4);
    }
    uint32_t crc = (uint32_t)crc32(0, header, PAGE - 4);
    put(header + PAGE - 4, crc, 4);
}

static struct mien_file make_snapshot(const struct mien_model *model, uint32_t bands,
                                      uint64_t generation)
{
    struct writer writer = {.rows = (uint32_t)model->count, .bands = bands};
    writer.row = calloc(model->count + 1, sizeof *writer.row);
    writer.file = (struct mien_file){calloc(1, PAGE), PAGE};
    ck_assert(writer.row != NULL && writer.file.bytes != NULL);
    for (size_t i = 0; i < model->count; i++)
        writer.row[i] = row_of(&model->entry[i]);
    qsort(writer.row, model->count, sizeof *writer.row, order_rows);
    make_pairs(&writer);
    uint8_t *hashes = append(&writer, 1, 32 * model->count);
    for (size_t i = 0; i < model->count; i++)
        for (size_t k = 0; k < 4; k++)
            put(hashes + 32 * i + 8 * k, writer.row[i].word[k], 8);
    write_tags(&writer);
    write_bands(&writer);
    write_header(&writer, generation);
    free(writer.row);
    free(writer.pair);
    return writer.file;
}

// A log of changes, each a group of its own.
static struct mien_file make_log(uint64_t generation, const struct mien_change *changes,
                                 size_t count)
{
    struct mien_file file = {calloc(1, PAGE + 64 * count), PAGE + 64 * count};
    ck_assert_ptr_nonnull(file.bytes);
    const uint32_t one = 1, page = PAGE;
    uint64_t number = count + ((uint64_t)(UINT32_MAX - count) << 32);
    memcpy(file.bytes, "MIENLOG", 8);
    put(file.bytes + 8, one, 4);
    put(file.bytes + 12, page, 4);
    put(file.bytes + 16, generation, 8);
    uint32_t crc = (uint32_t)crc32(0, file.bytes, 24);
    put(file.bytes + 24, crc, 4);
    put(file.bytes + 64, number, 8);
    put(file.bytes + 128, number, 8);
    for (uint64_t i = 0; i < count; i++) {
        uint8_t *record = file.bytes + PAGE + 64 * i;
        const struct mien_entry *entry = &changes[i].entry;
        uint8_t place[16];
        put(place, generation, 8);
        put(place + 8, i, 8);
        memcpy(record, &entry->hash, 32);
        put(record + 32, entry->id, 8);
        put(record + 40, entry->list, 4);
        put(record + 44, entry->variant, 4);
        put(record + 48, 1700000000, 4);
        record[52] = (uint8_t)changes[i].kind;
        record[53] = 1;
        crc = (uint32_t)crc32(crc32(0, place, 16), record, 60);
        put(record + 60, crc, 4);
    }
    return file;
}

// ------------------------------------------------------------------------- mien's
// writer

static void name_file(char path[2 * MIEN_PATH_SIZE], const char *folder,
                      const char *kind, uint64_t generation)
{
    snprintf(path, 2 * MIEN_PATH_SIZE, "%s/%s-%016llx", folder, kind,
             (unsigned long long)generation);
}

static void assert_same_snapshot(struct mien_index_case *made)
{
    char path[2 * MIEN_PATH_SIZE];
    struct mien_index_stat stat;
    mien_assert_ok(mien_index_compact(made->index, NULL));
    mien_assert_ok(mien_index_stat(made->index, &stat, NULL));
    name_file(path, made->path, "snapshot", stat.generation);
    struct mien_file theirs = mien_file_read(path);
    struct mien_file ours = make_snapshot(&made->model, stat.bands, stat.generation);
    ck_assert_uint_eq(ours.size, theirs.size);
    for (size_t i = 0; i < ours.size; i++)
        if (ours.bytes[i] != theirs.bytes[i])
            ck_abort_msg("%u rows, %u bands: byte %zu is %02x instead of %02x",
                         (unsigned)made->model.count, stat.bands, i, theirs.bytes[i],
                         ours.bytes[i]);
    free(ours.bytes);
    free(theirs.bytes);
}

START_TEST(snapshots_are_as_the_page_says)
{
    static const size_t sizes[] = {0, 1, 2, 100, 5000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct mien_hash *hashes = calloc(sizes[i] + 1, sizeof *hashes);
        struct mien_index_case made;
        ck_assert_ptr_nonnull(hashes);
        mien_set_make(hashes, sizes[i], (enum mien_set)_i, &dice);
        mien_index_case_make(&made, "format", hashes, sizes[i], MIEN_LAYOUT_BOTH,
                             &dice);
        assert_same_snapshot(&made);
        mien_index_case_free(&made);
        free(hashes);
    }
}
END_TEST

START_TEST(so_are_those_with_too_many_pairs)
{
    enum {
        MANY = 66000
    };
    struct mien_change *changes = calloc(MANY, sizeof *changes);
    struct mien_index_case made;
    ck_assert_ptr_nonnull(changes);
    mien_index_case_make(&made, "format", NULL, 0, MIEN_LAYOUT_SNAPSHOT, &dice);
    for (uint32_t i = 0; i < MANY; i++) {
        changes[i] = (struct mien_change){MIEN_CHANGE_ADD,
                                          {.hash = mien_random_hash(&dice),
                                           .id = i / 5,
                                           .list = i,
                                           .variant = i % 9}};
        mien_model_push(&made.model, &changes[i].entry);
    }
    mien_assert_ok(mien_index_change(made.index, changes, MANY, NULL, NULL));
    assert_same_snapshot(&made);
    mien_index_case_free(&made);
    free(changes);
}
END_TEST

// ------------------------------------------------------------------------- mien's
// reader

static void write_file(const char *folder, const char *kind, uint64_t generation,
                       struct mien_file file)
{
    char path[2 * MIEN_PATH_SIZE];
    name_file(path, folder, kind, generation);
    FILE *out = fopen(path, "wb");
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(fwrite(file.bytes, 1, file.size, out), file.size);
    ck_assert_int_eq(fclose(out), 0);
    free(file.bytes);
}

static size_t make_changes(struct mien_change changes[20],
                           const struct mien_model *model)
{
    for (size_t i = 0; i < 20; i++) {
        changes[i] = (struct mien_change){
            (enum mien_change_kind)(MIEN_CHANGE_ADD + i % 5), model->entry[7 * i]};
        if (i % 5 == 0)
            changes[i].entry.hash = mien_random_hash(&dice);
    }
    return 20;
}

// An index that mien has not touched. Entries of all kinds, and those for `query` that
// only one band finds.
static void make_foreign(const char *path, uint32_t bands, struct mien_model *model,
                         const struct mien_hash *query)
{
    enum {
        ROWS = 60000
    };
    struct mien_change changes[20];
    struct mien_hash *hashes = calloc(ROWS, sizeof *hashes);
    ck_assert_ptr_nonnull(hashes);
    size_t tight = mien_tight_make(hashes, bands, query, &dice);
    mien_set_make(hashes + tight, ROWS - tight, MIEN_SET_CLUSTERS, &dice);
    for (size_t i = 0; i < ROWS; i++) {
        const struct mien_entry entry = {.hash = hashes[i],
                                         .id = i / 2,
                                         .list = (uint32_t)i % 5,
                                         .variant = (uint32_t)i % 2};
        mien_model_push(model, &entry);
    }
    ck_assert_int_eq(mkdir(path, 0777), 0);
    write_file(path, "snapshot", 5, make_snapshot(model, bands, 5));
    size_t count = make_changes(changes, model);
    write_file(path, "log", 5, make_log(5, changes, count));
    mien_model_change(model, changes, count, NULL);
    free(hashes);
}

static void check_queries(struct mien_index *index, const struct mien_model *model,
                          const struct mien_hash *query)
{
    enum {
        QUERIES = 80
    };
    struct mien_search *search = mien_test_search(index);
    struct mien_expected expected = {0};
    struct mien_matches matches;
    struct mien_hash queries[QUERIES];
    for (int i = 0; i < QUERIES; i++)
        queries[i] = mien_hash_away(
            &model->entry[mien_random_below(&dice, (uint32_t)model->count)].hash,
            mien_random_below(&dice, 40), (enum mien_flips)(i % MIEN_FLIPS_KINDS),
            &dice);
    queries[40] = *query;
    for (unsigned radius = 0; radius <= MIEN_SEARCH_RADIUS_MAX; radius++) {
        mien_assert_ok(mien_search_hash(search, &matches, query, radius, NULL));
        mien_expect(&expected, model, query, 1, radius, NULL);
        mien_assert_matches(&matches, expected.match, expected.count, "single");
    }
    for (unsigned radius = 0; radius <= 40; radius += 8) {
        mien_assert_ok(
            mien_search_batch(search, &matches, queries, QUERIES, radius, NULL));
        mien_expect(&expected, model, queries, QUERIES, radius, NULL);
        mien_assert_matches(&matches, expected.match, expected.count, "batch");
    }
    mien_expected_free(&expected);
    mien_search_free(search);
}

START_TEST(what_another_program_wrote_is_read)
{
    static const uint32_t cuts[] = {12, 13, 14, 15, 16, 32};
    struct mien_hash query = mien_random_hash(&dice);
    struct mien_model model = {0};
    struct mien_index_stat stat;
    char path[MIEN_PATH_SIZE];
    mien_scratch_path(path, "foreign");
    mien_folder_delete(path);
    make_foreign(path, cuts[_i], &model, &query);
    mien_assert_ok(mien_index_verify(path, NULL, NULL, NULL, NULL));
    struct mien_index *index = mien_test_open(path, 0);
    mien_assert_ok(mien_index_stat(index, &stat, NULL));
    ck_assert_uint_eq(stat.bands, cuts[_i]);
    mien_assert_index(index, &model, "another program's");
    check_queries(index, &model, &query);
    mien_assert_ok(mien_index_close(index));
    // And written on.
    index = mien_test_open(path, MIEN_INDEX_WRITE);
    const struct mien_change change = {MIEN_CHANGE_REMOVE_ID, model.entry[77]};
    mien_test_change(index, &model, &change, 1);
    mien_assert_ok(mien_index_compact(index, NULL));
    mien_assert_index(index, &model, "another program's, compacted");
    mien_assert_ok(mien_index_close(index));
    mien_model_free(&model);
    mien_folder_delete(path);
}
END_TEST

// ------------------------------------------------------------------------ later
// versions

// Gives the file the version 2, with a checksum that is right.
static void make_later(struct mien_file file, size_t checksum_at)
{
    const uint32_t two = 2;
    put(file.bytes + 8, two, 4);
    uint32_t crc = (uint32_t)crc32(0, file.bytes, (uInt)checksum_at);
    put(file.bytes + checksum_at, crc, 4);
}

START_TEST(a_later_version_is_told_from_damage)
{
    for (int which = 0; which < 2; which++) {
        struct mien_model none = {0};
        struct mien_index *index = NULL;
        struct mien_error error = {0};
        char path[MIEN_PATH_SIZE];
        mien_scratch_path(path, "later");
        mien_folder_delete(path);
        ck_assert_int_eq(mkdir(path, 0777), 0);
        struct mien_file snapshot = make_snapshot(&none, 32, 5);
        struct mien_file log = make_log(5, NULL, 0);
        if (which == 0)
            make_later(snapshot, PAGE - 4);
        else
            make_later(log, 24);
        write_file(path, "snapshot", 5, snapshot);
        write_file(path, "log", 5, log);
        ck_assert_int_eq(mien_index_open(&index, path, NULL, &error),
                         MIEN_ERROR_VERSION);
        ck_assert_int_eq(error.status, MIEN_ERROR_VERSION);
        ck_assert_uint_gt(strlen(error.detail), 0);
        ck_assert_ptr_null(index);
        ck_assert_int_eq(mien_index_verify(path, NULL, NULL, NULL, NULL),
                         MIEN_ERROR_VERSION);
    }
}
END_TEST

int main(void)
{
    dice.state = mien_suite_seed(dice.state);
    Suite *suite = suite_create("index format");
    TCase *format = tcase_create("format");
    tcase_add_loop_test(format, snapshots_are_as_the_page_says, 0, MIEN_SETS);
    tcase_add_test(format, so_are_those_with_too_many_pairs);
    tcase_add_loop_test(format, what_another_program_wrote_is_read, 0, 6);
    tcase_add_test(format, a_later_version_is_told_from_damage);
    suite_add_tcase(suite, format);
    mien_scratch_begin();
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}

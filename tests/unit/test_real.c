// SPDX-License-Identifier: Apache-2.0
// Real files, from the folder of shared material beside the checkout: photos, every
// oddity of the formats, and what other programs made of them.
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mien/media.h>

#include "fixture.h"
#include "suite.h"

static char *path_of(const char *name)
{
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", mien_shared_root(), name);
    return path;
}

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text), end_size = strlen(end);
    return size >= end_size && strcmp(text + size - end_size, end) == 0;
}

// nftw() takes no context.
static void (*visitor)(const char *path);
static int visited;

static int visit(const char *path, const struct stat *about, int kind,
                 struct FTW *where)
{
    (void)about, (void)where;
    if (kind == FTW_F) {
        visitor(path);
        visited++;
    }
    return 0;
}

static void visit_all(const char *folder, void (*function)(const char *path))
{
    visitor = function;
    visited = 0;
    ck_assert_int_eq(nftw(path_of(folder), visit, 16, FTW_PHYS), 0);
    ck_assert_int_gt(visited, 100); // the folder is not an empty one
}

// Files of formats that mien reads, and that it refuses all the same.
static const struct {
    const char *name;
    enum mien_status status;
    const char *reason;
} refused[] = {
    {"libjpeg-turbo/testorig12.jpg", MIEN_ERROR_UNSUPPORTED, "12 bits a sample"},
    {"pillow/apng__syntax_num_frames_zero.png", MIEN_ERROR_CORRUPT, "no IDAT"},
    {"gif-test-suite/image-zero-height.gif", MIEN_ERROR_CORRUPT, "no pixels"},
    {"gif-test-suite/image-zero-size.gif", MIEN_ERROR_CORRUPT, "no pixels"},
    {"gif-test-suite/image-zero-width.gif", MIEN_ERROR_CORRUPT, "no pixels"},
    {"gif-test-suite/max-size.gif", MIEN_ERROR_CORRUPT, "no frame"},
    {"gif-test-suite/no-data.gif", MIEN_ERROR_CORRUPT, "no frame"},
    {"gif-test-suite/zero-height.gif", MIEN_ERROR_CORRUPT, "no frame"},
    {"gif-test-suite/zero-size.gif", MIEN_ERROR_CORRUPT, "no frame"},
    {"gif-test-suite/zero-width.gif", MIEN_ERROR_CORRUPT, "no frame"},
    {"gif-test-suite/invalid-code.gif", MIEN_ERROR_CORRUPT, "an impossible code"},
    {"gif-test-suite/overflow-codes.gif", MIEN_ERROR_CORRUPT, "an impossible code"},
    {"gif-test-suite/overflow-codes-max.gif", MIEN_ERROR_CORRUPT, "an impossible code"},
    // giflib takes no pixels of more than 8 bits, as the standard demands; other
    // readers are more patient with these two.
    {"gif-test-suite/max-codes.gif", MIEN_ERROR_CORRUPT, "LZW code size above 8"},
    {"pillow/issue_2811.gif", MIEN_ERROR_CORRUPT, "LZW code size above 8"},
};

static enum mien_status wanted_status(const char *path, enum mien_format format)
{
    if (format == MIEN_FORMAT_UNKNOWN)
        return MIEN_ERROR_FORMAT;
    if (!mien_format_supported(format, NULL))
        return MIEN_ERROR_UNSUPPORTED;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (ends_with(path, refused[i].name))
            return refused[i].status;
    return MIEN_OK;
}

static enum mien_format format_of(const char *path)
{
    uint8_t head[MIEN_FORMAT_SNIFF_SIZE];
    FILE *stream = fopen(path, "rb");
    ck_assert_ptr_nonnull(stream);
    size_t size = fread(head, 1, sizeof head, stream);
    fclose(stream);
    return mien_format_sniff(head, size);
}

static void check_status(const char *path)
{
    struct mien_media media;
    struct mien_error error = {0};
    enum mien_format format = format_of(path);
    enum mien_status status = mien_media_hash_path(&media, path, NULL, &error);
    ck_assert_msg(status == wanted_status(path, format), "%s: status %d: %s", path,
                  status, error.detail);
    if (status == MIEN_OK)
        ck_assert_int_eq(media.image.format, format);
}

START_TEST(all_photos_are_hashed)
{
    visit_all("photos", check_status);
}
END_TEST

START_TEST(all_oddities_are_hashed_or_named)
{
    visit_all("formats", check_status);
}
END_TEST

// A line of a table, cut at its tabs in place. Returns the number of fields.
static size_t split(char *line, char **fields, size_t capacity)
{
    size_t count = 0;
    line[strcspn(line, "\r\n")] = '\0';
    while (count < capacity) {
        fields[count++] = line;
        line = strchr(line, '\t');
        if (line == NULL)
            break;
        *line++ = '\0';
    }
    return count;
}

static struct mien_hash hash_of(const char *hex)
{
    struct mien_hash hash;
    ck_assert_int_eq(mien_hash_from_hex(&hash, hex, strlen(hex)), MIEN_OK);
    return hash;
}

// vectors/reference_images.tsv: hashes by Meta's C++ reference, found again by the
// SHA-256 of the file.
enum {
    FIELDS = 23,
    ROWS_MAX = 200,
    FULL = 5,
    CLI512 = 14
};
static char *reference[ROWS_MAX][FIELDS];
static size_t reference_rows, reference_found;

static void check_against_reference(const char *path)
{
    struct mien_media media;
    if (mien_media_hash_path(&media, path, NULL, NULL) != MIEN_OK)
        return;
    char sha256[65];
    for (size_t i = 0; i < 32; i++)
        snprintf(sha256 + 2 * i, 3, "%02x", media.sha256[i]);
    for (size_t row = 0; row < reference_rows; row++) {
        char **fields = reference[row];
        if (strcmp(fields[1], sha256) != 0)
            continue;
        reference_found++;
        for (size_t mode = 0; mode < 2; mode++) {
            const struct mien_media_options options = {
                .size = sizeof options,
                .mode = mode == 0 ? MIEN_PDQ_FULL : MIEN_PDQ_CLI512};
            ck_assert_int_eq(mien_media_hash_path(&media, path, &options, NULL),
                             MIEN_OK);
            size_t first = mode == 0 ? FULL : CLI512;
            ck_assert_msg((unsigned long)media.quality ==
                              strtoul(fields[first], NULL, 10),
                          "%s: quality %u", path, media.quality);
            for (size_t i = 0; i < MIEN_DIHEDRAL_COUNT; i++) {
                struct mien_hash wanted = hash_of(fields[first + 1 + i]);
                ck_assert_msg(mien_hash_distance(&media.dihedral[i], &wanted) == 0,
                              "%s: %s, mode %zu", path,
                              mien_dihedral_name((enum mien_dihedral)i), mode);
            }
        }
    }
}

// Every bit, of every file that is at hand and whose decoder is libjpeg-turbo, libpng
// or libwebp: no other IDCT and no other conversion of colours is in between.
START_TEST(hashes_are_those_of_the_reference)
{
    struct mien_file table = mien_file_read(path_of("vectors/reference_images.tsv"));
    table.bytes[table.size] = '\0';
    char *rest = (char *)table.bytes;
    strsep(&rest, "\n"); // the names of the columns
    for (char *line; (line = strsep(&rest, "\n")) != NULL && *line != '\0';) {
        ck_assert_uint_lt(reference_rows, ROWS_MAX);
        ck_assert_uint_eq(split(line, reference[reference_rows++], FIELDS), FIELDS);
    }
    visit_all("formats", check_against_reference);
    size_t formats = reference_found;
    visit_all("photos", check_against_reference);
    // 10 with JPEG and PNG alone, 7 more with WebP; and copies among the photos.
    ck_assert_uint_ge(formats, 11);
    printf("# %zu files equal the reference\n", reference_found);
    free(table.bytes);
}
END_TEST

// formats/same-photo/EXPECTED.tsv: three photos in many encodings, and how far from the
// plain one Pillow lands, with EXIF, ICC and alpha on white ("full") and without any of
// them ("naive"). mien's hash of the stored pixels is the naive one, to the bit. Its
// hash as seen is the full one but for two things, which this table explains.
struct difference {
    const char *begins; // of the name of the file
    bool naive;         // the hash as seen is the naive one
    unsigned bits;      // by how many it may be farther
    const char *reason;
};
static const struct difference differences[] = {
    {"icc_", true, 0, "mien applies no colour profile; Pillow's full decode does"},
    {"cmyk_adobe", true, 0, "the same: a CMYK profile"},
    {"exif1", false, 0, "upright"},
    {"exif", false, 18,
     "the dihedral hash, not a decode of the turned picture: the sides of 480 and 360 "
     "have windows that lean to one side (see lib/pdq)"},
    {"", false, 0, "equal"},
};

static const struct difference *difference_of(const char *path)
{
    const char *name = strrchr(path, '/') + 1;
    const struct difference *difference = differences;
    while (strncmp(name, difference->begins, strlen(difference->begins)) != 0)
        difference++;
    return difference;
}

static bool hash_media(struct mien_media *media, const char *path, uint32_t flags)
{
    const struct mien_media_options options = {.size = sizeof options, .flags = flags};
    return mien_media_hash_path(media, path, &options, NULL) == MIEN_OK;
}

// fields: file, full distance, naive distance, quality, hash; distances are from
// `plain`.
static void check_expected(char **fields, const struct mien_hash *plain)
{
    const char *path = path_of(fields[0]);
    struct mien_media naive, seen;
    if (!mien_format_supported(format_of(path), NULL))
        return;
    ck_assert_msg(hash_media(&naive, path, 0), "%s", path);
    ck_assert_msg(hash_media(&seen, path, MIEN_MEDIA_ALPHA_ON_WHITE), "%s", path);
    unsigned naive_bits = mien_hash_distance(&naive.dihedral[0], plain);
    unsigned seen_bits = mien_hash_distance(&seen.dihedral[seen.seen], plain);
    if (strncmp(fields[1], "ERR", 3) == 0) {
        // Pillow has no arithmetic decoder. The same picture must give the same hash.
        ck_assert_msg(naive_bits == 0 && seen_bits == 0, "%s", path);
        return;
    }
    unsigned long wanted_full = strtoul(fields[1], NULL, 10);
    unsigned long wanted_naive = strtoul(fields[2], NULL, 10);
    const struct difference *difference = difference_of(path);
    ck_assert_msg(naive_bits == wanted_naive, "%s: naive %u, not %lu", path, naive_bits,
                  wanted_naive);
    unsigned long wanted = difference->naive ? wanted_naive : wanted_full;
    unsigned long most = wanted + difference->bits;
    ck_assert_msg(seen_bits >= wanted || difference->bits > 0, "%s", path);
    ck_assert_msg(seen_bits <= most, "%s: seen %u, not %lu (%s)", path, seen_bits,
                  wanted, difference->reason);
}

START_TEST(encodings_of_one_photo_are_as_expected)
{
    struct mien_file table = mien_file_read(path_of("formats/same-photo/EXPECTED.tsv"));
    table.bytes[table.size] = '\0';
    char *rest = (char *)table.bytes;
    strsep(&rest, "\n");
    struct mien_hash plain = {0};
    int rows = 0;
    for (char *line; (line = strsep(&rest, "\n")) != NULL && *line != '\0'; rows++) {
        char *fields[5] = {NULL};
        size_t count = split(line, fields, 5);
        ck_assert_uint_ge(count, 2);
        if (count < 3) // an error of Pillow's
            fields[2] = fields[1];
        if (strstr(fields[0], "/00_ref.png") != NULL) {
            ck_assert_uint_eq(count, 5);
            plain = hash_of(fields[4]); // the first of its folder
        }
        check_expected(fields, &plain);
    }
    ck_assert_int_gt(rows, 150);
    free(table.bytes);
}
END_TEST

// Two photos, each stored in the eight ways. The files are not copies of one another:
// each was compressed for itself, and PDQ's windows lean at a side of 1200.
START_TEST(the_eight_orientations_are_seen_alike)
{
    static const char *const names[] = {"Landscape", "Portrait"};
    static const unsigned most[] = {12, 6}; // measured, of 31 that still match
    for (size_t i = 0; i < 2; i++) {
        struct mien_media upright, media;
        char name[100];
        snprintf(name, sizeof name, "formats/exif-orientation/%s_1.jpg", names[i]);
        ck_assert(hash_media(&upright, path_of(name), 0));
        for (unsigned orientation = 1; orientation <= 8; orientation++) {
            snprintf(name, sizeof name, "formats/exif-orientation/%s_%u.jpg", names[i],
                     orientation);
            ck_assert(hash_media(&media, path_of(name), 0));
            ck_assert_uint_eq(media.image.orientation, orientation);
            ck_assert_uint_eq(media.image.exif_orientation, orientation);
            unsigned bits = mien_hash_distance(&media.dihedral[media.seen],
                                               &upright.dihedral[upright.seen]);
            ck_assert_msg(bits <= most[i], "%s: %u bits", name, bits);
        }
    }
}
END_TEST

// libheif turns the picture itself: what is stored is what is seen.
START_TEST(turned_avif_is_delivered_upright)
{
    static const char *const names[] = {"rotated090", "rotated180", "rotated270"};
    struct mien_media upright, media;
    ck_assert(
        hash_media(&upright, path_of("formats/kimageformats-avif/unrotated.avif"), 0));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char name[100];
        snprintf(name, sizeof name, "formats/kimageformats-avif/%s.avif", names[i]);
        ck_assert(hash_media(&media, path_of(name), 0));
        ck_assert_int_eq(media.image.orientation, MIEN_ORIENTATION_TOP_LEFT);
        ck_assert_int_eq(media.seen, MIEN_DIHEDRAL_ORIGINAL);
        ck_assert_uint_eq(media.image.width, upright.image.width);
        ck_assert_uint_eq(mien_hash_distance(&media.dihedral[0], &upright.dihedral[0]),
                          0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("real");
    TCase *real = tcase_create("real");
    mien_tcase_add_shared(real, all_photos_are_hashed);
    mien_tcase_add_shared(real, all_oddities_are_hashed_or_named);
    mien_tcase_add_shared(real, hashes_are_those_of_the_reference);
    mien_tcase_add_shared(real, encodings_of_one_photo_are_as_expected);
    mien_tcase_add_shared(real, the_eight_orientations_are_seen_alike);
    if (mien_format_supported(MIEN_FORMAT_AVIF, NULL))
        mien_tcase_add_shared(real, turned_avif_is_delivered_upright);
    else
        mien_suite_skip("turned_avif_is_delivered_upright", "no AVIF in this build");
    suite_add_tcase(suite, real);
    return mien_suite_run(suite);
}

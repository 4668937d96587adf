// SPDX-License-Identifier: Apache-2.0
// Documents for a test in other languages, by the library's public functions:
//
//     case_peer new ID          prints a new recipient: its file, and its key
//     case_peer seal N FILE...  prints a document of N pictures for those recipients
//     case_peer open KEY        reads a document, and prints its payload
//
// Exits with the mien_status, or 99.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mien/case.h>

static struct mien_error error;

static void must(enum mien_status status)
{
    if (status == MIEN_OK)
        return;
    fprintf(stderr, "%s: %s\n", mien_strerror(status), error.detail);
    exit((int)status);
}

struct bytes {
    char *byte;
    size_t size;
};

static struct bytes read_all(FILE *file)
{
    struct bytes read = {malloc(MIEN_CASE_DOCUMENT_MAX), 0};
    if (file == NULL || read.byte == NULL)
        exit(99);
    read.size = fread(read.byte, 1, MIEN_CASE_DOCUMENT_MAX, file);
    if (file != stdin)
        fclose(file);
    return read;
}

static void print(char *text, size_t size)
{
    fwrite(text, 1, size, stdout);
    putchar('\n');
    mien_case_text_free(text, size);
}

static int make(const char *id)
{
    const struct mien_recipient_make how = {
        .size = sizeof how, .id = id, .name = "A body"};
    struct bytes file, key;
    must(
        mien_recipient_new(&file.byte, &file.size, &key.byte, &key.size, &how, &error));
    print(file.byte, file.size);
    print(key.byte, key.size);
    return 0;
}

static struct mien_case *fill(int pictures)
{
    static const char *const yes[] = {"adult_now", "adults_in_image", "self_in_image",
                                      "no_consent_to_share"};
    struct mien_case *its;
    must(mien_case_new(&its, "2026-11-22", false, &error));
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        must(mien_case_answer(its, yes[i], MIEN_ANSWER_YES, &error));
    must(mien_case_answer(its, "synthetic", MIEN_ANSWER_UNSURE, &error));
    must(mien_case_answer(its, "on_behalf", MIEN_ANSWER_NO, &error));
    for (int i = 0; i < pictures; i++) {
        struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
        memset(dihedral, i, sizeof dihedral);
        must(mien_case_add_image(its, NULL, dihedral, 100, &error));
    }
    return its;
}

static int seal(int pictures, int count, char **paths)
{
    struct mien_recipient *recipients[MIEN_CASE_RECIPIENTS_MAX];
    for (int i = 0; i < count && i < MIEN_CASE_RECIPIENTS_MAX; i++) {
        struct mien_recipient_info info = {.size = sizeof info};
        struct bytes file = read_all(fopen(paths[i], "rb"));
        must(mien_recipient_read(&recipients[i], file.byte, file.size, &error));
        must(mien_recipient_info(recipients[i], &info));
        must(mien_recipient_confirm(recipients[i], info.fingerprint, &error));
        free(file.byte);
    }
    struct mien_case *its = fill(pictures);
    const struct mien_case_seal how = {
        .size = sizeof how,
        .action = MIEN_CASE_CREATE,
        .recipients = (const struct mien_recipient *const *)recipients,
        .recipient_count = (size_t)count,
        .day = "2026-11-22"};
    struct bytes document;
    must(mien_case_seal(its, &document.byte, &document.size, &how, &error));
    print(document.byte, document.size);
    mien_case_free(its);
    for (int i = 0; i < count; i++)
        mien_recipient_free(recipients[i]);
    return 0;
}

static int show(const char *path)
{
    struct bytes key = read_all(fopen(path, "rb")), sealed = read_all(stdin), payload;
    struct mien_document *document;
    must(mien_document_open(&document, sealed.byte, sealed.size, key.byte, key.size, 0,
                            &error));
    must(mien_document_json(document, &payload.byte, &payload.size));
    print(payload.byte, payload.size);
    mien_document_free(document);
    free(key.byte);
    free(sealed.byte);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "new") == 0)
        return make(argv[2]);
    if (argc >= 4 && strcmp(argv[1], "seal") == 0)
        return seal(atoi(argv[2]), argc - 3, argv + 3);
    if (argc == 3 && strcmp(argv[1], "open") == 0)
        return show(argv[2]);
    return 99;
}

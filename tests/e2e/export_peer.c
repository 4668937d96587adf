// SPDX-License-Identifier: Apache-2.0
// A case from its beginning to a recipient's export, by the library's public functions:
//
//     export_peer FORMAT [withdrawn]     FORMAT: a number of enum mien_export
//
// Two pictures, of quality 100 and 50, and a film.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mien/case.h>

static struct mien_error error;

static void must(enum mien_status status)
{
    if (status != MIEN_OK) {
        fprintf(stderr, "%s: %s\n", mien_strerror(status), error.detail);
        exit((int)status);
    }
}

// A body, and its private key.
static struct mien_recipient *new_recipient(char **key, size_t *key_length)
{
    const struct mien_recipient_make make = {
        .size = sizeof make, .id = "example.org", .name = "Example"};
    struct mien_recipient_info info = {.size = sizeof info};
    struct mien_recipient *recipient = NULL;
    char *file = NULL;
    size_t length = 0;
    must(mien_recipient_new(&file, &length, key, key_length, &make, &error));
    must(mien_recipient_read(&recipient, file, length, &error));
    must(mien_recipient_info(recipient, &info));
    must(mien_recipient_confirm(recipient, info.fingerprint, &error));
    mien_case_text_free(file, length);
    return recipient;
}

static struct mien_case *new_case(void)
{
    static const char *const yes[] = {"adult_now", "adults_in_image", "self_in_image",
                                      "no_consent_to_share"};
    struct mien_case *its = NULL;
    struct mien_hash hashes[MIEN_DIHEDRAL_COUNT];
    const uint8_t md5[16] = {1, 2, 3};
    must(mien_case_new(&its, "2026-11-22", false, &error));
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        must(mien_case_answer(its, yes[i], MIEN_ANSWER_YES, &error));
    must(mien_case_answer(its, "synthetic", MIEN_ANSWER_NO, &error));
    must(mien_case_answer(its, "on_behalf", MIEN_ANSWER_NO, &error));
    for (int picture = 1; picture <= 2; picture++) {
        for (int i = 0; i < MIEN_DIHEDRAL_COUNT; i++)
            memset(hashes[i].bytes, picture * 16 + i, sizeof hashes[i].bytes);
        must(mien_case_add_image(its, NULL, hashes, picture == 1 ? 100 : 50, &error));
    }
    must(mien_case_add_video(its, NULL, md5, &error));
    return its;
}

int main(int argc, char **argv)
{
    char *key = NULL, *text = NULL, *sealed = NULL;
    size_t key_length = 0, length = 0, sealed_length = 0;
    struct mien_document *documents[2] = {NULL, NULL};
    struct mien_recipient *recipient = new_recipient(&key, &key_length);
    const struct mien_recipient *recipients[] = {recipient};
    struct mien_case *its = new_case();
    size_t count = argc > 2 ? 2 : 1;
    if (argc < 2)
        return 99;
    for (size_t i = 0; i < count; i++) {
        const struct mien_case_seal how = {.size = sizeof how,
                                           .action = i == 0 ? MIEN_CASE_CREATE
                                                            : MIEN_CASE_WITHDRAW,
                                           .recipients = recipients,
                                           .recipient_count = 1,
                                           .day = "2026-11-22"};
        must(mien_case_seal(its, &sealed, &sealed_length, &how, &error));
        must(mien_document_open(&documents[i], sealed, sealed_length, key, key_length,
                                0, &error));
        mien_case_text_free(sealed, sealed_length);
    }
    must(mien_document_export((const struct mien_document *const *)documents, count,
                              (enum mien_export)atoi(argv[1]), 0, &text, &length,
                              &error));
    fwrite(text, 1, length, stdout);
    mien_case_text_free(text, length);
    mien_case_text_free(key, key_length);
    for (size_t i = 0; i < count; i++)
        mien_document_free(documents[i]);
    mien_case_free(its);
    mien_recipient_free(recipient);
    return 0;
}

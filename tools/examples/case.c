// SPDX-License-Identifier: Apache-2.0
// The whole way of a case, from a picture to the body that acts on it: ./case PICTURE
#include <mien/case.h>
#include <mien/mien.h>
#include <stdio.h>
#include <stdlib.h>

static struct mien_error error;
static const char today[] = "2026-11-22";
static void must(enum mien_status status)
{
    if (status != MIEN_OK) {
        fprintf(stderr, "%s (%s)\n", mien_strerror(status), error.detail);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    char *file, *key, *sealed;
    size_t file_size, key_size, size;
    // The body makes its recipient file, which it publishes, and its private key.
    const struct mien_recipient_make make = {
        .size = sizeof make, .id = "example.org", .name = "Example"};
    must(mien_recipient_new(&file, &file_size, &key, &key_size, &make, &error));
    // She reads the file, and compares the fingerprint with the published one.
    struct mien_recipient *body;
    struct mien_recipient_info info = {.size = sizeof info};
    must(mien_recipient_read(&body, file, file_size, &error));
    must(mien_recipient_info(body, &info));
    must(mien_recipient_confirm(body, info.fingerprint, &error));
    // Her answers come before any picture; of a picture only hashes go into the case.
    static const char *const asked[] = {"adult_now",     "adults_in_image",
                                        "self_in_image", "no_consent_to_share",
                                        "synthetic",     "on_behalf"};
    struct mien_case *its;
    struct mien_media media;
    must(mien_case_new(&its, today, false, &error));
    for (int i = 0; i < 6; i++) // yes four times, then twice no
        must(mien_case_answer(its, asked[i], i < 4 ? 2 : 1, &error));
    must(mien_media_hash_path(&media, argc == 2 ? argv[1] : "", NULL, &error));
    must(mien_case_add_image(its, NULL, media.dihedral, media.quality, &error));
    const struct mien_recipient *const to[] = {body};
    const struct mien_case_seal how = {sizeof how, MIEN_CASE_CREATE, to, 1, today,
                                       NULL};
    must(mien_case_seal(its, &sealed, &size, &how, &error));
    // The body opens the document, which verifies it, and takes the hash.
    struct mien_document *document;
    struct mien_document_signal signal = {.size = sizeof signal};
    must(mien_document_open(&document, sealed, size, key, key_size, 0, &error));
    must(mien_document_signal(document, 0, 0, &signal));
    printf("%s %s\n", signal.type, signal.value);
    mien_document_free(document);
    mien_case_free(its);
    mien_recipient_free(body);
    mien_case_text_free(sealed, size);
    mien_case_text_free(key, key_size);
    mien_case_text_free(file, file_size);
}

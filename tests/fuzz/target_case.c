// SPDX-License-Identifier: Apache-2.0
// The files of cases. The first byte says what the rest is, as below: encryption would
// hide from a fuzzer what stands inside it.
//
// Whatever is accepted is told again as JSON, and that is accepted too and tells the
// same; whatever is refused leaves the output alone and says why.
#include "fuzz.h"

#include <stdbool.h>
#include <string.h>

#include "case/document.h"
#include "case/json.h"
#include "case/jws.h"
#include "case/pbes2.h"
#include "case/record.h"
#include "case_key.h"

enum kind {
    RECIPIENT,
    DOCUMENT, // as it travels, for the key in case_key.h
    SIGNED,   // what is encrypted in it
    PAYLOAD,  // what is signed
    RECORD,   // a case in a wallet
    WALLET,   // what is encrypted in it
    REGISTER,
    KINDS
};

struct text {
    char *byte;
    size_t size;
};

static void free_text(struct text *text)
{
    mien_case_text_free(text->byte, text->size);
}

static void expect_same(const struct text *a, const struct text *b)
{
    MIEN_FUZZ_ASSERT(a->size == b->size && memcmp(a->byte, b->byte, a->size) == 0);
}

// The status is one of those that bytes may be refused with, and the output untouched.
static void judge(enum mien_status status, const struct mien_error *error,
                  const void *out)
{
    MIEN_FUZZ_ASSERT(status == MIEN_OK || status == MIEN_ERROR_UNSUPPORTED ||
                     status == MIEN_ERROR_LIMIT || status == MIEN_ERROR_CORRUPT ||
                     status == MIEN_ERROR_VERSION || status == MIEN_ERROR_REFUSED ||
                     status == MIEN_ERROR_KEY);
    MIEN_FUZZ_ASSERT((status == MIEN_OK) == (out != NULL));
    MIEN_FUZZ_ASSERT(status == MIEN_OK ||
                     (error->status == status && error->detail[0] != '\0' &&
                      memchr(error->detail, '\0', sizeof error->detail) != NULL));
}

// ---------------------------------------------------------------------- recipients

static struct mien_recipient *read_recipient(const void *bytes, size_t size)
{
    struct mien_recipient *recipient = NULL;
    struct mien_error error = {MIEN_OK, ""};
    enum mien_status status = mien_recipient_read(&recipient, bytes, size, &error);
    judge(status, &error, recipient);
    return recipient;
}

static struct text tell_recipient(const struct mien_recipient *recipient)
{
    struct text text;
    struct mien_recipient_info info = {.size = sizeof info};
    MIEN_FUZZ_ASSERT(mien_recipient_info(recipient, &info) == MIEN_OK);
    MIEN_FUZZ_ASSERT(info.id[0] != '\0' && info.name[0] != '\0' && !info.confirmed);
    MIEN_FUZZ_ASSERT(strlen(info.fingerprint) == MIEN_FINGERPRINT_SIZE - 1);
    MIEN_FUZZ_ASSERT(info.minimum_quality <= 100);
    MIEN_FUZZ_ASSERT(info.maximum_items >= 1 &&
                     info.maximum_items <= MIEN_CASE_ITEMS_MAX);
    MIEN_FUZZ_ASSERT(mien_recipient_json(recipient, &text.byte, &text.size) == MIEN_OK);
    return text;
}

static void use_recipient(const void *bytes, size_t size)
{
    struct mien_recipient *first = read_recipient(bytes, size);
    if (first == NULL)
        return;
    struct text told = tell_recipient(first);
    if (told.size <= MIEN_CASE_RECIPIENT_MAX) { // numbers may have become longer
        struct mien_recipient *second = read_recipient(told.byte, told.size);
        MIEN_FUZZ_ASSERT(second != NULL);
        struct text again = tell_recipient(second);
        expect_same(&told, &again);
        free_text(&again);
        mien_recipient_free(second);
    }
    free_text(&told);
    mien_recipient_free(first);
}

// ----------------------------------------------------------------------- documents

static void use_signals(const struct mien_document *document, uint32_t item,
                        uint32_t count)
{
    struct mien_document_signal signal = {.size = sizeof signal};
    for (uint32_t i = 0; i < count; i++) {
        MIEN_FUZZ_ASSERT(mien_document_signal(document, item, i, &signal) == MIEN_OK);
        MIEN_FUZZ_ASSERT(signal.type != NULL && signal.value != NULL);
        MIEN_FUZZ_ASSERT(signal.variant != NULL);
        MIEN_FUZZ_ASSERT(signal.quality >= -1 && signal.quality <= 100);
        MIEN_FUZZ_ASSERT(strcmp(signal.type, "ImagePDQ") != 0 ||
                         strlen(signal.value) == 64);
    }
    MIEN_FUZZ_ASSERT(mien_document_signal(document, item, count, &signal) ==
                     MIEN_ERROR_ARGUMENT);
}

static struct text use_document(const struct mien_document *document)
{
    struct text text;
    struct mien_document_info info = {.size = sizeof info};
    uint32_t malformed = 0;
    MIEN_FUZZ_ASSERT(mien_document_info(document, &info) == MIEN_OK);
    MIEN_FUZZ_ASSERT(strlen(info.case_id) == MIEN_CASE_ID_SIZE - 1);
    MIEN_FUZZ_ASSERT(strlen(info.day) == MIEN_CASE_DAY_SIZE - 1);
    MIEN_FUZZ_ASSERT(info.action >= MIEN_CASE_CREATE &&
                     info.action <= MIEN_CASE_WITHDRAW);
    for (uint32_t i = 0; i < info.items; i++) {
        struct mien_document_item item = {.size = sizeof item};
        MIEN_FUZZ_ASSERT(mien_document_item(document, i, &item) == MIEN_OK);
        MIEN_FUZZ_ASSERT(item.item != NULL && item.media != NULL);
        MIEN_FUZZ_ASSERT((item.problem == NULL) == (item.signals > 0));
        use_signals(document, i, item.signals);
        malformed += item.problem != NULL;
    }
    MIEN_FUZZ_ASSERT(malformed == info.malformed);
    MIEN_FUZZ_ASSERT(mien_document_json(document, &text.byte, &text.size) == MIEN_OK);
    return text;
}

// A document of a payload that is as if it had been signed; NULL where it is refused.
static struct mien_document *document_of(const void *bytes, size_t size)
{
    json_t *payload = NULL;
    struct mien_document *document = NULL;
    struct mien_error error = {MIEN_OK, ""};
    enum mien_status status =
        mien_json_read(&payload, bytes, size, MIEN_CASE_DOCUMENT_MAX, "p", &error);
    if (status == MIEN_OK) {
        const char *format = mien_json_text(payload, "format", 64);
        bool practice = format != NULL && strcmp(format, "ncii-practice") == 0;
        status = mien_document_of(&document, payload, MIEN_FUZZ_READER,
                                  practice ? MIEN_DOCUMENT_PRACTICE : 0, &error);
    }
    judge(status, &error, document);
    if (document == NULL)
        mien_json_free_secret(payload);
    return document;
}

static void use_payload(const void *bytes, size_t size)
{
    struct mien_document *first = document_of(bytes, size);
    if (first == NULL)
        return;
    struct text told = use_document(first);
    struct mien_document *second = document_of(told.byte, told.size);
    MIEN_FUZZ_ASSERT(second != NULL);
    struct text again = use_document(second);
    expect_same(&told, &again);
    free_text(&again);
    free_text(&told);
    mien_document_free(second);
    mien_document_free(first);
}

static void use_sealed(const void *bytes, size_t size)
{
    struct mien_document *document = NULL;
    struct mien_error error = {MIEN_OK, ""};
    enum mien_status status = mien_document_open(&document, bytes, size, MIEN_FUZZ_KEY,
                                                 strlen(MIEN_FUZZ_KEY), 0, &error);
    judge(status, &error, document);
    if (document == NULL)
        return;
    struct text text = use_document(document);
    free_text(&text);
    mien_document_free(document);
}

static void use_signed(const void *bytes, size_t size)
{
    struct mien_jws jws = {.header = NULL};
    struct mien_error error = {MIEN_OK, ""};
    struct text payload;
    enum mien_status status = mien_jws_read(&jws, bytes, size, &error);
    judge(status, &error, status == MIEN_OK ? &jws : NULL);
    if (status != MIEN_OK)
        return;
    MIEN_FUZZ_ASSERT(
        jws.header_length + jws.payload_length + jws.signature_length + 2 == size);
    MIEN_FUZZ_ASSERT(mien_jws_payload(&jws, &payload.byte, &payload.size, &error) ==
                     MIEN_OK);
    use_payload(payload.byte, payload.size);
    free_text(&payload);
}

// ------------------------------------------------------------------------- keeping

static void use_record(const void *bytes, size_t size)
{
    json_t *record = NULL;
    struct mien_case *its = NULL, *again = NULL;
    struct mien_error error = {MIEN_OK, ""};
    if (mien_json_read(&record, bytes, size, MIEN_CASE_DOCUMENT_MAX, "r", NULL) !=
        MIEN_OK)
        return;
    enum mien_status status = mien_case_from_record(&its, record, &error);
    judge(status, &error, its);
    if (its != NULL) {
        struct mien_case_info info = {.size = sizeof info};
        MIEN_FUZZ_ASSERT(mien_case_info(its, &info) == MIEN_OK);
        MIEN_FUZZ_ASSERT(info.unsent <= info.items);
        json_t *told = mien_case_to_record(its);
        MIEN_FUZZ_ASSERT(told != NULL);
        MIEN_FUZZ_ASSERT(mien_case_from_record(&again, told, NULL) == MIEN_OK);
        json_t *twice = mien_case_to_record(again);
        MIEN_FUZZ_ASSERT(json_equal(told, twice));
        json_decref(told);
        json_decref(twice);
    }
    mien_case_free(its);
    mien_case_free(again);
    json_decref(record);
}

static void use_wallet(const void *bytes, size_t size)
{
    static const struct mien_passphrase passphrase = {"x", 1};
    struct mien_wallet *wallet = NULL;
    struct mien_error error = {MIEN_OK, ""};
    struct text text;
    json_t *jwe = NULL;
    MIEN_FUZZ_ASSERT(mien_pbes2_seal(&jwe, bytes, size, passphrase, 1000, NULL) ==
                     MIEN_OK);
    MIEN_FUZZ_ASSERT(mien_json_write(jwe, &text.byte, &text.size) == MIEN_OK);
    enum mien_status status =
        mien_wallet_open(&wallet, text.byte, text.size, "x", 1, &error);
    judge(status, &error, wallet);
    for (uint32_t i = 0; i < mien_wallet_count(wallet); i++) {
        struct mien_case *its = NULL;
        MIEN_FUZZ_ASSERT(mien_wallet_case(wallet, i, &its, NULL) == MIEN_OK);
        mien_case_free(its);
    }
    mien_wallet_free(wallet);
    free_text(&text);
    json_decref(jwe);
}

static void use_register(const void *bytes, size_t size)
{
    struct mien_register *known = NULL, *again = NULL;
    struct mien_error error = {MIEN_OK, ""};
    struct text text;
    enum mien_status status = mien_register_open(&known, bytes, size, &error);
    judge(status, &error, known);
    if (known == NULL)
        return;
    MIEN_FUZZ_ASSERT(mien_register_json(known, &text.byte, &text.size) == MIEN_OK);
    MIEN_FUZZ_ASSERT(mien_register_open(&again, text.byte, text.size, NULL) == MIEN_OK);
    mien_register_free(again);
    mien_register_free(known);
    free_text(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const uses[KINDS])(const void *, size_t) = {
        [RECIPIENT] = use_recipient, [DOCUMENT] = use_sealed, [SIGNED] = use_signed,
        [PAYLOAD] = use_payload,     [RECORD] = use_record,   [WALLET] = use_wallet,
        [REGISTER] = use_register};
    if (size == 0 || data[0] >= KINDS)
        return 0;
    // Of its exact size, so that a sanitizer sees a read beyond its end.
    uint8_t *bytes = malloc(size - 1 + (size == 1));
    MIEN_FUZZ_ASSERT(bytes != NULL);
    memcpy(bytes, data + 1, size - 1);
    uses[data[0]](bytes, size - 1);
    free(bytes);
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// The items of a case: pictures by their hashes, films by the MD5 of their file. They
// are kept as documents hold them.
#include <string.h>

#include "base/status.h"
#include "base/text.h"
#include "case/its.h"
#include "case/json.h"

// -------------------------------------------------------------------------- making

static json_t *image_signal(const struct mien_hash *hash, uint32_t quality,
                            enum mien_dihedral which)
{
    char hex[MIEN_HASH_HEX_SIZE];
    mien_hash_to_hex(hex, hash);
    return json_pack("{s:s,s:s,s:i,s:s}", "signalType", "ImagePDQ", "hashValue", hex,
                     "quality", (int)quality, "variant", mien_dihedral_name(which));
}

static json_t *image_signals(const struct mien_hash *dihedral, uint32_t quality)
{
    json_t *signals = json_array();
    for (int i = 0; i < MIEN_DIHEDRAL_COUNT && signals != NULL; i++)
        if (json_array_append_new(
                signals, image_signal(&dihedral[i], quality, (enum mien_dihedral)i))) {
            mien_json_free_secret(signals);
            return NULL;
        }
    return signals;
}

static json_t *video_signals(const uint8_t md5[16])
{
    static const char digits[] = "0123456789abcdef";
    char hex[33] = "";
    for (size_t i = 0; i < 16; i++) {
        hex[2 * i] = digits[md5[i] >> 4];
        hex[2 * i + 1] = digits[md5[i] & 15];
    }
    return json_pack("[{s:s,s:s}]", "signalType", "VideoMD5", "hashValue", hex);
}

// Takes the signals, also when it fails.
static json_t *make_item(uint32_t number, const char *media, json_t *signals)
{
    char text[16];
    struct mien_text name = mien_text_begin(text, sizeof text);
    mien_text_add_number(&name, number);
    return json_pack("{s:s,s:s,s:o}", "item", text, "media", media, "signals", signals);
}

// -------------------------------------------------------------------------- adding

// The first hash of an item.
static const char *hash_of(const json_t *item)
{
    const json_t *signal = json_array_get(json_object_get(item, "signals"), 0);
    return json_string_value(json_object_get(signal, "hashValue"));
}

// The number of the item that has the same first hash, or 0.
static uint32_t find(const struct mien_case *its, const json_t *signals)
{
    const char *hash =
        json_string_value(json_object_get(json_array_get(signals, 0), "hashValue"));
    json_t *item;
    size_t i;
    json_array_foreach(its->items, i, item) if (strcmp(hash_of(item), hash) ==
                                                0) return mien_item_number(item);
    return 0;
}

// Takes the signals, also when it fails.
static enum mien_status add(struct mien_case *its, uint32_t *number, const char *media,
                            json_t *signals, struct mien_error *error)
{
    if (signals == NULL)
        return mien_fail(error, MIEN_ERROR_MEMORY, "case: no memory");
    uint32_t known = find(its, signals);
    if (known != 0) {
        mien_json_free_secret(signals);
    } else {
        if (json_array_size(its->items) >= MIEN_CASE_ITEMS_MAX ||
            its->last == UINT32_MAX) {
            mien_json_free_secret(signals);
            return mien_fail(error, MIEN_ERROR_LIMIT, "case: too many items");
        }
        if (json_array_append_new(its->items, make_item(its->last + 1, media, signals)))
            return mien_fail(error, MIEN_ERROR_MEMORY, "case: no memory");
        known = ++its->last;
    }
    if (number != NULL)
        *number = known;
    return MIEN_OK;
}

static enum mien_status may_change(const struct mien_case *its,
                                   struct mien_error *error)
{
    if (its->refused)
        return mien_fail(error, MIEN_ERROR_STATE, "case: an answer forbids it");
    if (its->withdrawn)
        return mien_fail(error, MIEN_ERROR_STATE, "case: it was taken back");
    if (its->only_key)
        return mien_fail(error, MIEN_ERROR_STATE,
                         "case: of words, it can be taken back only");
    return MIEN_OK;
}

enum mien_status
mien_case_add_image(struct mien_case *its, uint32_t *item,
                    const struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT],
                    uint32_t quality, struct mien_error *error)
{
    if (its == NULL || dihedral == NULL || quality > 100)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "case: no hashes of a picture");
    enum mien_status status = may_change(its, error);
    return status == MIEN_OK
               ? add(its, item, "image", image_signals(dihedral, quality), error)
               : status;
}

enum mien_status mien_case_add_video(struct mien_case *its, uint32_t *item,
                                     const uint8_t md5[16], struct mien_error *error)
{
    if (its == NULL || md5 == NULL)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "case: no MD5 of a film");
    enum mien_status status = may_change(its, error);
    return status == MIEN_OK ? add(its, item, "video", video_signals(md5), error)
                             : status;
}

enum mien_status mien_case_drop(struct mien_case *its, uint32_t item,
                                struct mien_error *error)
{
    json_t *value;
    size_t i;
    if (its == NULL)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "case: none given");
    json_array_foreach(its->items, i, value)
    {
        if (mien_item_number(value) != item)
            continue;
        if (i < its->sent)
            return mien_fail(error, MIEN_ERROR_STATE,
                             "case: a document holds the item");
        json_incref(value);
        json_array_remove(its->items, i);
        mien_json_free_secret(value);
        return MIEN_OK;
    }
    return mien_fail(error, MIEN_ERROR_ARGUMENT, "case: no such item");
}

// ------------------------------------------------------------------------- judging

uint32_t mien_item_number(const json_t *item)
{
    const char *text = mien_json_text(item, "item", 10);
    uint64_t number = 0;
    if (text == NULL || text[0] == '0')
        return 0;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9')
            return 0;
        number = 10 * number + (uint64_t)(*text - '0');
    }
    return number <= UINT32_MAX ? (uint32_t)number : 0;
}

static bool is_hex(const char *text, size_t length)
{
    return strlen(text) == length && strspn(text, "0123456789abcdefABCDEF") == length;
}

static const char *signal_problem(const json_t *signal)
{
    const char *type = mien_json_text(signal, "signalType", SIZE_MAX);
    const char *value = mien_json_text(signal, "hashValue", SIZE_MAX);
    const json_t *variant = json_object_get(signal, "variant");
    int64_t quality;
    if (type == NULL)
        return "a signal without a type";
    if (value == NULL)
        return "a signal without a value";
    if (strcmp(type, "ImagePDQ") == 0 && !is_hex(value, 2 * MIEN_HASH_BYTES))
        return "no hash of PDQ";
    if (strcmp(type, "VideoMD5") == 0 && !is_hex(value, 32))
        return "no MD5";
    if (variant != NULL && mien_json_string(variant, SIZE_MAX) == NULL)
        return "the variant is no text";
    if (json_object_get(signal, "quality") != NULL &&
        !mien_json_integer(signal, "quality", 0, 100, &quality))
        return "the quality is no number from 0 to 100";
    return NULL;
}

const char *mien_item_problem(const json_t *item)
{
    const json_t *signals = mien_json_array(item, "signals");
    json_t *signal;
    size_t i;
    if (!json_is_object(item))
        return "no object";
    if (mien_json_text(item, "item", 64) == NULL)
        return "it has no name";
    if (mien_json_text(item, "media", 64) == NULL)
        return "it is of no kind";
    if (signals == NULL || json_array_size(signals) == 0)
        return "it has no signals";
    json_array_foreach(signals, i, signal)
    {
        const char *problem = signal_problem(signal);
        if (problem != NULL)
            return problem;
    }
    return NULL;
}

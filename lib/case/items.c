// SPDX-License-Identifier: Apache-2.0
// The items of a case: pictures by their hashes, films by the MD5 of their file. They
// are kept as documents hold them.
#include <string.h>

#include "base/status.h"
#include "base/text.h"
#include "case/its.h"
#include "case/json.h"
#include "case/views.h"

// -------------------------------------------------------------------------- making

static json_t *image_signal(const struct mien_hash *hash, uint32_t quality,
                            enum mien_dihedral which)
{
    char hex[MIEN_HASH_HEX_SIZE];
    mien_hash_to_hex(hex, hash);
    return mien_image_signal(hex, quality, which, NULL, NULL);
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

// Where the last item is that has the same first hash, or the number of items.
static size_t find(const struct mien_case *its, const json_t *signals)
{
    const char *hash =
        json_string_value(json_object_get(json_array_get(signals, 0), "hashValue"));
    size_t count = json_array_size(its->items);
    for (size_t i = count; i-- > 0;)
        if (strcmp(hash_of(json_array_get(its->items, i)), hash) == 0)
            return i;
    return count;
}

static const char *name_of(const json_t *item)
{
    return json_string_value(json_object_get(item, "item"));
}

// Appends an item. Takes the signals, also when it fails.
static enum mien_status append(struct mien_case *its, const char *media,
                               json_t *signals, struct mien_error *error)
{
    if (json_array_size(its->items) >= MIEN_CASE_ITEMS_MAX || its->last == UINT32_MAX) {
        mien_json_free_secret(signals);
        return mien_fail(error, MIEN_ERROR_LIMIT, "case: too many items");
    }
    if (json_array_append_new(its->items, make_item(its->last + 1, media, signals)))
        return mien_fail(error, MIEN_ERROR_MEMORY, "case: no memory");
    its->last++;
    return MIEN_OK;
}

// Takes the signals, also when it fails.
static enum mien_status add(struct mien_case *its, uint32_t *number, const char *media,
                            json_t *signals, struct mien_error *error)
{
    if (signals == NULL)
        return mien_fail(error, MIEN_ERROR_MEMORY, "case: no memory");
    size_t at = find(its, signals);
    enum mien_status status = MIEN_OK;
    if (at < json_array_size(its->items))
        mien_json_free_secret(signals);
    else
        status = append(its, media, signals, error);
    if (status == MIEN_OK && number != NULL)
        *number = mien_item_number(json_array_get(its->items, at));
    return status;
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

// Takes the views into the case: those of an item that it has, or of a new one. Takes
// neither signals nor views over.
static enum mien_status add_views(struct mien_case *its, size_t *place, json_t *signals,
                                  json_t *views, struct mien_error *error)
{
    size_t at = find(its, signals), count = json_array_size(its->items);
    const json_t *item = json_array_get(its->items, at);
    if (at < count) {
        const json_t *before = json_object_get(its->views, name_of(item));
        *place = at;
        if (json_array_size(before) >= json_array_size(views) ||
            json_array_size(views) == 1)
            return MIEN_OK;
    }
    // What documents hold does not change any more.
    if (at == count || at < its->sent) {
        enum mien_status status = append(its, "image", json_incref(signals), error);
        if (status != MIEN_OK)
            return status;
        at = count;
        item = json_array_get(its->items, at);
    }
    *place = at;
    if (json_array_size(views) == 1 ||
        json_object_set(its->views, name_of(item), views) == 0)
        return MIEN_OK;
    if (at == count) {
        json_array_remove(its->items, at);
        its->last--;
    }
    return mien_fail(error, MIEN_ERROR_MEMORY, "case: no memory");
}

enum mien_status mien_case_add_views(struct mien_case *its, uint32_t *item,
                                     const struct mien_view *views, size_t count,
                                     struct mien_error *error)
{
    size_t at = 0;
    if (its == NULL || !mien_views_are_for_bank(views, count))
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "case: no views of a picture");
    enum mien_status status = may_change(its, error);
    if (status != MIEN_OK)
        return status;
    json_t *signals = image_signals(views[0].dihedral, views[0].quality);
    json_t *kept = mien_views_keep(views, count);
    status = signals != NULL && kept != NULL
                 ? add_views(its, &at, signals, kept, error)
                 : mien_fail(error, MIEN_ERROR_MEMORY, "case: no memory");
    if (status == MIEN_OK && item != NULL)
        *item = mien_item_number(json_array_get(its->items, at));
    mien_json_free_secret(signals);
    mien_json_free_secret(kept);
    return status;
}

enum mien_status mien_case_hashes(struct mien_case *its, uint32_t hashes,
                                  struct mien_error *error)
{
    if (its == NULL || hashes < MIEN_DIHEDRAL_COUNT)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "case: no good number of hashes");
    enum mien_status status = may_change(its, error);
    if (status == MIEN_OK)
        its->hashes = hashes;
    return status;
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
        json_t *views = json_incref(json_object_get(its->views, name_of(value)));
        json_object_del(its->views, name_of(value));
        mien_json_free_secret(views);
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
    const json_t *view = json_object_get(signal, "view");
    const json_t *place = json_object_get(signal, "place");
    struct mien_view_place read;
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
    if (view != NULL && mien_json_string(view, SIZE_MAX) == NULL)
        return "the view is no text";
    if (place != NULL && !mien_place_read(&read, place))
        return "the place is none";
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
    if (json_array_size(signals) > MIEN_CASE_SIGNALS_MAX)
        return "it has too many signals";
    json_array_foreach(signals, i, signal)
    {
        const char *problem = signal_problem(signal);
        if (problem != NULL)
            return problem;
    }
    return NULL;
}

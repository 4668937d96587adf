// SPDX-License-Identifier: Apache-2.0
// From the answers to the files.
#include "case_new.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <jansson.h>

#include "case_files.h"
#include "case_say.h"
#include "i18n.h"
#include "memory.h"
#include "signals.h"
#include "ui.h"

// ---- What recipients take
// --------------------------------------------------------------

static struct mien_recipient_info info_of(const struct mien_recipient *recipient)
{
    static const struct mien_recipient_info none = {.id = "",
                                                    .name = "",
                                                    .web = "",
                                                    .contact = "",
                                                    .fingerprint = "",
                                                    .expires = ""};
    struct mien_recipient_info info = {.size = sizeof info};
    return mien_recipient_info(recipient, &info) == MIEN_OK ? info : none;
}

// Whether a recipient still counts: she did not say that its fingerprint is wrong.
static bool counts(const struct case_new *its, size_t i)
{
    return its->trust[i] == CASE_TRUST_OPEN || its->trust[i] == CASE_TRUST_SAME;
}

uint32_t case_new_minimum(const struct case_new *its)
{
    uint32_t minimum = 0;
    for (size_t i = 0; i < its->recipients.count; i++) {
        uint32_t one = info_of(its->recipients.list[i]).minimum_quality;
        if (counts(its, i) && one > minimum)
            minimum = one;
    }
    return minimum;
}

size_t case_new_confirmed(const struct case_new *its,
                          const struct mien_recipient *list[MIEN_CASE_RECIPIENTS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < its->recipients.count; i++)
        if (its->trust[i] == CASE_TRUST_SAME)
            list[count++] = its->recipients.list[i];
    return count;
}

struct case_views_offer case_new_offer(const struct case_new *its)
{
    const struct mien_recipient *list[MIEN_CASE_RECIPIENTS_MAX];
    for (size_t i = 0; i < its->recipients.count; i++)
        list[i] = counts(its, i) ? its->recipients.list[i] : NULL;
    return case_views_offer(list, its->recipients.count);
}

bool case_new_asks_views(const struct case_new *its)
{
    struct case_views_offer offer = case_new_offer(its);
    return !its->views.by_option && case_views_offered(&offer) &&
           case_pictures_with_views(&its->pictures) > 0;
}

bool case_new_read(struct case_new *its, void (*progress)(size_t number, size_t count))
{
    struct case_views_offer offer = case_new_offer(its);
    if (case_views_offered(&offer) || its->views.choice == CASE_VIEWS_YES)
        its->pictures.hashes = case_views_worth(&its->views, its->pictures.count);
    return case_pictures_read(&its->pictures, progress);
}

bool case_new_fits(const struct case_new *its)
{
    for (size_t i = 0; i < its->recipients.count; i++) {
        struct mien_recipient_info info = info_of(its->recipients.list[i]);
        if (info.practice != its->practice) {
            ui_error(info.name, "%s",
                     its->practice ? _("this recipient is real: a practice case cannot "
                                       "be made for it")
                                   : _("this recipient is for practice only: add "
                                       "--practice"));
            return false;
        }
        if (info.expires[0] != '\0' && strcmp(info.expires, its->day) < 0) {
            ui_error(info.name, _("its recipient file was valid until %s"),
                     info.expires);
            ui_hint(_("Get a newer file from the page of this organisation."));
            return false;
        }
        for (size_t j = 0; j < its->pictures.count; j++) {
            bool film = its->pictures.list[j].film;
            if (film ? info.takes_videos : info.takes_images)
                continue;
            ui_error(info.name, "%s",
                     film ? _("this recipient takes no films")
                          : _("this recipient takes no pictures"));
            return false;
        }
    }
    return true;
}

bool case_new_is_few(const struct case_new *its)
{
    size_t fine = case_pictures_in(&its->pictures, CASE_PICTURE_FINE);
    for (size_t i = 0; i < its->recipients.count; i++) {
        struct mien_recipient_info info = info_of(its->recipients.list[i]);
        if (!counts(its, i) || fine <= info.maximum_items)
            continue;
        ui_error(info.name,
                 ngettext("this recipient takes at most %lu picture in a case",
                          "this recipient takes at most %lu pictures in a case",
                          info.maximum_items),
                 (unsigned long)info.maximum_items);
        ui_hint(_("Make several cases."));
        return false;
    }
    return true;
}

// ---- Names
// -----------------------------------------------------------------------------

bool case_new_out_is_possible(const struct case_new *its)
{
    if (its->wallet_name != NULL && strcmp(its->out, its->wallet_name) == 0) {
        ui_error(its->out, "%s", _("the document and the wallet need different names"));
        return false;
    }
    return case_output_possible(its->out, false);
}

bool case_new_wallet_is_possible(struct case_new *its)
{
    struct stat about;
    its->wallet_exists = lstat(its->wallet_name, &about) == 0;
    if (its->out != NULL && strcmp(its->out, its->wallet_name) == 0) {
        ui_error(its->wallet_name, "%s",
                 _("the document and the wallet need different names"));
        return false;
    }
    return case_output_possible(its->wallet_name, its->wallet_exists);
}

bool case_new_open_wallet(struct case_new *its)
{
    struct case_bytes file = {0};
    struct mien_error error = {MIEN_OK, ""};
    enum mien_status status;
    mien_wallet_free(its->wallet);
    its->wallet = NULL;
    case_release(&its->wallet_held);
    if (!its->wallet_exists) {
        status = mien_wallet_new(&its->wallet);
    } else {
        if (!case_hold(&its->wallet_held, its->wallet_name) ||
            !case_read(&file, its->wallet_name, MIEN_CASE_DOCUMENT_MAX))
            return false;
        status = mien_wallet_open(&its->wallet, file.bytes, file.length,
                                  secret_bytes(its->passphrase),
                                  secret_length(its->passphrase), &error);
        case_bytes_free(&file);
    }
    if (status != MIEN_OK)
        case_say(its->wallet_name, CASE_WALLET, status, &error);
    return status == MIEN_OK;
}

// ---- The case
// --------------------------------------------------------------------------

static enum mien_status take_answers(struct case_new *its, struct mien_error *error)
{
    enum mien_status status = MIEN_OK;
    for (size_t i = 0; i < its->questions.count && status == MIEN_OK; i++) {
        const struct case_question *question = &its->questions.list[i];
        // That one is between her and the person whom she helps.
        if (i != CASE_ON_BEHALF_KNOWN)
            status = mien_case_answer(its->its, question->id, question->answer, error);
    }
    return status;
}

static enum mien_status take_pictures(struct case_new *its, struct mien_error *error)
{
    enum mien_status status = MIEN_OK;
    for (size_t i = 0; i < its->pictures.count && status == MIEN_OK; i++) {
        const struct case_picture *picture = &its->pictures.list[i];
        if (picture->state != CASE_PICTURE_FINE)
            continue;
        status = case_picture_take(picture, its->its,
                                   its->views.choice == CASE_VIEWS_YES, error);
    }
    return status;
}

static struct mien_case_seal sealing(const struct case_new *its,
                                     const struct mien_recipient **list)
{
    size_t count = case_new_confirmed(its, list);
    return (struct mien_case_seal){
        .size = sizeof(struct mien_case_seal),
        .action = MIEN_CASE_CREATE,
        .recipients = list,
        .recipient_count = count,
        .day = its->day,
        .expires = its->expires,
    };
}

// Looks at what would be signed, and notes until when it counts.
static enum mien_status preview(struct case_new *its, struct mien_error *error)
{
    const struct mien_recipient *list[MIEN_CASE_RECIPIENTS_MAX];
    struct mien_case_seal how = sealing(its, list);
    char *json = NULL;
    size_t length = 0;
    enum mien_status status = mien_case_preview(its->its, &json, &length, &how, error);
    if (status != MIEN_OK)
        return status;
    json_t *payload = json_loadb(json, length, 0, NULL);
    const char *expires = json_string_value(json_object_get(payload, "expires"));
    if (expires != NULL && strlen(expires) < sizeof its->expiry)
        memcpy(its->expiry, expires, strlen(expires) + 1);
    json_decref(payload);
    its->count = case_views_count(json, length);
    mien_case_text_free(json, length);
    return MIEN_OK;
}

bool case_new_prepare(struct case_new *its)
{
    struct mien_error error = {MIEN_OK, ""};
    if (its->its != NULL)
        return true;
    enum mien_status status = mien_case_new(&its->its, its->day, its->practice, &error);
    if (status == MIEN_OK)
        status = take_answers(its, &error);
    if (status == MIEN_OK)
        status = case_views_note(&its->views, its->its, &error);
    if (status == MIEN_OK)
        status = take_pictures(its, &error);
    for (size_t i = 0; i < its->region_count && status == MIEN_OK; i++)
        status = mien_case_region(its->its, its->regions[i], &error);
    if (status == MIEN_OK)
        status = preview(its, &error);
    if (status == MIEN_OK)
        return true;
    case_say(NULL, CASE_ITSELF, status, &error);
    case_new_unprepare(its);
    return false;
}

void case_new_unprepare(struct case_new *its)
{
    struct mien_case_info info = {.size = sizeof info};
    // When writing failed, the wallet in memory has it already.
    if (its->its != NULL && its->wallet != NULL &&
        mien_case_info(its->its, &info) == MIEN_OK)
        (void)!mien_wallet_forget(its->wallet, info.id, NULL);
    mien_case_free(its->its);
    its->its = NULL;
    mien_case_text_free(its->document, its->document_length);
    its->document = NULL;
}

// ---- The files
// -------------------------------------------------------------------------

static bool seal(struct case_new *its)
{
    const struct mien_recipient *list[MIEN_CASE_RECIPIENTS_MAX];
    struct mien_case_seal how = sealing(its, list);
    struct mien_error error = {MIEN_OK, ""};
    if (its->document != NULL) // from an attempt at writing it that failed
        return true;
    enum mien_status status =
        mien_case_seal(its->its, &its->document, &its->document_length, &how, &error);
    if (status != MIEN_OK)
        case_say(NULL, CASE_ITSELF, status, &error);
    return status == MIEN_OK;
}

// The wallet with the case in it, sealed.
static bool seal_wallet(struct case_new *its, char **text, size_t *length)
{
    struct mien_error error = {MIEN_OK, ""};
    enum mien_status status = mien_wallet_put(its->wallet, its->its, &error);
    if (status == MIEN_OK)
        status =
            mien_wallet_seal(its->wallet, text, length, secret_bytes(its->passphrase),
                             secret_length(its->passphrase), &error);
    if (status != MIEN_OK)
        case_say(its->wallet_name, CASE_WALLET, status, &error);
    return status == MIEN_OK;
}

bool case_new_write(struct case_new *its)
{
    bool with_wallet = its->keeping != CASE_KEEP_WORDS, good;
    struct case_output document = {.fd = -1}, wallet = {.fd = -1};
    char *text = NULL;
    size_t length = 0;
    if (!seal(its) || (with_wallet && !seal_wallet(its, &text, &length)))
        return false;
    good = case_write(&document, its->out, false, its->document, its->document_length);
    if (good && with_wallet)
        good = case_write(&wallet, its->wallet_name, its->wallet_exists, text, length);
    // A signal that came until here leaves nothing; from here on both are there.
    good = good && signals_caught() == 0;
    // The wallet first: a key without its document does no harm.
    if (good && with_wallet)
        good = case_keep(&wallet);
    good = good && case_keep(&document);
    case_discard(&wallet);
    case_discard(&document);
    mien_case_text_free(text, length);
    return good;
}

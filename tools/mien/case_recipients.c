// SPDX-License-Identifier: Apache-2.0
#include "case_recipients.h"

#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "case_files.h"
#include "case_say.h"
#include "case_screen.h"
#include "i18n.h"
#include "memory.h"
#include "signals.h"
#include "text.h"
#include "ui.h"

bool case_recipients_option(const char *command, char **list, size_t *count,
                            char *value)
{
    if (*count == MIEN_CASE_RECIPIENTS_MAX) {
        args_complain(command, _("a document can be sealed for at most %d recipients"),
                      MIEN_CASE_RECIPIENTS_MAX);
        return false;
    }
    list[(*count)++] = value;
    return true;
}

void case_recipients_free(struct case_recipients *its)
{
    for (size_t i = 0; i < its->count; i++)
        mien_recipient_free(its->list[i]);
    *its = (struct case_recipients){0};
}

struct mien_recipient *case_recipient_read(const char *name)
{
    struct case_bytes file = {0};
    if (!case_read(&file, name, MIEN_CASE_RECIPIENT_MAX))
        return NULL;
    struct mien_recipient *recipient = NULL;
    struct mien_error error = {MIEN_OK, ""};
    enum mien_status status =
        mien_recipient_read(&recipient, file.bytes, file.length, &error);
    case_bytes_free(&file);
    if (status == MIEN_OK)
        return recipient;
    case_say(name, CASE_RECIPIENT, status, &error);
    return NULL;
}

static bool info_of(const struct mien_recipient *recipient,
                    struct mien_recipient_info *info)
{
    *info = (struct mien_recipient_info){.size = sizeof *info};
    return mien_recipient_info(recipient, info) == MIEN_OK;
}

static bool same(const struct mien_recipient *a, const struct mien_recipient *b)
{
    struct mien_recipient_info one, other;
    return info_of(a, &one) && info_of(b, &other) && strcmp(one.id, other.id) == 0 &&
           strcmp(one.fingerprint, other.fingerprint) == 0;
}

// The recipient of the same id, or NULL.
static struct mien_recipient *find(const struct case_recipients *its,
                                   const struct mien_recipient *recipient)
{
    struct mien_recipient_info one, other;
    for (size_t i = 0; i < its->count; i++)
        if (info_of(its->list[i], &one) && info_of(recipient, &other) &&
            strcmp(one.id, other.id) == 0)
            return its->list[i];
    return NULL;
}

static bool add(struct case_recipients *its, struct mien_recipient *recipient)
{
    if (its->count < MIEN_CASE_RECIPIENTS_MAX) {
        its->list[its->count++] = recipient;
        return true;
    }
    mien_recipient_free(recipient);
    ui_error(NULL, _("a document can be sealed for at most %d recipients"),
             MIEN_CASE_RECIPIENTS_MAX);
    return false;
}

bool case_recipients_add(struct case_recipients *its, struct mien_recipient *recipient)
{
    struct mien_recipient *there = find(its, recipient);
    if (there == NULL)
        return add(its, recipient);
    bool good = same(there, recipient);
    if (!good) {
        struct mien_recipient_info info;
        ui_error(info_of(recipient, &info) ? info.id : NULL, "%s",
                 _("two recipient files have this id, and different keys"));
        ui_hint(
            _("One of them is not what it says. Get the file again from the page of "
              "the organisation itself."));
    }
    mien_recipient_free(recipient);
    return good;
}

// The i-th recipient for whom the case was sealed before. NULL after saying why not.
static struct mien_recipient *earlier_recipient(const struct mien_case *earlier,
                                                uint32_t i)
{
    struct mien_recipient *recipient = NULL;
    struct mien_error error = {MIEN_OK, ""};
    enum mien_status status = mien_case_recipient(earlier, i, &recipient, &error);
    if (status == MIEN_OK)
        return recipient;
    case_say(NULL, CASE_ITSELF, status, &error);
    return NULL;
}

static uint32_t earlier_count(const struct mien_case *earlier)
{
    struct mien_case_info info = {.size = sizeof info};
    return mien_case_info(earlier, &info) == MIEN_OK ? info.recipients : 0;
}

bool case_recipients_add_earlier(struct case_recipients *its,
                                 const struct mien_case *earlier)
{
    for (uint32_t i = 0; i < earlier_count(earlier); i++) {
        struct mien_recipient *recipient = earlier_recipient(earlier, i);
        if (recipient == NULL)
            return false;
        if (find(its, recipient) != NULL)
            mien_recipient_free(recipient);
        else if (!add(its, recipient))
            return false;
    }
    return true;
}

bool case_recipients_confirm_earlier(struct case_recipients *its,
                                     const struct mien_case *earlier)
{
    for (uint32_t i = 0; i < earlier_count(earlier); i++) {
        struct mien_recipient *recipient = earlier_recipient(earlier, i);
        if (recipient == NULL)
            return false;
        struct mien_recipient *there = find(its, recipient);
        struct mien_recipient_info info;
        if (there != NULL && same(there, recipient) && info_of(there, &info))
            (void)!mien_recipient_confirm(there, info.fingerprint, NULL);
        mien_recipient_free(recipient);
    }
    return true;
}

bool case_recipients_read(struct case_recipients *its, char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct mien_recipient *recipient = case_recipient_read(names[i]);
        if (recipient == NULL || !case_recipients_add(its, recipient))
            return false;
    }
    return true;
}

void case_fingerprint_group(char out[CASE_FINGERPRINT_ROOM], const char *fingerprint)
{
    size_t length = strlen(fingerprint), used = 0;
    for (size_t i = 0; i < length && i < MIEN_FINGERPRINT_SIZE - 1; i++) {
        if (i > 0 && i % 4 == 0)
            out[used++] = ' ';
        out[used++] = fingerprint[i];
    }
    out[used] = '\0';
}

// Whether one of the fingerprints that were given is this recipient's.
static bool confirm_given(struct mien_recipient *recipient, char *const *fingerprints,
                          size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (mien_recipient_confirm(recipient, fingerprints[i], NULL) == MIEN_OK)
            return true;
    return false;
}

static bool confirm_asked(struct mien_recipient *recipient,
                          const struct mien_recipient_info *info)
{
    char groups[CASE_FINGERPRINT_ROOM];
    case_fingerprint_group(groups, info->fingerprint);
    char *name = text_safe(info->name, !ui_utf8());
    char *web = text_safe(info->web, !ui_utf8());
    char *about =
        *web != '\0'
            ? memory_format(
                  _("Recipient: %s\n\nIts page: %s\n\nAnybody can make a file "
                    "with this name in it. Look at the page, on a device that "
                    "you trust, for the fingerprint of its key, and compare:"),
                  name, web)
            : memory_format(
                  _("Recipient: %s\n\nAnybody can make a file with this name "
                    "in it. Ask this organisation itself for the fingerprint of its "
                    "key, in a way that you trust, and compare:"),
                  name);
    const char *const choices[] = {
        _("It is another one, or I cannot compare it now"),
        _("It is the same, letter by letter"),
    };
    case_screen_show(_("Is it really them?"), about);
    case_screen_line(groups);
    int chosen = case_screen_choose(choices, 2, -1, false);
    free(about);
    free(name);
    free(web);
    return chosen == 1 &&
           mien_recipient_confirm(recipient, info->fingerprint, NULL) == MIEN_OK;
}

static void say_unconfirmed(const struct mien_recipient_info *info, bool given)
{
    if (signals_caught() != 0)
        return;
    ui_error(info->name, "%s",
             given ? _("its fingerprint is none of those that you gave")
                   : _("its fingerprint was not confirmed: nothing is sealed for it"));
    ui_hint(
        _("Compare the fingerprint with the one on the page of this organisation: "
          "'mien case "
          "recipients FILE' shows it. Give the one from the page by --fingerprint."));
}

bool case_recipients_confirm(struct case_recipients *its, char *const *fingerprints,
                             size_t count)
{
    bool asking = false, good = true;
    for (size_t i = 0; i < its->count && good; i++) {
        struct mien_recipient_info info;
        good = info_of(its->list[i], &info);
        if (!good || info.confirmed)
            continue;
        if (count > 0) {
            good = confirm_given(its->list[i], fingerprints, count);
        } else {
            asking = asking || case_screen_begin();
            good = asking && confirm_asked(its->list[i], &info);
        }
        if (!good) {
            if (asking)
                case_screen_end();
            say_unconfirmed(&info, count > 0);
            return false;
        }
    }
    if (asking)
        case_screen_end();
    return good;
}

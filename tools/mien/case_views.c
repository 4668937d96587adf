// SPDX-License-Identifier: Apache-2.0
#include "case_views.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "args.h"
#include "case_screen.h"
#include "i18n.h"
#include "memory.h"
#include "ui.h"

// ---- Options
// ---------------------------------------------------------------------------

bool case_views_budget(struct case_views *its, const char *command, const char *text)
{
    uint64_t number;
    if (args_number(&number, text, MIEN_CASE_HASHES_MAX, 1) &&
        number >= MIEN_DIHEDRAL_COUNT) {
        its->budget = (uint32_t)number;
        return true;
    }
    args_complain(command, _("--budget is a number from %d to %d"), MIEN_DIHEDRAL_COUNT,
                  MIEN_CASE_HASHES_MAX);
    return false;
}

bool case_views_judge(const struct case_views *its, const char *command)
{
    if (its->budget == 0 || its->choice != CASE_VIEWS_NO)
        return true;
    args_complain(command, "%s", _("--budget and --no-views do not go together"));
    return false;
}

// ---- Numbers
// ---------------------------------------------------------------------------

struct case_views_offer case_views_offer(const struct mien_recipient *const *list,
                                         size_t count)
{
    struct case_views_offer offer = {.hashes = MIEN_CASE_HASHES_MAX, .places = true};
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        struct mien_recipient_info info = {.size = sizeof info};
        if (list[i] == NULL || mien_recipient_info(list[i], &info) != MIEN_OK)
            continue;
        any = true;
        offer.places = offer.places && info.takes_places;
        if (info.maximum_hashes < offer.hashes)
            offer.hashes = info.maximum_hashes;
    }
    if (!any)
        offer = (struct case_views_offer){.hashes = MIEN_DIHEDRAL_COUNT};
    return offer;
}

bool case_views_offered(const struct case_views_offer *offer)
{
    return offer->hashes >= 2 * MIEN_DIHEDRAL_COUNT;
}

static uint32_t budget_of(const struct case_views *its)
{
    return its->budget != 0 ? its->budget : MIEN_VIEWS_BANK_BUDGET;
}

uint32_t case_views_worth(const struct case_views *its, size_t pictures)
{
    uint32_t most = budget_of(its);
    if (its->choice == CASE_VIEWS_NO || pictures == 0)
        return 0;
    // More of them would have no room in the document, nor for long in the wallet.
    if (most > MIEN_CASE_DOCUMENT_HASHES / pictures)
        most = (uint32_t)(MIEN_CASE_DOCUMENT_HASHES / pictures);
    return most >= 2 * MIEN_DIHEDRAL_COUNT ? most : 0;
}

uint32_t case_views_most(const struct case_views *its,
                         const struct case_views_offer *offer)
{
    uint32_t most = budget_of(its);
    most = most < offer->hashes ? most : offer->hashes;
    return most - most % MIEN_DIHEDRAL_COUNT;
}

enum mien_status case_views_note(const struct case_views *its, struct mien_case *of,
                                 struct mien_error *error)
{
    if (its->choice == CASE_VIEWS_OPEN)
        return MIEN_OK;
    return mien_case_hashes(
        of, its->choice == CASE_VIEWS_YES ? budget_of(its) : MIEN_DIHEDRAL_COUNT,
        error);
}

// ---- Asking
// ----------------------------------------------------------------------------

int case_views_ask(struct case_views *its, const struct case_views_offer *offer,
                   bool can_go_back)
{
    const char *const choices[] = {_("No, of the whole pictures only"),
                                   _("Yes, of their parts, too")};
    char *gain = memory_format(
        _("The fingerprint of a whole picture finds copies that were saved again, made "
          "smaller or recoloured. It mostly misses those that were cropped, framed, "
          "tilted or partly covered.\n\nFingerprints of parts of the picture find many "
          "of these as well. It would be up to %u fingerprints of each picture, and "
          "not 8."),
        (unsigned)case_views_most(its, offer));
    case_screen_show(_("Cropped and covered copies"), gain);
    case_screen_add(
        _("What it costs: more fingerprints tell more. Whoever has them can tell "
          "whether another picture shows a part of this one, the same room for "
          "instance, and can guess better what it looks like. Those who can open the "
          "document get them, and can pass them on to platforms."));
    if (offer->places)
        case_screen_add(_("They are also told where in the picture each part lies."));
    case_screen_add(_("Shall they be sent? It holds for all pictures of this case."));
    int chosen = case_screen_choose(choices, 2, (int)its->choice - 1, can_go_back);
    if (chosen >= 0)
        its->choice = (enum case_views_choice)(chosen + 1);
    free(gain);
    return chosen < 0 ? chosen : 0;
}

void case_views_warn(const struct case_views *its,
                     const struct mien_recipient *const *list, size_t count)
{
    if (its->choice != CASE_VIEWS_YES)
        return;
    for (size_t i = 0; i < count; i++) {
        struct mien_recipient_info info = {.size = sizeof info};
        if (list[i] != NULL && mien_recipient_info(list[i], &info) == MIEN_OK &&
            info.maximum_hashes < 2 * MIEN_DIHEDRAL_COUNT)
            ui_warning(info.name, "%s",
                       _("it takes hashes of whole pictures only: the document holds "
                         "no others"));
    }
}

// ---- What was sent
// ---------------------------------------------------------------------

struct case_views_count case_views_count(const char *json, size_t length)
{
    struct case_views_count count = {0, 0};
    json_t *payload = json_loadb(json, length, 0, NULL);
    const json_t *item, *signal;
    size_t i, j;
    json_array_foreach(json_object_get(payload, "items"), i, item)
    {
        const char *media = json_string_value(json_object_get(item, "media"));
        if (media == NULL || strcmp(media, "image") != 0)
            continue;
        count.pictures++;
        json_array_foreach(json_object_get(item, "signals"), j, signal)
        {
            count.hashes++;
        }
    }
    json_decref(payload);
    return count;
}

char *case_views_count_text(const struct case_views_count *count)
{
    return memory_format(ngettext("fingerprints of %zu picture: %zu",
                                  "fingerprints of %zu pictures: %zu", count->pictures),
                         count->pictures, count->hashes);
}

// SPDX-License-Identifier: Apache-2.0
// Where the key goes: a wallet under a passphrase, words on paper, or both.
#include "case_steps.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case_language.h"
#include "case_screen.h"
#include "case_words.h"
#include "guard.h"
#include "i18n.h"
#include "memory.h"
#include "text.h"
#include "ui.h"

enum {
    NAME_SIZE = 4096,
    WORDS_IN_ROW = 3 // so that a row fits into 40 columns
};
// Names that say nothing, for whoever presses Enter alone.
static const char out_proposal[] = "document.json";
static const char wallet_proposal[] = "notes.json";

// From here on there are secrets in memory; all pictures have been read.
static void begin_guard(struct case_new *its)
{
    if (!its->guarded && !guard_begin())
        ui_warning(NULL, "%s", guard_warning());
    its->guarded = true;
}

enum case_move case_step_keeping(struct case_walk *walk, size_t number, bool back)
{
    struct case_new *its = walk->its;
    const char *const choices[] = {
        _("In a wallet file"),
        _("In a wallet file, and on paper as well"),
        _("On paper only"),
    };
    begin_guard(its);
    case_screen_show(
        _("The key of the case"),
        _("A case has a key, which is made on this device. Only with it can the case "
          "be taken back, or added to. mien and the organisation have no copy.\n\n"
          "A wallet is a file that opens with a passphrase. On paper, the key is 24 "
          "words, which you write down by hand: they can take the case back, but add "
          "nothing to it. Whoever finds the paper can take the case back, too.\n\n"
          "When the passphrase and the paper are both lost, nobody can take the case "
          "back any more, ever.\n\nWhere do you want to keep the key?"));
    // On paper only is no choice for somebody who has named a wallet.
    int chosen = case_screen_choose(choices, its->wallet_given ? 2 : 3,
                                    (int)its->keeping - 1, back);
    if (chosen >= 0)
        its->keeping = (enum case_keeping)(chosen + 1);
    return case_move_of(chosen < 0 ? chosen : 0);
}

// ---- Names of files
// --------------------------------------------------------------------

// Asks for a name into *name. 0, BACK or STOP.
static int ask_name(char **name, const char *proposal, bool back)
{
    char typed[NAME_SIZE];
    char *isolated = case_screen_foreign(*name != NULL ? *name : proposal);
    // TRANSLATORS: of a file; Enter takes the one that is named
    char *prompt = memory_format(_("Name (Enter: %s):"), isolated);
    int answer = case_screen_text(typed, sizeof typed, prompt, back);
    free(prompt);
    free(isolated);
    if (answer != 0)
        return answer;
    char *chosen = memory_text(*typed != '\0'  ? typed
                               : *name != NULL ? *name
                                               : proposal);
    free(*name);
    *name = chosen;
    return 0;
}

enum case_move case_step_wallet(struct case_walk *walk, size_t number, bool back)
{
    struct case_new *its = walk->its;
    case_screen_show(
        _("The name of the wallet"),
        _("Choose a name that tells others nothing, and a folder that they do not look "
          "into. When the file is a wallet already, the case is added to it."));
    int answer = ask_name(&its->wallet_name, wallet_proposal, back);
    if (answer != 0)
        return case_move_of(answer);
    // Another file has another passphrase, unless it came from a descriptor.
    mien_wallet_free(its->wallet);
    its->wallet = NULL;
    if (its->passphrase_fd < 0) {
        secret_free(its->passphrase);
        its->passphrase = NULL;
    }
    if (case_new_wallet_is_possible(its))
        return CASE_MOVE_NEXT;
    free(its->wallet_name);
    its->wallet_name = NULL;
    return CASE_MOVE_AGAIN;
}

enum case_move case_step_out(struct case_walk *walk, size_t number, bool back)
{
    struct case_new *its = walk->its;
    case_screen_show(
        _("The name of the document"),
        _("The document is the file that you send to the organisation. Choose a name "
          "that tells others nothing."));
    int answer = ask_name(&its->out, out_proposal, back);
    if (answer != 0)
        return case_move_of(answer);
    if (case_new_out_is_possible(its))
        return CASE_MOVE_NEXT;
    free(its->out);
    its->out = NULL;
    return CASE_MOVE_AGAIN;
}

// ---- The passphrase
// --------------------------------------------------------------------

// Reads one line below what is shown. Enter alone is BACK.
static int read_secret(struct secret **out, const char *prompt)
{
    char *line = memory_format(
        "%s%s ", case_language_is_right_to_left() ? "\u200f" : "", prompt);
    enum secret_status status = secret_read_tty(out, line);
    free(line);
    switch (status) {
    case SECRET_OK:
        return 0;
    case SECRET_EMPTY:
        return CASE_SCREEN_BACK;
    case SECRET_STOPPED:
        return CASE_SCREEN_STOP;
    default:
        ui_error(NULL, "%s", secret_status_text(status));
        return status == SECRET_IO || status == SECRET_NO_TERMINAL ? CASE_SCREEN_STOP
                                                                   : CASE_SCREEN_BACK;
    }
}

// Explains a weak one and lets her decide. 0, BACK or STOP.
static int judge_strength(const struct secret *passphrase)
{
    const char *weakness = secret_weakness(passphrase);
    const char *const choices[] = {_("Choose another one"), _("Keep this one")};
    if (weakness == NULL)
        return 0;
    case_screen_show(_("This passphrase could be guessed"), weakness);
    int chosen = case_screen_choose(choices, 2, -1, true);
    return chosen == 1 ? 0 : chosen == 0 ? CASE_SCREEN_BACK : chosen;
}

// A new one, twice. 0, BACK to try again, or STOP.
static int read_new(struct secret **out)
{
    struct secret *again = NULL;
    int answer = read_secret(&again, _("The same once more:"));
    if (answer == 0 && !secret_equal(*out, again)) {
        ui_error(NULL, "%s", _("These were not the same. Please type it again."));
        answer = CASE_SCREEN_BACK;
    }
    secret_free(again);
    return answer == 0 ? judge_strength(*out) : answer;
}

static void show_wallet(const struct case_new *its)
{
    char *name = case_screen_foreign(its->wallet_name);
    char *text =
        its->wallet_exists
            ? memory_format(_("The wallet %s is there already. Type its passphrase; it "
                              "is not shown. Enter alone goes back."),
                            name)
            : memory_format(
                  _("Choose a passphrase for the wallet %s. Four or five words "
                    "that have nothing to do with each other are good, and "
                    "nothing that somebody near you could guess. Nobody can "
                    "reset it.\n\nWhat you type is not shown. Enter alone "
                    "goes back."),
                  name);
    case_screen_show(_("The passphrase"), text);
    case_screen_draw();
    free(text);
    free(name);
}

// Opens the wallet, which takes a moment. AGAIN when that failed and she can try again.
static enum case_move open_wallet(struct case_new *its)
{
    if (its->wallet_exists) {
        case_screen_show(_("The passphrase"), _("One moment, please."));
        case_screen_draw();
    }
    if (case_new_open_wallet(its))
        return CASE_MOVE_NEXT;
    secret_free(its->passphrase);
    its->passphrase = NULL;
    return CASE_MOVE_AGAIN;
}

// From the descriptor of --passphrase-fd, which can be read once.
static enum case_move take_passphrase(struct case_new *its)
{
    if (its->wallet != NULL)
        return CASE_MOVE_NEXT;
    enum secret_status status = SECRET_OK;
    if (its->passphrase == NULL)
        status = secret_read_fd(&its->passphrase, its->passphrase_fd);
    if (status == SECRET_OK && open_wallet(its) == CASE_MOVE_NEXT)
        return its->wallet_exists || judge_strength(its->passphrase) == 0
                   ? CASE_MOVE_NEXT
                   : CASE_MOVE_STOP;
    if (status != SECRET_OK && status != SECRET_STOPPED)
        ui_error(NULL, "%s", secret_status_text(status));
    return CASE_MOVE_STOP;
}

enum case_move case_step_passphrase(struct case_walk *walk, size_t number, bool back)
{
    struct case_new *its = walk->its;
    if (its->passphrase_fd >= 0)
        return take_passphrase(its);
    mien_wallet_free(its->wallet);
    its->wallet = NULL;
    secret_free(its->passphrase);
    its->passphrase = NULL;
    show_wallet(its);
    int answer = read_secret(&its->passphrase, _("Passphrase:"));
    if (answer != 0)
        return case_move_of(answer);
    if (!its->wallet_exists)
        answer = read_new(&its->passphrase);
    if (answer == 0)
        return open_wallet(its);
    secret_free(its->passphrase);
    its->passphrase = NULL;
    return answer == CASE_SCREEN_STOP ? CASE_MOVE_STOP : CASE_MOVE_AGAIN;
}

// ---- The words
// -------------------------------------------------------------------------

// A terminal that has ASCII only gets the words without their accents, with which they
// are understood as well.
static void take_accents_off(char *words)
{
    static const struct {
        const char *letters;
        char plain;
    } table[] = {{"áàâä", 'a'}, {"ç", 'c'},   {"éèêë", 'e'}, {"íîï", 'i'},
                 {"ñ", 'n'},    {"óôö", 'o'}, {"úùûü", 'u'}};
    char *to = words;
    for (const char *from = words; *from != '\0';) {
        uint32_t code;
        size_t length = text_character(from, &code);
        length = length > 0 ? length : 1;
        char letter[5] = "", plain = length == 1 ? *from : '\0';
        memcpy(letter, from, length);
        for (size_t i = 0; i < sizeof table / sizeof table[0] && plain == '\0'; i++)
            if (strstr(table[i].letters, letter) != NULL)
                plain = table[i].plain;
        if (plain != '\0') // not an accent that stands by itself
            *to++ = plain;
        from += length;
    }
    *to = '\0';
}

// Rows of words with their places, as one isolated line each.
static void show_words(char *words)
{
    char *rest = NULL, *word = strtok_r(words, " ", &rest);
    for (int place = 1; word != NULL;) {
        char row[WORDS_IN_ROW * 40] = "";
        size_t length = 0;
        for (int i = 0; i < WORDS_IN_ROW && word != NULL; i++, place++) {
            length += (size_t)snprintf(row + length, sizeof row - length, "%-2d %s",
                                       place, word);
            for (size_t width = text_width(word); width < 10 && length + 1 < sizeof row;
                 width++)
                row[length++] = ' ';
            row[length] = '\0';
            word = strtok_r(NULL, " ", &rest);
        }
        char *line = case_screen_foreign(row);
        case_screen_line(line);
        explicit_bzero(line, strlen(line));
        explicit_bzero(row, sizeof row);
        free(line);
    }
}

enum case_move case_step_words(struct case_walk *walk, size_t number, bool back)
{
    char words[MIEN_WORDS_SIZE];
    if (mien_case_words(walk->its->its, case_words_language(), words) != MIEN_OK)
        return CASE_MOVE_STOP;
    case_screen_show(
        _("The key on paper"),
        _("Write these 24 words down by hand, with their numbers, and keep the paper "
          "where only you find it. Take no photo of them. This screen is cleared "
          "afterwards."));
    if (!ui_utf8())
        take_accents_off(words);
    show_words(words);
    explicit_bzero(words, sizeof words);
    const char *const choices[] = {_("I have written them down")};
    int chosen = case_screen_choose(choices, 1, -1, back);
    return case_move_of(chosen < 0 ? chosen : 0);
}

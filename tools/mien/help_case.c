// SPDX-License-Identifier: Apache-2.0
#include "help_case.h"

#include <stddef.h>
#include <string.h>

#include "i18n.h"

// TRANSLATORS: each of these texts must fit into 80 columns and 23 lines. Do not
// translate names of commands and options.
static const char case_help[] = N_(
    "Usage: mien case COMMAND [OPTION]... [FILE]...\n"
    "\n"
    "A case asks organisations that you trust to find and block intimate pictures. It\n"
    "holds hashes of them, never the pictures. mien makes a file; you send it.\n"
    "\n"
    "For you:\n"
    "  new          make a case: it asks one question after the other\n"
    "  add          more pictures for a case\n"
    "  show         what was sent, and what would be sent\n"
    "  withdraw     take a case back\n"
    "  wallet       your cases and their keys; the words for paper\n"
    "  recipients   look at the file of an organisation, and its fingerprint\n"
    "  forget       delete documents and wallets from this device\n"
    "\n"
    "For those who receive cases: open, verify, export; and recipients new.\n"
    "\n"
    "If somebody may be watching this device, use a safer one.\n"
    "More on each: mien help case add, for instance. All of it: man mien-case\n"
    "\n"
    "Examples:\n"
    "  mien case new\n"
    "  mien case new --practice    to try it out: nothing of it counts\n");

static const char new_help[] = N_(
    "Usage: mien case new [OPTION]... [FILE]...\n"
    "\n"
    "Makes a case of pictures, and asks for all that is missing, one question after\n"
    "the other; you can go back at any time. Nothing is sent. Two files are made:\n"
    "the document, which you send, and the wallet, with which you can take it back.\n"
    "\n"
    "      --recipient FILE     the file of an organisation; can be repeated\n"
    "      --video FILE         a film, found again as the very same file\n"
    "      --out FILE           the document that is made\n"
    "      --wallet FILE        the wallet: a new one, or one that you have\n"
    "      --region COUNTRY     where it is to count: FR, for instance; repeatable\n"
    "      --expires DAY        until when it is to count: in a year\n"
    "      --views, --no-views  can find cropped copies, tells more; --budget N\n"
    "      --practice           to try it out: nobody acts on such a case\n"
    "      --answers FILE|fd:N  all answers, without a terminal: man mien-case\n"
    "      --passphrase-fd N    read the passphrase of the wallet from there\n"
    "  -q, --quiet              only errors\n"
    "\n"
    "Exit status: 0 made, 1 not made, 2 wrong usage.\n"
    "\n"
    "Example:\n"
    "  mien case new --recipient body.json photo.jpg\n");

static const char add_help[] = N_(
    "Usage: mien case add --wallet FILE [OPTION]... FILE...\n"
    "\n"
    "Makes a document with more pictures for a case of your wallet.\n"
    "\n"
    "      --wallet FILE        the wallet\n"
    "      --case ID            which case: the beginning of its number will do\n"
    "      --out FILE           the document that is made\n"
    "      --video FILE         a film, found again as the very same file\n"
    "      --adults ANSWER      yes: everybody in the new pictures was an adult\n"
    "      --recipient FILE     for this organisation, too: it gets all of the case\n"
    "      --fingerprint TEXT   of a new recipient, as its page shows it\n"
    "      --low-quality WORD   pictures with too little detail: leave-out, or stop\n"
    "      --unreadable WORD    files that cannot be read: leave-out, or stop\n"
    "      --views, --no-views  can find cropped copies, tells more; --budget N\n"
    "      --preview            print what would be in it; make nothing\n"
    "      --passphrase-fd N    read the passphrase of the wallet from there\n"
    "  -q, --quiet              only errors\n"
    "\n"
    "Exit status: 0 made, 1 not made, 2 wrong usage.\n"
    "\n"
    "Example:\n"
    "  mien case add --wallet notes --out more.json photo.jpg\n");

static const char show_help[] = N_(
    "Usage: mien case show --wallet FILE [OPTION]...\n"
    "       mien case show DOCUMENT...\n"
    "\n"
    "Shows what the recipients of a case have by now, and field by field what an\n"
    "action would send. Of a DOCUMENT, which only its recipients can open, it shows\n"
    "what its outside tells to everybody.\n"
    "\n"
    "      --wallet FILE       the wallet\n"
    "      --case ID           which case: the beginning of its number will do\n"
    "      --action ACTION     what would be sent: create, add or withdraw\n"
    "      --full              all hashes, in their whole length\n"
    "  -f, --format FORMAT     text or json\n"
    "      --passphrase-fd N   read the passphrase of the wallet from there\n"
    "  -q, --quiet             only errors\n"
    "\n"
    "Exit status: 0 shown, 1 trouble, 2 wrong usage.\n"
    "\n"
    "Examples:\n"
    "  mien case show --wallet notes\n"
    "  mien case show document.json\n");

static const char withdraw_help[] = N_(
    "Usage: mien case withdraw --wallet FILE --out FILE [OPTION]...\n"
    "       mien case withdraw --recipient FILE... --out FILE [OPTION]...\n"
    "\n"
    "Takes a case back: makes a signed document that you send to those who have the\n"
    "case. They stop blocking when they have read it. Without a wallet it is made of\n"
    "the 24 words on paper.\n"
    "\n"
    "      --wallet FILE        the wallet\n"
    "      --case ID            which case: the beginning of its number will do\n"
    "      --out FILE           the document that is made\n"
    "      --recipient FILE     for whom, too; needed with the words\n"
    "      --fingerprint TEXT   of such a recipient, as its page shows it\n"
    "      --words-fd N         read the words from there, on one line\n"
    "      --practice           the words are those of a practice case\n"
    "      --passphrase-fd N    read the passphrase of the wallet from there\n"
    "      --yes                do not ask\n"
    "\n"
    "Exit status: 0 made, 1 not made, 2 wrong usage.\n"
    "\n"
    "Example:\n"
    "  mien case withdraw --wallet notes --out back.json\n");

static const char wallet_help[] = N_(
    "Usage: mien case wallet list|words|passphrase [OPTION]... FILE\n"
    "       mien case wallet recover --out FILE [OPTION]...\n"
    "\n"
    "  list         the cases in a wallet\n"
    "  words        show the key of a case as 24 words, to be written on paper\n"
    "  recover      make a wallet of these words: the case can be taken back with it\n"
    "  passphrase   change the passphrase\n"
    "\n"
    "      --case ID                which case: the beginning of its number will do\n"
    "      --language LANGUAGE      of the words: en, fr, es, numbers\n"
    "      --out FILE               the wallet that is made\n"
    "      --words-fd N             read the words from there, on one line\n"
    "      --practice               the words are those of a practice case\n"
    "      --passphrase-fd N        read the passphrase from there\n"
    "      --new-passphrase-fd N    and the new one from there\n"
    "  -f, --format FORMAT          of the list: text or json\n"
    "\n"
    "Exit status: 0 done, 1 trouble, 2 wrong usage.\n"
    "\n"
    "Example:\n"
    "  mien case wallet words notes\n");

static const char recipients_help[] = N_(
    "Usage: mien case recipients FILE...\n"
    "       mien case recipients new --id ID --name NAME --out FILE --key FILE\n"
    "\n"
    "Shows recipient files: who it is, what they take, and the fingerprint, which you\n"
    "compare with the one on their page. 'new' is for whoever wants to receive\n"
    "cases: it makes the file for everybody, and the secret key that opens cases.\n"
    "\n"
    "      --id ID          a short name: a-z, 0-9, '.', '-', '_'\n"
    "      --name NAME      the name that people read\n"
    "      --web URL        the page where the fingerprint is published\n"
    "      --contact TEXT   how to reach you\n"
    "      --expires DAY    the last day on which cases are sealed for you\n"
    "      --hashes N       of one picture, at most; above 8: of parts of it, too\n"
    "      --places         you want to know where in the picture these parts lie\n"
    "      --out FILE       the recipient file\n"
    "      --key FILE       the key; keep it secret\n"
    "      --practice       takes practice cases, and no others\n"
    "\n"
    "Exit status: 0 all can be used, 1 not all, 2 wrong usage.\n"
    "\n"
    "Example:\n"
    "  mien case recipients body.json\n");

static const char forget_help[] = N_(
    "Usage: mien case forget [OPTION]... FILE...\n"
    "       mien case forget --wallet FILE --case ID [OPTION]...\n"
    "\n"
    "Deletes documents and wallets from this device, or takes a case out of a wallet.\n"
    "It touches nothing else: pictures are evidence. It says what stays all the same:\n"
    "on the disk, in backups, in the history of the shell.\n"
    "\n"
    "This does not take a case back. Without its wallet and its words, nobody can.\n"
    "\n"
    "      --wallet FILE       a wallet that is to forget a case\n"
    "      --case ID           which case: the beginning of its number will do\n"
    "      --passphrase-fd N   read the passphrase of the wallet from there\n"
    "      --yes               do not ask\n"
    "  -q, --quiet             only errors\n"
    "\n"
    "Exit status: 0 all were deleted, 1 some were not, 2 wrong usage.\n"
    "\n"
    "Example:\n"
    "  mien case forget document.json\n");

static const char open_help[] = N_(
    "Usage: mien case open --key FILE [OPTION]... FILE|DIR...\n"
    "       mien case verify --key FILE [OPTION]... FILE|DIR...\n"
    "\n"
    "For those who receive cases. 'open' prints what is in documents, 'verify' only\n"
    "whether they are valid. Folders are read to the bottom. What is refused is told\n"
    "with its reason, and the rest goes on.\n"
    "\n"
    "      --key FILE          your private key\n"
    "      --register FILE     what you remember of cases: an older document after a\n"
    "                          withdrawal is refused; 'open' keeps it up to date\n"
    "      --practice          accept practice documents, and only them\n"
    "      --full              print all hashes, in their whole length\n"
    "  -f, --format FORMAT     text, or json: a line for each document\n"
    "  -q, --quiet             only errors\n"
    "\n"
    "Exit status: 0 all are valid, 1 some are not, 2 wrong usage.\n"
    "\n"
    "Example:\n"
    "  mien case open --key key.jwk --register cases.json inbox\n");

static const char export_help[] =
    N_("Usage: mien case export --to FORMAT --key FILE [OPTION]... FILE|DIR...\n"
       "\n"
       "For those who receive cases: writes what is in documents in the format of\n"
       "another system. What is refused is left out, and told.\n"
       "\n"
       "      --to FORMAT       stopncii: the body of SubmitHashes; hma: {\"pdq\":...} "
       "on\n"
       "                        each line; pytx: pdq HASH on each line; csv; json\n"
       "      --key FILE        your private key\n"
       "      --register FILE   what you remember of cases; it is not changed\n"
       "      --all             turned and mirrored hashes, and low quality, too\n"
       "      --views           hashes of parts of pictures, too; csv has them anyway\n"
       "      --practice        accept practice documents, and only them\n"
       "      --out FILE        write there and not to standard output\n"
       "  -q, --quiet           only errors\n"
       "\n"
       "Exit status: 0 all were written, 1 some were refused, 2 wrong usage.\n"
       "\n"
       "Example:\n"
       "  mien case export --to pytx --key key.jwk --register cases.json inbox\n");

static const struct {
    const char *topic, *text;
} texts[] = {
    {"case", case_help},
    {"case new", new_help},
    {"case add", add_help},
    {"case show", show_help},
    {"case withdraw", withdraw_help},
    {"case wallet", wallet_help},
    {"case recipients", recipients_help},
    {"case forget", forget_help},
    {"case open", open_help},
    {"case verify", open_help},
    {"case export", export_help},
};

const char *help_case_text(const char *topic)
{
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(texts[i].topic, topic) == 0)
            return texts[i].text;
    return NULL;
}

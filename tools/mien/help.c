// SPDX-License-Identifier: Apache-2.0
#include "help.h"

#include <stdio.h>
#include <string.h>

#include "help_case.h"
#include "i18n.h"
#include "ui.h"

// TRANSLATORS: each of these texts must fit into 80 columns and 23 lines. Do not
// translate names of commands and options.
static const char overview[] =
    N_("Usage: mien COMMAND [OPTION]... [FILE]...\n"
       "\n"
       "Makes hashes of intimate pictures. With a hash, platforms can recognise a\n"
       "picture and block it, while the picture stays with you. mien sends nothing.\n"
       "\n"
       "Commands:\n"
       "  hash       print the hash of each picture\n"
       "  compare    tell whether two pictures, or hashes, show the same\n"
       "  show       draw a hash, to see what leaves the device\n"
       "  check      tell whether a hash will protect a picture\n"
       "  case       ask those whom you trust to block pictures, and take that back\n"
       "  index      keep lists of hashes, to find pictures again: for platforms\n"
       "  match      answer a stream of hashes and pictures from an index\n"
       "  help       explain a command: mien help hash\n"
       "\n"
       "Options:\n"
       "  -h, --help     this text\n"
       "  -V, --version  the version, and which kinds of pictures it reads\n"
       "\n"
       "Example:\n"
       "  mien hash photo.jpg\n"
       "\n"
       "All of it: man mien\n");

static const char hash[] =
    N_("Usage: mien hash [OPTION]... FILE|DIR|-...\n"
       "\n"
       "Prints a line for each picture: HASH  QUALITY  NAME. '-' is standard input.\n"
       "\n"
       "  -r, --recursive         open the folders inside folders, too\n"
       "  -f, --format FORMAT     text, json, csv or tsv\n"
       "  -a, --all               the hashes of the turned and mirrored picture, too\n"
       "      --views SET         the hashes of its parts, too: mien help views\n"
       "  -j, --jobs N            hash N pictures at once; 0: one for each processor\n"
       "      --files-from LIST   take the names from a file, one on each line\n"
       "  -0, --null              names in the list, or on standard input, end in NUL\n"
       "  -q, --quiet             no warnings, no progress bar\n"
       "  -v, --verbose           name the files that are skipped, too\n"
       "      --allow-partial     hash what is left of damaged pictures\n"
       "      --alpha-on-white    lay transparent pictures on white\n"
       "      --cli512            hash as Meta's pdq-photo-hasher does\n"
       "      --speed HOW         exact; fast or fastest only to look up: man mien\n"
       "      --max-pixels N ...  refuse larger pictures: mien help limits\n"
       "\n"
       "Exit status: 0 all were hashed, 1 some were not, 2 wrong usage.\n"
       "\n"
       "Example:\n"
       "  mien hash -r --format csv Pictures > hashes.csv\n");

static const char compare[] = N_(
    "Usage: mien compare [OPTION]... A B\n"
    "\n"
    "Tells whether A and B show the same picture. Each is a file, '-' for standard\n"
    "input, or a hash of 64 digits. Turned and mirrored copies are recognised when at\n"
    "least one of the two is a file.\n"
    "\n"
    "  -r, --radius N          the most bits that may differ in a match: 31\n"
    "      --views             also find parts of the picture: mien help views\n"
    "  -f, --format FORMAT     text or json\n"
    "  -q, --quiet             no warnings, no progress bar\n"
    "      --allow-partial     hash what is left of damaged pictures\n"
    "      --alpha-on-white    lay transparent pictures on white\n"
    "      --cli512            hash as Meta's pdq-photo-hasher does\n"
    "      --max-pixels N ...  refuse larger pictures: mien help limits\n"
    "\n"
    "Exit status: 0 match, 1 no match, 2 trouble, 3 see mien help views.\n"
    "\n"
    "Examples:\n"
    "  mien compare photo.jpg copy.png\n"
    "  mien compare photo.jpg \\\n"
    "    d8f8f0cce0f4a84f0637022a78f03f20d8f8f0cce0f4a84f0637022a78f03f20\n");

static const char show[] = N_(
    "Usage: mien show [OPTION]... FILE|HASH\n"
    "\n"
    "Draws the 256 bits of a hash, so that you can see what leaves the device when\n"
    "you share it. FILE is a picture, or '-' for standard input.\n"
    "\n"
    "Each dot stands for one pattern of waves: further down they are finer from top\n"
    "to bottom, further right they are finer from left to right. A dot is set when\n"
    "its pattern has more weight in the picture than half of the patterns have.\n"
    "\n"
    "  -q, --quiet             no warnings, no progress bar\n"
    "      --allow-partial     hash what is left of damaged pictures\n"
    "      --alpha-on-white    lay transparent pictures on white\n"
    "      --cli512            hash as Meta's pdq-photo-hasher does\n"
    "      --max-pixels N ...  refuse larger pictures: mien help limits\n"
    "\n"
    "Exit status: 0 shown, 1 the picture cannot be read, 2 wrong usage.\n"
    "\n"
    "Example:\n"
    "  mien show photo.jpg\n");

static const char check[] = N_(
    "Usage: mien check [OPTION]... FILE...\n"
    "\n"
    "Tells whether the hash of a picture will protect it: tries what people do to\n"
    "pictures that they pass on, in memory, and shows after which changes the picture\n"
    "is still recognised, and after which it is not. '-' is standard input.\n"
    "\n"
    "  -f, --format FORMAT     text or json\n"
    "  -q, --quiet             no warnings, no hints\n"
    "      --allow-partial     check what is left of damaged pictures\n"
    "      --alpha-on-white    lay transparent pictures on white\n"
    "      --cli512            hash as Meta's pdq-photo-hasher does\n"
    "      --max-pixels N ...  refuse larger pictures: mien help limits\n"
    "\n"
    "Nothing is written, and nothing is sent.\n"
    "\n"
    "Exit status: 0 checked, 1 a picture cannot be read, 2 wrong usage, 3 a picture\n"
    "has too little detail for a hash to protect it.\n"
    "\n"
    "Example:\n"
    "  mien check photo.jpg\n");

static const char limits[] =
    N_("Limits: what mien may spend on one file\n"
       "\n"
       "A file can be made to use up a computer. One that asks for more than these\n"
       "limits is refused before the memory is taken.\n"
       "\n"
       "  --max-pixels N   width times height                         200M\n"
       "  --max-side N     width or height                            65535\n"
       "  --max-file N     bytes of the file                          256M\n"
       "  --max-memory N   bytes that decoding it may hold            1G\n"
       "  --max-scans N    scans of one JPEG file                     100\n"
       "  --max-chunks N   chunks of one PNG file                     100k\n"
       "\n"
       "N may end in k, M or G: thousands, millions and billions of pixels, scans and\n"
       "chunks; for bytes 1024, 1024 x 1024 and 1024 x 1024 x 1024.\n"
       "\n"
       "Example:\n"
       "  mien hash --max-pixels 500M --max-memory 2G panorama.png\n");

static const char views[] = N_(
    "Usage: mien hash --views SET [--budget N] [OPTION]... FILE|DIR|-...\n"
    "       mien compare --views [--draw PICTURE] [OPTION]... A B\n"
    "       mien match --views [OPTION]... DIR [FILE|-]...\n"
    "\n"
    "Views are hashes of parts of a picture. They find it again when it was cropped,\n"
    "mirrored, framed, tilted, covered, or put into a screenshot or a collage.\n"
    "\n"
    "      --views SET     (hash) a line for each hash: HASH QUALITY NAME VIEW\n"
    "                        bank   of pictures to be found, turned in eight ways\n"
    "                        query  of uploads, to look up in such a bank\n"
    "                        all    both\n"
    "      --budget N      (hash) at most N hashes of each picture, the best ones\n"
    "      --views         (compare) whether one picture is a part of the other\n"
    "      --draw PICTURE  (compare) make a PNG that shows which parts agree\n"
    "\n"
    "More hashes tell more: whoever has them can recognise parts of the picture. Give\n"
    "them only to those who ask for them.\n"
    "\n"
    "Exit status of compare: 0 match, 1 no match, 2 trouble, 3 review: look at both.\n"
    "\n"
    "Examples:\n"
    "  mien hash --views bank -f csv photo.jpg | mien index add blocked\n"
    "  mien compare --views photo.jpg screenshot.png\n");

static const char index_help[] = N_(
    "Usage: mien index COMMAND [OPTION]... DIR [...]\n"
    "\n"
    "Keeps hashes in an index, which finds all that are near another one among\n"
    "millions. DIR is the folder of an index, which has it for itself.\n"
    "\n"
    "  create DIR               make an empty index in a new folder\n"
    "  add DIR [FILE|-]...      take in lists of hashes: mien help index add\n"
    "  remove DIR [FILE|-]...   take out what is on lists\n"
    "  query DIR HASH|FILE...   look for hashes and pictures: mien help index query\n"
    "  stat DIR                 figures; -f, --format text, json or prometheus\n"
    "  verify DIR               read every byte and look for damage\n"
    "  compact DIR              fold changes in, erase what was removed\n"
    "  export DIR               every entry; --format plain, csv, json or pytx\n"
    "\n"
    "One process at a time can add, remove and compact; any number can search.\n"
    "Exit status: 0 done, 1 trouble, 2 wrong usage. -q, --quiet: only errors.\n"
    "\n"
    "Example:\n"
    "  mien index create blocked\n"
    "  mien index add blocked list.csv\n"
    "  mien index query blocked photo.jpg\n");

static const char index_add[] = N_(
    "Usage: mien index add [OPTION]... DIR [FILE|-]...\n"
    "       mien index remove [OPTION]... DIR [FILE|-]...\n"
    "\n"
    "Takes in, or out, the hashes of lists: HASH [ID [LIST [VARIANT]]] on each line.\n"
    "Without FILE, or with '-', the list is standard input. To remove, HASH stands\n"
    "for its entries in all lists, HASH ID for one of them, ID by --ids for an ID.\n"
    "\n"
    "  -f, --format FORMAT  auto, plain; csv: with a header; pytx: pdq HASH; json;\n"
    "                       stopncii: hashRecords; withdrawn ones are removed\n"
    "      --list N         of lines that do not say; to remove: in this list only\n"
    "      --variant N      of lines that do not say (add)\n"
    "      --replace        other entries of the same ID and list go (add)\n"
    "      --ids            the lines are ID [LIST] (remove)\n"
    "  -q, --quiet          only errors\n"
    "\n"
    "Exit status: 0 done, 1 some lines were bad or trouble, 2 wrong usage.\n"
    "\n"
    "Examples:\n"
    "  mien index add blocked stopncii.json\n"
    "  mien hash -r -f csv Pictures | mien index add blocked\n"
    "  echo 7 | mien index remove --ids blocked\n");

static const char index_query[] =
    N_("Usage: mien index query [OPTION]... DIR HASH|FILE...\n"
       "\n"
       "Tells which entries of the index are near each hash or picture; '-' is a\n"
       "picture on standard input.\n"
       "\n"
       "  -r, --radius N          the most bits that may differ: 31; at most 64\n"
       "      --oriented          turned and mirrored pictures, too\n"
       "      --limit N           at most so many entries, the nearest ones\n"
       "      --list N, N:R       only in this list, with radius R; can be repeated\n"
       "  -f, --format FORMAT     text or json\n"
       "  -q, --quiet             no warnings, no progress bar\n"
       "      --allow-partial     hash what is left of damaged pictures\n"
       "      --alpha-on-white    lay transparent pictures on white\n"
       "      --cli512            hash as Meta's pdq-photo-hasher does\n"
       "      --max-pixels N ...  refuse larger pictures: mien help limits\n"
       "\n"
       "Exit status: 0 something was found, 1 nothing, 2 trouble.\n"
       "\n"
       "Example:\n"
       "  mien index query --oriented blocked photo.jpg\n");

static const char match[] =
    N_("Usage: mien match [OPTION]... DIR [FILE|-]...\n"
       "\n"
       "Reads lines, each a hash, the path of a picture, or JSON with \"hash\" or\n"
       "\"path\", and answers each by a line of JSON, at once: what the index has near "
       "it.\n"
       "\n"
       "  -r, --radius N          the most bits that may differ: 31; at most 64\n"
       "      --oriented          turned and mirrored pictures, too\n"
       "      --limit N           at most so many entries, the nearest ones\n"
       "      --list N, N:R       only in this list, with radius R; can be repeated\n"
       "  -j, --jobs N            N threads; 0: one for each processor\n"
       "      --unordered         answers come as they are ready\n"
       "      --views             also find parts of the picture: mien help views\n"
       "  -q, --quiet             no notes, no progress\n"
       "      --allow-partial     hash what is left of damaged pictures\n"
       "      --alpha-on-white    lay transparent pictures on white\n"
       "      --cli512            hash as Meta's pdq-photo-hasher does\n"
       "      --speed HOW         exact; fast or fastest only to look up: man mien\n"
       "      --max-pixels N ...  refuse larger pictures: mien help limits\n"
       "\n"
       "Exit status: 0 all were answered, 1 some were not, 2 wrong usage.\n"
       "\n"
       "Example:\n"
       "  find uploads -type f | mien match --oriented blocked\n");

const char *const help_topics[] = {
    "hash",      "compare",      "show",        "check", "limits", "index",
    "index add", "index remove", "index query", "match", "views",  NULL};
static const char *const texts[] = {hash,        compare,    show,      check,
                                    limits,      index_help, index_add, index_add,
                                    index_query, match,      views};

static const char *text_on(const char *topic)
{
    for (size_t i = 0; help_topics[i] != NULL; i++)
        if (strcmp(help_topics[i], topic) == 0)
            return texts[i];
    return help_case_text(topic);
}

bool help_exists(const char *topic)
{
    return text_on(topic) != NULL;
}

int help_print(const char *topic)
{
    const char *text = topic == NULL ? overview : text_on(topic);
    fputs(_(text), stdout);
    return ui_end(0, 1);
}

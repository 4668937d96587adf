// SPDX-License-Identifier: Apache-2.0
#include "help.h"

#include <stdio.h>
#include <string.h>

#include "i18n.h"
#include "ui.h"

// TRANSLATORS: each of these texts must fit into 80 columns and 23 lines. Do not
// translate names of commands and options.
static const char overview[] =
    N_("Usage: mien COMMAND [OPTION]... [FILE]...\n"
       "\n"
       "Makes hashes of intimate pictures. With a hash, platforms can recognise a\n"
       "picture and block it, while the picture itself stays with you.\n"
       "mien sends nothing, changes nothing and keeps nothing.\n"
       "\n"
       "Commands:\n"
       "  hash       print the hash of each picture\n"
       "  compare    tell whether two pictures, or hashes, show the same\n"
       "  show       draw a hash, to see what leaves the device\n"
       "  help       explain a command: mien help hash\n"
       "\n"
       "Options:\n"
       "  -h, --help     this text\n"
       "  -V, --version  the version, and which kinds of pictures it reads\n"
       "\n"
       "Examples:\n"
       "  mien hash photo.jpg\n"
       "  mien hash -r Pictures\n"
       "  mien compare photo.jpg copy.png\n"
       "  mien show photo.jpg\n"
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
       "  -j, --jobs N            hash N pictures at once; 0: one for each processor\n"
       "      --files-from LIST   take the names from a file, one on each line\n"
       "  -0, --null              names in the list, or on standard input, end in NUL\n"
       "  -q, --quiet             no warnings, no progress bar\n"
       "  -v, --verbose           name the files that are skipped, too\n"
       "      --allow-partial     hash what is left of damaged pictures\n"
       "      --alpha-on-white    lay transparent pictures on white\n"
       "      --cli512            hash as Meta's pdq-photo-hasher does\n"
       "      --max-pixels N ...  refuse larger pictures: mien help limits\n"
       "\n"
       "Exit status: 0 all were hashed, 1 some were not, 2 wrong usage.\n"
       "\n"
       "Examples:\n"
       "  mien hash -r --format csv Pictures > hashes.csv\n"
       "  find . -newer last-time -type f -print0 | mien hash -0\n");

static const char compare[] = N_(
    "Usage: mien compare [OPTION]... A B\n"
    "\n"
    "Tells whether A and B show the same picture. Each is a file, '-' for standard\n"
    "input, or a hash of 64 digits. Turned and mirrored copies are recognised when at\n"
    "least one of the two is a file.\n"
    "\n"
    "  -r, --radius N          the most bits that may differ in a match: 31\n"
    "  -f, --format FORMAT     text or json\n"
    "  -q, --quiet             no warnings, no progress bar\n"
    "      --allow-partial     hash what is left of damaged pictures\n"
    "      --alpha-on-white    lay transparent pictures on white\n"
    "      --cli512            hash as Meta's pdq-photo-hasher does\n"
    "      --max-pixels N ...  refuse larger pictures: mien help limits\n"
    "\n"
    "Exit status: 0 match, 1 no match, 2 trouble.\n"
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

const char *const help_topics[] = {"hash", "compare", "show", "limits", NULL};
static const char *const texts[] = {hash, compare, show, limits};

static const char *text_on(const char *topic)
{
    for (size_t i = 0; help_topics[i] != NULL; i++)
        if (strcmp(help_topics[i], topic) == 0)
            return texts[i];
    return NULL;
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

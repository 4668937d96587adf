// SPDX-License-Identifier: Apache-2.0
// A program that knows of mien only what was installed. It compiles as C and as C++,
// and ends with 0 when the library under it works.
#include <mien/mien.h>

#include <stdio.h>
#include <string.h>

static unsigned char pixels[512 * 512];

// The hash that the reference gives to a checkerboard of 8 x 8 squares.
static const char expected[] =
    "5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa";

int main(void)
{
    struct mien_pdq found;
    struct mien_media media;
    char hex[MIEN_HASH_HEX_SIZE];
    for (int y = 0; y < 512; y++)
        for (int x = 0; x < 512; x++)
            pixels[y * 512 + x] = ((x / 8 ^ y / 8) & 1) != 0 ? 255 : 0;
    if (mien_pdq_hash(&found, NULL, pixels, 512, 512, 512, MIEN_PIXEL_GRAY8,
                      MIEN_PDQ_FULL) != MIEN_OK)
        return 1;
    mien_hash_to_hex(hex, &found.hash);
    puts(hex);
    if (strcmp(hex, expected) != 0 || found.quality != 100)
        return 2;
    if (mien_media_hash_bytes(&media, "no image", 8, NULL, NULL) != MIEN_ERROR_FORMAT)
        return 3;
    return strcmp(mien_version(), "") == 0 ? 4 : 0;
}

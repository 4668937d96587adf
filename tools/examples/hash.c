// SPDX-License-Identifier: Apache-2.0
// Prints the hash and the quality of one picture: ./hash photo.jpg
#include <errno.h>
#include <mien/mien.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct mien_media media;
    struct mien_error error = {MIEN_OK, ""};
    char hex[MIEN_HASH_HEX_SIZE];
    if (argc != 2) {
        fputs("Usage: hash PICTURE\n", stderr);
        return 2;
    }
    enum mien_status status;
    const char *path = argv[1];
    status = mien_media_hash_path(&media, path, NULL, &error);
    if (status != MIEN_OK) {
        const char *why = error.detail;
        if (status == MIEN_ERROR_IO)
            why = strerror(errno);
        fprintf(stderr, "%s: %s (%s)\n", path, mien_strerror(status), why);
        return 1;
    }
    mien_hash_to_hex(hex, &media.dihedral[MIEN_DIHEDRAL_ORIGINAL]);
    printf("%s  %u\n", hex, (unsigned)media.quality);
    return 0;
}

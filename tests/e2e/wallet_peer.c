// SPDX-License-Identifier: Apache-2.0
// Wallets for a test in other languages, by the library's public functions:
//
//     wallet_peer make N PASSPHRASE     prints a wallet of N cases
//     wallet_peer open PASSPHRASE       reads one, and prints the ids of its cases
//
// A passphrase on the command line is for tests only.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mien/case.h>

static int complain(enum mien_status status, const struct mien_error *error)
{
    fprintf(stderr, "%s: %s\n", mien_strerror(status), error->detail);
    return (int)status;
}

static int make(int cases, const char *passphrase)
{
    struct mien_error error = {MIEN_OK, ""};
    struct mien_wallet *wallet = NULL;
    char *text = NULL;
    size_t length = 0;
    enum mien_status status = mien_wallet_new(&wallet);
    for (int i = 0; i < cases && status == MIEN_OK; i++) {
        struct mien_case *its = NULL;
        status = mien_case_new(&its, "2026-11-22", false, &error);
        if (status == MIEN_OK)
            status = mien_wallet_put(wallet, its, &error);
        mien_case_free(its);
    }
    if (status == MIEN_OK)
        status = mien_wallet_seal(wallet, &text, &length, passphrase,
                                  strlen(passphrase), &error);
    mien_wallet_free(wallet);
    if (status != MIEN_OK)
        return complain(status, &error);
    fwrite(text, 1, length, stdout);
    mien_case_text_free(text, length);
    return 0;
}

static int open_and_list(const char *passphrase)
{
    static char text[1 << 20];
    struct mien_error error = {MIEN_OK, ""};
    struct mien_wallet *wallet = NULL;
    size_t length = fread(text, 1, sizeof text, stdin);
    enum mien_status status =
        mien_wallet_open(&wallet, text, length, passphrase, strlen(passphrase), &error);
    if (status != MIEN_OK)
        return complain(status, &error);
    for (uint32_t i = 0; i < mien_wallet_count(wallet) && status == MIEN_OK; i++) {
        struct mien_case *its = NULL;
        struct mien_case_info info = {.size = sizeof info};
        status = mien_wallet_case(wallet, i, &its, &error);
        if (status == MIEN_OK)
            status = mien_case_info(its, &info);
        puts(info.id);
        mien_case_free(its);
    }
    mien_wallet_free(wallet);
    return (int)status;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "make") == 0)
        return make(atoi(argv[2]), argv[3]);
    if (argc == 3 && strcmp(argv[1], "open") == 0)
        return open_and_list(argv[2]);
    return 99;
}

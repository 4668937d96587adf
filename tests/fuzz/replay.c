// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target over files, as an ordinary test: `replay FOLDER|FILE...`. Each
// argument is one test, and each file runs in a process of its own, so that a crash or
// a hang is a failed test with the file's name in it.
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz.h"

enum {
    SECONDS_MAX = 60 // for one file, with sanitizers or under an emulator
};

// What one folder came to.
struct tally {
    unsigned files;
    char failures[4000]; // as lines of TAP comments
};

// The bytes of a file in a block of their exact size, so that a sanitizer sees a read
// beyond their end.
static uint8_t *read_file(const char *path, size_t *size)
{
    struct stat found;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &found) != 0) {
        perror(path);
        exit(1);
    }
    *size = (size_t)found.st_size;
    uint8_t *bytes = malloc(*size > 0 ? *size : 1);
    if (bytes == NULL || fread(bytes, 1, *size, file) != *size) {
        perror(path);
        exit(1);
    }
    fclose(file);
    return bytes;
}

static void run_here(const char *path)
{
    size_t size;
    uint8_t *bytes = read_file(path, &size);
    alarm(SECONDS_MAX);
    LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
}

static void run_file(const char *path, struct tally *tally)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        run_here(path);
        exit(0); // not _exit: leaks are looked for at the exit
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) {
        perror("fork");
        exit(1);
    }
    tally->files++;
    if (status != 0) {
        size_t used = strlen(tally->failures);
        snprintf(tally->failures + used, sizeof tally->failures - used, "# %s: %s %d\n",
                 path, WIFSIGNALED(status) ? "signal" : "exit",
                 WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    }
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void run_path(const char *path, struct tally *tally)
{
    struct stat found;
    struct dirent **entries;
    if (stat(path, &found) != 0) {
        perror(path);
        exit(1);
    }
    if (!S_ISDIR(found.st_mode)) {
        run_file(path, tally);
        return;
    }
    int count = scandir(path, &entries, visible, alphasort);
    for (int i = 0; i < count; i++) {
        char inner[4096];
        snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name);
        run_path(inner, tally);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

// The last two parts of a path are enough to know it by.
static const char *short_name(const char *path)
{
    const char *name = path + strlen(path);
    for (int slashes = 0; name > path; name--)
        if (name[-1] == '/' && ++slashes == 2)
            break;
    return name;
}

// Folders outside of the tree are optional: "?" before a path says so.
static bool skipped(const char *path)
{
    return path[0] == '?' && access(path + 1, R_OK) != 0;
}

int main(int argc, char **argv)
{
    printf("1..%d\n", argc - 1);
    for (int i = 1; i < argc; i++) {
        const char *path = argv[i];
        if (skipped(path)) {
            printf("ok %d - %s # SKIP needs ../shared, which is not there\n", i,
                   short_name(path));
            continue;
        }
        static struct tally tally;
        memset(&tally, 0, sizeof tally);
        run_path(path[0] == '?' ? path + 1 : path, &tally);
        bool passed = tally.files > 0 && tally.failures[0] == '\0';
        printf("%sok %d - %s: %u files\n%s", passed ? "" : "not ", i, short_name(path),
               tally.files, tally.failures);
    }
    return argc > 1 ? 0 : 1;
}

// SPDX-License-Identifier: Apache-2.0
// A passphrase from a descriptor: which bytes belong to it, where they lie, and what is
// said of a weak one. (For the terminal see tests/e2e/test_hardening.py.)
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sanitizer.h"
#include "secret.h"
#include "signals.h"
#include "suite.h"

// A descriptor from which these bytes come, and then the end.
static int reader_of(const void *bytes, size_t size)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], bytes, size), (ssize_t)size);
    close(ends[1]);
    return ends[0];
}

static enum secret_status read_bytes(struct secret **out, const void *bytes,
                                     size_t size)
{
    *out = NULL;
    int fd = reader_of(bytes, size);
    enum secret_status status = secret_read_fd(out, fd);
    close(fd);
    ck_assert((status == SECRET_OK) == (*out != NULL));
    return status;
}

static struct secret *secret_of(const char *text)
{
    struct secret *secret;
    ck_assert_int_eq(read_bytes(&secret, text, strlen(text)), SECRET_OK);
    return secret;
}

START_TEST(a_line_is_the_secret)
{
    static const struct {
        const char *text, *secret;
    } lines[] = {{"one two", "one two"},     {"one two\n", "one two"},
                 {"one two\r\n", "one two"}, {"one\ntwo\n", "one"},
                 {" space \n", " space "},   {"a\rb\n", "a\rb"},
                 {"clé élève", "clé élève"}, {"سر", "سر"}};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct secret *secret = secret_of(lines[i].text);
        ck_assert_uint_eq(secret_length(secret), strlen(lines[i].secret));
        ck_assert_str_eq(secret_bytes(secret), lines[i].secret);
        secret_free(secret);
    }
    secret_free(NULL);
}
END_TEST

START_TEST(what_follows_the_line_stays)
{
    int fd = reader_of("secret\nnext", 11);
    struct secret *secret;
    ck_assert_int_eq(secret_read_fd(&secret, fd), SECRET_OK);
    char rest[16] = "";
    ck_assert_int_eq(read(fd, rest, sizeof rest), 4);
    ck_assert_str_eq(rest, "next");
    close(fd);
    secret_free(secret);
    // Also behind a line that is too long.
    char large[SECRET_MAX + 600];
    memset(large, 'x', sizeof large);
    memcpy(large + sizeof large - 5, "\nnext", 5);
    fd = reader_of(large, sizeof large);
    ck_assert_int_eq(secret_read_fd(&secret, fd), SECRET_TOO_LONG);
    ck_assert_int_eq(read(fd, rest, sizeof rest), 4);
    close(fd);
}
END_TEST

START_TEST(what_is_no_secret_is_refused)
{
    struct secret *secret;
    ck_assert_int_eq(read_bytes(&secret, "", 0), SECRET_EMPTY);
    ck_assert_int_eq(read_bytes(&secret, "\n", 1), SECRET_EMPTY);
    ck_assert_int_eq(read_bytes(&secret, "\r\n", 2), SECRET_EMPTY);
    ck_assert_int_eq(read_bytes(&secret, "a\0b\n", 4), SECRET_NUL);
    char large[SECRET_MAX + 3];
    memset(large, 'x', sizeof large);
    ck_assert_int_eq(read_bytes(&secret, large, SECRET_MAX + 1), SECRET_TOO_LONG);
    ck_assert_int_eq(read_bytes(&secret, large, SECRET_MAX + 2), SECRET_TOO_LONG);
    ck_assert_int_eq(read_bytes(&secret, large, SECRET_MAX), SECRET_OK);
    ck_assert_uint_eq(secret_length(secret), SECRET_MAX);
    secret_free(secret);
    memcpy(large + SECRET_MAX, "\r\n", 2);
    ck_assert_int_eq(read_bytes(&secret, large, SECRET_MAX + 2), SECRET_OK);
    ck_assert_uint_eq(secret_length(secret), SECRET_MAX);
    secret_free(secret);
    ck_assert_int_eq(secret_read_fd(&secret, -1), SECRET_IO);
    // Nothing ever comes from an end that is for writing: that is not waited for.
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(secret_read_fd(&secret, ends[1]), SECRET_IO);
    ck_assert_int_eq(errno, EBADF);
    close(ends[0]), close(ends[1]);
    for (int status = SECRET_EMPTY; status <= SECRET_MEMORY; status++)
        if (status != SECRET_STOPPED)
            ck_assert_uint_gt(strlen(secret_status_text((enum secret_status)status)),
                              10);
}
END_TEST

START_TEST(a_signal_stops_the_waiting)
{
    signals_begin();
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "half a secret", 13), 13);
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        usleep(200000);
        kill(parent, SIGTERM);
        _exit(0);
    }
    struct secret *secret;
    ck_assert_int_eq(secret_read_fd(&secret, ends[0]), SECRET_STOPPED);
    ck_assert_int_eq(signals_caught(), SIGTERM);
    waitpid(child, NULL, 0);
    close(ends[0]), close(ends[1]);
}
END_TEST

START_TEST(secrets_are_compared)
{
    struct secret *a = secret_of("one two three"), *b = secret_of("one two three\n"),
                  *c = secret_of("one two thres"), *d = secret_of("one two");
    ck_assert(secret_equal(a, b));
    ck_assert(!secret_equal(a, c));
    ck_assert(!secret_equal(a, d));
    ck_assert(!secret_equal(d, a));
    secret_free(a), secret_free(b), secret_free(c), secret_free(d);
}
END_TEST

// Answers whether a child that looks at an address dies of it.
static bool dies_of(const volatile char *address)
{
    pid_t child = fork();
    if (child == 0) {
        signal(SIGSEGV, SIG_DFL);
        _exit(*address == 1 ? 1 : 0);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status);
}

START_TEST(it_lies_in_a_page_of_its_own)
{
    struct secret *secret = secret_of("one two three");
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    const char *bytes = secret_bytes(secret), *begin = bytes - (uintptr_t)bytes % page;
    ck_assert(dies_of(begin - 1));
    ck_assert(dies_of(begin + page));
    FILE *stream = fopen("/proc/self/smaps", "r");
    char line[512];
    bool inside = false, found = false;
    unsigned long from, to;
    while (fgets(line, sizeof line, stream) != NULL) {
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
            inside = from <= (uintptr_t)bytes && (uintptr_t)bytes < to;
        else if (inside && strncmp(line, "VmFlags:", 8) == 0)
            // Locked, not dumped, wiped in children.
            found = strstr(line, " lo") && strstr(line, " dd") && strstr(line, " wf");
    }
    fclose(stream);
    ck_assert(found);
    // A child has zeros there.
    ck_assert_int_eq(*bytes, 'o');
    pid_t child = fork();
    if (child == 0)
        _exit(*(const volatile char *)bytes);
    int status;
    waitpid(child, &status, 0);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    secret_free(secret);
    ck_assert(dies_of(bytes));
}
END_TEST

START_TEST(weak_ones_are_explained)
{
    static const struct {
        const char *passphrase, *word;
    } weak[] = {
        {"password", "first"},
        {"PassWord123!", "first"},
        {"Azerty2024", "first"},
        {"motdepasse1", "first"},
        {"Contraseña!", "first"},
        {"كلمة السر123", "first"},
        {"19870412", "digits"},
        {"06 12 34 56 78 90 12", "digits"},
        {"aaaaaaaaaaaaaaa", "again"},
        {"abcabcabcabc", "again"},
        {"qwertyuiopasdfgh", "keyboard"},
        {"poiuytrezamlkjh", "keyboard"},
        {"abcdefghijklmno", "alphabet"},
        {"blue tea", "short"},
        {"صباح الخير", "short"},
        {"one \x1b[D two three four", "arrow"},
    };
    for (size_t i = 0; i < sizeof weak / sizeof weak[0]; i++) {
        struct secret *secret = secret_of(weak[i].passphrase);
        const char *why = secret_weakness(secret);
        ck_assert_msg(why != NULL && strstr(why, weak[i].word) != NULL, "%s: %s",
                      weak[i].passphrase, why);
        secret_free(secret);
    }
}
END_TEST

START_TEST(good_ones_are_not_blamed)
{
    static const char *const good[] = {
        "orbit velvet cactus lantern", "tambour girafe brume escalier",
        "lluvia tornillo jirafa violeta", "قمر سلحفاة مفتاح بنفسج", "xK4#vq9!Tz2&mB7w"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct secret *secret = secret_of(good[i]);
        const char *why = secret_weakness(secret);
        ck_assert_msg(why == NULL, "%s: %s", good[i], why);
        secret_free(secret);
    }
}
END_TEST

#ifdef MIEN_WITH_ZXCVBN
START_TEST(names_and_dates_are_known)
{
    static const char *const known[] = {"jennifer1987", "michael-jessica",
                                        "P@ssw0rdP@ssw0rd", "summer vacation"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct secret *secret = secret_of(known[i]);
        const char *why = secret_weakness(secret);
        ck_assert_msg(why != NULL && strstr(why, "program") != NULL, "%s: %s", known[i],
                      why);
        secret_free(secret);
    }
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("secret");
    TCase *tcase = tcase_create("secret");
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, a_line_is_the_secret);
    tcase_add_test(tcase, what_follows_the_line_stays);
    tcase_add_test(tcase, what_is_no_secret_is_refused);
    tcase_add_test(tcase, a_signal_stops_the_waiting);
    tcase_add_test(tcase, secrets_are_compared);
    mien_tcase_add_if(tcase, it_lies_in_a_page_of_its_own, !MIEN_SANITIZER,
                      "it_lies_in_a_page_of_its_own", "a sanitizer locks nothing");
    tcase_add_test(tcase, weak_ones_are_explained);
    tcase_add_test(tcase, good_ones_are_not_blamed);
#ifdef MIEN_WITH_ZXCVBN
    tcase_add_test(tcase, names_and_dates_are_known);
#else
    mien_suite_skip("names_and_dates_are_known", "built without zxcvbn");
#endif
    return mien_suite_run(suite);
}

// SPDX-License-Identifier: Apache-2.0
#include "secret.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "i18n.h"
#include "quiet_input.h"

// All of it lies in the one page that is locked.
struct secret {
    size_t length;
    char bytes[SECRET_MAX + 2]; // and a CR and a LF, which do not belong to it
};
_Static_assert(sizeof(struct secret) <= 4096, "no page is smaller");

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

static struct secret *new_secret(void)
{
    size_t page = page_size();
    // cppcheck-suppress invalidFunctionArg; -1 is what memory without a file wants
    char *pages = mmap(NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
        return NULL;
    void *middle = pages + page;
    if (mprotect(middle, page, PROT_READ | PROT_WRITE) != 0) {
        munmap(pages, 3 * page);
        return NULL;
    }
    // When it cannot be locked, guard_begin() could not either, and she was told.
    (void)mlock(middle, page);
    madvise(middle, page, MADV_DONTDUMP);
    madvise(middle, page, MADV_WIPEONFORK);
    return middle;
}

void secret_free(struct secret *secret)
{
    if (secret == NULL)
        return;
    size_t page = page_size();
    explicit_bzero(secret, page);
    munlock(secret, page);
    munmap((char *)secret - page, 3 * page);
}

static enum secret_status judge(struct secret *secret)
{
    if (secret->length > 0 && secret->bytes[secret->length - 1] == '\r')
        secret->length--;
    secret->bytes[secret->length] = '\0';
    if (secret->length > SECRET_MAX)
        return SECRET_TOO_LONG;
    if (memchr(secret->bytes, '\0', secret->length) != NULL)
        return SECRET_NUL;
    return secret->length > 0 ? SECRET_OK : SECRET_EMPTY;
}

// Byte by byte, so that what follows the line stays for others. A line that is too long
// is read to its end, so that its rest is not taken for an answer.
static enum secret_status read_line(struct secret *secret, struct quiet_input *input)
{
    bool too_long = false;
    for (;;) {
        char *byte = &secret->bytes[secret->length];
        int got = quiet_input_read(input, byte);
        if (got < 0)
            return errno == EINTR ? SECRET_STOPPED : SECRET_IO;
        if (got == 0 || *byte == '\n')
            break;
        if (secret->length < sizeof secret->bytes - 1)
            secret->length++;
        else
            too_long = true;
    }
    return too_long ? SECRET_TOO_LONG : judge(secret);
}

static enum secret_status read_secret(struct secret **out, int fd, const char *prompt)
{
    struct secret *secret = new_secret();
    if (secret == NULL)
        return SECRET_MEMORY;
    struct quiet_input input;
    enum secret_status status = SECRET_IO;
    if (quiet_input_begin(&input, fd, prompt)) {
        status = read_line(secret, &input);
        quiet_input_end(&input);
    }
    int number = errno;
    if (status == SECRET_OK)
        *out = secret;
    else
        secret_free(secret);
    errno = number;
    return status;
}

enum secret_status secret_read_fd(struct secret **out, int fd)
{
    return read_secret(out, fd, NULL);
}

enum secret_status secret_read_tty(struct secret **out, const char *prompt)
{
    int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return SECRET_NO_TERMINAL;
    enum secret_status status = read_secret(out, fd, prompt);
    int number = errno;
    close(fd);
    errno = number;
    return status;
}

const char *secret_status_text(enum secret_status status)
{
    switch (status) {
    case SECRET_EMPTY:
        return _("the passphrase is empty");
    case SECRET_TOO_LONG:
        return _("the passphrase is longer than 1024 bytes");
    case SECRET_NUL:
        return _("the passphrase has a zero byte in it");
    case SECRET_NO_TERMINAL:
        return _("there is no terminal to ask for the passphrase");
    case SECRET_IO:
        return _("the passphrase could not be read");
    case SECRET_MEMORY:
        return _("there is not enough memory");
    case SECRET_OK:
    case SECRET_STOPPED:
        break;
    }
    return "";
}

const char *secret_bytes(const struct secret *secret)
{
    return secret->bytes;
}

size_t secret_length(const struct secret *secret)
{
    return secret->length;
}

bool secret_equal(const struct secret *a, const struct secret *b)
{
    return a->length == b->length && CRYPTO_memcmp(a->bytes, b->bytes, a->length) == 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "case_pictures.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "case_made_up.h"
#include "detail.h"
#include "errno_text.h"
#include "hash_child.h"
#include "i18n.h"
#include "memory.h"
#include "signals.h"
#include "status_text.h"

enum {
    FILM_PART = 65536 // bytes of a film read at a time
};

void case_pictures_add(struct case_pictures *its, const char *name, bool film)
{
    its->list = memory_resize(its->list, its->count + 1, sizeof its->list[0]);
    its->list[its->count++] =
        (struct case_picture){.name = memory_text(name), .film = film};
}

static void free_views(struct case_picture *its)
{
    if (its->views != NULL)
        explicit_bzero(its->views, its->view_count * sizeof its->views[0]);
    free(its->views);
    its->views = NULL;
    its->view_count = 0;
}

void case_pictures_free(struct case_pictures *its)
{
    for (size_t i = 0; i < its->count; i++) {
        free(its->list[i].name);
        free(its->list[i].reason);
        free_views(&its->list[i]);
    }
    if (its->count > 0)
        explicit_bzero(its->list, its->count * sizeof its->list[0]);
    free(its->list);
    *its = (struct case_pictures){0};
}

size_t case_pictures_in(const struct case_pictures *its, enum case_picture_state state)
{
    size_t count = 0;
    for (size_t i = 0; i < its->count; i++)
        count += its->list[i].state == state;
    return count;
}

bool case_pictures_add_made_up(struct case_pictures *its, const char *name)
{
    case_pictures_add(its, name, false);
    struct case_picture *picture = &its->list[its->count - 1];
    its->read = case_made_up(picture);
    return its->read;
}

size_t case_pictures_with_views(const struct case_pictures *its)
{
    size_t count = 0;
    for (size_t i = 0; i < its->count; i++)
        count += its->list[i].state == CASE_PICTURE_FINE && its->list[i].view_count > 1;
    return count;
}

enum mien_status case_picture_take(const struct case_picture *its, struct mien_case *to,
                                   bool with_views, struct mien_error *error)
{
    if (its->film)
        return mien_case_add_video(to, NULL, its->md5, error);
    if (with_views && its->view_count > 1)
        return mien_case_add_views(to, NULL, its->views, its->view_count, error);
    return mien_case_add_image(to, NULL, its->dihedral, its->quality, error);
}

static void fail(struct case_picture *picture, const char *reason, const char *step)
{
    picture->state = CASE_PICTURE_UNREADABLE;
    picture->reason = memory_text(reason);
    picture->step = step;
}

// ---- A film
// ----------------------------------------------------------------------------

// The MD5 of all bytes; nothing looks at what they mean, so no sandbox is needed.
static bool digest(uint8_t md5[16], int fd)
{
    static unsigned char part[FILM_PART];
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good = context != NULL && EVP_DigestInit_ex(context, EVP_md5(), NULL) == 1;
    ssize_t got = 1;
    while (good && got > 0 && signals_caught() == 0) {
        got = read(fd, part, sizeof part);
        if (got < 0 && errno == EINTR) {
            got = 1;
            continue;
        }
        good =
            got >= 0 && (got == 0 || EVP_DigestUpdate(context, part, (size_t)got) == 1);
    }
    good = good && EVP_DigestFinal_ex(context, md5, NULL) == 1;
    explicit_bzero(part, sizeof part);
    EVP_MD_CTX_free(context);
    return good;
}

static void read_film(struct case_picture *film, int fd)
{
    errno = 0;
    if (digest(film->md5, fd))
        return;
    fail(film, errno != 0 ? errno_text(errno) : _("the file could not be read"), NULL);
}

// ---- A picture
// -------------------------------------------------------------------------

// Notes why there is no hash. What an image library says is left out: it says it in
// English, and to its makers.
static void note_failure(struct case_picture *picture, enum mien_status status,
                         int number, const struct mien_error *error)
{
    bool film = status == MIEN_ERROR_UNSUPPORTED && detail_kind(error) == DETAIL_VIDEO;
    if (film)
        fail(picture, _("this is a film"), _("A film is named by the option --video."));
    else if (status == MIEN_ERROR_IO && number == ENOTSUP)
        fail(picture, _("it is not a regular file"), NULL);
    else if (status == MIEN_ERROR_IO && number != 0)
        fail(picture, errno_text(number),
             number == ENOENT
                 ? _("Check the name: drag the file into the window of the "
                     "terminal to have it written for you.")
                 : NULL);
    else if (status == MIEN_ERROR_CORRUPT)
        fail(picture, status_text_picture(status), _("Look for a whole copy."));
    else if (status == MIEN_ERROR_UNSUPPORTED || status == MIEN_ERROR_FORMAT)
        fail(picture, status_text_picture(status),
             _("Save the picture as PNG or JPEG, and take that copy."));
    else
        fail(picture, status_text_picture(status), NULL);
}

// Notes what the child found, or why it found nothing.
static void note(struct case_picture *picture, enum sandbox_end end,
                 const struct hash_child_result *result)
{
    picture->state = CASE_PICTURE_UNREADABLE;
    if (end == SANDBOX_STOPPED)
        return;
    if (end != SANDBOX_DONE) {
        fail(picture, sandbox_end_text(end), NULL);
    } else if (result->status != MIEN_OK) {
        note_failure(picture, result->status, result->error_number, &result->error);
    } else {
        picture->quality = result->media.quality;
        memcpy(picture->dihedral, result->media.dihedral, sizeof picture->dihedral);
        picture->state = CASE_PICTURE_FINE;
    }
}

static void read_picture(struct case_picture *picture, int fd, uint32_t hashes)
{
    if (hashes == 0) {
        struct hash_child_result result = {.status = MIEN_OK};
        note(picture, hash_child_run(&result, fd, NULL), &result);
        explicit_bzero(&result, sizeof result);
        return;
    }
    struct hash_child_views *found = memory_zeroed(1, sizeof *found);
    note(picture, hash_child_views(found, fd, hashes), &found->result);
    if (picture->state == CASE_PICTURE_FINE) {
        picture->view_count = found->count;
        picture->views = memory_zeroed(found->count, sizeof found->views[0]);
        memcpy(picture->views, found->views, found->count * sizeof found->views[0]);
    }
    explicit_bzero(found, sizeof *found);
    free(found);
}

static void read_one(struct case_picture *picture, uint32_t hashes)
{
    int fd = hash_child_open(picture->name);
    if (fd < 0) {
        note_failure(picture, MIEN_ERROR_IO, errno, NULL);
        return;
    }
    if (picture->film)
        read_film(picture, fd);
    else
        read_picture(picture, fd, hashes);
    close(fd);
}

bool case_pictures_read(struct case_pictures *its,
                        void (*progress)(size_t number, size_t count))
{
    for (size_t i = 0; i < its->count && !its->read; i++) {
        progress(i + 1, its->count);
        read_one(&its->list[i], its->hashes);
        if (signals_caught() != 0)
            return false;
    }
    its->read = true;
    return signals_caught() == 0;
}

void case_pictures_judge(struct case_pictures *its, uint32_t minimum)
{
    for (size_t i = 0; i < its->count; i++) {
        struct case_picture *picture = &its->list[i];
        if (picture->state != CASE_PICTURE_UNREADABLE && !picture->film)
            picture->state =
                picture->quality < minimum ? CASE_PICTURE_DULL : CASE_PICTURE_FINE;
    }
}

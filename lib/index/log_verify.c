// SPDX-License-Identifier: Apache-2.0
// Reading every byte of a log.
#include <fcntl.h>
#include <string.h>

#include "index/folder.h"
#include "index/format.h"
#include "index/log_file.h"
#include "index/place.h"
#include "index/system.h"

struct log_verifier {
    int fd;
    uint64_t generation;
    uint64_t torn_bytes, bytes;
    // What the records say, and those of whole groups.
    struct said {
        uint64_t changes;
        uint64_t next; // generation; 0: the log does not go on
    } said, whole;
    struct mien_error *error;
};

static enum mien_status fail(const struct log_verifier *verifier,
                             enum mien_status status, const char *what)
{
    return mien_fail_log(verifier->error, status, verifier->generation, "",
                         MIEN_NO_NUMBER, what);
}

// What is wrong with a record that has the right checksum; NULL: nothing.
static const char *fault_of(const struct log_verifier *verifier,
                            const struct mien_record *record)
{
    static const uint8_t zeros[sizeof record->reserved];
    bool change = record->kind >= MIEN_CHANGE_ADD && record->kind <= MIEN_CHANGE_REMOVE;
    if (verifier->said.next != 0)
        return "lies behind the end of the log";
    if (!change && record->kind != MIEN_RECORD_CONTINUE &&
        record->kind != MIEN_RECORD_SNAPSHOT)
        return "is of no known kind";
    if ((record->flags & ~MIEN_RECORD_LAST) != 0 ||
        memcmp(record->reserved, zeros, sizeof zeros) != 0)
        return "is not zero where it must be";
    if ((record->kind == MIEN_CHANGE_ADD || record->kind == MIEN_CHANGE_REPLACE) &&
        record->list == MIEN_LIST_ANY)
        return "adds to no list";
    if (record->kind == MIEN_RECORD_CONTINUE && record->id <= verifier->generation)
        return "goes on in an older log";
    return NULL;
}

static enum mien_status check_record(void *context, const struct mien_record *record,
                                     uint64_t number)
{
    struct log_verifier *verifier = context;
    const char *fault = fault_of(verifier, record);
    if (fault != NULL)
        return mien_fail_log(verifier->error, MIEN_ERROR_CORRUPT, verifier->generation,
                             "record", number, fault);
    if (record->kind == MIEN_RECORD_CONTINUE)
        verifier->said.next = record->id;
    else if (record->kind != MIEN_RECORD_SNAPSHOT)
        verifier->said.changes++;
    if ((record->flags & MIEN_RECORD_LAST) != 0)
        verifier->whole = verifier->said;
    return MIEN_OK;
}

static enum mien_status verify_file(struct log_verifier *verifier)
{
    struct mien_scan scan;
    uint64_t committed, durable, whole;
    enum mien_status status = mien_log_header(verifier->fd, verifier->generation,
                                              &committed, &durable, verifier->error);
    if (status == MIEN_OK)
        status = mien_log_scan(verifier->fd, verifier->generation, 0, &scan,
                               check_record, verifier, verifier->error);
    if (status != MIEN_OK)
        return status;
    whole = committed > durable ? committed : durable;
    if (scan.whole < whole)
        return mien_log_fail_scan(&scan, verifier->generation, whole, verifier->error);
    if (!mien_file_size(verifier->fd, &verifier->bytes))
        return fail(verifier, MIEN_ERROR_IO, "it could not be read");
    if (verifier->bytes > mien_log_place(scan.whole))
        verifier->torn_bytes = verifier->bytes - mien_log_place(scan.whole);
    return MIEN_OK;
}

enum mien_status mien_log_verify(int folder, uint64_t generation,
                                 struct mien_index_verified *verified, uint64_t *next,
                                 struct mien_error *error)
{
    char name[MIEN_FILE_NAME_SIZE];
    struct log_verifier verifier = {.generation = generation, .error = error};
    mien_log_name(name, generation);
    verifier.fd = mien_file_open(folder, name, O_RDONLY);
    if (verifier.fd < 0)
        return fail(&verifier, MIEN_ERROR_IO, "it could not be opened");
    enum mien_status status = verify_file(&verifier);
    mien_file_close(verifier.fd);
    if (status == MIEN_OK) {
        verified->files++;
        verified->bytes += verifier.bytes;
        verified->log_changes += verifier.whole.changes;
        verified->torn_bytes += verifier.torn_bytes;
        *next = verifier.whole.next;
    }
    return status;
}

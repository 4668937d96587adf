// SPDX-License-Identifier: Apache-2.0
// A log of any records, damaged in any way, behind checksums that are right unless the
// input says otherwise. What readers and writers make of it is compared with what
// doc/index-format.md says, which is written down here a second time.
//
// The input: u8 head: bit 0: a snapshot of 40 entries, else of none; 1: as many records
// are acknowledged as there are, else as u8 committed says; 2: the same for durable; 3:
// the checksum of the header stays as it was before the patches; 4: nobody writes on;
// 5: who writes on compacts; 6: all is verified, which takes long. Then u8 committed,
// u8 durable, u8 n: how many records; n x 7 bytes: u8 kind, u8 flags (bit 0: the last
// of a group; 1: a wrong checksum; 2: of another place), u8 id, u8 list (255: any), u8
// variant, u8 hash, u8 what stands in the bytes that are zero. Then patches of 3 bytes:
// u16 where, u8 what is turned. A byte that is left at the end is the number of bytes
// that are cut off.
#include "fuzz.h"

#include <string.h>
#include <zlib.h>

#include "index.h"
#include "index/format.h"
#include "index/order.h"

enum {
    HEAD = 4,
    RECORD = 7,
    PATCH = 3,
    RECORDS_MAX = 64,
    GENERATION = 1
};

static struct mien_fuzz_index bases[2];

// --------------------------------------------------------------------------- the
// writing

static uint64_t word(uint64_t number)
{
    return number + ((UINT32_MAX - number) << 32);
}

static uint32_t crc_of(const uint8_t record[64], uint64_t number)
{
    const uint64_t place[2] = {mien_order64(GENERATION), mien_order64(number)};
    return (uint32_t)crc32(crc32(0, (const uint8_t *)place, sizeof place), record, 60);
}

static void put_record(uint8_t out[64], const struct mien_fuzz_index *base,
                       const uint8_t *in, uint64_t number)
{
    struct mien_record record = {.id = in[2],
                                 .list = in[3] == 255 ? MIEN_LIST_ANY : in[3] % 4u,
                                 .variant = in[4],
                                 .time = 1700000000,
                                 .kind = in[0],
                                 .flags = in[1] & 1};
    record.hash = base->query[in[5] % 20];
    if (in[5] < base->model.count)
        record.hash = base->model.entry[in[5]].hash;
    record.reserved[0] = in[6];
    memcpy(out, &record, 60);
    uint32_t crc = crc_of(out, (in[1] & 4) != 0 ? number + 1 : number);
    crc ^= (in[1] & 2) != 0;
    mien_order_run(&crc, sizeof crc, sizeof crc);
    memcpy(out + 60, &crc, sizeof crc);
}

static void put_header(uint8_t *out, uint64_t committed, uint64_t durable)
{
    struct mien_log_header header = {.magic = MIEN_LOG_MAGIC,
                                     .version = 1,
                                     .header_bytes = sizeof header,
                                     .generation = GENERATION,
                                     .committed = word(committed),
                                     .durable = word(durable)};
    header.crc = (uint32_t)crc32(0, (const uint8_t *)&header, 24);
    memcpy(out, &header, sizeof header);
}

struct bytes {
    uint8_t *byte;
    size_t size;
};

// The file that the input describes.
static struct bytes make_log(const struct mien_fuzz_index *base, const uint8_t *data,
                             size_t size)
{
    size_t records = data[3] % (RECORDS_MAX + 1u), at = HEAD;
    if (records > (size - HEAD) / RECORD)
        records = (size - HEAD) / RECORD;
    struct bytes log = {.size = MIEN_PAGE + 64 * records};
    log.byte = malloc(log.size);
    MIEN_FUZZ_ASSERT(log.byte != NULL);
    put_header(log.byte, (data[0] & 2) != 0 ? records : data[1],
               (data[0] & 4) != 0 ? records : data[2]);
    for (size_t i = 0; i < records; i++, at += RECORD)
        put_record(log.byte + MIEN_PAGE + 64 * i, base, data + at, i);
    bool patched = size - at >= PATCH;
    for (; size - at >= PATCH; at += PATCH)
        log.byte[(data[at] + 256u * data[at + 1]) % log.size] ^= data[at + 2];
    if (patched && (data[0] & 8) == 0) {
        uint32_t crc = (uint32_t)crc32(0, log.byte, 24);
        mien_order_run(&crc, sizeof crc, sizeof crc);
        memcpy(log.byte + 24, &crc, sizeof crc);
    }
    if (at < size)
        log.size -= data[at] < log.size ? data[at] : log.size;
    return log;
}

// --------------------------------------------------------------------- what it must
// mean

enum verdict {
    SOUND,
    DAMAGED, // must not open
    OPEN     // the format leaves it open
};

// The records of the groups that count; *sound receives how many have a right checksum.
static size_t whole_groups(const struct bytes *log, size_t *sound)
{
    size_t records = log->size > MIEN_PAGE ? (log->size - MIEN_PAGE) / 64 : 0,
           whole = 0;
    for (size_t i = 0; i < records; i++, ++*sound) {
        const uint8_t *record = log->byte + MIEN_PAGE + 64 * i;
        uint32_t crc;
        memcpy(&crc, record + 60, sizeof crc);
        mien_order_run(&crc, sizeof crc, sizeof crc);
        if (crc != crc_of(record, i))
            break;
        if ((record[53] & 1) != 0)
            whole = i + 1;
    }
    return whole;
}

static enum verdict judge_header(const struct bytes *log, uint64_t *durable)
{
    struct mien_log_header header, good;
    if (log->size < sizeof header)
        return DAMAGED;
    memcpy(&header, log->byte, sizeof header);
    if (memcmp(header.magic, MIEN_LOG_MAGIC, 8) != 0 || header.version != 1 ||
        header.header_bytes != MIEN_PAGE || header.generation != GENERATION ||
        header.crc != (uint32_t)crc32(0, log->byte, 24))
        return DAMAGED;
    *durable = (uint32_t)header.durable;
    if (header.durable != word(*durable))
        return DAMAGED;
    put_header((uint8_t *)&good, (uint32_t)header.committed, *durable);
    return memcmp(&good, &header, sizeof good) == 0 ? SOUND : OPEN;
}

// Applies what counts to the model.
static enum verdict judge(const struct bytes *log, struct mien_model *model)
{
    uint64_t durable = 0;
    enum verdict verdict = judge_header(log, &durable);
    if (verdict == DAMAGED)
        return DAMAGED;
    size_t sound = 0, whole = whole_groups(log, &sound);
    if (sound < durable)
        return DAMAGED;
    if (whole < durable)
        return OPEN; // no writer leaves a group half durable
    for (size_t i = 0; i < whole; i++) {
        struct mien_record record;
        memcpy(&record, log->byte + MIEN_PAGE + 64 * i, sizeof record);
        struct mien_change change = {
            (enum mien_change_kind)record.kind,
            {record.hash, record.id, record.list, record.variant}};
        static const uint8_t zeros[6];
        if (record.kind == MIEN_RECORD_CONTINUE) // there is no such log
            return DAMAGED;
        if (record.flags > 1 || memcmp(record.reserved, zeros, sizeof zeros) != 0)
            verdict = OPEN;
        if (record.kind == MIEN_RECORD_SNAPSHOT)
            continue;
        if (record.kind < MIEN_CHANGE_ADD || record.kind > MIEN_CHANGE_REMOVE)
            return DAMAGED;
        if (record.kind <= MIEN_CHANGE_REPLACE && record.list == MIEN_LIST_ANY)
            verdict = OPEN; // no entry is in it
        mien_model_change(model, &change, 1, NULL);
    }
    return verdict;
}

// ------------------------------------------------------------------------ what is made
// of it

static void check_handle(const struct mien_fuzz_index *base, struct mien_index *opened,
                         enum verdict verdict, struct mien_model *model)
{
    MIEN_FUZZ_ASSERT(opened != NULL ? verdict != DAMAGED : verdict != SOUND);
    if (opened == NULL)
        return;
    if (verdict == SOUND) {
        MIEN_FUZZ_ASSERT(mien_fuzz_index_use(opened, base) == MIEN_OK);
        MIEN_FUZZ_ASSERT(mien_fuzz_index_holds(opened, model));
    } else {
        (void)!mien_fuzz_index_use(opened, base);
    }
}

// A writer mends it, adds something, folds it; and a reader who was there before
// follows.
static void write_on(const struct mien_fuzz_index *base, struct mien_index *reader,
                     uint8_t head, enum verdict verdict, struct mien_model *model)
{
    enum mien_status status;
    const struct mien_change one = {MIEN_CHANGE_ADD,
                                    {.hash = base->query[0], .id = 987654321}};
    struct mien_index *writer = mien_fuzz_index_open(base, MIEN_INDEX_WRITE, &status);
    check_handle(base, writer, verdict, model);
    if (writer == NULL)
        return;
    if (verdict == SOUND) {
        if ((head & 64) != 0)
            MIEN_FUZZ_ASSERT(mien_index_verify(base->path, NULL, NULL, NULL, NULL) ==
                             MIEN_OK);
        MIEN_FUZZ_ASSERT(mien_index_change(writer, &one, 1, NULL, NULL) == MIEN_OK);
        mien_model_change(model, &one, 1, NULL);
        MIEN_FUZZ_ASSERT(mien_fuzz_index_holds(reader, model));
        if ((head & 32) != 0)
            MIEN_FUZZ_ASSERT(mien_index_compact(writer, NULL) == MIEN_OK);
        MIEN_FUZZ_ASSERT(mien_fuzz_index_holds(writer, model));
        MIEN_FUZZ_ASSERT(mien_fuzz_index_holds(reader, model));
    }
    MIEN_FUZZ_ASSERT(mien_index_close(writer) == MIEN_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < HEAD)
        return 0;
    struct mien_fuzz_index *base = &bases[data[0] & 1];
    if (base->snapshot == NULL)
        *base = mien_fuzz_index_make((data[0] & 1) != 0 ? "forty" : "none",
                                     (data[0] & 1) != 0 ? 40 : 0, 0);
    struct bytes log = make_log(base, data, size);
    struct mien_model model = {0};
    enum mien_status status;
    mien_model_copy(&model, &base->model);
    enum verdict verdict = judge(&log, &model);
    mien_fuzz_index_put(base, NULL, 0, log.byte, log.size);
    if ((data[0] & 64) != 0 &&
        mien_index_verify(base->path, NULL, NULL, NULL, NULL) == MIEN_OK)
        MIEN_FUZZ_ASSERT(verdict != DAMAGED);
    struct mien_index *reader = mien_fuzz_index_open(base, 0, &status);
    check_handle(base, reader, verdict, &model);
    if ((data[0] & 16) == 0)
        write_on(base, reader, data[0], verdict, &model);
    (void)mien_index_close(reader);
    mien_model_free(&model);
    free(log.byte);
    return 0;
}

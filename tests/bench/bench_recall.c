// SPDX-License-Identifier: Apache-2.0
// Compares the views of files with those of pictures in a bank, through the public
// interface alone; recall.py tells it what, and counts what it answers.
//
//   bench_recall PICTURES [BUDGET...]
//
// PICTURES names a file, one path a line: the items of the bank. Each is taken with all
// its hashes and once more with each budget. Standard input has a line for each upload:
//
//   OWN  OTHERS  PATH
//
// separated by tabs: the item that it was made from, counted from 0, or "-"; the other
// items to compare it with, as numbers separated by commas, or "-"; the file. Standard
// output, with tabs:
//
//   bank   ITEM  VIEWS  HASHES  WINDOWS
//   query  UPLOAD  VIEWS          (0 views: the file could not be read)
//   pair   UPLOAD  ITEM  PLAIN  TURNED  LOOKED-UP  NEAREST
//          VERDICT  AGREEING  VERDICT  AGREEING
//   budget UPLOAD  ITEM  BUDGET  HASHES  LOOKED-UP  VERDICT  VERDICT
//
// The distances: of the two whole pictures; of the upload's whole picture to the item's
// in its eight ways to be turned; to all hashes of the item; of any two views. The
// verdicts, as numbers, and the windows that agree: with the places of the item's
// views, then without them. Of a pair with another item a line is printed only when
// there is something to tell: two views within MIEN_VIEWS_RADIUS.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mien/mien.h>

enum {
    BUDGETS_MAX = 16,
    LINE_MAX_BYTES = 1 << 16,
    // Every view of one side with every hash of the other.
    MATCHES_MAX = MIEN_VIEWS_MAX * MIEN_VIEWS_MAX * MIEN_DIHEDRAL_COUNT
};

struct words {
    uint64_t word[MIEN_HASH_BYTES / 8];
};

// What is known of an item: with the places of its views, and without.
struct item {
    size_t count, hashes, windows;
    struct mien_view *placed, *unplaced;
    struct words *words; // of all hashes
};

struct bank {
    size_t count;
    size_t budget_count;
    uint32_t budgets[BUDGETS_MAX]; // the first is 0: no budget
    char **paths;
    struct item *items; // of each picture, with each budget, once it is needed
};

// How near an upload and an item are, and what is decided.
struct answer {
    unsigned plain, turned, looked_up, nearest;
    struct mien_agreement placed, unplaced;
};

struct bench {
    struct bank bank;
    struct mien_view query[MIEN_VIEWS_MAX];
    struct words words[MIEN_VIEWS_MAX];
    size_t query_count;
    struct mien_view_match *matches;
};

static void fail(const char *what, const char *name)
{
    fprintf(stderr, "bench_recall: %s: %s\n", what, name);
    exit(1);
}

static void *room(size_t count, size_t size)
{
    void *memory = calloc(count != 0 ? count : 1, size);
    if (memory == NULL)
        fail("memory", "there is not enough");
    return memory;
}

static size_t take(struct mien_view *views, const char *path, uint32_t purposes,
                   uint32_t budget)
{
    const struct mien_media_options options = {.size = sizeof options,
                                               .flags = MIEN_MEDIA_NO_DIGESTS};
    const struct mien_views_options views_options = {
        .size = sizeof views_options, .purposes = purposes, .budget = budget};
    struct mien_media media;
    size_t count = 0;
    if (mien_media_views_path(&media, views, MIEN_VIEWS_MAX, &count, path, &options,
                              &views_options, NULL) != MIEN_OK)
        return 0;
    return count;
}

static struct words words_of(const struct mien_hash *hash)
{
    struct words words;
    memcpy(words.word, hash->bytes, sizeof words.word);
    return words;
}

static void set_item(struct item *item, const char *path, uint32_t budget)
{
    struct mien_view views[MIEN_VIEWS_MAX];
    item->count = take(views, path, MIEN_VIEWS_BANK, budget);
    if (item->count == 0)
        fail("this picture cannot be read", path);
    item->placed = room(item->count, sizeof *views);
    item->unplaced = room(item->count, sizeof *views);
    for (size_t i = 0; i < item->count; i++) {
        item->placed[i] = item->unplaced[i] = views[i];
        item->unplaced[i].place = (struct mien_view_place){0};
        item->hashes += views[i].count;
        item->windows += views[i].kind == MIEN_VIEW_WINDOW;
    }
    item->words = room(item->hashes, sizeof *item->words);
    size_t next = 0;
    for (size_t i = 0; i < item->count; i++) {
        for (uint32_t j = 0; j < views[i].count; j++)
            item->words[next++] = words_of(&views[i].dihedral[j]);
    }
}

static const struct item *item_at(const struct bank *bank, size_t picture,
                                  size_t budget)
{
    struct item *item = &bank->items[picture * bank->budget_count + budget];
    if (item->count == 0)
        set_item(item, bank->paths[picture], bank->budgets[budget]);
    return item;
}

static bool next_line(char *line, size_t size, FILE *file)
{
    if (fgets(line, (int)size, file) == NULL)
        return false;
    size_t length = strcspn(line, "\n");
    if (line[length] == '\0' && !feof(file))
        fail("too long a line", line);
    line[length] = '\0';
    return true;
}

static void set_bank(struct bank *bank, const char *list)
{
    char path[LINE_MAX_BYTES];
    FILE *file = fopen(list, "r");
    if (file == NULL)
        fail("cannot be opened", list);
    while (next_line(path, sizeof path, file))
        bank->count++;
    rewind(file);
    bank->paths = room(bank->count, sizeof *bank->paths);
    bank->items = room(bank->count * bank->budget_count, sizeof *bank->items);
    for (size_t i = 0; i < bank->count && next_line(path, sizeof path, file); i++) {
        bank->paths[i] = strdup(path);
        if (bank->paths[i] == NULL)
            fail("memory", "there is not enough");
        const struct item *item = item_at(bank, i, 0);
        printf("bank\t%zu\t%zu\t%zu\t%zu\n", i, item->count, item->hashes,
               item->windows);
    }
    fclose(file);
}

static void drop_bank(struct bank *bank)
{
    for (size_t i = 0; i < bank->count * bank->budget_count; i++) {
        free(bank->items[i].placed);
        free(bank->items[i].unplaced);
        free(bank->items[i].words);
    }
    for (size_t i = 0; i < bank->count; i++)
        free(bank->paths[i]);
    free(bank->paths);
    free(bank->items);
}

// The smallest distance of a hash to those of some views.
static unsigned nearest_of(const struct mien_hash *hash, const struct mien_view *views,
                           size_t count)
{
    unsigned least = 256;
    for (size_t i = 0; i < count; i++) {
        for (uint32_t j = 0; j < views[i].count; j++) {
            unsigned distance = mien_hash_distance(hash, &views[i].dihedral[j]);
            if (distance < least)
                least = distance;
        }
    }
    return least;
}

static unsigned distance(const struct words *a, const struct words *b)
{
    int bits = 0;
    for (size_t i = 0; i < sizeof a->word / sizeof a->word[0]; i++)
        bits += __builtin_popcountll(a->word[i] ^ b->word[i]);
    return (unsigned)bits;
}

// The smallest distance of any two views, in a fraction of the time that the matches
// take: nearly all pairs of pictures are through with this.
static unsigned nearest_of_all(const struct bench *bench, const struct item *item)
{
    unsigned least = 256;
    for (size_t i = 0; i < bench->query_count; i++) {
        for (size_t j = 0; j < item->hashes; j++) {
            unsigned bits = distance(&bench->words[i], &item->words[j]);
            least = bits < least ? bits : least;
        }
    }
    return least;
}

static void decide(struct mien_agreement *agreement, const struct bench *bench,
                   const struct mien_view *bank, size_t bank_count, size_t matches)
{
    if (mien_views_decide(agreement, bench->query, bench->query_count, bank, bank_count,
                          bench->matches, matches) != MIEN_OK)
        fail("not decided", "mien_views_decide()");
}

static struct answer compare(const struct bench *bench, const struct item *item)
{
    struct answer answer = {.nearest = nearest_of_all(bench, item)};
    const struct mien_hash *whole = &bench->query[0].dihedral[MIEN_DIHEDRAL_ORIGINAL];
    const struct mien_view *first = &item->placed[0];
    answer.plain = mien_hash_distance(whole, &first->dihedral[MIEN_DIHEDRAL_ORIGINAL]);
    answer.turned = nearest_of(whole, first, 1);
    answer.looked_up = nearest_of(whole, item->placed, item->count);
    if (answer.nearest > MIEN_VIEWS_RADIUS)
        return answer;
    size_t count = 0;
    if (mien_views_match(bench->matches, MATCHES_MAX, &count, bench->query,
                         bench->query_count, item->placed, item->count,
                         MIEN_VIEWS_RADIUS) != MIEN_OK)
        fail("not compared", "mien_views_match()");
    decide(&answer.placed, bench, item->placed, item->count, count);
    decide(&answer.unplaced, bench, item->unplaced, item->count, count);
    return answer;
}

static void compare_with_own(const struct bench *bench, size_t upload, size_t picture)
{
    for (size_t j = 1; j < bench->bank.budget_count; j++) {
        const struct item *item = item_at(&bench->bank, picture, j);
        struct answer answer = compare(bench, item);
        printf("budget\t%zu\t%zu\t%u\t%zu\t%u\t%d\t%d\n", upload, picture,
               bench->bank.budgets[j], item->hashes, answer.looked_up,
               (int)answer.placed.verdict, (int)answer.unplaced.verdict);
    }
}

static void compare_with(const struct bench *bench, size_t upload, const char *number,
                         bool own)
{
    size_t picture = strtoul(number, NULL, 10);
    if (picture >= bench->bank.count)
        fail("no such item", number);
    struct answer answer = compare(bench, item_at(&bench->bank, picture, 0));
    if (own || answer.nearest <= MIEN_VIEWS_RADIUS)
        printf("pair\t%zu\t%zu\t%u\t%u\t%u\t%u\t%d\t%u\t%d\t%u\n", upload, picture,
               answer.plain, answer.turned, answer.looked_up, answer.nearest,
               (int)answer.placed.verdict, answer.placed.agreeing,
               (int)answer.unplaced.verdict, answer.unplaced.agreeing);
    if (own)
        compare_with_own(bench, upload, picture);
}

static void answer_line(struct bench *bench, size_t upload, char *line)
{
    char *save = NULL;
    const char *own = strtok_r(line, "\t", &save);
    char *others = strtok_r(NULL, "\t", &save);
    const char *path = strtok_r(NULL, "\t", &save);
    if (path == NULL)
        fail("not a line of three fields", line);
    bench->query_count = take(bench->query, path, MIEN_VIEWS_QUERY, 0);
    printf("query\t%zu\t%zu\n", upload, bench->query_count);
    if (bench->query_count == 0)
        return;
    for (size_t i = 0; i < bench->query_count; i++)
        bench->words[i] = words_of(&bench->query[i].dihedral[MIEN_DIHEDRAL_ORIGINAL]);
    if (strcmp(own, "-") != 0)
        compare_with(bench, upload, own, true);
    if (strcmp(others, "-") == 0)
        return;
    for (char *other = strtok_r(others, ",", &save); other != NULL;
         other = strtok_r(NULL, ",", &save))
        compare_with(bench, upload, other, false);
}

int main(int argc, char **argv)
{
    static struct bench bench;
    static char line[LINE_MAX_BYTES];
    if (argc < 2 || argc - 1 > BUDGETS_MAX)
        fail("usage", "bench_recall PICTURES [BUDGET...] <UPLOADS");
    bench.bank.budget_count = (size_t)argc - 1;
    for (int i = 2; i < argc; i++)
        bench.bank.budgets[i - 1] = (uint32_t)strtoul(argv[i], NULL, 10);
    bench.matches = room(MATCHES_MAX, sizeof *bench.matches);
    set_bank(&bench.bank, argv[1]);
    for (size_t i = 0; next_line(line, sizeof line, stdin); i++)
        answer_line(&bench, i, line);
    drop_bank(&bench.bank);
    free(bench.matches);
    return fflush(stdout) == 0 ? 0 : 1;
}

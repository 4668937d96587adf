// SPDX-License-Identifier: Apache-2.0
// mien.hpp against the reference's hashes, and what C++ adds: exceptions, owners and
// values. Built as C++17 and as C++20.
#include <mien.hpp>

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <map>
#include <new>
#include <set>
#include <thread>
#include <unistd.h>
#include <unordered_set>

extern "C" {
#include "fixture.h"
#include "suite.h"
#include "synthetic.h"
#include "vectors.h"
}

namespace
{

// What arrays held that were given back while somebody watched.
struct {
    bool on;
    std::size_t arrays, dirty_bytes;
} watch;

// In front of each array, as wide as the strictest alignment.
struct alignas(std::max_align_t) Before {
    std::size_t size;
};

} // namespace

void *operator new[](std::size_t size)
{
    auto *before = static_cast<Before *>(std::calloc(1, sizeof(Before) + size));
    if (before == nullptr)
        throw std::bad_alloc();
    before->size = size;
    return before + 1;
}

void operator delete[](void *array) noexcept
{
    if (array == nullptr)
        return;
    Before *before = static_cast<Before *>(array) - 1;
    const auto *bytes = static_cast<const unsigned char *>(array);
    if (watch.on) {
        watch.arrays++;
        watch.dirty_bytes +=
            before->size -
            static_cast<std::size_t>(std::count(bytes, bytes + before->size, 0));
    }
    std::free(before);
}

void operator delete[](void *array, std::size_t) noexcept
{
    operator delete[](array);
}

namespace
{

// A picture of the vectors.
class Picture
{
  public:
    explicit Picture(const mien_vector &vector)
        : vector_(vector), bytes_(mien_vector_pixels(&vector), std::free)
    {
    }
    explicit Picture(const char *name) : Picture(*mien_vector_named(name))
    {
    }

    const mien_vector &vector() const
    {
        return vector_;
    }
    const std::uint8_t *bytes() const
    {
        return bytes_.get();
    }
    std::size_t row() const
    {
        return std::size_t{vector_.width} * static_cast<unsigned>(vector_.channels);
    }
    std::size_t size() const
    {
        return row() * vector_.height;
    }
    mien_pixel_format format() const
    {
        return vector_.channels == 1 ? MIEN_PIXEL_GRAY8 : MIEN_PIXEL_RGB8;
    }
    mien::Pixels pixels() const
    {
        return {bytes(), size(), vector_.width, vector_.height, format()};
    }
    mien::Hash hash() const
    {
        return vector_.full[MIEN_DIHEDRAL_ORIGINAL];
    }

    // The picture as a PNG file.
    std::vector<std::uint8_t> png() const
    {
        mien_png_recipe recipe{};
        recipe.width = vector_.width;
        recipe.height = vector_.height;
        recipe.colour = vector_.channels == 1 ? 0 : 2;
        recipe.depth = 8;
        const mien_file file = mien_png_make(&recipe, bytes());
        std::vector<std::uint8_t> bytes(file.bytes, file.bytes + file.size);
        std::free(file.bytes);
        return bytes;
    }

  private:
    const mien_vector &vector_;
    std::unique_ptr<std::uint8_t, decltype(&std::free)> bytes_;
};

// A photo-like picture among the vectors, with windows for views.
const char photo[] = "mix_rgb_1024x768";

// A new folder, which goes with the object.
class Folder
{
  public:
    Folder()
    {
        std::string name = std::filesystem::temp_directory_path() / "mien-cpp-XXXXXX";
        ck_assert_ptr_nonnull(mkdtemp(name.data()));
        path_ = name;
    }
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;
    ~Folder()
    {
        std::filesystem::remove_all(path_);
    }
    std::filesystem::path operator/(const char *name) const
    {
        return path_ / name;
    }

  private:
    std::filesystem::path path_;
};

// Fails the test unless the call throws an Error of this status, which is returned.
template <typename Call> mien::Error thrown(mien::Status status, Call &&call)
{
    try {
        call();
    } catch (const mien::Error &error) {
        ck_assert_int_eq(error.status(), status);
        return error;
    }
    ck_abort_msg("nothing was thrown, but status %d was expected",
                 static_cast<int>(status));
    std::abort();
}

// Hashes that lie far from each other.
std::vector<mien::Hash> random_hashes(std::size_t count)
{
    mien_random random{7};
    std::vector<mien_hash> hashes(count);
    mien_random_bytes(&random, hashes.data(), count * sizeof(mien_hash));
    return {hashes.begin(), hashes.end()};
}

mien::Hash flipped(const mien::Hash &hash, unsigned bits)
{
    auto bytes = hash.bytes();
    for (unsigned i = 0; i < bits; i++)
        bytes[i] ^= 0x10;
    return mien::Hash(bytes);
}

START_TEST(hash_is_a_value)
{
    const std::string hex =
        "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";
    const mien::Hash hash = mien::Hash::from_hex(hex), zero;
    ck_assert(hash.hex() == hex);
    ck_assert_int_eq(hash.bytes()[0], 0xf8);
    ck_assert(mien::Hash(hash.bytes()) == hash && hash != zero);
    ck_assert(zero < hash && hash > zero && zero <= zero && hash >= hash);
    const mien::Hash near = flipped(hash, 31), far = flipped(hash, 32);
    ck_assert_uint_eq(hash.distance(near), 31);
    ck_assert(hash.matches(near) && !hash.matches(far) && hash.matches(far, 32));
    const std::unordered_set<mien::Hash> set{hash, hash, near};
    ck_assert_uint_eq(set.size(), 2);
    ck_assert_uint_eq(set.count(near), 1);
    const std::set<mien::Hash> ordered{hash, zero, near};
    ck_assert(*ordered.begin() == zero);
}
END_TEST

START_TEST(what_is_no_hash_is_an_error)
{
    for (const std::string_view text : {std::string_view(), std::string_view("00")}) {
        const auto error =
            thrown(MIEN_ERROR_FORMAT, [&] { mien::Hash::from_hex(text); });
        ck_assert_str_eq(error.what(), mien_strerror(MIEN_ERROR_FORMAT));
    }
}
END_TEST

START_TEST(pixels_have_the_hashes_of_the_reference)
{
    for (int i = 0; i < MIEN_VECTORS; i++) {
        const Picture picture(mien_vectors()[i]);
        const mien_vector &vector = picture.vector();
        const mien::Pdq full = mien::hash_pixels(picture.pixels());
        ck_assert_msg(full.hash == vector.full[0] && full.dihedral[0] == full.hash,
                      "%s", vector.name);
        ck_assert_uint_eq(full.quality, vector.full_quality);
        for (std::size_t j = 0; j < MIEN_DIHEDRAL_COUNT; j++)
            ck_assert_msg(full.dihedral[j] == vector.full[j], "%s", vector.name);
        const mien::Pdq small = mien::hash_pixels(picture.pixels(), MIEN_PDQ_CLI512);
        ck_assert_msg(small.hash == vector.cli512, "%s", vector.name);
    }
}
END_TEST

START_TEST(rows_may_have_gaps_and_lie_bottom_up)
{
    const Picture picture(photo);
    const std::size_t row = picture.row(), height = picture.vector().height,
                      step = row + 5;
    std::vector<std::uint8_t> gaps((height - 1) * step + row), turned(gaps.size());
    for (std::size_t y = 0; y < height; y++) {
        std::copy_n(picture.bytes() + y * row, row, gaps.data() + y * step);
        std::copy_n(picture.bytes() + y * row, row,
                    turned.data() + (height - 1 - y) * step);
    }
    const auto stride = static_cast<std::ptrdiff_t>(step);
    const auto hash = [&](const std::vector<std::uint8_t> &bytes, std::size_t size,
                          std::ptrdiff_t by) {
        return mien::hash_pixels({bytes.data(), size, picture.vector().width,
                                  picture.vector().height, picture.format(), by})
            .hash;
    };
    ck_assert(hash(gaps, gaps.size(), stride) == picture.hash());
    ck_assert(hash(turned, turned.size(), -stride) == picture.hash());
    // A buffer that is a byte too short is refused, whichever way the rows lie.
    for (const std::ptrdiff_t by : {stride, -stride, PTRDIFF_MIN, PTRDIFF_MAX})
        thrown(MIEN_ERROR_ARGUMENT, [&] { hash(gaps, gaps.size() - 1, by); });
    thrown(MIEN_ERROR_ARGUMENT, [&] { hash(gaps, 0, 0); });
}
END_TEST

START_TEST(a_stream_hashes_in_portions)
{
    const Picture picture(photo);
    const mien_vector &vector = picture.vector();
    const auto stride = static_cast<std::ptrdiff_t>(picture.row());
    mien::PdqStream begun(vector.width, vector.height, picture.format());
    begun.push(picture.bytes(), stride, 100);
    mien::PdqStream stream = std::move(begun); // goes on where it was
    thrown(MIEN_ERROR_STATE, [&] { stream.finish(); });
    stream.push(picture.bytes() + 100 * picture.row(), stride, vector.height - 100);
    mien_pdq_details details;
    const mien::Pdq pdq = stream.finish(&details);
    ck_assert(pdq.hash == picture.hash() && pdq.dihedral[7] == vector.full[7]);
    ck_assert(details.luma[32][32] > 0 && details.luma[32][32] < 256);
    // The handle is dead.
    thrown(MIEN_ERROR_ARGUMENT, [&] { stream.push(picture.bytes(), stride, 1); });
    // One that is never finished, and one that another takes the place of.
    mien::PdqStream dropped(300, 200, MIEN_PIXEL_RGBA8);
    dropped = mien::PdqStream(vector.width, vector.height, picture.format());
    dropped.push(picture.bytes(), stride, vector.height);
    ck_assert(dropped.finish().hash == picture.hash());
    thrown(MIEN_ERROR_ARGUMENT, [] { mien::PdqStream(0, 1, MIEN_PIXEL_GRAY8); });
}
END_TEST

START_TEST(streams_leave_nothing_in_memory)
{
    const Picture picture(photo);
    const mien::Pixels pixels = picture.pixels();
    watch = {true, 0, 0};
    {
        mien::PdqStream pdq(pixels.width(), pixels.height(), pixels.format());
        pdq.push(pixels.first(), pixels.stride(), pixels.height() / 2);
        mien::PdqStream moved = std::move(pdq);
        mien::PdqStream replaced(pixels.width(), pixels.height(), pixels.format());
        replaced.push(pixels.first(), pixels.stride(), pixels.height() / 2);
        replaced = std::move(moved);
        mien::ViewsStream views(pixels.width(), pixels.height(), pixels.format());
        views.push(pixels.first(), pixels.stride(), pixels.height() / 2);
    }
    watch.on = false;
    ck_assert_uint_eq(watch.arrays, 3);
    ck_assert_uint_eq(watch.dirty_bytes, 0);
}
END_TEST

START_TEST(a_guarded_stream_in_doubt_asks_again)
{
    int again = 0;
    for (int i = 0; i < MIEN_VECTORS; i++) {
        const Picture picture(mien_vectors()[i]);
        const mien::Pixels pixels = picture.pixels();
        mien::PdqStream stream(pixels.width(), pixels.height(), pixels.format(),
                               MIEN_PDQ_GUARDED);
        stream.push(pixels.first(), pixels.stride(), pixels.height());
        std::optional<mien::Pdq> pdq = stream.finish_unless_again();
        if (!pdq) {
            again++;
            stream.push(pixels.first(), pixels.stride(), pixels.height());
            pdq = stream.finish_unless_again();
            ck_assert_msg(pdq && pdq->hash == picture.hash(), "%s",
                          picture.vector().name);
        }
        ck_assert(pdq->hash == mien::hash_pixels(pixels, MIEN_PDQ_GUARDED).hash);
    }
    ck_assert_int_gt(again, 0);
}
END_TEST

START_TEST(files_have_the_hash_of_their_rows)
{
    const Folder folder;
    const Picture picture(photo);
    const std::vector<std::uint8_t> png = picture.png();
    const std::filesystem::path path = folder / "picture.png";
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char *>(png.data()),
               static_cast<std::streamsize>(png.size()));
    mien::MediaContext context(std::size_t{16} << 20);
    mien::MediaOptions in_context;
    in_context.context = &context;
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    for (const mien::Media &media :
         {mien::hash_file(path), mien::hash_fd(fd), mien::hash_file(path, in_context),
          mien::hash_bytes(png.data(), png.size()),
          mien::hash_bytes(png.data(), png.size(), in_context)}) {
        ck_assert(media.hash() == picture.hash() && media.seen_hash() == media.hash());
        ck_assert(media.hashes()[7] == picture.vector().full[7]);
        ck_assert_uint_eq(media.quality, picture.vector().full_quality);
        ck_assert_int_eq(media.image.format, MIEN_FORMAT_PNG);
        ck_assert_uint_eq(media.file_bytes, png.size());
    }
    close(fd);
}
END_TEST

START_TEST(failures_tell_why)
{
    const Folder folder;
    const auto missing =
        thrown(MIEN_ERROR_IO, [&] { mien::hash_file(folder / "missing"); });
    ck_assert(missing.system() == std::errc::no_such_file_or_directory);
    ck_assert_ptr_nonnull(std::strstr(missing.what(), std::strerror(ENOENT)));
    std::vector<std::uint8_t> png = Picture(photo).png();
    const auto damaged = thrown(MIEN_ERROR_CORRUPT,
                                [&] { mien::hash_bytes(png.data(), png.size() / 2); });
    ck_assert(!damaged.detail().empty() && !damaged.system());
    ck_assert_ptr_nonnull(std::strstr(damaged.what(), damaged.detail().c_str()));
    mien::MediaOptions partial;
    partial.flags = MIEN_MEDIA_ALLOW_PARTIAL;
    const mien::Media half = mien::hash_bytes(png.data(), png.size() / 2, partial);
    ck_assert((half.image.flags & MIEN_IMAGE_PARTIAL) != 0);
    mien::MediaOptions narrow;
    narrow.limits.side = 100;
    thrown(MIEN_ERROR_LIMIT, [&] { mien::hash_bytes(png.data(), png.size(), narrow); });
    thrown(MIEN_ERROR_ARGUMENT, [] { mien::MediaContext(1); });
}
END_TEST

START_TEST(progress_stops_and_throws)
{
    const std::vector<std::uint8_t> png = Picture(photo).png();
    mien::MediaOptions options;
    int calls = 0;
    options.progress = [&](std::uint32_t, std::uint32_t) { return ++calls < 2; };
    thrown(MIEN_ERROR_CANCELLED,
           [&] { mien::hash_bytes(png.data(), png.size(), options); });
    ck_assert_int_eq(calls, 2);
    options.progress = [](std::uint32_t, std::uint32_t) -> bool {
        throw std::out_of_range("mine");
    };
    try {
        mien::hash_bytes(png.data(), png.size(), options);
        ck_abort_msg("nothing was thrown");
    } catch (const std::out_of_range &mine) {
        ck_assert_str_eq(mine.what(), "mine");
    }
}
END_TEST

START_TEST(views_find_a_part_again)
{
    const Picture picture(photo);
    const mien::Pixels whole = picture.pixels();
    const std::vector<std::uint8_t> png = picture.png();
    const mien::Viewed bank =
        mien::views_bytes(png.data(), png.size(), {MIEN_VIEWS_BANK, 0});
    ck_assert(bank.media.hash() == picture.hash());
    ck_assert_uint_gt(bank.views.size(), 10);
    ck_assert(mien::view_name(bank.views[0]) == "whole");
    // The picture without a fifth of it on each side.
    const std::uint32_t x = whole.width() / 5, y = whole.height() / 5;
    const std::size_t skipped = y * picture.row() + std::size_t{x} * 3;
    const mien::Pixels part(picture.bytes() + skipped, picture.size() - skipped,
                            whole.width() - 2 * x, whole.height() - 2 * y,
                            whole.format(), whole.stride());
    const std::vector<mien::View> query =
        mien::views_of_pixels(part, {MIEN_VIEWS_QUERY, 0});
    const auto matches = mien::match_views(query, bank.views);
    ck_assert(!matches.empty());
    const mien_agreement agreement = mien::decide(query, bank.views, matches);
    ck_assert_int_eq(agreement.verdict, MIEN_VERDICT_MATCH);
    // More pairs than a first guess has room for.
    ck_assert_uint_eq(mien::match_views(bank.views, bank.views, 256).size(),
                      bank.views.size() * bank.views.size() * MIEN_DIHEDRAL_COUNT);
    thrown(MIEN_ERROR_ARGUMENT, [&] { mien::views_of_pixels(part, {0, 0}); });
}
END_TEST

START_TEST(an_index_finds_what_was_added)
{
    const Folder folder;
    const auto hashes = random_hashes(200);
    mien::Index::create(folder / "index");
    mien::Index index(folder / "index", MIEN_INDEX_WRITE);
    std::vector<mien::Change> changes;
    for (std::uint32_t i = 0; i < 200; i++)
        changes.push_back({MIEN_CHANGE_ADD, {hashes[i], 1000 + i, i % 3, i % 8}});
    const mien_changed changed = index.change(changes);
    ck_assert_uint_eq(changed.added, 200);
    ck_assert(!index.add(changes[5].entry)); // there already
    mien::Search search = index.search();
    const auto matches = search.hash(flipped(hashes[5], 20));
    ck_assert_uint_eq(matches.size(), 1);
    ck_assert_uint_eq(matches[0].id, 1005);
    ck_assert_uint_eq(matches[0].list, 2);
    ck_assert_uint_eq(matches[0].variant, 5);
    ck_assert_uint_eq(matches[0].distance, 20);
    mien::SearchOptions narrow;
    narrow.radius = 19;
    ck_assert(search.hash(flipped(hashes[5], 20), narrow).empty());
    ck_assert(search.any(hashes[5]) && !search.any(flipped(hashes[5], 32)));
    mien::SearchOptions lists;
    lists.flags = MIEN_SEARCH_ONLY_LISTS;
    lists.lists = {{1, 31}};
    ck_assert(search.hash(hashes[5], lists).empty());
    const auto batch = search.batch(hashes);
    ck_assert_uint_eq(batch.size(), 200);
    for (std::uint32_t i = 0; i < 200; i++)
        ck_assert(batch[i].query == i && batch[i].id == 1000 + i);
    const auto entries = search.id(1007);
    ck_assert_uint_eq(entries.size(), 1);
    ck_assert(hashes[7] == entries[0].hash);
    ck_assert(search.id(5).empty());
    mien::Dihedral turned{};
    turned[MIEN_DIHEDRAL_ROT180] = hashes[9];
    const auto oriented = search.oriented(turned);
    ck_assert_uint_eq(oriented.size(), 1);
    ck_assert_uint_eq(oriented[0].orientation, MIEN_DIHEDRAL_ROT180);
}
END_TEST

START_TEST(an_index_forgets_what_was_removed)
{
    const Folder folder;
    const auto hashes = random_hashes(4);
    mien::Index::create(folder / "index");
    mien::Index index(folder / "index", MIEN_INDEX_WRITE, MIEN_INDEX_SYNC_REMOVALS);
    for (std::uint32_t i = 0; i < 4; i++)
        ck_assert(index.add({hashes[i], i, i, 0}));
    ck_assert(index.remove_id(0) && !index.remove_id(0));
    ck_assert(index.remove_hash(hashes[1]) && !index.remove_hash(hashes[1]));
    ck_assert(!index.remove(hashes[2], 3) && !index.remove(hashes[2], 2, 1));
    ck_assert(index.remove(hashes[2], 2, 2));
    ck_assert(index.replace({hashes[0], 3, 3, 0}));
    ck_assert(!index.search().any(hashes[3]));
    index.sync();
    index.compact();
    const mien::IndexStat stat = index.stat();
    ck_assert_uint_eq(stat.entries, 1);
    ck_assert_uint_eq(stat.tombstones, 0);
    index.close();
    ck_assert_uint_eq(mien::Index::verify(folder / "index").entries, 1);
    const mien::Index reader(folder / "index"); // for reading, as it was closed
    ck_assert(reader.search().any(hashes[0]));
}
END_TEST

START_TEST(each_entry_is_given_once)
{
    const Folder folder;
    const auto hashes = random_hashes(50);
    mien::Index::create(folder / "index");
    mien::Index index(folder / "index", MIEN_INDEX_WRITE);
    for (std::uint32_t i = 0; i < 50; i++)
        index.add({hashes[i], i, 0, 0});
    std::map<std::uint64_t, mien::Hash> seen;
    ck_assert(index.each([&](const mien::Entry &entry) {
        return seen.emplace(entry.id, entry.hash).second;
    }));
    ck_assert_uint_eq(seen.size(), 50);
    ck_assert(seen[49] == hashes[49]);
    int calls = 0;
    ck_assert(!index.each([&](const mien::Entry &) { return ++calls < 3; }));
    ck_assert_int_eq(calls, 3);
    try {
        index.each([](const mien::Entry &) -> bool { throw 7; });
        ck_abort_msg("nothing was thrown");
    } catch (int mine) {
        ck_assert_int_eq(mine, 7);
    }
}
END_TEST

START_TEST(an_index_lives_as_long_as_its_searches)
{
    const Folder folder;
    const auto hashes = random_hashes(1);
    const auto path = folder / "index";
    mien::Index::create(path);
    std::optional<mien::Index> index(std::in_place, path, MIEN_INDEX_WRITE);
    index->add({hashes[0], 1, 0, 0});
    std::optional<mien::Search> search = index->search();
    thrown(MIEN_ERROR_STATE, [&] { index->close(); });
    index.reset();
    ck_assert(search->any(hashes[0]));
    thrown(MIEN_ERROR_BUSY, [&] { mien::Index(path, MIEN_INDEX_WRITE); });
    search.reset();
    mien::Index again(path, MIEN_INDEX_WRITE);
    again.close();
    again.close(); // does nothing
    thrown(MIEN_ERROR_STATE, [&] { again.search(); });
    thrown(MIEN_ERROR_STATE, [&] { mien::Index::create(path); });
    thrown(MIEN_ERROR_IO, [&] { mien::Index(folder / "missing"); });
}
END_TEST

START_TEST(each_thread_has_a_search_of_its_own)
{
    const Folder folder;
    const auto hashes = random_hashes(300);
    mien::Index::create(folder / "index");
    mien::Index index(folder / "index", MIEN_INDEX_WRITE);
    for (std::uint32_t i = 0; i < 300; i++)
        index.add({hashes[i], i, 0, 0});
    std::array<std::size_t, 4> found{};
    std::vector<std::thread> threads;
    for (std::size_t &mine : found)
        threads.emplace_back([&mine, &hashes, search = index.search()]() mutable {
            for (const mien::Hash &hash : hashes)
                mine += search.hash(hash).size();
        });
    for (std::thread &thread : threads)
        thread.join();
    for (const std::size_t mine : found)
        ck_assert_uint_eq(mine, 300);
}
END_TEST

START_TEST(a_scan_compares_with_every_hash)
{
    auto hashes = random_hashes(20);
    hashes.push_back(flipped(hashes[3], 12));
    const auto near = mien::scan(hashes, hashes[3]);
    ck_assert_uint_eq(near.size(), 2);
    ck_assert(near[0].row == 3 && near[0].distance == 0);
    ck_assert(near[1].row == 20 && near[1].distance == 12);
    ck_assert(mien::scan({}, hashes[3]).empty());
}
END_TEST

} // namespace

int main()
{
    Suite *suite = suite_create("cpp");
    TCase *tcase = tcase_create("cpp");
    for (const TTest *test :
         {hash_is_a_value, what_is_no_hash_is_an_error,
          pixels_have_the_hashes_of_the_reference, rows_may_have_gaps_and_lie_bottom_up,
          a_stream_hashes_in_portions, streams_leave_nothing_in_memory,
          a_guarded_stream_in_doubt_asks_again, files_have_the_hash_of_their_rows,
          failures_tell_why, progress_stops_and_throws, views_find_a_part_again,
          an_index_finds_what_was_added, an_index_forgets_what_was_removed,
          each_entry_is_given_once, an_index_lives_as_long_as_its_searches,
          each_thread_has_a_search_of_its_own, a_scan_compares_with_every_hash})
        tcase_add_test(tcase, test);
    suite_add_tcase(suite, tcase);
    return mien_suite_run(suite);
}

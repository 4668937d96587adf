// SPDX-License-Identifier: Apache-2.0
// mien for C++17 and later: values, exceptions and owners in place of structs, statuses
// and pointers. One header over the C functions, with nothing to compile or link but
// libmien.
//
// What a call means, what it costs and how it fails, the C headers say; only what is
// different here is written here. Their enumerations (MIEN_PDQ_FULL) and plain structs
// (mien_match) are used as they are. Every failure is a mien::Error, but for memory
// that this header asks for itself, which is std::bad_alloc.
//
// Threads: objects are as their C counterparts. Values may be copied anywhere; one
// PdqStream, ViewsStream, MediaContext or Search belongs to one thread at a time; an
// Index may be used by all.
#ifndef MIEN_MIEN_HPP
#define MIEN_MIEN_HPP

#include <mien/mien.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace mien
{

using Status = mien_status;
using Limits = mien_decode_limits;
using View = mien_view;
using ViewMatch = mien_view_match;
using Entry = mien_entry;
using Change = mien_change;
using Match = mien_match;
using ListRadius = mien_list_radius;
// Functions are called like these two.
using IndexStat = struct mien_index_stat;
using IndexSync = enum mien_index_sync;

// -------------------------------------------------------------------------- failures

// A call that did not return MIEN_OK. what() is for developers and logs: the sentence
// of mien_strerror() and then the detail, or the system's reason.
class Error : public std::runtime_error
{
  public:
    // Errors know errno when the status is MIEN_ERROR_IO.
    explicit Error(Status status, std::string detail = {}, int system = 0)
        : std::runtime_error(sentence(status, detail, system)), status_(status),
          detail_(std::move(detail)), system_(system)
    {
    }

    Status status() const noexcept
    {
        return status_;
    }

    // One English clause, or nothing: see struct mien_error.
    const std::string &detail() const noexcept
    {
        return detail_;
    }

    // What the system said, for MIEN_ERROR_IO.
    std::error_code system() const noexcept
    {
        return {system_, std::generic_category()};
    }

  private:
    static std::string sentence(Status status, const std::string &detail, int system)
    {
        std::string text = mien_strerror(status);
        if (system != 0)
            text += ": " + std::generic_category().message(system);
        else if (!detail.empty())
            text += ": " + detail;
        return text;
    }

    Status status_;
    std::string detail_;
    int system_;
};

namespace detail
{

// Throws unless the status is MIEN_OK. errno is read first, before anything changes it.
inline void check(Status status, const char *clause = "")
{
    const int system = errno;
    if (status != MIEN_OK)
        throw Error(status, clause, status == MIEN_ERROR_IO ? system : 0);
}

// For the functions that fill a struct mien_error: call them with reason.c(), and give
// the status to check().
class Reason
{
  public:
    mien_error *c() noexcept
    {
        return &error_;
    }

    void check(Status status) const
    {
        detail::check(status, error_.detail);
    }

  private:
    mien_error error_{MIEN_OK, ""};
};

// Keeps what a callback threw from travelling through C: run() catches it, and once
// the C function has returned rethrow() lets it go on.
class Thrown
{
  public:
    // Returns what `call` answers, or `otherwise` when it throws.
    template <typename Call> auto run(Call &&call, decltype(call()) otherwise) noexcept
    {
        try {
            return call();
        } catch (...) {
            exception_ = std::current_exception();
            return otherwise;
        }
    }

    void rethrow() const
    {
        if (exception_)
            std::rethrow_exception(exception_);
    }

  private:
    std::exception_ptr exception_;
};

// An owner of a C handle.
template <auto function> struct Closer {
    template <typename Handle> void operator()(Handle *handle) const noexcept
    {
        function(handle);
    }
};
template <typename Handle, auto function>
using Owner = std::unique_ptr<Handle, Closer<function>>;

// A stream and the memory that it lives in. The stream is ended, which wipes the
// memory, before the memory is given back.
template <typename Stream, auto abandon> class InScratch
{
  public:
    explicit InScratch(std::size_t size)
        : size_(size), memory_(new unsigned char[size]) // not filled with zeros
    {
    }
    InScratch(InScratch &&other) noexcept
        : size_(other.size_), memory_(std::move(other.memory_)),
          stream_(std::exchange(other.stream_, nullptr))
    {
    }
    InScratch &operator=(InScratch other) noexcept
    {
        std::swap(size_, other.size_);
        std::swap(memory_, other.memory_);
        std::swap(stream_, other.stream_);
        return *this;
    }
    ~InScratch()
    {
        abandon(stream_);
    }

    std::size_t size() const noexcept
    {
        return size_;
    }
    void *memory() const noexcept
    {
        return memory_.get();
    }
    Stream **place() noexcept
    {
        return &stream_;
    }
    Stream *get() const noexcept
    {
        return stream_;
    }
    // After the stream was finished: its memory is wiped, and its handle dead.
    void release() noexcept
    {
        stream_ = nullptr;
    }

  private:
    std::size_t size_;
    std::unique_ptr<unsigned char[]> memory_;
    Stream *stream_ = nullptr;
};

} // namespace detail

// ---------------------------------------------------------------------------- hashes

// A PDQ hash: a small value, ordered as the 256-bit number that it is. All zero when
// made from nothing. Converts to and from the struct of C.
class Hash
{
  public:
    Hash() noexcept = default;
    Hash(const mien_hash &hash) noexcept : hash_(hash)
    {
    }
    explicit Hash(const std::array<std::uint8_t, MIEN_HASH_BYTES> &bytes) noexcept
    {
        std::memcpy(hash_.bytes, bytes.data(), sizeof hash_.bytes);
    }

    // Reads exactly 64 hexadecimal digits; anything else is an Error (FORMAT).
    static Hash from_hex(std::string_view hex)
    {
        Hash hash;
        const char *digits = hex.empty() ? "" : hex.data(); // which may be NULL
        detail::check(mien_hash_from_hex(&hash.hash_, digits, hex.size()));
        return hash;
    }

    // 64 lower-case digits.
    std::string hex() const
    {
        char hex[MIEN_HASH_HEX_SIZE];
        mien_hash_to_hex(hex, &hash_);
        return hex;
    }

    // Most significant byte first.
    std::array<std::uint8_t, MIEN_HASH_BYTES> bytes() const noexcept
    {
        std::array<std::uint8_t, MIEN_HASH_BYTES> bytes;
        std::memcpy(bytes.data(), hash_.bytes, sizeof hash_.bytes);
        return bytes;
    }

    // The Hamming distance, 0 to 256.
    unsigned distance(const Hash &other) const noexcept
    {
        return mien_hash_distance(&hash_, &other.hash_);
    }

    // Whether both show the same picture, by the usual radius.
    bool matches(const Hash &other, unsigned radius = MIEN_PDQ_RADIUS) const noexcept
    {
        return distance(other) <= radius;
    }

    operator const mien_hash &() const noexcept
    {
        return hash_;
    }

    friend bool operator==(const Hash &a, const Hash &b) noexcept
    {
        return a.compare(b) == 0;
    }
    friend bool operator!=(const Hash &a, const Hash &b) noexcept
    {
        return a.compare(b) != 0;
    }
    friend bool operator<(const Hash &a, const Hash &b) noexcept
    {
        return a.compare(b) < 0;
    }
    friend bool operator>(const Hash &a, const Hash &b) noexcept
    {
        return a.compare(b) > 0;
    }
    friend bool operator<=(const Hash &a, const Hash &b) noexcept
    {
        return a.compare(b) <= 0;
    }
    friend bool operator>=(const Hash &a, const Hash &b) noexcept
    {
        return a.compare(b) >= 0;
    }

  private:
    int compare(const Hash &other) const noexcept
    {
        return std::memcmp(hash_.bytes, other.hash_.bytes, sizeof hash_.bytes);
    }

    mien_hash hash_{};
};

// Arrays of hashes are handed to C as they are.
static_assert(std::is_standard_layout_v<Hash> && sizeof(Hash) == sizeof(mien_hash));

// The hashes of a picture turned and mirrored in the eight ways of enum mien_dihedral.
using Dihedral = std::array<Hash, MIEN_DIHEDRAL_COUNT>;

namespace detail
{

inline const mien_hash *c_hashes(const Hash *hashes) noexcept
{
    return reinterpret_cast<const mien_hash *>(hashes);
}

} // namespace detail

// -------------------------------------------------------------------- hashing pixels

// Rows of pixels in memory of the caller, which are only read. `data` and `size` are
// the whole buffer, from its lowest address: that the rows lie within it is checked
// (ARGUMENT). A stride of 0 is that of rows without a gap; with a negative one the rows
// lie bottom-up, so that the first is the last in the buffer.
class Pixels
{
  public:
    Pixels(const void *data, std::size_t size, std::uint32_t width,
           std::uint32_t height, mien_pixel_format format, std::ptrdiff_t stride = 0)
        : width_(width), height_(height), format_(format)
    {
        const std::uint64_t row = std::uint64_t{width} * mien_pixel_size(format);
        if (row == 0 || height == 0 || data == nullptr || row > PTRDIFF_MAX)
            throw Error(MIEN_ERROR_ARGUMENT, "no pixels");
        stride_ = stride != 0 ? stride : static_cast<std::ptrdiff_t>(row);
        const std::uint64_t step = stride_ < 0 ? 0 - static_cast<std::uint64_t>(stride_)
                                               : static_cast<std::uint64_t>(stride_);
        // Without products, which could overflow.
        if (row > size || (height > 1 && (size - row) / (height - 1) < step))
            throw Error(MIEN_ERROR_ARGUMENT, "the rows do not fit into the buffer");
        first_ = static_cast<const unsigned char *>(data);
        if (stride_ < 0)
            first_ += static_cast<std::size_t>(step * (height - 1));
    }

    const void *first() const noexcept
    {
        return first_;
    }
    std::ptrdiff_t stride() const noexcept
    {
        return stride_;
    }
    std::uint32_t width() const noexcept
    {
        return width_;
    }
    std::uint32_t height() const noexcept
    {
        return height_;
    }
    mien_pixel_format format() const noexcept
    {
        return format_;
    }

  private:
    const unsigned char *first_;
    std::ptrdiff_t stride_;
    std::uint32_t width_, height_;
    mien_pixel_format format_;
};

// A hash, how much detail it rests on, and its companions: dihedral[0] is the hash.
struct Pdq {
    Hash hash;
    std::uint32_t quality = 0;
    Dihedral dihedral{};
};

namespace detail
{

// Calls a C function that gives a mien_pdq and eight hashes.
template <typename Call> Status fill(Pdq &out, Call &&call)
{
    mien_pdq pdq{};
    mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    const Status status = call(&pdq, dihedral);
    if (status == MIEN_OK) {
        out.hash = pdq.hash;
        out.quality = pdq.quality;
        std::copy_n(dihedral, MIEN_DIHEDRAL_COUNT, out.dihedral.begin());
    }
    return status;
}

} // namespace detail

inline Pdq hash_pixels(const Pixels &pixels, mien_pdq_mode mode = MIEN_PDQ_FULL)
{
    Pdq out;
    detail::check(detail::fill(out, [&](mien_pdq *pdq, mien_hash *dihedral) {
        return mien_pdq_hash(pdq, dihedral, pixels.first(), pixels.stride(),
                             pixels.width(), pixels.height(), pixels.format(), mode);
    }));
    return out;
}

// A picture on its way into a hash, row by row. Its memory is wiped when it ends, be it
// finished or destroyed.
class PdqStream
{
  public:
    PdqStream(std::uint32_t width, std::uint32_t height, mien_pixel_format format,
              mien_pdq_mode mode = MIEN_PDQ_FULL)
        : scratch_(scratch_size(width, height, mode))
    {
        detail::check(mien_pdq_begin(scratch_.place(), scratch_.memory(),
                                     scratch_.size(), width, height, format, mode));
    }

    // The next rows; their width and format have to be the stream's.
    void push(const void *rows, std::ptrdiff_t stride, std::uint32_t count)
    {
        detail::check(mien_pdq_push(scratch_.get(), rows, stride, count));
    }

    // After the last row. The numbers behind the hash come into *details. In the mode
    // MIEN_PDQ_GUARDED this may throw AGAIN: see finish_unless_again().
    Pdq finish(mien_pdq_details *details = nullptr)
    {
        Pdq out;
        detail::check(finish(out, details));
        return out;
    }

    // The same; nothing when all rows are wanted once more (MIEN_PDQ_GUARDED).
    std::optional<Pdq> finish_unless_again(mien_pdq_details *details = nullptr)
    {
        Pdq out;
        const Status status = finish(out, details);
        if (status == MIEN_ERROR_AGAIN)
            return std::nullopt;
        detail::check(status);
        return out;
    }

  private:
    static std::size_t scratch_size(std::uint32_t width, std::uint32_t height,
                                    mien_pdq_mode mode)
    {
        std::size_t size = 0;
        detail::check(mien_pdq_scratch_size(&size, width, height, mode));
        return size;
    }

    Status finish(Pdq &out, mien_pdq_details *details)
    {
        const Status status =
            detail::fill(out, [&](mien_pdq *pdq, mien_hash *dihedral) {
                return mien_pdq_finish(scratch_.get(), pdq, dihedral, details);
            });
        if (status == MIEN_OK)
            scratch_.release();
        return status;
    }

    detail::InScratch<mien_pdq_stream, mien_pdq_abandon> scratch_;
};

// --------------------------------------------------------------------- hashing files

// The memory of a server's thread, taken once.
class MediaContext
{
  public:
    explicit MediaContext(std::size_t memory)
    {
        detail::Reason reason;
        mien_media_context *context = nullptr;
        reason.check(mien_media_context_open(&context, memory, reason.c()));
        context_.reset(context);
    }

    mien_media_context *c() const noexcept
    {
        return context_.get();
    }

  private:
    detail::Owner<mien_media_context, mien_media_context_close> context_;
};

inline Limits default_limits() noexcept
{
    Limits limits;
    mien_decode_limits_init(&limits);
    return limits;
}

// How to hash a file: see struct mien_media_options.
struct MediaOptions {
    Limits limits = default_limits();
    // Gets the rows done and the rows in all, and answers whether to go on. What it
    // throws comes out of the call.
    std::function<bool(std::uint32_t, std::uint32_t)> progress{};
    mien_pdq_mode mode = MIEN_PDQ_FULL;
    std::uint32_t flags = 0; // MIEN_MEDIA_*
    mien_media_speed speed = MIEN_MEDIA_EXACT;
    MediaContext *context = nullptr;
};

// What was found in a file: the struct of C, and its hashes as Hash.
struct Media : mien_media {
    // That of the rows as stored, which is the reference's.
    Hash hash() const noexcept
    {
        return mien_media::dihedral[MIEN_DIHEDRAL_ORIGINAL];
    }
    // That of the picture as a viewer shows it.
    Hash seen_hash() const noexcept
    {
        return mien_media::dihedral[seen];
    }
    Dihedral hashes() const noexcept
    {
        Dihedral all;
        std::copy_n(mien_media::dihedral, MIEN_DIHEDRAL_COUNT, all.begin());
        return all;
    }
};

// What a file and its views were found to be; the best views first.
struct Viewed {
    Media media;
    std::vector<View> views;
};

// What views are for, and how many hashes at most: see struct mien_views_options.
struct ViewsOptions {
    std::uint32_t purposes = MIEN_VIEWS_BANK;
    std::uint32_t budget = 0;
};

namespace detail
{

// The options as C takes them, for the duration of a call.
class CMediaOptions
{
  public:
    explicit CMediaOptions(const MediaOptions &options) : progress_(options.progress)
    {
        c_.size = sizeof c_;
        c_.limits = &options.limits;
        c_.mode = options.mode;
        c_.flags = options.flags;
        c_.speed = options.speed;
        c_.context = options.context != nullptr ? options.context->c() : nullptr;
        if (progress_) {
            c_.progress = tell;
            c_.progress_context = this;
        }
    }
    CMediaOptions(const CMediaOptions &) = delete;
    CMediaOptions &operator=(const CMediaOptions &) = delete;

    // Calls a function of C with the options and somewhere for its reason, and throws
    // what it failed with, or what the callback threw.
    template <typename Call> void run(Call &&call)
    {
        Reason reason;
        const Status status = call(&c_, reason.c());
        const int system = errno;
        thrown_.rethrow();
        errno = system;
        reason.check(status);
    }

  private:
    static bool tell(void *context, std::uint32_t done, std::uint32_t all)
    {
        auto *self = static_cast<CMediaOptions *>(context);
        return self->thrown_.run([&] { return self->progress_(done, all); }, false);
    }

    const std::function<bool(std::uint32_t, std::uint32_t)> &progress_;
    Thrown thrown_;
    mien_media_options c_{};
};

inline mien_views_options c_options(const ViewsOptions &options) noexcept
{
    mien_views_options c{};
    c.size = sizeof c;
    c.purposes = options.purposes;
    c.budget = options.budget;
    return c;
}

template <typename Call> Media media(const MediaOptions &options, Call &&call)
{
    Media out{};
    CMediaOptions(options).run([&](const mien_media_options *c, mien_error *error) {
        return call(&out, c, error);
    });
    return out;
}

template <typename Call>
Viewed viewed(const MediaOptions &options, const ViewsOptions &views, Call &&call)
{
    Viewed out{};
    std::size_t count = 0;
    const mien_views_options c_views = c_options(views);
    out.views.resize(MIEN_VIEWS_MAX);
    CMediaOptions(options).run([&](const mien_media_options *c, mien_error *error) {
        return call(&out.media, out.views.data(), &count, c, &c_views, error);
    });
    out.views.resize(count);
    return out;
}

} // namespace detail

inline Media hash_file(const std::filesystem::path &path,
                       const MediaOptions &options = {})
{
    const std::string name = path.string();
    return detail::media(options, [&](auto *out, auto *c, auto *error) {
        return mien_media_hash_path(out, name.c_str(), c, error);
    });
}

// The rest of an open file, which stays open.
inline Media hash_fd(int fd, const MediaOptions &options = {})
{
    return detail::media(options, [&](auto *out, auto *c, auto *error) {
        return mien_media_hash_fd(out, fd, c, error);
    });
}

// A file in memory.
inline Media hash_bytes(const void *bytes, std::size_t size,
                        const MediaOptions &options = {})
{
    return detail::media(options, [&](auto *out, auto *c, auto *error) {
        return mien_media_hash_bytes(out, bytes, size, c, error);
    });
}

// ----------------------------------------------------------------------------- views

inline Viewed views_file(const std::filesystem::path &path, const ViewsOptions &what,
                         const MediaOptions &options = {})
{
    const std::string name = path.string();
    return detail::viewed(
        options, what,
        [&](auto *out, auto *views, auto *count, auto *c, auto *c_views, auto *error) {
            return mien_media_views_path(out, views, MIEN_VIEWS_MAX, count,
                                         name.c_str(), c, c_views, error);
        });
}

inline Viewed views_fd(int fd, const ViewsOptions &what,
                       const MediaOptions &options = {})
{
    return detail::viewed(
        options, what,
        [&](auto *out, auto *views, auto *count, auto *c, auto *c_views, auto *error) {
            return mien_media_views_fd(out, views, MIEN_VIEWS_MAX, count, fd, c,
                                       c_views, error);
        });
}

inline Viewed views_bytes(const void *bytes, std::size_t size, const ViewsOptions &what,
                          const MediaOptions &options = {})
{
    return detail::viewed(
        options, what,
        [&](auto *out, auto *views, auto *count, auto *c, auto *c_views, auto *error) {
            return mien_media_views_bytes(out, views, MIEN_VIEWS_MAX, count, bytes,
                                          size, c, c_views, error);
        });
}

// A picture on its way into views, row by row.
class ViewsStream
{
  public:
    ViewsStream(std::uint32_t width, std::uint32_t height, mien_pixel_format format)
        : scratch_(scratch_size(width, height))
    {
        detail::check(mien_views_begin(scratch_.place(), scratch_.memory(),
                                       scratch_.size(), width, height, format));
    }

    void push(const void *rows, std::ptrdiff_t stride, std::uint32_t count)
    {
        detail::check(mien_views_push(scratch_.get(), rows, stride, count));
    }

    std::vector<View> finish(const ViewsOptions &options,
                             mien_orientation orientation = MIEN_ORIENTATION_TOP_LEFT)
    {
        std::vector<View> views(MIEN_VIEWS_MAX);
        std::size_t count = 0;
        const mien_views_options c = detail::c_options(options);
        detail::check(mien_views_finish(scratch_.get(), views.data(), views.size(),
                                        &count, orientation, &c));
        scratch_.release();
        views.resize(count);
        return views;
    }

  private:
    static std::size_t scratch_size(std::uint32_t width, std::uint32_t height)
    {
        std::size_t size = 0;
        detail::check(mien_views_scratch_size(&size, width, height));
        return size;
    }

    detail::InScratch<mien_views_stream, mien_views_abandon> scratch_;
};

inline std::vector<View> views_of_pixels(const Pixels &pixels,
                                         const ViewsOptions &options)
{
    ViewsStream stream(pixels.width(), pixels.height(), pixels.format());
    stream.push(pixels.first(), pixels.stride(), pixels.height());
    return stream.finish(options);
}

// "window-3", for instance.
inline std::string view_name(const View &view)
{
    char name[MIEN_VIEW_NAME_SIZE];
    detail::check(mien_view_name(name, view.kind, view.number));
    return name;
}

// The pairs of views within `radius`.
inline std::vector<ViewMatch> match_views(const std::vector<View> &query,
                                          const std::vector<View> &bank,
                                          unsigned radius = MIEN_VIEWS_RADIUS)
{
    // The first call mostly has room enough, and tells when it has not.
    std::vector<ViewMatch> matches(1024);
    std::size_t count = 0;
    Status status = MIEN_ERROR_LIMIT;
    for (int round = 0; status == MIEN_ERROR_LIMIT && round < 2; round++) {
        matches.resize(std::max(matches.size(), count));
        status = mien_views_match(matches.data(), matches.size(), &count, query.data(),
                                  query.size(), bank.data(), bank.size(), radius);
    }
    detail::check(status);
    matches.resize(count);
    return matches;
}

// Whether the upload is the item.
inline mien_agreement decide(const std::vector<View> &query,
                             const std::vector<View> &bank,
                             const std::vector<ViewMatch> &matches)
{
    mien_agreement out{};
    detail::check(mien_views_decide(&out, query.data(), query.size(), bank.data(),
                                    bank.size(), matches.data(), matches.size()));
    return out;
}

// ----------------------------------------------------------------------------- index

// What to search: see struct mien_search_options.
struct SearchOptions {
    unsigned radius = MIEN_PDQ_RADIUS;
    std::uint32_t flags = 0; // MIEN_SEARCH_*
    std::uint32_t limit = 0; // matches for each query; 0: all
    std::vector<ListRadius> lists{};
};

namespace detail
{

// An open index, closed with the last object that holds it.
struct OpenIndex {
    OpenIndex() noexcept = default;
    OpenIndex(const OpenIndex &) = delete;
    OpenIndex &operator=(const OpenIndex &) = delete;
    ~OpenIndex()
    {
        if (mien_index_close(handle) != MIEN_OK) {
            // Whoever wants to know calls Index::close().
        }
    }
    mien_index *handle = nullptr;
};

} // namespace detail

// One thread's means to search an index, which stays open as long as the search is.
class Search
{
  public:
    // The entries within the radius of a hash: the nearest first.
    std::vector<Match> hash(const Hash &hash, const SearchOptions &options = {})
    {
        return found(options, [&](mien_matches *out, const mien_search_options *c) {
            const mien_hash &wanted = hash;
            return mien_search_hash(search_.get(), out, &wanted, options.radius, c);
        });
    }

    // Of many hashes: match.query tells which, and those of the first come first.
    std::vector<Match> batch(const Hash *hashes, std::size_t count,
                             const SearchOptions &options = {})
    {
        return found(options, [&](mien_matches *out, const mien_search_options *c) {
            return mien_search_batch(search_.get(), out, detail::c_hashes(hashes),
                                     count, options.radius, c);
        });
    }
    std::vector<Match> batch(const std::vector<Hash> &hashes,
                             const SearchOptions &options = {})
    {
        return batch(hashes.data(), hashes.size(), options);
    }

    // Of a picture however it was turned or mirrored.
    std::vector<Match> oriented(const Dihedral &dihedral,
                                const SearchOptions &options = {})
    {
        return found(options, [&](mien_matches *out, const mien_search_options *c) {
            return mien_search_oriented(search_.get(), out,
                                        detail::c_hashes(dihedral.data()),
                                        options.radius, c);
        });
    }

    // Whether there is any entry within the radius: stops at the first.
    bool any(const Hash &hash, SearchOptions options = {})
    {
        options.flags |= MIEN_SEARCH_ANY;
        return !this->hash(hash, options).empty();
    }

    // The entries of an id.
    std::vector<Entry> id(std::uint64_t id, std::uint32_t list = MIEN_LIST_ANY,
                          std::size_t limit = 0)
    {
        mien_entries entries{};
        detail::check(mien_search_id(search_.get(), &entries, id, list, limit));
        std::vector<Entry> copy(entries.count);
        std::copy_n(entries.entry, entries.count, copy.begin());
        return copy;
    }

  private:
    friend class Index;
    explicit Search(std::shared_ptr<detail::OpenIndex> index) : index_(std::move(index))
    {
        mien_search *search = nullptr;
        detail::check(mien_search_new(&search, index_->handle));
        search_.reset(search);
    }

    template <typename Call>
    std::vector<Match> found(const SearchOptions &options, Call &&call)
    {
        mien_search_options c{};
        c.size = sizeof c;
        c.flags = options.flags;
        c.limit = options.limit;
        c.lists = options.lists.data();
        c.list_count = options.lists.size();
        mien_matches matches{};
        detail::check(call(&matches, &c));
        std::vector<Match> copy(matches.count);
        std::copy_n(matches.match, matches.count, copy.begin());
        return copy;
    }

    using Owner = detail::Owner<mien_search, mien_search_free>;

    std::shared_ptr<detail::OpenIndex> index_; // freed after the search
    Owner search_;

  public:
    Search(Search &&) noexcept = default;
    // In this order: the old search goes before its index.
    Search &operator=(Search &&other) noexcept
    {
        search_ = std::move(other.search_);
        index_ = std::move(other.index_);
        return *this;
    }
};

// An open index. It closes with the last of the Index and its searches. A destructor
// cannot tell that additions were not made durable: writers call close() or sync().
class Index
{
  public:
    // Makes an empty index in a new folder.
    static void create(const std::filesystem::path &path)
    {
        detail::Reason reason;
        reason.check(mien_index_create(path.string().c_str(), reason.c()));
    }

    // flags: MIEN_INDEX_*; 0 is for reading only.
    explicit Index(const std::filesystem::path &path, std::uint32_t flags = 0,
                   IndexSync sync = MIEN_INDEX_SYNC_ALWAYS,
                   std::uint64_t compact_after = 0)
        : index_(std::make_shared<detail::OpenIndex>())
    {
        detail::Reason reason;
        mien_index_options options{};
        options.size = sizeof options;
        options.flags = flags;
        options.sync = sync;
        options.compact_after = compact_after;
        reason.check(mien_index_open(&index_->handle, path.string().c_str(), &options,
                                     reason.c()));
    }

    // Makes changes in their order, all or none.
    mien_changed change(const Change *changes, std::size_t count)
    {
        detail::Reason reason;
        mien_changed changed{};
        reason.check(mien_index_change(handle(), changes, count, &changed, reason.c()));
        return changed;
    }
    mien_changed change(const std::vector<Change> &changes)
    {
        return change(changes.data(), changes.size());
    }

    // One change. Answers whether it changed anything.
    bool add(const Entry &entry)
    {
        return one(MIEN_CHANGE_ADD, entry).added != 0;
    }
    bool replace(const Entry &entry)
    {
        return one(MIEN_CHANGE_REPLACE, entry).unchanged == 0;
    }
    bool remove_id(std::uint64_t id, std::uint32_t list = MIEN_LIST_ANY)
    {
        return one(MIEN_CHANGE_REMOVE_ID, {{}, id, list, 0}).removed != 0;
    }
    bool remove_hash(const Hash &hash, std::uint32_t list = MIEN_LIST_ANY)
    {
        return one(MIEN_CHANGE_REMOVE_HASH, {hash, 0, list, 0}).removed != 0;
    }
    bool remove(const Hash &hash, std::uint64_t id, std::uint32_t list = MIEN_LIST_ANY)
    {
        return one(MIEN_CHANGE_REMOVE, {hash, id, list, 0}).removed != 0;
    }

    void sync()
    {
        detail::Reason reason;
        reason.check(mien_index_sync(handle(), reason.c()));
    }

    void compact()
    {
        detail::Reason reason;
        reason.check(mien_index_compact(handle(), reason.c()));
    }

    // One for each thread.
    Search search() const
    {
        handle();
        return Search(index_);
    }

    // Calls `each` for every entry, until it answers false: then this does, too. What
    // it throws comes out of the call.
    bool each(const std::function<bool(const Entry &)> &each) const
    {
        struct Context {
            const std::function<bool(const Entry &)> &each;
            detail::Thrown thrown{};
        } context{each};
        detail::Reason reason;
        const Status status = mien_index_each(
            handle(),
            [](void *raw, const mien_entry *entry) {
                auto *self = static_cast<Context *>(raw);
                return self->thrown.run([&] { return self->each(*entry) ? 0 : 1; }, 1);
            },
            &context, reason.c());
        context.thrown.rethrow();
        if (status == MIEN_ERROR_CANCELLED)
            return false;
        reason.check(status);
        return true;
    }

    IndexStat stat() const
    {
        detail::Reason reason;
        IndexStat stat{};
        reason.check(mien_index_stat(handle(), &stat, reason.c()));
        return stat;
    }

    // Reads every byte of the index at `path` and checks every checksum.
    static mien_index_verified verify(const std::filesystem::path &path)
    {
        detail::Reason reason;
        mien_index_verified verified{};
        reason.check(mien_index_verify(path.string().c_str(), &verified, nullptr,
                                       nullptr, reason.c()));
        return verified;
    }

    // Closes it, and tells when additions could not be made durable (IO). While
    // searches of it are alive that is refused (STATE), and nothing is closed.
    void close()
    {
        if (index_ == nullptr)
            return;
        if (index_.use_count() != 1)
            throw Error(MIEN_ERROR_STATE, "searches of the index are alive");
        mien_index *handle = std::exchange(index_->handle, nullptr);
        index_.reset();
        detail::check(mien_index_close(handle));
    }

  private:
    mien_index *handle() const
    {
        if (index_ == nullptr)
            throw Error(MIEN_ERROR_STATE, "the index is closed");
        return index_->handle;
    }

    mien_changed one(mien_change_kind kind, const Entry &entry)
    {
        const Change change{kind, entry};
        return this->change(&change, 1);
    }

    std::shared_ptr<detail::OpenIndex> index_;
};

// Compares a hash with every one of an array, which needs no index.
inline std::vector<mien_near> scan(const std::vector<Hash> &hashes, const Hash &query,
                                   unsigned radius = MIEN_PDQ_RADIUS)
{
    const mien_hash &wanted = query;
    const mien_hash *rows = detail::c_hashes(hashes.data());
    std::size_t found = 0;
    detail::check(
        mien_hash_scan(nullptr, 0, &found, rows, hashes.size(), &wanted, radius));
    std::vector<mien_near> near(found);
    detail::check(mien_hash_scan(near.data(), near.size(), &found, rows, hashes.size(),
                                 &wanted, radius));
    return near;
}

} // namespace mien

template <> struct std::hash<mien::Hash> {
    std::size_t operator()(const mien::Hash &value) const noexcept
    {
        const mien_hash &c = value;
        return std::hash<std::string_view>{}(
            {reinterpret_cast<const char *>(c.bytes), sizeof c.bytes});
    }
};

#endif

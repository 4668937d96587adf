// SPDX-License-Identifier: Apache-2.0
// Cases for C++17 and later: owners of what <mien/case.h> makes, in the manner of
// mien.hpp. What a call means and refuses, that header says; every failure is a
// mien::Error. Needs a libmien that was built with cases.
//
// Secrets: Text and Words wipe what they hold when they end, and their owner sees to it
// that no copies are made: view() instead of std::string. Passphrases and keys are
// taken as std::string_view, and stay the caller's to wipe.
//
// Threads: an object belongs to one thread at a time.
#ifndef MIEN_CASE_HPP
#define MIEN_CASE_HPP

#include "mien.hpp"

#include <mien/case.h>

namespace mien
{

// Functions are called like these.
using RecipientInfo = struct mien_recipient_info;
using CaseInfo = struct mien_case_info;
using SealOptions = struct mien_case_seal;
using DocumentInfo = struct mien_document_info;
using DocumentItem = struct mien_document_item;
using DocumentSignal = struct mien_document_signal;

// A text that a function of C gave out.
class Text
{
  public:
    Text() noexcept = default;
    Text(Text &&other) noexcept
        : text_(std::exchange(other.text_, nullptr)),
          length_(std::exchange(other.length_, 0))
    {
    }
    Text &operator=(Text other) noexcept
    {
        std::swap(text_, other.text_);
        std::swap(length_, other.length_);
        return *this;
    }
    ~Text()
    {
        mien_case_text_free(text_, length_);
    }

    // As long as the Text lives.
    std::string_view view() const noexcept
    {
        return text_ != nullptr ? std::string_view(text_, length_) : std::string_view();
    }

    // For a function of C to fill; only while it is empty.
    char **place() noexcept
    {
        return &text_;
    }
    std::size_t *length_place() noexcept
    {
        return &length_;
    }

  private:
    char *text_ = nullptr;
    std::size_t length_ = 0;
};

// The words of a case's key.
class Words
{
  public:
    Words(const mien_case *its, mien_words language)
    {
        detail::check(mien_case_words(its, language, words_));
    }
    Words(const Words &) = delete;
    Words &operator=(const Words &) = delete;
    ~Words()
    {
        for (volatile char &letter : words_)
            letter = '\0';
    }

    std::string_view view() const noexcept
    {
        return words_;
    }

  private:
    char words_[MIEN_WORDS_SIZE]{};
};

namespace detail
{

// What mien_case_info() and its like tell.
template <typename Info, typename Call> Info told(Call &&call)
{
    Info info{};
    info.size = sizeof info;
    check(call(&info));
    return info;
}

template <typename Call> Text text(Call &&call)
{
    Text out;
    Reason reason;
    reason.check(call(out.place(), out.length_place(), reason.c()));
    return out;
}

// An owner of what a function gives out.
template <typename Handle, auto free, typename Call>
Owner<Handle, free> owned(Call &&call)
{
    Handle *handle = nullptr;
    Reason reason;
    reason.check(call(&handle, reason.c()));
    return Owner<Handle, free>(handle);
}

template <typename Call> void run(Call &&call)
{
    Reason reason;
    reason.check(call(reason.c()));
}

// NULL for nothing.
inline const char *optional(const std::string &text) noexcept
{
    return text.empty() ? nullptr : text.c_str();
}

} // namespace detail

// ------------------------------------------------------------------------ recipients

class Recipient
{
  public:
    using Owner = detail::Owner<mien_recipient, mien_recipient_free>;

    // Reads a recipient file.
    explicit Recipient(std::string_view file)
        : recipient_(detail::owned<mien_recipient, mien_recipient_free>(
              [&](auto **out, auto *error) {
                  return mien_recipient_read(out, file.data(), file.size(), error);
              }))
    {
    }
    explicit Recipient(Owner recipient) noexcept : recipient_(std::move(recipient))
    {
    }

    // Its texts live as long as the recipient.
    RecipientInfo info() const &
    {
        return detail::told<RecipientInfo>(
            [&](auto *out) { return mien_recipient_info(c(), out); });
    }
    RecipientInfo info() && = delete;
    Text json() const
    {
        return detail::text([&](auto **out, auto *length, auto *) {
            return mien_recipient_json(c(), out, length);
        });
    }
    void confirm(const std::string &fingerprint)
    {
        detail::run([&](auto *error) {
            return mien_recipient_confirm(c(), fingerprint.c_str(), error);
        });
    }
    mien_recipient *c() const noexcept
    {
        return recipient_.get();
    }

  private:
    Owner recipient_;
};

struct NewRecipient {
    Text file;
    Text key; // secret
};

// Its size is set here.
inline NewRecipient new_recipient(mien_recipient_make make)
{
    NewRecipient made;
    make.size = sizeof make;
    detail::run([&](auto *error) {
        return mien_recipient_new(made.file.place(), made.file.length_place(),
                                  made.key.place(), made.key.length_place(), &make,
                                  error);
    });
    return made;
}

// ---------------------------------------------------------------- a case, on her side

// What to seal, and for whom: see struct mien_case_seal.
struct Sealing {
    mien_case_action action = MIEN_CASE_CREATE;
    std::vector<const mien_recipient *> recipients{}; // Recipient::c()
    std::string day{};                                // today: "2026-11-21"
    std::string expires{};                            // "": as mien sees fit
};

class Case
{
  public:
    using Owner = detail::Owner<mien_case, mien_case_free>;

    explicit Case(const std::string &day, bool practice = false)
        : case_(detail::owned<mien_case, mien_case_free>([&](auto **out, auto *error) {
              return mien_case_new(out, day.c_str(), practice, error);
          }))
    {
    }
    explicit Case(Owner its) noexcept : case_(std::move(its))
    {
    }

    // id: of a case whose id does not follow from its key.
    static Case from_words(std::string_view words, const std::string &id = {},
                           bool practice = false)
    {
        return Case(
            detail::owned<mien_case, mien_case_free>([&](auto **out, auto *error) {
                return mien_case_from_words(out, words.data(), words.size(),
                                            detail::optional(id), practice, error);
            }));
    }

    void answer(const std::string &question, mien_answer answer)
    {
        detail::run([&](auto *error) {
            return mien_case_answer(c(), question.c_str(), answer, error);
        });
    }
    // These give the number of the item. Of exact hashes only (ARGUMENT).
    std::uint32_t add(const Media &media)
    {
        if (media.mode != MIEN_PDQ_FULL || media.speed != MIEN_MEDIA_EXACT)
            throw Error(MIEN_ERROR_ARGUMENT, "case: a hash that is not exact");
        return add_with([&](auto *item, auto *error) {
            return mien_case_add_image(c(), item, media.dihedral, media.quality, error);
        });
    }
    std::uint32_t add(const Pdq &pdq)
    {
        return add_with([&](auto *item, auto *error) {
            return mien_case_add_image(c(), item, detail::c_hashes(pdq.dihedral.data()),
                                       pdq.quality, error);
        });
    }
    std::uint32_t add(const std::vector<View> &views)
    {
        return add_with([&](auto *item, auto *error) {
            return mien_case_add_views(c(), item, views.data(), views.size(), error);
        });
    }
    std::uint32_t add_video(const std::array<std::uint8_t, 16> &md5)
    {
        return add_with([&](auto *item, auto *error) {
            return mien_case_add_video(c(), item, md5.data(), error);
        });
    }
    void drop(std::uint32_t item)
    {
        detail::run([&](auto *error) { return mien_case_drop(c(), item, error); });
    }
    void limit_hashes(std::uint32_t hashes)
    {
        detail::run([&](auto *error) { return mien_case_hashes(c(), hashes, error); });
    }
    void region(const std::string &country)
    {
        detail::run(
            [&](auto *error) { return mien_case_region(c(), country.c_str(), error); });
    }

    CaseInfo info() const
    {
        return detail::told<CaseInfo>(
            [&](auto *out) { return mien_case_info(c(), out); });
    }
    // One of those for whom it was sealed so far: info().recipients of them.
    Recipient recipient(std::uint32_t index) const
    {
        return Recipient(detail::owned<mien_recipient, mien_recipient_free>(
            [&](auto **out, auto *error) {
                return mien_case_recipient(c(), index, out, error);
            }));
    }

    Text preview(const Sealing &how) const
    {
        return detail::text([&](auto **out, auto *length, auto *error) {
            const SealOptions c_how = c_of(how);
            return mien_case_preview(c(), out, length, &c_how, error);
        });
    }
    Text seal(const Sealing &how)
    {
        return detail::text([&](auto **out, auto *length, auto *error) {
            const SealOptions c_how = c_of(how);
            return mien_case_seal(c(), out, length, &c_how, error);
        });
    }

    Words words(mien_words language = MIEN_WORDS_ENGLISH) const
    {
        return Words(c(), language);
    }

    mien_case *c() const noexcept
    {
        return case_.get();
    }

  private:
    template <typename Call> std::uint32_t add_with(Call &&call)
    {
        std::uint32_t item = 0;
        detail::run([&](auto *error) { return call(&item, error); });
        return item;
    }

    static SealOptions c_of(const Sealing &how) noexcept
    {
        SealOptions c{};
        c.size = sizeof c;
        c.action = how.action;
        c.recipients = how.recipients.data();
        c.recipient_count = how.recipients.size();
        c.day = how.day.c_str();
        c.expires = detail::optional(how.expires);
        return c;
    }

    Owner case_;
};

// ------------------------------------------------------------------------- the wallet

class Wallet
{
  public:
    Wallet()
        : wallet_(detail::owned<mien_wallet, mien_wallet_free>(
              [](auto **out, auto *) { return mien_wallet_new(out); }))
    {
    }
    // Opens one; takes a good part of a second.
    Wallet(std::string_view file, std::string_view passphrase)
        : wallet_(detail::owned<mien_wallet, mien_wallet_free>(
              [&](auto **out, auto *error) {
                  return mien_wallet_open(out, file.data(), file.size(),
                                          passphrase.data(), passphrase.size(), error);
              }))
    {
    }

    Text seal(std::string_view passphrase) const
    {
        return detail::text([&](auto **out, auto *length, auto *error) {
            return mien_wallet_seal(c(), out, length, passphrase.data(),
                                    passphrase.size(), error);
        });
    }
    std::uint32_t size() const noexcept
    {
        return mien_wallet_count(c());
    }
    // Copies of a case, by its place, or by its id or how it begins.
    Case at(std::uint32_t index) const
    {
        return copy([&](auto **out, auto *error) {
            return mien_wallet_case(c(), index, out, error);
        });
    }
    Case find(const std::string &id) const
    {
        return copy([&](auto **out, auto *error) {
            return mien_wallet_find(c(), id.c_str(), out, error);
        });
    }
    void put(const Case &its)
    {
        detail::run([&](auto *error) { return mien_wallet_put(c(), its.c(), error); });
    }
    void forget(const std::string &id)
    {
        detail::run(
            [&](auto *error) { return mien_wallet_forget(c(), id.c_str(), error); });
    }
    mien_wallet *c() const noexcept
    {
        return wallet_.get();
    }

  private:
    template <typename Call> static Case copy(Call &&call)
    {
        return Case(detail::owned<mien_case, mien_case_free>(call));
    }

    detail::Owner<mien_wallet, mien_wallet_free> wallet_;
};

// --------------------------------------------------- a document, on the other side

class Document
{
  public:
    // flags: 0, or MIEN_DOCUMENT_PRACTICE.
    Document(std::string_view file, std::string_view key, std::uint32_t flags = 0)
        : document_(detail::owned<mien_document, mien_document_free>(
              [&](auto **out, auto *error) {
                  return mien_document_open(out, file.data(), file.size(), key.data(),
                                            key.size(), flags, error);
              }))
    {
    }

    DocumentInfo info() const
    {
        return detail::told<DocumentInfo>(
            [&](auto *out) { return mien_document_info(c(), out); });
    }
    // Their texts live as long as the document.
    DocumentItem item(std::uint32_t index) const &
    {
        return detail::told<DocumentItem>(
            [&](auto *out) { return mien_document_item(c(), index, out); });
    }
    DocumentSignal signal(std::uint32_t item, std::uint32_t index) const &
    {
        return detail::told<DocumentSignal>(
            [&](auto *out) { return mien_document_signal(c(), item, index, out); });
    }
    DocumentItem item(std::uint32_t index) && = delete;
    DocumentSignal signal(std::uint32_t item, std::uint32_t index) && = delete;
    Text json() const
    {
        return detail::text([&](auto **out, auto *length, auto *) {
            return mien_document_json(c(), out, length);
        });
    }
    mien_document *c() const noexcept
    {
        return document_.get();
    }

  private:
    detail::Owner<mien_document, mien_document_free> document_;
};

// What a recipient remembers.
class Register
{
  public:
    Register()
        : register_(detail::owned<mien_register, mien_register_free>(
              [](auto **out, auto *) { return mien_register_new(out); }))
    {
    }
    explicit Register(std::string_view json)
        : register_(detail::owned<mien_register, mien_register_free>(
              [&](auto **out, auto *error) {
                  return mien_register_open(out, json.data(), json.size(), error);
              }))
    {
    }

    void judge(const Document &document)
    {
        detail::run([&](auto *error) {
            return mien_register_judge(register_.get(), document.c(), error);
        });
    }
    bool withdrawn(const std::string &case_id) const noexcept
    {
        return mien_register_withdrawn(register_.get(), case_id.c_str());
    }
    Text json() const
    {
        return detail::text([&](auto **out, auto *length, auto *) {
            return mien_register_json(register_.get(), out, length);
        });
    }

  private:
    detail::Owner<mien_register, mien_register_free> register_;
};

// flags: MIEN_EXPORT_ALL, MIEN_EXPORT_VIEWS.
inline Text export_documents(const std::vector<const mien_document *> &documents,
                             mien_export format, std::uint32_t flags = 0)
{
    return detail::text([&](auto **out, auto *length, auto *error) {
        return mien_document_export(documents.data(), documents.size(), format, flags,
                                    out, length, error);
    });
}

} // namespace mien

#endif

// SPDX-License-Identifier: Apache-2.0
// case.hpp: the whole way of a case, and what C++ adds: exceptions, owners and moves.
#include <case.hpp>

extern "C" {
#include "suite.h"
}

namespace
{

using namespace std::string_view_literals;

constexpr char today[] = "2026-11-22";

struct Body {
    std::string key;
    mien::Recipient recipient;
};

Body body()
{
    mien_recipient_make make{};
    make.id = "example.org";
    make.name = "Example";
    const mien::NewRecipient made = mien::new_recipient(make);
    mien::Recipient recipient(made.file.view());
    recipient.confirm(recipient.info().fingerprint);
    return {std::string(made.key.view()), std::move(recipient)};
}

mien::Case answered()
{
    mien::Case its(today);
    for (const char *question :
         {"adult_now", "adults_in_image", "self_in_image", "no_consent_to_share"})
        its.answer(question, MIEN_ANSWER_YES);
    for (const char *question : {"synthetic", "on_behalf"})
        its.answer(question, MIEN_ANSWER_NO);
    return its;
}

mien::Pdq picture()
{
    mien::Pdq pdq;
    pdq.quality = 90;
    for (std::size_t i = 0; i < pdq.dihedral.size(); i++)
        pdq.dihedral[i] =
            mien::Hash::from_hex(std::string(64, static_cast<char>('1' + i)));
    pdq.hash = pdq.dihedral[0];
    return pdq;
}

mien::Sealing sealing(const Body &to, mien_case_action action)
{
    return {action, {to.recipient.c()}, today, ""};
}

template <typename Call> mien::Status status_of(Call &&call)
{
    try {
        call();
        return MIEN_OK;
    } catch (const mien::Error &error) {
        return error.status();
    }
}

START_TEST(from_a_picture_to_the_body_that_acts)
{
    const Body to = body();
    mien::Case its = answered();
    ck_assert_uint_eq(its.add(picture()), 1);
    ck_assert_uint_eq(its.add_video({1, 2, 3}), 2);
    its.region("FR");
    const mien::Sealing how = sealing(to, MIEN_CASE_CREATE);
    ck_assert(its.preview(how).view().find(picture().hash.hex()) != std::string::npos);
    const mien::Text sealed = its.seal(how);
    ck_assert_uint_eq(its.info().unsent, 0);
    const mien::Recipient sealed_for = its.recipient(0);
    ck_assert_str_eq(sealed_for.info().id, "example.org");

    const mien::Document document(sealed.view(), to.key);
    ck_assert(std::string(document.info().case_id) == its.info().id);
    ck_assert_uint_eq(document.info().items, 2);
    ck_assert_uint_eq(document.item(0).signals, 8);
    ck_assert(mien::Hash(document.signal(0, 0).hash) == picture().hash);
    ck_assert(mien::export_documents({document.c()}, MIEN_EXPORT_PYTX).view() ==
              "pdq " + picture().hash.hex() + "\n");

    mien::Register seen;
    seen.judge(document);
    const mien::Text taken = its.seal(sealing(to, MIEN_CASE_WITHDRAW));
    seen.judge(mien::Document(taken.view(), to.key));
    ck_assert(seen.withdrawn(its.info().id));
    mien::Register again(seen.json().view());
    ck_assert_int_eq(status_of([&] { again.judge(document); }), MIEN_ERROR_REFUSED);
}
END_TEST

START_TEST(a_wallet_and_words_bring_a_case_back)
{
    const mien::Case its = answered();
    const std::string id = its.info().id;
    mien::Wallet wallet;
    wallet.put(its);
    const mien::Text file = wallet.seal("a passphrase");
    const mien::Wallet opened(file.view(), "a passphrase"sv);
    ck_assert_uint_eq(opened.size(), 1);
    ck_assert(opened.at(0).info().id == id);
    ck_assert(opened.find(id.substr(0, 8)).info().id == id);
    ck_assert_int_eq(status_of([&] { mien::Wallet(file.view(), "another"sv); }),
                     MIEN_ERROR_KEY);
    wallet.forget(id);
    ck_assert_uint_eq(wallet.size(), 0);
    for (mien_words language : {MIEN_WORDS_ENGLISH, MIEN_WORDS_NUMBERS})
        ck_assert(mien::Case::from_words(its.words(language).view()).info().id == id);
}
END_TEST

START_TEST(failures_are_thrown_and_change_nothing)
{
    mien_recipient_make make{};
    make.id = "x";
    make.name = "X";
    const mien::NewRecipient made = mien::new_recipient(make);
    mien::Case its = answered();
    its.add(picture());
    const Body stranger = {"", mien::Recipient(made.file.view())};
    const mien::Sealing how = sealing(stranger, MIEN_CASE_CREATE);
    ck_assert_int_eq(status_of([&] { its.seal(how); }), MIEN_ERROR_REFUSED);
    ck_assert_uint_eq(its.info().unsent, 1);
    its.drop(1);
    ck_assert_int_eq(status_of([&] { its.limit_hashes(7); }), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(status_of([&] { mien::Recipient("{}"sv); }), MIEN_ERROR_CORRUPT);
    mien::Media fast{};
    fast.speed = MIEN_MEDIA_FAST;
    ck_assert_int_eq(status_of([&] { its.add(fast); }), MIEN_ERROR_ARGUMENT);
}
END_TEST

START_TEST(what_was_moved_from_is_empty)
{
    static_assert(!std::is_copy_constructible_v<mien::Case> &&
                  !std::is_copy_constructible_v<mien::Text> &&
                  !std::is_move_constructible_v<mien::Words>);
    static_assert(std::is_nothrow_move_assignable_v<mien::Case> &&
                  std::is_nothrow_move_assignable_v<mien::Text>);
    mien::Case its = answered(), other = std::move(its);
    ck_assert_int_eq(status_of([&] { its.info(); }), MIEN_ERROR_ARGUMENT);
    mien::Text text = body().recipient.json(), taken = std::move(text);
    ck_assert(text.view().empty() && !taken.view().empty());
    text = std::move(taken);
    ck_assert(!text.view().empty());
}
END_TEST

} // namespace

int main()
{
    Suite *suite = suite_create("case.hpp");
    TCase *tcase = tcase_create("case.hpp");
    for (const TTest *test :
         {from_a_picture_to_the_body_that_acts, a_wallet_and_words_bring_a_case_back,
          failures_are_thrown_and_change_nothing, what_was_moved_from_is_empty})
        tcase_add_test(tcase, test);
    suite_add_tcase(suite, tcase);
    return mien_suite_run(suite);
}

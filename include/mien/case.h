// SPDX-License-Identifier: Apache-2.0
// Cases: what a survivor makes, seals for the bodies that she trusts, keeps, and can
// take back; and how such a body opens it.
//
// A case is a key, made on her device, and the hashes of some pictures. Sealing it
// gives a document: JSON, signed with the case's key (JWS, ES256) and encrypted for one
// or several recipients (general JWE, ECDH-ES+A256KW, A256GCM). doc/case-format.md
// defines each byte. A document holds no name, path, EXIF, size of a picture, device,
// language or time finer than a day, and its length tells only a size class. Taking a
// case back is a document too, signed by the same key: nobody else can, and whoever
// lost the key cannot. So a case is put into a wallet, under a passphrase, or its key
// is written down as words.
//
// Hashes are no pictures, but they are not nothing: rough pictures have been guessed
// back from them. Treat a case as private.
//
// This room writes no file, opens no connection, and knows neither clock nor language:
// days are given by the caller as "2026-11-21". It is there when mien was built with
// the feature "case" (library jose, on OpenSSL and jansson), and is not part of mien.h.
//
// Secrets are wiped before their memory is given back, as far as it is mien's own. jose
// and jansson keep copies of a key, and of a wallet while it is opened, in memory that
// they free without wiping: a program that wants these gone too replaces malloc() by
// one whose free() wipes, as the mien command does.
//
// Threads: an object belongs to one thread at a time; functions that take it const may
// run at once. Different objects are independent. There is no global state.
#ifndef MIEN_CASE_H
#define MIEN_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/export.h>
#include <mien/pdq.h>
#include <mien/status.h>
#include <mien/views.h>

MIEN_BEGIN_DECLS

// Room for an id (UUID), a day and a fingerprint, with the terminating zero.
#define MIEN_CASE_ID_SIZE 37
#define MIEN_CASE_DAY_SIZE 11
#define MIEN_FINGERPRINT_SIZE 44

// The gates: larger input is refused with LIMIT before it is looked at.
#define MIEN_CASE_DOCUMENT_MAX ((size_t)16 << 20)  // bytes of a document or a wallet
#define MIEN_CASE_RECIPIENT_MAX ((size_t)64 << 10) // bytes of a recipient file or a key
#define MIEN_CASE_ITEMS_MAX 4096                   // pictures and films in a case
#define MIEN_CASE_RECIPIENTS_MAX 64                // for whom one document is sealed
// Hashes of one picture, as far as mien makes them: its views, eight hashes each. An
// item of a document that has more than the second number of signals is malformed.
#define MIEN_CASE_HASHES_MAX 1024
#define MIEN_CASE_SIGNALS_MAX 5120
// Hashes of all pictures of one document: 8 of each of MIEN_CASE_ITEMS_MAX, or 704 of
// each of 46. With more pictures each has fewer.
#define MIEN_CASE_DOCUMENT_HASHES 32768
// How deep JSON may be nested.
#define MIEN_CASE_DEPTH_MAX 32

// Wipes and frees a text that a function of this header gave out. NULL does nothing.
MIEN_API void mien_case_text_free(char *text, size_t length);

// ---- Recipients
// ----------------------------------------------------------------------

// A body that can open documents, as its recipient file describes it.
struct mien_recipient;

// What a recipient file says. Texts live as long as the recipient; those that are
// absent are "".
struct mien_recipient_info {
    size_t size; // sizeof(struct mien_recipient_info), set by the caller
    const char *id;
    const char *name;
    const char *web; // the page where the fingerprint is published
    const char *contact;
    // The thumbprint of the public key (RFC 7638, SHA-256, base64url): what she
    // compares with the one that the body publishes.
    const char *fingerprint;
    const char *expires;      // the last day on which to seal for it, or ""
    uint32_t minimum_quality; // MIEN_PDQ_QUALITY_MIN when the file says nothing
    uint32_t maximum_items;   // MIEN_CASE_ITEMS_MAX when the file says nothing
    bool takes_images;        // ImagePDQ
    bool takes_videos;        // VideoMD5
    bool practice;            // takes practice cases only
    bool confirmed;           // see mien_recipient_confirm()
    // How many hashes of one picture it takes, from 8 to MIEN_CASE_HASHES_MAX: 8, those
    // of the whole picture, when the file says nothing. More are those of its views.
    uint32_t maximum_hashes;
    bool takes_places; // and where in the picture each view lies
};

// Reads a recipient file: JSON, judged completely. Unknown members are kept.
//
// Errors: ARGUMENT (NULL), LIMIT (too large, nested too deeply), CORRUPT (not JSON, or
// not what a recipient file holds; also a fingerprint that is not the key's), VERSION,
// MEMORY.
MIEN_API MIEN_NODISCARD enum mien_status
mien_recipient_read(struct mien_recipient **out, const void *json, size_t length,
                    struct mien_error *error);
MIEN_API void mien_recipient_free(struct mien_recipient *recipient);

// Errors: ARGUMENT.
MIEN_API MIEN_NODISCARD enum mien_status
mien_recipient_info(const struct mien_recipient *recipient,
                    struct mien_recipient_info *out);

// Gives the whole file as JSON, for what mien_recipient_info() does not tell: languages
// and questions, see doc/case-format.md.
MIEN_API MIEN_NODISCARD enum mien_status
mien_recipient_json(const struct mien_recipient *recipient, char **json,
                    size_t *length);

// Says that a person has compared the fingerprint with the one which the body
// publishes, and that it was this one (spaces are passed over). Without it nothing is
// sealed for the recipient. Errors: ARGUMENT, REFUSED (it is another: do not send
// anything).
MIEN_API MIEN_NODISCARD enum mien_status
mien_recipient_confirm(struct mien_recipient *recipient, const char *fingerprint,
                       struct mien_error *error);

// What a new recipient is made of. Zero-initialise it, set size. Texts may be NULL but
// for id and name.
struct mien_recipient_make {
    size_t size;
    const char *id; // 1 to 64 of a-z 0-9 . - _
    const char *name;
    const char *web;
    const char *contact;
    const char *expires;
    bool practice;
    size_t maximum_hashes; // 0, or from 8 on: see struct mien_recipient_info
    bool takes_places;
};

// Makes the recipient file that a body publishes, and the private key that opens what
// is sealed for it: a JWK, secret. Both texts are freed with mien_case_text_free().
MIEN_API MIEN_NODISCARD enum mien_status
mien_recipient_new(char **file, size_t *file_length, char **key, size_t *key_length,
                   const struct mien_recipient_make *make, struct mien_error *error);

// ---- A case, on her side
// --------------------------------------------------------------

struct mien_case;

enum mien_case_action {
    MIEN_CASE_CREATE = 1,  // all items
    MIEN_CASE_ADD = 2,     // the items that no document holds yet; all of them when one
                           // of the recipients has none of the case so far
    MIEN_CASE_WITHDRAW = 3 // the whole case is taken back, for good
};

// Begins a case with a new key. A practice case is for learning: it is sealed for
// practice recipients only, and no other recipient accepts it.
//
// day    today: "2026-11-21".
//
// Errors: ARGUMENT, MEMORY, INTERNAL (the system gives no random numbers).
MIEN_API MIEN_NODISCARD enum mien_status mien_case_new(struct mien_case **out,
                                                       const char *day, bool practice,
                                                       struct mien_error *error);
// Wipes and frees. NULL does nothing.
MIEN_API void mien_case_free(struct mien_case *its);

enum mien_answer {
    MIEN_ANSWER_NO = 1,
    MIEN_ANSWER_YES = 2,
    MIEN_ANSWER_UNSURE = 3
};

// Notes her answer to a question. The questions of every case:
//     adult_now            is she 18 or older now?
//     adults_in_image      was everybody in the pictures an adult?
//     self_in_image        is she in them?
//     no_consent_to_share  does she not agree to their being shared?
//     synthetic            were they made or changed by a computer? (may be unsure)
//     on_behalf            is it for somebody else, who knows of it?
// Other ids, of 1 to 64 of a-z 0-9 _, are questions of a recipient. The last answer
// counts.
//
// Errors: ARGUMENT (also unsure, where of the six only "synthetic" may be), MEMORY,
// REFUSED: with adult_now or adults_in_image answered no, or unsure, there is no case;
// nothing more can be done with it than freeing it, or taking it back when a document
// created it before.
MIEN_API MIEN_NODISCARD enum mien_status mien_case_answer(struct mien_case *its,
                                                          const char *question,
                                                          enum mien_answer answer,
                                                          struct mien_error *error);

// Adds a picture: its eight hashes as mien_media_hash_path() gives them in `dihedral`,
// of mode MIEN_PDQ_FULL, and their quality. Hashes that the case holds already are
// added once.
//
// item      receives its number, from 1, or is NULL.
//
// Errors: ARGUMENT, LIMIT (MIEN_CASE_ITEMS_MAX), STATE (withdrawn, refused, or made of
// words), MEMORY.
MIEN_API MIEN_NODISCARD enum mien_status
mien_case_add_image(struct mien_case *its, uint32_t *item,
                    const struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT],
                    uint32_t quality, struct mien_error *error);
// Adds a picture with its views, as mien_views_finish() gives them for a bank: the
// whole picture first, then the best ones first, each with all eight hashes. The case
// keeps MIEN_CASE_HASHES_MAX hashes of them.
//
// A document holds as many as she allows (mien_case_hashes()), all of its recipients
// take, and there is room for: of the first views, without those whose quality is below
// what a recipient takes. Where views lie in the picture is in it only when all of its
// recipients want to know.
//
// A picture that the case holds already gets these views, if they are more; when a
// document holds it without them, it becomes an item once more.
//
// Errors: as mien_case_add_image(); ARGUMENT also when they are no such views.
MIEN_API MIEN_NODISCARD enum mien_status
mien_case_add_views(struct mien_case *its, uint32_t *item,
                    const struct mien_view *views, size_t count,
                    struct mien_error *error);
// Notes her choice: how many hashes of one picture a document may hold at most, whoever
// its recipients are. 8: the whole picture only. Without a choice they decide.
// mien_case_info() tells it. Errors: ARGUMENT (fewer than 8), STATE.
MIEN_API MIEN_NODISCARD enum mien_status
mien_case_hashes(struct mien_case *its, uint32_t hashes, struct mien_error *error);
// Adds a film by the MD5 of its file: it is found again only as the very same file.
MIEN_API MIEN_NODISCARD enum mien_status mien_case_add_video(struct mien_case *its,
                                                             uint32_t *item,
                                                             const uint8_t md5[16],
                                                             struct mien_error *error);
// Takes an item away that no document holds yet, by its number; the others keep theirs.
// Errors: ARGUMENT (there is none), STATE (a document holds it).
MIEN_API MIEN_NODISCARD enum mien_status
mien_case_drop(struct mien_case *its, uint32_t item, struct mien_error *error);
// Names a country where it should count: two letters of ISO 3166, "FR".
MIEN_API MIEN_NODISCARD enum mien_status
mien_case_region(struct mien_case *its, const char *country, struct mien_error *error);

struct mien_case_info {
    size_t size; // sizeof(struct mien_case_info), set by the caller
    char id[MIEN_CASE_ID_SIZE];
    char day[MIEN_CASE_DAY_SIZE];     // on which it began
    char expires[MIEN_CASE_DAY_SIZE]; // "" before the first sealing
    uint32_t items;                   // in the case
    uint32_t unsent;                  // of them in no document yet
    uint32_t recipients;              // for whom it was sealed so far
    bool practice;
    bool withdrawn;
    uint32_t hashes;     // see mien_case_hashes(); 0: no choice
    uint32_t with_views; // items of which the case keeps views
};
MIEN_API MIEN_NODISCARD enum mien_status mien_case_info(const struct mien_case *its,
                                                        struct mien_case_info *out);

// Gives one of the recipients for whom the case was sealed so far, confirmed, in *out,
// to be freed by the caller. Errors: ARGUMENT (no such index), MEMORY.
MIEN_API MIEN_NODISCARD enum mien_status
mien_case_recipient(const struct mien_case *its, uint32_t index,
                    struct mien_recipient **out, struct mien_error *error);

// What to seal, and for whom.
struct mien_case_seal {
    size_t size; // sizeof(struct mien_case_seal)
    enum mien_case_action action;
    const struct mien_recipient *const *recipients;
    size_t recipient_count;
    const char *day;     // today
    const char *expires; // until when it shall count; NULL: a year from `day`, or until
                         // when the case says already
};

// Gives the JSON that sealing would sign and encrypt, to be shown to her before.
// Errors: as mien_case_seal().
MIEN_API MIEN_NODISCARD enum mien_status
mien_case_preview(const struct mien_case *its, char **json, size_t *length,
                  const struct mien_case_seal *how, struct mien_error *error);

// Makes the document. The case then remembers what was sealed and for whom: put it into
// the wallet again. The document can be opened by the recipients, and not by her.
//
// Taking a case back needs no answers, and no recipient's rules on items hold for it.
//
// Errors: ARGUMENT, MEMORY, INTERNAL, LIMIT (in all its documents together the case has
// more than MIEN_CASE_RECIPIENTS_MAX recipients; or it is too large for one document);
// STATE (withdrawn already; ADD or WITHDRAW before CREATE; CREATE a second time; ADD to
// a case made of words); REFUSED: a recipient whose fingerprint was not
// confirmed, that has expired (a case can be taken back from it all the same), that is
// for practice when the case is not or the other way round; an answer is missing, or
// says that she agrees to the sharing; nothing to seal; an item below a recipient's
// minimum quality, of a kind that it does not take, or more items than it takes. The
// detail names which. Nothing is changed on failure.
MIEN_API MIEN_NODISCARD enum mien_status
mien_case_seal(struct mien_case *its, char **document, size_t *length,
               const struct mien_case_seal *how, struct mien_error *error);

// ---- The wallet
// ----------------------------------------------------------------------

// Cases with their keys and what was sealed, kept as one JWE under a passphrase
// (PBES2-HS512+A256KW, A256GCM), padded.
struct mien_wallet;

// Rounds of PBKDF2: what sealing uses at least, and the most that opening accepts.
#define MIEN_WALLET_ROUNDS 600000u
#define MIEN_WALLET_ROUNDS_MAX 10000000u

MIEN_API MIEN_NODISCARD enum mien_status mien_wallet_new(struct mien_wallet **out);
// Wipes and frees. NULL does nothing.
MIEN_API void mien_wallet_free(struct mien_wallet *wallet);

// Opens a wallet. Takes a good part of a second.
//
// Errors: ARGUMENT, MEMORY, LIMIT, CORRUPT (no wallet), VERSION, KEY (another
// passphrase, or the file was changed: it cannot be told which), UNSUPPORTED (an
// algorithm that wallets do not use).
MIEN_API MIEN_NODISCARD enum mien_status
mien_wallet_open(struct mien_wallet **out, const void *bytes, size_t length,
                 const char *passphrase, size_t passphrase_length,
                 struct mien_error *error);
// Seals it under a passphrase of 1 to 1024 bytes. Freed with mien_case_text_free().
//
// Errors: ARGUMENT, MEMORY, LIMIT (more than 8 MiB of cases), INTERNAL.
MIEN_API MIEN_NODISCARD enum mien_status
mien_wallet_seal(const struct mien_wallet *wallet, char **text, size_t *length,
                 const char *passphrase, size_t passphrase_length,
                 struct mien_error *error);

MIEN_API uint32_t mien_wallet_count(const struct mien_wallet *wallet);
// Gives a copy of a case, to be freed by the caller; by its index, or by its id (or the
// first characters of it, when only one begins so: at least 4). Errors: ARGUMENT (none,
// or several), MEMORY.
MIEN_API MIEN_NODISCARD enum mien_status
mien_wallet_case(const struct mien_wallet *wallet, uint32_t index,
                 struct mien_case **out, struct mien_error *error);
MIEN_API MIEN_NODISCARD enum mien_status
mien_wallet_find(const struct mien_wallet *wallet, const char *id,
                 struct mien_case **out, struct mien_error *error);
// Puts a copy of the case in, in the place of an earlier state of it.
MIEN_API MIEN_NODISCARD enum mien_status mien_wallet_put(struct mien_wallet *wallet,
                                                         const struct mien_case *its,
                                                         struct mien_error *error);
// Forgets a case with its key, by its whole id: it can then be taken back by the words
// only. Errors: ARGUMENT (there is none).
MIEN_API MIEN_NODISCARD enum mien_status mien_wallet_forget(struct mien_wallet *wallet,
                                                            const char *id,
                                                            struct mien_error *error);

// The key of a case as 24 words, to be written down: entropy and checksum as in BIP-39.
enum mien_words {
    MIEN_WORDS_ENGLISH = 0,
    MIEN_WORDS_FRENCH = 1,
    MIEN_WORDS_SPANISH = 2,
    MIEN_WORDS_NUMBERS = 3 // the numbers of the words, 0001 to 2048
};
#define MIEN_WORDS_COUNT 24
#define MIEN_WORDS_SIZE 512
// Writes the words, single spaces between them, zero terminated: secret, wipe it.
MIEN_API MIEN_NODISCARD enum mien_status mien_case_words(const struct mien_case *its,
                                                         enum mien_words language,
                                                         char words[MIEN_WORDS_SIZE]);
// Makes a case again of its words, of any language above, in any case of letters, with
// or without accents. It has its key and its id, no items, and can be taken back. A
// case that was made elsewhere, whose id does not follow from its key, needs that id;
// NULL otherwise.
//
// Errors: ARGUMENT, CORRUPT: the detail names the word by its number, or says that the
// checksum is wrong (two words exchanged, say), MEMORY.
MIEN_API MIEN_NODISCARD enum mien_status
mien_case_from_words(struct mien_case **out, const char *words, size_t length,
                     const char *id, bool practice, struct mien_error *error);

// ---- A document, on the recipient's side
// ------------------------------------------------

// A document that was opened and is what it says: decrypted, the signature verified,
// its contents judged.
struct mien_document;

// Accept practice documents, and only them.
#define MIEN_DOCUMENT_PRACTICE 1u

// Opens a document.
//
// key      the recipient's private key: a JWK. When it has a "kid", the document must
//          name this recipient; mien_recipient_new() gives such a key.
//
// Whatever jose, WebCrypto or another tool made by the same format opens too. One item
// that is malformed is reported and passed over, never the others.
//
// Errors: ARGUMENT (the key is none, too), MEMORY, LIMIT, CORRUPT (cut short, not JSON,
// no JWE), VERSION,
// UNSUPPORTED (an algorithm other than the three), KEY (sealed for somebody else, or
// changed on the way), REFUSED (the signature is not the case's; it names other
// recipients; for practice).
MIEN_API MIEN_NODISCARD enum mien_status
mien_document_open(struct mien_document **out, const void *bytes, size_t length,
                   const void *key, size_t key_length, uint32_t flags,
                   struct mien_error *error);
// Wipes and frees. NULL does nothing.
MIEN_API void mien_document_free(struct mien_document *document);

struct mien_document_info {
    size_t size; // sizeof(struct mien_document_info), set by the caller
    char case_id[MIEN_CASE_ID_SIZE];
    // Of the case's key, as in mien_recipient_info.
    char case_key[MIEN_FINGERPRINT_SIZE];
    // Whether the id follows from the key, as in every case that mien made: then nobody
    // else can have signed for this case. If not, ask the register.
    bool id_of_key;
    enum mien_case_action action;
    char day[MIEN_CASE_DAY_SIZE];
    char expires[MIEN_CASE_DAY_SIZE];
    bool practice;
    uint32_t items;     // good and malformed ones
    uint32_t malformed; // of them
};
MIEN_API MIEN_NODISCARD enum mien_status
mien_document_info(const struct mien_document *document,
                   struct mien_document_info *out);

// One item; index from 0. The texts live as long as the document.
struct mien_document_item {
    size_t size; // sizeof(struct mien_document_item), set by the caller
    const char *item;
    const char *media;   // "image", "video", or what a later version names
    const char *problem; // NULL, or an English clause: malformed, and why
    uint32_t signals;
};
MIEN_API MIEN_NODISCARD enum mien_status
mien_document_item(const struct mien_document *document, uint32_t index,
                   struct mien_document_item *out);
// One signal of an item; index from 0. Signals of unknown types are given as they are.
struct mien_document_signal {
    size_t size;      // sizeof(struct mien_document_signal), set by the caller
    const char *type; // "ImagePDQ", "VideoMD5", …
    const char *value;
    const char *variant;   // "original", "rot90", …; ""
    int32_t quality;       // -1: it says none
    struct mien_hash hash; // of an ImagePDQ; zeros otherwise
    // What it shows, as mien_view_from_name() reads it, or the name of a later version;
    // "": the whole picture. It is no hash of the whole picture unless it is "" or
    // "whole".
    const char *view;
    // Where that lies in the stored picture, whose longer side is 1; a width of 0: it
    // does not say.
    struct mien_view_place place;
};
MIEN_API MIEN_NODISCARD enum mien_status
mien_document_signal(const struct mien_document *document, uint32_t item,
                     uint32_t index, struct mien_document_signal *out);

// Gives the whole payload as JSON, with every member and value that this version does
// not know.
MIEN_API MIEN_NODISCARD enum mien_status
mien_document_json(const struct mien_document *document, char **json, size_t *length);

// ---- What a recipient remembers
// ---------------------------------------------------------

// Which cases a recipient has seen, with which key, and which were taken back: without
// it an old document could be sent again after the withdrawal, or somebody who learnt
// the id of a foreign case could sign for it. JSON, to be kept in a file by the caller.
struct mien_register;

MIEN_API MIEN_NODISCARD enum mien_status mien_register_new(struct mien_register **out);
MIEN_API MIEN_NODISCARD enum mien_status mien_register_open(struct mien_register **out,
                                                            const void *json,
                                                            size_t length,
                                                            struct mien_error *error);
MIEN_API MIEN_NODISCARD enum mien_status
mien_register_json(const struct mien_register *its, char **json, size_t *length);
MIEN_API void mien_register_free(struct mien_register *its);

// Judges a document and remembers it.
//
// The withdrawal of a case that was taken back before is accepted again. A document
// whose id follows from its key takes the place of what another key signed before.
//
// Errors: ARGUMENT, MEMORY, REFUSED: the case was taken back before; the case is known
// with another key; an ADD or WITHDRAW of a case that is not known and whose id does
// not follow from its key. The detail says which. Nothing is remembered then.
MIEN_API MIEN_NODISCARD enum mien_status
mien_register_judge(struct mien_register *its, const struct mien_document *document,
                    struct mien_error *error);
// Whether the case was taken back.
MIEN_API bool mien_register_withdrawn(const struct mien_register *its,
                                      const char *case_id);

// ---- Export
// ----------------------------------------------------------------------------

enum mien_export {
    MIEN_EXPORT_STOPNCII = 1, // the body of StopNCII's SubmitHashes
    MIEN_EXPORT_HMA = 2,  // one {"pdq":"…"} on each line, the bodies for HMA's banks
    MIEN_EXPORT_PYTX = 3, // "pdq HASH" on each line, for python-threatexchange
    MIEN_EXPORT_CSV = 4,  // signal_type,hash,quality,variant,case,status,item
    MIEN_EXPORT_JSON = 5  // an array of the payloads
};
// All eight ways of turning, and hashes below MIEN_PDQ_QUALITY_MIN: STOPNCII, HMA and
// PYTX give the originals of sufficient quality otherwise.
#define MIEN_EXPORT_ALL 1u
// The hashes of other views than the whole picture, too: they are plain PDQ, but one of
// a part of a picture tells only that something is in both. STOPNCII, HMA and PYTX hold
// none otherwise; CSV and JSON always have them, by name.
#define MIEN_EXPORT_VIEWS 2u

// Writes documents in a format of other systems. HMA and PYTX, which have no status,
// leave out a hash unless a case holds it that no document of `documents` takes back;
// STOPNCII and CSV write that status. The same hash is written once to STOPNCII, HMA
// and PYTX. HMA and PYTX leave out films; and what this version cannot judge, malformed
// items and signals of unknown types, is in JSON only. Errors: ARGUMENT, MEMORY.
MIEN_API MIEN_NODISCARD enum mien_status
mien_document_export(const struct mien_document *const *documents, size_t count,
                     enum mien_export format, uint32_t flags, char **text,
                     size_t *length, struct mien_error *error);

MIEN_END_DECLS

#endif

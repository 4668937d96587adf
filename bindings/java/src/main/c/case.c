// SPDX-License-Identifier: Apache-2.0
// Cases: recipients, the case itself, and the wallet. A library of its own, with
// document.c, so that what only hashes does not need jose. Texts come and go as bytes
// of UTF-8, which Java decodes: JNI's own strings are in another encoding.
#include "case_jni.h"

#include <stdlib.h>
#include <string.h>

bool case_bytes_in(struct case_bytes *bytes, JNIEnv *env, jbyteArray array)
{
    *bytes = (struct case_bytes){NULL, 0};
    if (array == NULL)
        return true;
    bytes->size = (size_t)(*env)->GetArrayLength(env, array);
    bytes->at = jni_malloc(env, bytes->size + 1);
    if (bytes->at == NULL)
        return false;
    (*env)->GetByteArrayRegion(env, array, 0, (jsize)bytes->size, (jbyte *)bytes->at);
    bytes->at[bytes->size] = '\0';
    return true;
}

void case_bytes_free(struct case_bytes *bytes)
{
    jni_wipe_free(bytes->at, bytes->size);
}

jbyteArray case_bytes_out(JNIEnv *env, const char *bytes, size_t size)
{
    if (size > INT32_MAX) {
        jni_throw(env, MIEN_ERROR_LIMIT, "more than an array can hold");
        return NULL;
    }
    jbyteArray array = (*env)->NewByteArray(env, (jsize)size);
    if (array != NULL)
        (*env)->SetByteArrayRegion(env, array, 0, (jsize)size, (const jbyte *)bytes);
    return array;
}

jbyteArray case_text_out(JNIEnv *env, struct case_text *text, enum mien_status status,
                         const struct mien_error *error)
{
    jbyteArray array = NULL;
    if (jni_ok(env, status, error))
        array = case_bytes_out(env, text->at, text->size);
    mien_case_text_free(text->at, text->size);
    return array;
}

bool case_texts_out(JNIEnv *env, jobjectArray to, const char *const *texts, int count)
{
    for (int i = 0; i < count; i++) {
        if (texts[i] == NULL)
            continue;
        jbyteArray text = case_bytes_out(env, texts[i], strlen(texts[i]));
        if (text == NULL)
            return false;
        (*env)->SetObjectArrayElement(env, to, i, text);
        (*env)->DeleteLocalRef(env, text);
    }
    return true;
}

// ---- Recipients

CASE(jlong, recipientRead, jbyteArray file)
{
    struct mien_recipient *recipient = NULL;
    struct mien_error error = {MIEN_OK, ""};
    struct case_bytes bytes;
    if (case_bytes_in(&bytes, env, file))
        jni_ok(env, mien_recipient_read(&recipient, bytes.at, bytes.size, &error),
               &error);
    case_bytes_free(&bytes);
    return handle_of(recipient);
}

CASE(void, recipientFree, jlong handle)
{
    mien_recipient_free(pointer_of(handle));
}

CASE(void, recipientInfo, jlong handle, jobjectArray texts, jlongArray numbers)
{
    struct mien_recipient_info info = {.size = sizeof info};
    if (!jni_ok(env, mien_recipient_info(pointer_of(handle), &info), NULL))
        return;
    const char *const told[] = {info.id,      info.name,        info.web,
                                info.contact, info.fingerprint, info.expires};
    const jlong found[] = {info.minimum_quality, info.maximum_items,
                           info.maximum_hashes,  info.takes_images,
                           info.takes_videos,    info.takes_places,
                           info.practice,        info.confirmed};
    if (case_texts_out(env, texts, told, sizeof told / sizeof *told))
        (*env)->SetLongArrayRegion(env, numbers, 0, sizeof found / sizeof *found,
                                   found);
}

CASE(jbyteArray, recipientJson, jlong handle)
{
    struct case_text text = {NULL, 0};
    return case_text_out(env, &text,
                         mien_recipient_json(pointer_of(handle), &text.at, &text.size),
                         NULL);
}

CASE(void, recipientConfirm, jlong handle, jbyteArray fingerprint)
{
    struct mien_error error = {MIEN_OK, ""};
    struct case_bytes bytes;
    if (case_bytes_in(&bytes, env, fingerprint))
        jni_ok(env, mien_recipient_confirm(pointer_of(handle), bytes.at, &error),
               &error);
    case_bytes_free(&bytes);
}

enum {
    MAKE_TEXTS = 5 // id, name, web, contact, expires
};

static bool make_texts(struct case_bytes texts[MAKE_TEXTS], JNIEnv *env,
                       jobjectArray given)
{
    for (jsize i = 0; i < MAKE_TEXTS; i++) {
        jbyteArray text = (*env)->GetObjectArrayElement(env, given, i);
        if (!case_bytes_in(&texts[i], env, text))
            return false;
    }
    return true;
}

// Gives the file and the key.
CASE(void, recipientNew, jobjectArray given, jboolean practice, jint hashes,
     jboolean places, jobjectArray made)
{
    struct mien_error error = {MIEN_OK, ""};
    struct case_bytes texts[MAKE_TEXTS] = {{NULL, 0}};
    struct case_text file = {NULL, 0}, key = {NULL, 0};
    if (!make_texts(texts, env, given))
        goto out;
    const struct mien_recipient_make make = {
        .size = sizeof make,
        .id = texts[0].at,
        .name = texts[1].at,
        .web = texts[2].at,
        .contact = texts[3].at,
        .expires = texts[4].at,
        .practice = practice,
        .maximum_hashes = (size_t)hashes,
        .takes_places = places,
    };
    enum mien_status status =
        mien_recipient_new(&file.at, &file.size, &key.at, &key.size, &make, &error);
    jbyteArray published = case_text_out(env, &file, status, &error);
    if (published == NULL) {
        mien_case_text_free(key.at, key.size);
        goto out;
    }
    (*env)->SetObjectArrayElement(env, made, 0, published);
    jbyteArray secret = case_text_out(env, &key, status, &error);
    if (secret != NULL)
        (*env)->SetObjectArrayElement(env, made, 1, secret);
out:
    for (int i = 0; i < MAKE_TEXTS; i++)
        case_bytes_free(&texts[i]);
}

// ---- The case

CASE(jlong, caseNew, jbyteArray day, jboolean practice)
{
    struct mien_case *its = NULL;
    struct mien_error error = {MIEN_OK, ""};
    struct case_bytes bytes;
    if (case_bytes_in(&bytes, env, day))
        jni_ok(env, mien_case_new(&its, bytes.at, practice, &error), &error);
    case_bytes_free(&bytes);
    return handle_of(its);
}

CASE(void, caseFree, jlong handle)
{
    mien_case_free(pointer_of(handle));
}

CASE(jlong, caseFromWords, jbyteArray words, jbyteArray id, jboolean practice)
{
    struct mien_case *its = NULL;
    struct mien_error error = {MIEN_OK, ""};
    struct case_bytes text, name = {NULL, 0};
    if (case_bytes_in(&text, env, words) && case_bytes_in(&name, env, id))
        jni_ok(
            env,
            mien_case_from_words(&its, text.at, text.size, name.at, practice, &error),
            &error);
    case_bytes_free(&text);
    case_bytes_free(&name);
    return handle_of(its);
}

CASE(jbyteArray, caseWords, jlong handle, jint language)
{
    char words[MIEN_WORDS_SIZE] = "";
    jbyteArray array = NULL;
    if (jni_ok(env,
               mien_case_words(pointer_of(handle), (enum mien_words)language, words),
               NULL))
        array = case_bytes_out(env, words, strlen(words));
    volatile char *letter = words;
    for (size_t i = 0; i < sizeof words; i++)
        letter[i] = '\0';
    return array;
}

CASE(void, caseAnswer, jlong handle, jbyteArray question, jint answer)
{
    struct mien_error error = {MIEN_OK, ""};
    struct case_bytes id;
    if (case_bytes_in(&id, env, question))
        jni_ok(env,
               mien_case_answer(pointer_of(handle), id.at, (enum mien_answer)answer,
                                &error),
               &error);
    case_bytes_free(&id);
}

CASE(jint, caseAddImage, jlong handle, jbyteArray hashes, jint quality)
{
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    struct mien_error error = {MIEN_OK, ""};
    uint32_t item = 0;
    (*env)->GetByteArrayRegion(env, hashes, 0, sizeof dihedral, (jbyte *)dihedral);
    if (!(*env)->ExceptionCheck(env))
        jni_ok(env,
               mien_case_add_image(pointer_of(handle), &item, dihedral,
                                   (uint32_t)quality, &error),
               &error);
    return (jint)item;
}

CASE(jint, caseAddViews, jlong handle, jbyteArray views)
{
    struct mien_error error = {MIEN_OK, ""};
    struct case_bytes bytes;
    uint32_t item = 0;
    if (case_bytes_in(&bytes, env, views))
        jni_ok(env,
               mien_case_add_views(pointer_of(handle), &item, (void *)bytes.at,
                                   bytes.size / sizeof(struct mien_view), &error),
               &error);
    case_bytes_free(&bytes);
    return (jint)item;
}

CASE(jint, caseAddVideo, jlong handle, jbyteArray md5)
{
    uint8_t digest[16];
    struct mien_error error = {MIEN_OK, ""};
    uint32_t item = 0;
    (*env)->GetByteArrayRegion(env, md5, 0, sizeof digest, (jbyte *)digest);
    if (!(*env)->ExceptionCheck(env))
        jni_ok(env, mien_case_add_video(pointer_of(handle), &item, digest, &error),
               &error);
    return (jint)item;
}

CASE(void, caseDrop, jlong handle, jint item)
{
    struct mien_error error = {MIEN_OK, ""};
    jni_ok(env, mien_case_drop(pointer_of(handle), (uint32_t)item, &error), &error);
}

CASE(void, caseHashes, jlong handle, jint hashes)
{
    struct mien_error error = {MIEN_OK, ""};
    jni_ok(env, mien_case_hashes(pointer_of(handle), (uint32_t)hashes, &error), &error);
}

CASE(void, caseRegion, jlong handle, jbyteArray country)
{
    struct mien_error error = {MIEN_OK, ""};
    struct case_bytes bytes;
    if (case_bytes_in(&bytes, env, country))
        jni_ok(env, mien_case_region(pointer_of(handle), bytes.at, &error), &error);
    case_bytes_free(&bytes);
}

CASE(void, caseInfo, jlong handle, jobjectArray texts, jlongArray numbers)
{
    struct mien_case_info info = {.size = sizeof info};
    if (!jni_ok(env, mien_case_info(pointer_of(handle), &info), NULL))
        return;
    const char *const told[] = {info.id, info.day, info.expires};
    const jlong found[] = {info.items,      info.unsent,   info.recipients, info.hashes,
                           info.with_views, info.practice, info.withdrawn};
    if (case_texts_out(env, texts, told, sizeof told / sizeof *told))
        (*env)->SetLongArrayRegion(env, numbers, 0, sizeof found / sizeof *found,
                                   found);
}

CASE(jlong, caseRecipient, jlong handle, jint index)
{
    struct mien_recipient *recipient = NULL;
    struct mien_error error = {MIEN_OK, ""};
    jni_ok(env,
           mien_case_recipient(pointer_of(handle), (uint32_t)index, &recipient, &error),
           &error);
    return handle_of(recipient);
}

// Seals, or only shows what would be sealed.
CASE(jbyteArray, caseSeal, jlong handle, jboolean preview, jint action,
     jlongArray recipients, jbyteArray day, jbyteArray expires)
{
    jbyteArray made = NULL;
    struct mien_error error = {MIEN_OK, ""};
    struct case_bytes today = {NULL, 0}, until = {NULL, 0};
    struct case_text text = {NULL, 0};
    size_t count;
    void **pointers = case_pointers(env, recipients, &count);
    if (pointers == NULL || !case_bytes_in(&today, env, day) ||
        !case_bytes_in(&until, env, expires))
        goto out;
    const struct mien_case_seal how = {
        .size = sizeof how,
        .action = (enum mien_case_action)action,
        .recipients = (const struct mien_recipient *const *)pointers,
        .recipient_count = count,
        .day = today.at,
        .expires = until.at,
    };
    enum mien_status status =
        preview
            ? mien_case_preview(pointer_of(handle), &text.at, &text.size, &how, &error)
            : mien_case_seal(pointer_of(handle), &text.at, &text.size, &how, &error);
    made = case_text_out(env, &text, status, &error);
out:
    free(pointers);
    case_bytes_free(&today);
    case_bytes_free(&until);
    return made;
}

void **case_pointers(JNIEnv *env, jlongArray handles, size_t *count)
{
    jsize length = (*env)->GetArrayLength(env, handles);
    *count = (size_t)length;
    void **pointers = jni_malloc(env, *count * sizeof *pointers);
    for (jsize i = 0; pointers != NULL && i < length; i++) {
        jlong handle;
        (*env)->GetLongArrayRegion(env, handles, i, 1, &handle);
        pointers[i] = pointer_of(handle);
    }
    return pointers;
}

// ---- The wallet

CASE_PLAIN(jlong, walletNew)
{
    struct mien_wallet *wallet = NULL;
    jni_ok(env, mien_wallet_new(&wallet), NULL);
    return handle_of(wallet);
}

CASE(void, walletFree, jlong handle)
{
    mien_wallet_free(pointer_of(handle));
}

CASE(jlong, walletOpen, jbyteArray file, jbyteArray passphrase)
{
    struct mien_wallet *wallet = NULL;
    struct mien_error error = {MIEN_OK, ""};
    struct case_bytes bytes, secret = {NULL, 0};
    if (case_bytes_in(&bytes, env, file) && case_bytes_in(&secret, env, passphrase))
        jni_ok(env,
               mien_wallet_open(&wallet, bytes.at, bytes.size, secret.at, secret.size,
                                &error),
               &error);
    case_bytes_free(&bytes);
    case_bytes_free(&secret);
    return handle_of(wallet);
}

CASE(jbyteArray, walletSeal, jlong handle, jbyteArray passphrase)
{
    jbyteArray made = NULL;
    struct mien_error error = {MIEN_OK, ""};
    struct case_bytes secret;
    struct case_text text = {NULL, 0};
    if (case_bytes_in(&secret, env, passphrase)) {
        enum mien_status status = mien_wallet_seal(
            pointer_of(handle), &text.at, &text.size, secret.at, secret.size, &error);
        made = case_text_out(env, &text, status, &error);
    }
    case_bytes_free(&secret);
    return made;
}

CASE(jint, walletCount, jlong handle)
{
    return (jint)mien_wallet_count(pointer_of(handle));
}

CASE(jlong, walletCase, jlong handle, jint index)
{
    struct mien_case *its = NULL;
    struct mien_error error = {MIEN_OK, ""};
    jni_ok(env, mien_wallet_case(pointer_of(handle), (uint32_t)index, &its, &error),
           &error);
    return handle_of(its);
}

CASE(jlong, walletFind, jlong handle, jbyteArray id)
{
    struct mien_case *its = NULL;
    struct mien_error error = {MIEN_OK, ""};
    struct case_bytes bytes;
    if (case_bytes_in(&bytes, env, id))
        jni_ok(env, mien_wallet_find(pointer_of(handle), bytes.at, &its, &error),
               &error);
    case_bytes_free(&bytes);
    return handle_of(its);
}

CASE(void, walletPut, jlong handle, jlong its)
{
    struct mien_error error = {MIEN_OK, ""};
    jni_ok(env, mien_wallet_put(pointer_of(handle), pointer_of(its), &error), &error);
}

CASE(void, walletForget, jlong handle, jbyteArray id)
{
    struct mien_error error = {MIEN_OK, ""};
    struct case_bytes bytes;
    if (case_bytes_in(&bytes, env, id))
        jni_ok(env, mien_wallet_forget(pointer_of(handle), bytes.at, &error), &error);
    case_bytes_free(&bytes);
}

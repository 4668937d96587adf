// SPDX-License-Identifier: Apache-2.0
// Documents that were received, the register, and exports.
#include "case_jni.h"

#include <stdlib.h>

CASE(jlong, documentOpen, jbyteArray file, jbyteArray key, jint flags)
{
    struct mien_document *document = NULL;
    struct mien_error error = {MIEN_OK, ""};
    struct case_bytes bytes, secret = {NULL, 0};
    if (case_bytes_in(&bytes, env, file) && case_bytes_in(&secret, env, key))
        jni_ok(env,
               mien_document_open(&document, bytes.at, bytes.size, secret.at,
                                  secret.size, (uint32_t)flags, &error),
               &error);
    case_bytes_free(&bytes);
    case_bytes_free(&secret);
    return handle_of(document);
}

CASE(void, documentFree, jlong handle)
{
    mien_document_free(pointer_of(handle));
}

CASE(void, documentInfo, jlong handle, jobjectArray texts, jlongArray numbers)
{
    struct mien_document_info info = {.size = sizeof info};
    if (!jni_ok(env, mien_document_info(pointer_of(handle), &info), NULL))
        return;
    const char *const told[] = {info.case_id, info.case_key, info.day, info.expires};
    const jlong found[] = {(jlong)info.action, info.id_of_key, info.practice,
                           info.items, info.malformed};
    if (case_texts_out(env, texts, told, sizeof told / sizeof *told))
        (*env)->SetLongArrayRegion(env, numbers, 0, sizeof found / sizeof *found,
                                   found);
}

// Returns how many signals it has.
CASE(jint, documentItem, jlong handle, jint index, jobjectArray texts)
{
    struct mien_document_item item = {.size = sizeof item};
    if (!jni_ok(env, mien_document_item(pointer_of(handle), (uint32_t)index, &item),
                NULL))
        return 0;
    const char *const told[] = {item.item, item.media, item.problem};
    case_texts_out(env, texts, told, sizeof told / sizeof *told);
    return (jint)item.signals;
}

// Gives the quality and the place: its centre, its sides, and by how far it is turned.
CASE(void, documentSignal, jlong handle, jint item, jint index, jobjectArray texts,
     jbyteArray hash, jdoubleArray numbers)
{
    struct mien_document_signal signal = {.size = sizeof signal};
    if (!jni_ok(env,
                mien_document_signal(pointer_of(handle), (uint32_t)item,
                                     (uint32_t)index, &signal),
                NULL))
        return;
    const struct mien_view_place *place = &signal.place;
    const char *const told[] = {signal.type, signal.value, signal.variant, signal.view};
    const jdouble found[] = {signal.quality, place->x,      place->y,
                             place->width,   place->height, place->degrees};
    if (!case_texts_out(env, texts, told, sizeof told / sizeof *told))
        return;
    (*env)->SetByteArrayRegion(env, hash, 0, MIEN_HASH_BYTES,
                               (const jbyte *)signal.hash.bytes);
    (*env)->SetDoubleArrayRegion(env, numbers, 0, sizeof found / sizeof *found, found);
}

CASE(jbyteArray, documentJson, jlong handle)
{
    struct case_text text = {NULL, 0};
    return case_text_out(
        env, &text, mien_document_json(pointer_of(handle), &text.at, &text.size), NULL);
}

CASE(jbyteArray, documentExport, jlongArray documents, jint format, jint flags)
{
    struct mien_error error = {MIEN_OK, ""};
    struct case_text text = {NULL, 0};
    size_t count;
    void **pointers = case_pointers(env, documents, &count);
    if (pointers == NULL)
        return NULL;
    enum mien_status status = mien_document_export(
        (const struct mien_document *const *)pointers, count, (enum mien_export)format,
        (uint32_t)flags, &text.at, &text.size, &error);
    free(pointers);
    return case_text_out(env, &text, status, &error);
}

// Of what was written before, or NULL: a new one.
CASE(jlong, registerOpen, jbyteArray json)
{
    struct mien_register *its = NULL;
    struct mien_error error = {MIEN_OK, ""};
    struct case_bytes bytes;
    if (json == NULL)
        jni_ok(env, mien_register_new(&its), NULL);
    else if (case_bytes_in(&bytes, env, json)) {
        jni_ok(env, mien_register_open(&its, bytes.at, bytes.size, &error), &error);
        case_bytes_free(&bytes);
    }
    return handle_of(its);
}

CASE(void, registerFree, jlong handle)
{
    mien_register_free(pointer_of(handle));
}

CASE(void, registerJudge, jlong handle, jlong document)
{
    struct mien_error error = {MIEN_OK, ""};
    jni_ok(env, mien_register_judge(pointer_of(handle), pointer_of(document), &error),
           &error);
}

CASE(jboolean, registerWithdrawn, jlong handle, jbyteArray case_id)
{
    struct case_bytes id;
    bool withdrawn = case_bytes_in(&id, env, case_id) &&
                     mien_register_withdrawn(pointer_of(handle), id.at);
    case_bytes_free(&id);
    return withdrawn;
}

CASE(jbyteArray, registerJson, jlong handle)
{
    struct case_text text = {NULL, 0};
    return case_text_out(
        env, &text, mien_register_json(pointer_of(handle), &text.at, &text.size), NULL);
}

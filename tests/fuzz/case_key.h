// SPDX-License-Identifier: Apache-2.0
// The recipient for whom the documents of the corpus are sealed: a key that everybody
// knows.
#ifndef MIEN_TESTS_CASE_KEY_H
#define MIEN_TESTS_CASE_KEY_H

#define MIEN_FUZZ_READER "example.org"
#define MIEN_FUZZ_POINT                                                                \
    "\"kty\":\"EC\",\"crv\":\"P-256\","                                                \
    "\"x\":\"knzOiOtrD3Awv3aAS77qt-kzGniA_CgmthmK5zsnujw\","                           \
    "\"y\":\"9MiBfQAzJMOkXOjuSNeK6Rn1ir6GDc3BPu5G3mlI2wI\""
#define MIEN_FUZZ_KEY                                                                  \
    "{" MIEN_FUZZ_POINT ",\"d\":\"JsWBppqJq7OvFcrshGgHTIh3nb4YpxM1TEImWwIPZpY\","      \
    "\"kid\":\"" MIEN_FUZZ_READER "\"}"
#define MIEN_FUZZ_RECIPIENT                                                            \
    "{\"format\":\"ncii-recipient\",\"version\":1,\"id\":\"" MIEN_FUZZ_READER "\","    \
    "\"name\":\"A body\",\"key\":{" MIEN_FUZZ_POINT "},\"languages\":[\"en\"],"        \
    "\"fingerprint\":\"dAAilPChApgKNmZNcD7v73o7YtTJPAgoqqUPXHpnYA8\","                 \
    "\"questions\":[{\"id\":\"adult_now\"},{\"id\":\"own\",\"text\":{\"en\":"          \
    "\"Well?\"},\"unsure\":false,\"stop\":\"yes\"}],\"signals\":[\"ImagePDQ\"],"       \
    "\"minimum_quality\":40,\"maximum_items\":9,\"expires\":\"2028-02-29\","           \
    "\"practice\":false,\"later\":[1.5,null]}"

#endif

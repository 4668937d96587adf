// SPDX-License-Identifier: Apache-2.0
#include "case/jose.h"

#include <stdlib.h>

#include "base/checked.h"

static void say_nothing(void *misc, const char *file, int line, uint64_t code,
                        const char *format, va_list arguments)
{
}

jose_cfg_t *mien_jose_quiet(void)
{
    jose_cfg_t *config = jose_cfg();
    if (config != NULL)
        jose_cfg_set_err_func(config, say_nothing, NULL);
    return config;
}

void mien_jose_close(jose_cfg_t *config)
{
    if (config != NULL)
        jose_cfg_decref(config);
}

bool mien_jose_encrypt(jose_cfg_t *config, json_t *jwe, const json_t *contents_key,
                       const void *plain, size_t length)
{
    size_t size;
    if (!mien_size_mul(&size, length / 3 + 1, 4)) // base64url
        return false;
    char *text = malloc(size);
    jose_io_t *buffer = text != NULL ? jose_io_buffer(config, text, &size) : NULL;
    jose_io_t *base64 = buffer != NULL ? jose_b64_enc_io(buffer) : NULL;
    jose_io_t *cipher =
        base64 != NULL ? jose_jwe_enc_cek_io(config, jwe, contents_key, base64) : NULL;
    bool good = cipher != NULL && cipher->feed(cipher, plain, length) &&
                cipher->done(cipher) &&
                json_object_set_new(jwe, "ciphertext", json_stringn(text, size)) == 0;
    jose_io_auto(&cipher);
    jose_io_auto(&base64);
    jose_io_auto(&buffer);
    free(text);
    return good;
}

bool mien_jose_decrypt(void *plain, size_t *length, jose_cfg_t *config,
                       const json_t *jwe, const json_t *contents_key)
{
    const json_t *ciphertext = json_object_get(jwe, "ciphertext");
    jose_io_t *buffer = jose_io_buffer(config, plain, length);
    jose_io_t *cipher =
        buffer != NULL ? jose_jwe_dec_cek_io(config, jwe, contents_key, buffer) : NULL;
    jose_io_t *base64 = cipher != NULL ? jose_b64_dec_io(cipher) : NULL;
    bool good = base64 != NULL &&
                base64->feed(base64, json_string_value(ciphertext),
                             json_string_length(ciphertext)) &&
                base64->done(base64); // the tag is right
    jose_io_auto(&base64);
    jose_io_auto(&cipher);
    jose_io_auto(&buffer);
    return good;
}

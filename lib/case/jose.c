// SPDX-License-Identifier: Apache-2.0
#include "case/jose.h"

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

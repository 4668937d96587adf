// SPDX-License-Identifier: Apache-2.0
// What went wrong with a file, said to a person: its name, the reason, the next step.
#ifndef MIEN_TOOL_REPORT_H
#define MIEN_TOOL_REPORT_H

#include "jobs.h"

// The name of a job in messages. Never NULL.
const char *report_name(const struct job *job);

// Says why there is no hash. The next step is said once for each kind of failure.
// The limits are those that the file was held against.
void report_failure(const struct job *job, const struct mien_decode_limits *limits);

// Warns of hashes that do not protect: too little detail, or only a part of a picture.
void report_weakness(const char *name, const struct mien_media *media);

#endif

// SPDX-License-Identifier: Apache-2.0
// The stream of `mien match`: one thread reads lines, others answer them, and the
// thread of the caller writes the answers. What is on its way at any time is bounded:
// when nobody takes the answers, nothing more is read.
#ifndef MIEN_TOOL_MATCH_STREAM_H
#define MIEN_TOOL_MATCH_STREAM_H

#include "match_query.h"

struct match_plan {
    unsigned workers;    // at most so many threads answer; they are started as needed
    bool unordered;      // answers come as they are ready
    char *const *inputs; // files with lines; "-" is standard input
    size_t input_count;
    const struct mien_index *index;
    const struct lookup *lookup;
    const struct mien_media_options *options;
    bool with_views;
};

struct match_counts {
    unsigned long long lines;
    unsigned long long failed; // of them, without an answer
    unsigned long long unread; // inputs that could not be read: each was reported
};

enum match_end {
    MATCH_DONE,
    MATCH_STOPPED, // by a signal, or nobody takes the answers: then end the process
                   // soon
    MATCH_NO_THREADS
};
enum match_end match_stream(const struct match_plan *plan, struct match_counts *counts);

#endif

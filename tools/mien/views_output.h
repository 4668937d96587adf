// SPDX-License-Identifier: Apache-2.0
// The results of `mien hash --views`, with a line for each hash but in JSON.
//
// text  HASH, two spaces, QUALITY, two spaces, NAME, two spaces, VIEW.
// json  the object of output.h, with an array "views".
// csv   with a header, in the columns that `mien index add` reads; tsv as well.
//
// VIEW is the name of the view and, behind a slash, how it is turned. None of the
// formats tells where a view lies in the picture.
#ifndef MIEN_TOOL_VIEWS_OUTPUT_H
#define MIEN_TOOL_VIEWS_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

#include <mien/views.h>

#include "jobs.h"
#include "output.h"

enum {
    VIEWS_BUDGET_MAX = MIEN_VIEWS_MAX * MIEN_DIHEDRAL_COUNT
};

// Reads "bank", "query" or "all".
bool views_purposes_from(uint32_t *purposes, const char *name);

// Writes what comes before the first result.
void views_output_begin(const struct output *output);

// Writes the views of a picture. For queries alone each has one hash.
void views_output(const struct output *output, uint32_t purposes,
                  const struct job *job);

#endif

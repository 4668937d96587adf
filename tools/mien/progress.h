// SPDX-License-Identifier: Apache-2.0
// The bar that shows how far long work is: on a terminal only, after the first second.
#ifndef MIEN_TOOL_PROGRESS_H
#define MIEN_TOOL_PROGRESS_H

// Starts the clock.
void progress_begin(void);

// Shows that `done` of `all` files are hashed; done counts parts of files too, and all
// is 0 while nobody knows.
void progress_show(double done, unsigned long long all);

// Shows how much of something else than files is done; all must not be 0.
void progress_part(double done, double all);

// Shows that so many lines of a stream without a known end are done.
void progress_lines(unsigned long long lines);

#endif

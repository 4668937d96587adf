// SPDX-License-Identifier: Apache-2.0
// The bar that shows how far long work is: on a terminal only, after the first second.
#ifndef MIEN_TOOL_PROGRESS_H
#define MIEN_TOOL_PROGRESS_H

// Starts the clock.
void progress_begin(void);

// Shows that `done` of `all` files are hashed; done counts parts of files too, and all
// is 0 while nobody knows.
void progress_show(double done, unsigned long long all);

#endif

// SPDX-License-Identifier: Apache-2.0
// A folder for the files of a test program, which is gone when it ends.
#ifndef MIEN_TESTS_SCRATCH_H
#define MIEN_TESTS_SCRATCH_H

#define MIEN_PATH_SIZE 300

// Makes the folder: in $MIEN_SCRATCH, or in memory where there is a file system for it
// (syncing files costs nothing there), or in /tmp. Ends the program when there is none.
void mien_scratch_begin(void);
// Deletes it and all that is in it.
void mien_scratch_end(void);

// Gives the path of something in the folder. Nothing is there yet, unless the test made
// it.
void mien_scratch_path(char path[MIEN_PATH_SIZE], const char *name);

// Deletes a folder and all that is in it. Nothing there: nothing to do.
void mien_folder_delete(const char *path);
// Copies the files of a folder into another one, which is made anew.
void mien_folder_copy(const char *to, const char *from);

#endif

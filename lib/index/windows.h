// SPDX-License-Identifier: Apache-2.0
// Handles, names and failures of Windows, as system_windows.c and its like use them.
//
// A descriptor is one of the C library's that owns a handle. Files are opened, renamed
// and deleted by handles and by names in a folder's handle, for which Win32 has no
// calls and NT has; whoever has a file open lets others do anything with it. So it is
// as with POSIX, but that a folder is not taken away while it is open.
#ifndef MIEN_INDEX_WINDOWS_H
#define MIEN_INDEX_WINDOWS_H

#include <stdbool.h>
#include <stdint.h>
#include <windows.h>
#include <winternl.h>

#define MIEN_WINDOWS_SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

// What a call of Win32, or of NT, has returned; when it failed, errno says why.
bool mien_windows_done(BOOL succeeded);
bool mien_windows_worked(NTSTATUS status);

HANDLE mien_windows_handle(int fd);
// Takes the handle over. -1: there is no descriptor left, or there was no such handle
// to begin with, as errno says then.
int mien_windows_descriptor(HANDLE handle);

// The whole path, in the form that may be longer than 260 characters, from malloc().
// NULL: errno.
wchar_t *mien_windows_path(const char *path);

// A name in an open folder, for the calls of NT. "" is the folder itself.
#define MIEN_WINDOWS_NAME_MAX 64 // more than any of ours
struct mien_windows_name {
    wchar_t wide[MIEN_WINDOWS_NAME_MAX];
    UNICODE_STRING text;
    OBJECT_ATTRIBUTES place;
};
bool mien_windows_name(struct mien_windows_name *name, int folder, const char *narrow);

// Opens it; `how` and `options` are those of NtCreateFile(). INVALID_HANDLE_VALUE:
// errno.
HANDLE mien_windows_open(int folder, const char *narrow, ACCESS_MASK access, ULONG how,
                         ULONG options);

// A place in a file.
OVERLAPPED mien_windows_at(uint64_t offset);

#endif

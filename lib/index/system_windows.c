// SPDX-License-Identifier: Apache-2.0
// Folders and files. (Memory and threads: system_windows_memory.c.)
#include "index/system.h"

#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "index/windows.h"

// --------------------------------------------------------------------------- folders

bool mien_directory_make(const char *path)
{
    wchar_t *wide = mien_windows_path(path);
    if (wide == NULL)
        return false;
    bool made = mien_windows_done(CreateDirectoryW(wide, NULL)) || errno == EEXIST;
    free(wide);
    return made;
}

int mien_directory_open(const char *path)
{
    BY_HANDLE_FILE_INFORMATION about;
    wchar_t *wide = mien_windows_path(path);
    if (wide == NULL)
        return -1;
    HANDLE handle = CreateFileW(wide, FILE_GENERIC_READ | FILE_TRAVERSE,
                                FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
                                FILE_FLAG_BACKUP_SEMANTICS, NULL);
    (void)mien_windows_done(handle != INVALID_HANDLE_VALUE);
    free(wide);
    if (handle != INVALID_HANDLE_VALUE &&
        (!GetFileInformationByHandle(handle, &about) ||
         (about.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0)) {
        CloseHandle(handle);
        errno = ENOTDIR;
        return -1;
    }
    return mien_windows_descriptor(handle);
}

static bool tell_name(const FILE_ID_BOTH_DIR_INFO *found, mien_name_fn *each,
                      void *context)
{
    char name[4 * MAX_PATH];
    int length = (int)(found->FileNameLength / sizeof(wchar_t));
    length = WideCharToMultiByte(CP_UTF8, 0, found->FileName, length, name,
                                 sizeof name - 1, NULL, NULL);
    name[length] = '\0'; // of one that does not fit, which is none of ours: ""
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return true;
    return each(context, name);
}

bool mien_directory_list(int folder, mien_name_fn *each, void *context)
{
    union {
        FILE_ID_BOTH_DIR_INFO first;
        char bytes[8192];
    } portion;
    // A handle of its own, since the place in the list belongs to the handle.
    HANDLE list = mien_windows_open(folder, "", FILE_LIST_DIRECTORY, FILE_OPEN,
                                    FILE_DIRECTORY_FILE);
    if (list == INVALID_HANDLE_VALUE)
        return false;
    bool on = true;
    while (on && GetFileInformationByHandleEx(list, FileIdBothDirectoryInfo, &portion,
                                              sizeof portion)) {
        const FILE_ID_BOTH_DIR_INFO *found = &portion.first;
        size_t next;
        do {
            on = tell_name(found, each, context);
            next = found->NextEntryOffset;
            found = (const void *)((const char *)found + next);
        } while (on && next != 0);
    }
    bool read =
        !on || GetLastError() == ERROR_NO_MORE_FILES || mien_windows_done(false);
    CloseHandle(list);
    return read;
}

// Whoever may not write to a folder has made nothing in it.
static bool sync_and_close(HANDLE folder)
{
    bool synced = false;
    if (folder != INVALID_HANDLE_VALUE) {
        synced = mien_windows_done(FlushFileBuffers(folder));
        CloseHandle(folder);
    }
    return synced || errno == EACCES || errno == ENOTSUP;
}

bool mien_directory_sync(int folder)
{
    return sync_and_close(
        mien_windows_open(folder, "", FILE_ADD_FILE, FILE_OPEN, FILE_DIRECTORY_FILE));
}

bool mien_directory_sync_above(int folder)
{
    HANDLE handle = mien_windows_handle(folder), above;
    DWORD size = GetFinalPathNameByHandleW(handle, NULL, 0, FILE_NAME_OPENED);
    if (size == 0) // it is not to be had; the system may still see to it
        return true;
    wchar_t *path = calloc(size, sizeof *path);
    if (path == NULL) {
        errno = ENOMEM;
        return false;
    }
    GetFinalPathNameByHandleW(handle, path, size, FILE_NAME_OPENED);
    wchar_t *end = wcsrchr(path, L'\\');
    if (end != NULL)
        end[1] = L'\0'; // with it: that of a drive means its folder
    above = CreateFileW(path, FILE_ADD_FILE | SYNCHRONIZE, MIEN_WINDOWS_SHARE_ALL, NULL,
                        OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    (void)mien_windows_done(above != INVALID_HANDLE_VALUE);
    free(path);
    return sync_and_close(above);
}

// ----------------------------------------------------------------------------- files

// Some lead elsewhere by name (a link); others say that the file's bytes are kept in
// another way, compressed or on a server, which the system sees to when it opens them.
static bool is_reparse_point(HANDLE handle, bool *link)
{
    FILE_ATTRIBUTE_TAG_INFO about = {0};
    if (handle == INVALID_HANDLE_VALUE ||
        !GetFileInformationByHandleEx(handle, FileAttributeTagInfo, &about,
                                      sizeof about) ||
        (about.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0)
        return false;
    *link = IsReparseTagNameSurrogate(about.ReparseTag);
    return true;
}

int mien_file_open(int folder, const char *name, int flags)
{
    // Whoever makes a file may rename it.
    ACCESS_MASK access = FILE_GENERIC_READ |
                         ((flags & O_RDWR) != 0 ? FILE_GENERIC_WRITE : 0) |
                         ((flags & O_EXCL) != 0 ? DELETE : 0);
    ULONG how = (flags & O_EXCL) != 0    ? FILE_CREATE
                : (flags & O_CREAT) != 0 ? FILE_OPEN_IF
                                         : FILE_OPEN;
    bool link = false;
    HANDLE handle = mien_windows_open(
        folder, name, access, how, FILE_NON_DIRECTORY_FILE | FILE_OPEN_REPARSE_POINT);
    if (is_reparse_point(handle, &link)) {
        CloseHandle(handle);
        if (link) {
            errno = ELOOP;
            return -1;
        }
        handle = mien_windows_open(folder, name, access, how, FILE_NON_DIRECTORY_FILE);
    }
    return mien_windows_descriptor(handle);
}

void mien_file_close(int fd)
{
    int reason = errno;
    if (fd >= 0)
        _close(fd);
    errno = reason;
}

bool mien_file_size(int fd, uint64_t *size)
{
    LARGE_INTEGER found;
    if (!mien_windows_done(GetFileSizeEx(mien_windows_handle(fd), &found)))
        return false;
    *size = (uint64_t)found.QuadPart;
    return true;
}

bool mien_file_size_of(int folder, const char *name, uint64_t *size)
{
    LARGE_INTEGER found;
    HANDLE handle =
        mien_windows_open(folder, name, 0, FILE_OPEN, FILE_OPEN_REPARSE_POINT);
    if (handle == INVALID_HANDLE_VALUE)
        return false;
    bool told = mien_windows_done(GetFileSizeEx(handle, &found));
    CloseHandle(handle);
    if (told)
        *size = (uint64_t)found.QuadPart;
    return told;
}

// As much as one call takes.
static DWORD portion(size_t size)
{
    return size < (1u << 30) ? (DWORD)size : 1u << 30;
}

bool mien_file_read_at(int fd, void *bytes, size_t size, uint64_t offset, size_t *got)
{
    HANDLE handle = mien_windows_handle(fd);
    size_t read = 0;
    while (read < size) {
        OVERLAPPED place = mien_windows_at(offset + read);
        DWORD part = 0;
        bool more =
            ReadFile(handle, (char *)bytes + read, portion(size - read), &part, &place);
        if (!more && GetLastError() != ERROR_HANDLE_EOF)
            return mien_windows_done(false);
        if (part == 0)
            break;
        read += part;
    }
    *got = read;
    return true;
}

bool mien_file_write_at(int fd, const void *bytes, size_t size, uint64_t offset)
{
    HANDLE handle = mien_windows_handle(fd);
    size_t written = 0;
    while (written < size) {
        OVERLAPPED place = mien_windows_at(offset + written);
        DWORD part = 0;
        if (!mien_windows_done(WriteFile(handle, (const char *)bytes + written,
                                         portion(size - written), &part, &place)))
            return false;
        if (part == 0) {
            errno = ENOSPC;
            return false;
        }
        written += part;
    }
    return true;
}

bool mien_file_cut(int fd, uint64_t size)
{
    FILE_END_OF_FILE_INFO end = {.EndOfFile.QuadPart = (LONGLONG)size};
    return mien_windows_done(SetFileInformationByHandle(
        mien_windows_handle(fd), FileEndOfFileInfo, &end, sizeof end));
}

bool mien_file_sync(int fd)
{
    return mien_windows_done(FlushFileBuffers(mien_windows_handle(fd)));
}

bool mien_file_sync_content(int fd)
{
    return mien_file_sync(fd);
}

// What the file has behind its end it loses when it is closed.
bool mien_file_reserve(int fd, uint64_t from, uint64_t size)
{
    FILE_ALLOCATION_INFO space = {.AllocationSize.QuadPart = (LONGLONG)(from + size)};
    uint64_t there = 0;
    if (!mien_file_size(fd, &there))
        return false;
    if (from + size <= there) // it would be cut
        return true;
    return mien_windows_done(SetFileInformationByHandle(
               mien_windows_handle(fd), FileAllocationInfo, &space, sizeof space)) ||
           errno == ENOTSUP;
}

bool mien_file_rename(int folder, int fd, const char *from, const char *to)
{
    struct mien_windows_name name;
    IO_STATUS_BLOCK result;
    union {
        FILE_RENAME_INFORMATION rename;
        char bytes[sizeof(FILE_RENAME_INFORMATION) + sizeof name.wide];
    } wanted = {0};
    if (!mien_windows_name(&name, folder, to))
        return false;
    wanted.rename.ReplaceIfExists = TRUE;
    wanted.rename.RootDirectory = mien_windows_handle(folder);
    wanted.rename.FileNameLength = name.text.Length;
    memcpy(wanted.rename.FileName, name.wide, name.text.Length);
    return mien_windows_worked(NtSetInformationFile(mien_windows_handle(fd), &result,
                                                    &wanted, sizeof wanted,
                                                    FileRenameInformation)) &&
           mien_file_sync(fd);
}

// Of Windows 10, which mingw's headers do not have yet: the name goes at once, also
// when others have the file open. Where a file system cannot do that, it goes with the
// last of them.
#define DISPOSITION_EX ((FILE_INFORMATION_CLASS)64)
#define DISPOSITION_DELETE_AT_ONCE 3u

bool mien_file_delete(int folder, const char *name)
{
    ULONG at_once = DISPOSITION_DELETE_AT_ONCE;
    FILE_DISPOSITION_INFO at_last = {TRUE};
    IO_STATUS_BLOCK result;
    HANDLE handle =
        mien_windows_open(folder, name, DELETE, FILE_OPEN,
                          FILE_NON_DIRECTORY_FILE | FILE_OPEN_REPARSE_POINT);
    if (handle == INVALID_HANDLE_VALUE)
        return false;
    bool deleted = NT_SUCCESS(NtSetInformationFile(handle, &result, &at_once,
                                                   sizeof at_once, DISPOSITION_EX)) ||
                   mien_windows_done(SetFileInformationByHandle(
                       handle, FileDispositionInfo, &at_last, sizeof at_last));
    CloseHandle(handle);
    return deleted;
}

// Far behind all that is read or written: such locks keep others from the bytes
// themselves.
#define LOCKED_BYTE (UINT64_C(0x7ffffffffffffffe))

bool mien_file_lock(int fd, enum mien_file_lock lock)
{
    static const DWORD flags[] = {[MIEN_LOCK_SHARED] = LOCKFILE_FAIL_IMMEDIATELY,
                                  [MIEN_LOCK_SHARED_WAIT] = 0,
                                  [MIEN_LOCK_EXCLUSIVE] = LOCKFILE_EXCLUSIVE_LOCK |
                                                          LOCKFILE_FAIL_IMMEDIATELY};
    OVERLAPPED place = mien_windows_at(LOCKED_BYTE);
    if (lock == MIEN_LOCK_NONE)
        return mien_windows_done(
            UnlockFileEx(mien_windows_handle(fd), 0, 1, 0, &place));
    return mien_windows_done(
        LockFileEx(mien_windows_handle(fd), flags[lock], 0, 1, 0, &place));
}

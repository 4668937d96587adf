// SPDX-License-Identifier: Apache-2.0
#include "index/windows.h"

#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

// -------------------------------------------------------------------------- failures

static int errno_of(DWORD error)
{
    switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_NETPATH:
    case ERROR_BAD_NET_NAME:
    case ERROR_DELETE_PENDING:
        return ENOENT;
    case ERROR_ACCESS_DENIED:
        return EACCES;
    case ERROR_FILE_EXISTS:
    case ERROR_ALREADY_EXISTS:
        return EEXIST;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
        return ENOSPC;
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
    case ERROR_COMMITMENT_LIMIT:
    case ERROR_NO_SYSTEM_RESOURCES:
        return ENOMEM;
    case ERROR_LOCK_VIOLATION:
        return EWOULDBLOCK;
    case ERROR_DIRECTORY:
        return ENOTDIR;
    case ERROR_SHARING_VIOLATION:
        return EBUSY;
    case ERROR_WRITE_PROTECT:
        return EROFS;
    case ERROR_TOO_MANY_OPEN_FILES:
        return EMFILE;
    case ERROR_FILENAME_EXCED_RANGE:
        return ENAMETOOLONG;
    case ERROR_INVALID_FUNCTION:
    case ERROR_INVALID_PARAMETER:
    case ERROR_NOT_SUPPORTED:
    case ERROR_CALL_NOT_IMPLEMENTED:
        return ENOTSUP;
    default:
        return EIO;
    }
}

bool mien_windows_done(BOOL succeeded)
{
    if (!succeeded)
        errno = errno_of(GetLastError());
    return succeeded;
}

// A file that is deleted while somebody has it open has its name, on some file systems,
// until the last one has closed it.
#define STATUS_DELETE_PENDING ((NTSTATUS)0xC0000056)

bool mien_windows_worked(NTSTATUS status)
{
    if (!NT_SUCCESS(status))
        errno = status == STATUS_DELETE_PENDING
                    ? ENOENT
                    : errno_of(RtlNtStatusToDosError(status));
    return NT_SUCCESS(status);
}

HANDLE mien_windows_handle(int fd)
{
    return (HANDLE)_get_osfhandle(fd);
}

int mien_windows_descriptor(HANDLE handle)
{
    if (handle == INVALID_HANDLE_VALUE)
        return -1;
    int fd = _open_osfhandle((intptr_t)handle, _O_BINARY | _O_NOINHERIT);
    if (fd < 0) {
        CloseHandle(handle);
        errno = EMFILE;
    }
    return fd;
}

// ----------------------------------------------------------------------------- paths

// From malloc(); NULL: errno.
static wchar_t *widen(const char *path)
{
    int size = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, NULL, 0);
    wchar_t *wide = size > 0 ? calloc((size_t)size, sizeof *wide) : NULL;
    if (wide != NULL)
        MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, wide, size);
    else
        errno = size > 0 ? ENOMEM : EILSEQ;
    return wide;
}

wchar_t *mien_windows_path(const char *path)
{
    static const wchar_t drive[] = L"\\\\?\\", server[] = L"\\\\?\\UNC\\";
    wchar_t *wide = widen(path), *whole = NULL;
    if (wide == NULL)
        return NULL;
    DWORD size = GetFullPathNameW(wide, 0, NULL, NULL);
    if (size == 0) {
        errno = ENOENT; // nor has an empty path
        goto out;
    }
    whole = calloc(size + sizeof server / sizeof *server, sizeof *whole);
    wchar_t *full = calloc(size, sizeof *full);
    if (whole == NULL || full == NULL) {
        errno = ENOMEM;
        free(full);
        free(whole);
        whole = NULL;
        goto out;
    }
    GetFullPathNameW(wide, size, full, NULL);
    bool shared = full[0] == L'\\' && full[1] == L'\\';
    bool device = shared && (full[2] == L'?' || full[2] == L'.');
    wcscpy(whole, device ? L"" : shared ? server : drive);
    wcscat(whole, shared && !device ? full + 2 : full);
    free(full);
out:
    free(wide);
    return whole;
}

bool mien_windows_name(struct mien_windows_name *name, int folder, const char *narrow)
{
    size_t length = strlen(narrow);
    if (length > MIEN_WINDOWS_NAME_MAX) {
        errno = ENAMETOOLONG;
        return false;
    }
    for (size_t i = 0; i < length; i++)
        name->wide[i] = (wchar_t)(unsigned char)narrow[i];
    name->text.Buffer = name->wide;
    name->text.Length = name->text.MaximumLength = (USHORT)(length * sizeof(wchar_t));
    InitializeObjectAttributes(&name->place, &name->text, OBJ_CASE_INSENSITIVE,
                               mien_windows_handle(folder), NULL);
    return true;
}

HANDLE mien_windows_open(int folder, const char *narrow, ACCESS_MASK access, ULONG how,
                         ULONG options)
{
    struct mien_windows_name name;
    IO_STATUS_BLOCK result;
    HANDLE handle;
    if (!mien_windows_name(&name, folder, narrow) ||
        !mien_windows_worked(NtCreateFile(
            &handle, access | SYNCHRONIZE | FILE_READ_ATTRIBUTES, &name.place, &result,
            NULL, FILE_ATTRIBUTE_NORMAL, MIEN_WINDOWS_SHARE_ALL, how,
            options | FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0)))
        return INVALID_HANDLE_VALUE;
    return handle;
}

OVERLAPPED mien_windows_at(uint64_t offset)
{
    return (OVERLAPPED){.Offset = (DWORD)offset, .OffsetHigh = (DWORD)(offset >> 32)};
}

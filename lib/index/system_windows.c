// SPDX-License-Identifier: Apache-2.0
// A descriptor is one of the C library's that owns a handle. Whoever has a folder open
// keeps it from being renamed, so that its path, which the system knows, leads to its
// files. Whoever has a file open lets others do anything with it, as POSIX does.
#include "index/system.h"

#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <malloc.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

// -------------------------------------------------------------------------- failures

// Since Windows 10, a file that is deleted while somebody has it open is gone. On older
// file systems its name stays until the last one has closed it.
#define STATUS_DELETE_PENDING ((LONG)0xC0000056)
NTSYSAPI LONG NTAPI RtlGetLastNtStatus(void);

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
        return RtlGetLastNtStatus() == STATUS_DELETE_PENDING ? ENOENT : EACCES;
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

static bool done(BOOL succeeded)
{
    if (!succeeded)
        errno = errno_of(GetLastError());
    return succeeded;
}

static HANDLE handle_of(int fd)
{
    return (HANDLE)_get_osfhandle(fd);
}

// -1: there is none left, or no such handle to begin with, as errno says then.
static int descriptor_of(HANDLE handle)
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

// The whole path, in the form that may be longer than 260 characters.
static wchar_t *whole_path(const char *path)
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

// The path of a thing in an open folder, or with "" of the folder itself.
static wchar_t *path_in(int folder, const char *name)
{
    HANDLE handle = handle_of(folder);
    DWORD size = GetFinalPathNameByHandleW(handle, NULL, 0, FILE_NAME_OPENED);
    if (!done(size > 0))
        return NULL;
    wchar_t *path = calloc(size + strlen(name) + 2, sizeof *path);
    if (path == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    GetFinalPathNameByHandleW(handle, path, size, FILE_NAME_OPENED);
    size_t length = wcslen(path);
    if (name[0] != '\0')
        path[length++] = L'\\';
    for (; *name != '\0'; name++)
        path[length++] = (wchar_t)(unsigned char)*name;
    return path;
}

// --------------------------------------------------------------------------- folders

bool mien_directory_make(const char *path)
{
    wchar_t *wide = whole_path(path);
    if (wide == NULL)
        return false;
    bool made = done(CreateDirectoryW(wide, NULL)) || errno == EEXIST;
    free(wide);
    return made;
}

static HANDLE open_folder(const wchar_t *path, DWORD access, DWORD share)
{
    HANDLE handle = CreateFileW(path, access, share, NULL, OPEN_EXISTING,
                                FILE_FLAG_BACKUP_SEMANTICS, NULL);
    (void)done(handle != INVALID_HANDLE_VALUE);
    return handle;
}

int mien_directory_open(const char *path)
{
    BY_HANDLE_FILE_INFORMATION about;
    wchar_t *wide = whole_path(path);
    if (wide == NULL)
        return -1;
    HANDLE handle = open_folder(wide, FILE_GENERIC_READ | FILE_TRAVERSE,
                                FILE_SHARE_READ | FILE_SHARE_WRITE);
    free(wide);
    if (handle != INVALID_HANDLE_VALUE &&
        (!GetFileInformationByHandle(handle, &about) ||
         (about.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0)) {
        CloseHandle(handle);
        errno = ENOTDIR;
        return -1;
    }
    return descriptor_of(handle);
}

static bool tell_name(const wchar_t *wide, mien_name_fn *each, void *context)
{
    char name[4 * MAX_PATH];
    if (wcscmp(wide, L".") == 0 || wcscmp(wide, L"..") == 0)
        return true;
    if (WideCharToMultiByte(CP_UTF8, 0, wide, -1, name, sizeof name, NULL, NULL) <= 0)
        name[0] = '\0'; // none of ours
    return each(context, name);
}

bool mien_directory_list(int folder, mien_name_fn *each, void *context)
{
    WIN32_FIND_DATAW found;
    wchar_t *all = path_in(folder, "*");
    if (all == NULL)
        return false;
    HANDLE list =
        FindFirstFileExW(all, FindExInfoBasic, &found, FindExSearchNameMatch, NULL, 0);
    free(all);
    if (list == INVALID_HANDLE_VALUE)
        return GetLastError() == ERROR_FILE_NOT_FOUND || done(false);
    bool on = true;
    do
        on = tell_name(found.cFileName, each, context);
    while (on && FindNextFileW(list, &found));
    bool read = !on || GetLastError() == ERROR_NO_MORE_FILES || done(false);
    FindClose(list);
    return read;
}

static bool sync_path(const wchar_t *path)
{
    HANDLE handle = open_folder(path, GENERIC_WRITE, SHARE_ALL);
    bool synced = false;
    if (handle != INVALID_HANDLE_VALUE) {
        synced = done(FlushFileBuffers(handle));
        CloseHandle(handle);
    }
    return synced || errno == EACCES || errno == ENOTSUP || errno == EBUSY;
}

bool mien_directory_sync(int folder)
{
    wchar_t *path = path_in(folder, "");
    if (path == NULL)
        return false;
    bool synced = sync_path(path);
    free(path);
    return synced;
}

bool mien_directory_sync_above(int folder)
{
    wchar_t *path = path_in(folder, "");
    if (path == NULL)
        return false;
    wchar_t *end = wcsrchr(path, L'\\');
    if (end != NULL)
        end[1] = L'\0'; // with it: that of a drive means its folder
    bool synced = sync_path(path);
    free(path);
    return synced;
}

// ----------------------------------------------------------------------------- files

static bool is_link(HANDLE handle)
{
    BY_HANDLE_FILE_INFORMATION about;
    return GetFileInformationByHandle(handle, &about) &&
           (about.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
}

int mien_file_open(int folder, const char *name, int flags)
{
    DWORD access = GENERIC_READ | ((flags & O_RDWR) != 0 ? GENERIC_WRITE : 0);
    DWORD how = (flags & O_EXCL) != 0    ? CREATE_NEW
                : (flags & O_CREAT) != 0 ? OPEN_ALWAYS
                                         : OPEN_EXISTING;
    wchar_t *path = path_in(folder, name);
    if (path == NULL)
        return -1;
    HANDLE handle =
        CreateFileW(path, access, SHARE_ALL, NULL, how,
                    FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT, NULL);
    (void)done(handle != INVALID_HANDLE_VALUE);
    free(path);
    if (handle != INVALID_HANDLE_VALUE && is_link(handle)) {
        CloseHandle(handle);
        errno = ELOOP;
        return -1;
    }
    return descriptor_of(handle);
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
    if (!done(GetFileSizeEx(handle_of(fd), &found)))
        return false;
    *size = (uint64_t)found.QuadPart;
    return true;
}

bool mien_file_size_of(int folder, const char *name, uint64_t *size)
{
    WIN32_FILE_ATTRIBUTE_DATA about;
    wchar_t *path = path_in(folder, name);
    if (path == NULL)
        return false;
    bool found = done(GetFileAttributesExW(path, GetFileExInfoStandard, &about));
    free(path);
    if (found)
        *size = (uint64_t)about.nFileSizeHigh << 32 | about.nFileSizeLow;
    return found;
}

static OVERLAPPED at(uint64_t offset)
{
    return (OVERLAPPED){.Offset = (DWORD)offset, .OffsetHigh = (DWORD)(offset >> 32)};
}

// As much as one call takes.
static DWORD portion(size_t size)
{
    return size < (1u << 30) ? (DWORD)size : 1u << 30;
}

bool mien_file_read_at(int fd, void *bytes, size_t size, uint64_t offset, size_t *got)
{
    HANDLE handle = handle_of(fd);
    size_t read = 0;
    while (read < size) {
        OVERLAPPED place = at(offset + read);
        DWORD part = 0;
        bool more =
            ReadFile(handle, (char *)bytes + read, portion(size - read), &part, &place);
        if (!more && GetLastError() != ERROR_HANDLE_EOF)
            return done(false);
        if (part == 0)
            break;
        read += part;
    }
    *got = read;
    return true;
}

bool mien_file_write_at(int fd, const void *bytes, size_t size, uint64_t offset)
{
    HANDLE handle = handle_of(fd);
    size_t written = 0;
    while (written < size) {
        OVERLAPPED place = at(offset + written);
        DWORD part = 0;
        if (!done(WriteFile(handle, (const char *)bytes + written,
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
    return done(
        SetFileInformationByHandle(handle_of(fd), FileEndOfFileInfo, &end, sizeof end));
}

bool mien_file_sync(int fd)
{
    return done(FlushFileBuffers(handle_of(fd)));
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
    return done(SetFileInformationByHandle(handle_of(fd), FileAllocationInfo, &space,
                                           sizeof space)) ||
           errno == ENOTSUP;
}

bool mien_file_rename(int folder, int fd, const char *from, const char *to)
{
    wchar_t *old = path_in(folder, from), *name = path_in(folder, to);
    bool renamed = old != NULL && name != NULL &&
                   done(MoveFileExW(
                       old, name, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH));
    int reason = errno;
    free(old);
    free(name);
    errno = reason;
    return renamed;
}

bool mien_file_delete(int folder, const char *name)
{
    wchar_t *path = path_in(folder, name);
    bool deleted = path != NULL && done(DeleteFileW(path));
    free(path);
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
    OVERLAPPED place = at(LOCKED_BYTE);
    if (lock == MIEN_LOCK_NONE)
        return done(UnlockFileEx(handle_of(fd), 0, 1, 0, &place));
    return done(LockFileEx(handle_of(fd), flags[lock], 0, 1, 0, &place));
}

// ---------------------------------------------------------------------------- memory

void *mien_file_map(int fd, uint64_t size)
{
    if (size > SIZE_MAX / 2) {
        errno = ENOMEM;
        return NULL;
    }
    HANDLE mapping = CreateFileMappingW(handle_of(fd), NULL, PAGE_READONLY, 0, 0, NULL);
    if (!done(mapping != NULL))
        return NULL;
    void *map = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, (SIZE_T)size);
    (void)done(map != NULL);
    CloseHandle(mapping); // the view keeps it
    return map;
}

void mien_file_unmap(void *map, uint64_t size)
{
    UnmapViewOfFile(map);
}

// Not a view of the file: while there is one, Windows neither cuts nor deletes it. So
// the numbers are read, from another handle of the same file.
const void *mien_watch_begin(int fd)
{
    HANDLE self = GetCurrentProcess(), handle = NULL;
    (void)done(DuplicateHandle(self, handle_of(fd), self, &handle, 0, FALSE,
                               DUPLICATE_SAME_ACCESS));
    return handle;
}

uint64_t mien_watch_number(const void *watch, size_t offset)
{
    OVERLAPPED place = at(offset);
    uint64_t number = 0;
    DWORD got = 0;
    if (!ReadFile((HANDLE)watch, &number, sizeof number, &got, &place) ||
        got < sizeof number)
        return 0;
    return number;
}

void mien_watch_end(const void *watch)
{
    CloseHandle((HANDLE)watch);
}

void *mien_pages_take(uint64_t size)
{
    if (size == 0 || size > SIZE_MAX / 2)
        return NULL;
    return VirtualAlloc(NULL, (SIZE_T)size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

void mien_pages_give(void *pages, uint64_t size)
{
    if (pages != NULL)
        VirtualFree(pages, 0, MEM_RELEASE);
}

void *mien_lines_take(size_t size)
{
    return _aligned_malloc(size, MIEN_LINE);
}

void mien_lines_give(void *lines)
{
    _aligned_free(lines);
}

struct sorting {
    mien_order_fn *order;
    void *context;
};

static int in_order(void *context, const void *a, const void *b)
{
    const struct sorting *sorting = context;
    return sorting->order(a, b, sorting->context);
}

void mien_sort(void *things, size_t count, size_t size, mien_order_fn *order,
               void *context)
{
    struct sorting sorting = {order, context};
    qsort_s(things, count, size, in_order, &sorting);
}

// --------------------------------------------------------------------------- threads

// There are no signals to be kept away.
bool mien_thread_begin(pthread_t *thread, void *(*run)(void *), void *context)
{
    return pthread_create(thread, NULL, run, context) == 0;
}

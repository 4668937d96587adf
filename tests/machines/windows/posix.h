// SPDX-License-Identifier: Apache-2.0
// What tests ask of POSIX, as far as Windows has it: each of their files is compiled
// with this in front. The library knows nothing of it.
#ifndef MIEN_TESTS_WINDOWS_POSIX_H
#define MIEN_TESTS_WINDOWS_POSIX_H

#include <direct.h>
#include <dirent.h>
#include <fcntl.h>
#include <io.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

// Every file of the tests is opened with O_CLOEXEC.
#define O_CLOEXEC (_O_NOINHERIT | _O_BINARY)
#define O_DIRECTORY 0x1000000
int mien_posix_open(const char *path, int flags, ...);
#define open mien_posix_open
int openat(int folder, const char *name, int flags, ...);
int unlinkat(int folder, const char *name, int flags);
int faccessat(int folder, const char *name, int mode, int flags);
char *mkdtemp(char *path);
ssize_t pread(int fd, void *bytes, size_t size, off_t offset);
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset);
#define mkdir(path, mode) _mkdir(path)
#define lstat stat
#define ftruncate ftruncate64
int mien_posix_truncate(const char *path, off_t size);
#define truncate mien_posix_truncate
#define tell mien_posix_tell // one is theirs
#define st_blocks st_size    // nearest to it; only those ask that make calls fail

#define LOCK_SH 1
#define LOCK_EX 2
#define LOCK_NB 4
#define LOCK_UN 8
int flock(int fd, int operation);

// Theirs rounds twice.
float mien_posix_fmaf(float a, float b, float c);
#define fmaf mien_posix_fmaf

// They count bytes in size_t.
#define read(fd, bytes, size) _read(fd, bytes, (unsigned)(size))
#define write(fd, bytes, size) _write(fd, bytes, (unsigned)(size))

void *memmem(const void *in, size_t in_size, const void *what, size_t size);
char *strsep(char **rest, const char *ends);
void *reallocarray(void *old, size_t count, size_t size);

// How many descriptors are open is not to be seen: always as many as before.
#define opendir(path) (strncmp(path, "/proc", 5) == 0 ? NULL : opendir(path))

// Guard pages.
#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_PRIVATE 2
#define MAP_ANONYMOUS 0x20
#define MAP_FAILED ((void *)-1)
#define _SC_PAGESIZE 30
void *mmap(void *at, size_t size, int may, int flags, int fd, off_t offset);
int mprotect(void *at, size_t size, int may);
int munmap(void *at, size_t size);
long sysconf(int which);

struct statvfs {
    uint64_t f_bavail, f_frsize;
};
int statvfs(const char *path, struct statvfs *found);

// What is not there: whoever calls it is a test that is skipped.
#define SIGKILL 9
pid_t fork(void);
pid_t waitpid(pid_t pid, int *status, int flags);
int pipe(int ends[2]);
int execlp(const char *program, const char *first, ...);
int kill(pid_t pid, int signal);
#define WIFSIGNALED(status) ((status) != 0)
#define WIFEXITED(status) ((status) == 0)
#define WTERMSIG(status) (status)
#define WEXITSTATUS(status) (status)
#define FALLOC_FL_KEEP_SIZE 1
int fallocate(int fd, int mode, off_t from, off_t size);
#define RLIMIT_NOFILE 7
#define F_GETFD 1
struct rlimit {
    uint64_t rlim_cur, rlim_max;
};
int fcntl(int fd, int what);
int getrlimit(int what, struct rlimit *limit);
int setrlimit(int what, const struct rlimit *limit);

#endif

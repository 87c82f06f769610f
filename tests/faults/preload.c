/* Loaded before the C library: writes down what a program does to the files of one folder, in order,
   or makes the n-th such call fail. Built by tests/faults/preload.py; Linux only. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *root;
static size_t root_length;
static int log_fd = -1;
static long count, fail_at;
static int fail_with, fail_for_ever;

struct head { uint8_t op; uint8_t zero; uint16_t path; uint32_t data; uint64_t place; };

__attribute__((constructor)) static void begin(void) {
    root = getenv("FAULTS_ROOT");
    root_length = root ? strlen(root) : 0;
    const char *name = getenv("FAULTS_LOG");
    if (name) log_fd = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

void faults_fail(long n, int with, int for_ever) {
    count = 0; fail_at = n; fail_with = with; fail_for_ever = for_ever;
}
long faults_count(void) { return count; }

static int ours(const char *path) { return root && strncmp(path, root, root_length) == 0; }

static int path_of(int fd, char *into) {
    char link[64];
    if (!root) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, into, PATH_MAX - 1);
    if (n <= 0) return 0;
    into[n] = 0;
    return ours(into);
}

/* What is acknowledged is told, never made to fail: it stands for the person's screen. */
static int fails(const char *path) {
    size_t n = strlen(path);
    if (n > 5 && strcmp(path + n - 5, "/acks") == 0) return 0;
    long now = __sync_add_and_fetch(&count, 1);
    if (fail_at && (now == fail_at || (fail_for_ever && now > fail_at))) {
        errno = fail_with;
        return 1;
    }
    return 0;
}

static void told(char op, const char *path, const void *data, size_t n, uint64_t place) {
    if (log_fd < 0) return;
    struct head head = {(uint8_t)op, 0, (uint16_t)strlen(path), (uint32_t)n, place};
    struct iovec parts[3] = {{&head, sizeof head}, {(void *)path, head.path}, {(void *)data, n}};
    pthread_mutex_lock(&lock);
    syscall(SYS_writev, log_fd, parts, n ? 3 : 2);
    pthread_mutex_unlock(&lock);
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t n) {
    REAL(ssize_t, write, int, const void *, size_t);
    char path[PATH_MAX];
    if (!path_of(fd, path)) return real(fd, data, n);
    if (fails(path)) return -1;
    ssize_t done = real(fd, data, n);
    if (done > 0) told('w', path, data, done, lseek(fd, 0, SEEK_CUR) - done);
    return done;
}

#define PWRITE(name, type) \
    ssize_t name(int fd, const void *data, size_t n, type place) { \
        REAL(ssize_t, name, int, const void *, size_t, type); \
        char path[PATH_MAX]; \
        if (!path_of(fd, path)) return real(fd, data, n, place); \
        if (fails(path)) return -1; \
        ssize_t done = real(fd, data, n, place); \
        if (done > 0) told('w', path, data, done, place); \
        return done; \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE(name, type) \
    int name(int fd, type size) { \
        REAL(int, name, int, type); \
        char path[PATH_MAX]; \
        if (!path_of(fd, path)) return real(fd, size); \
        if (fails(path)) return -1; \
        int done = real(fd, size); \
        if (done == 0) told('t', path, NULL, 0, size); \
        return done; \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name) \
    int name(int fd) { \
        REAL(int, name, int); \
        char path[PATH_MAX]; \
        if (!path_of(fd, path)) return real(fd); \
        if (fails(path)) return -1; \
        int done = real(fd); \
        if (done == 0) told('s', path, NULL, 0, 0); \
        return done; \
    }
SYNC(fsync)
SYNC(fdatasync)

int rename(const char *from, const char *to) {
    REAL(int, rename, const char *, const char *);
    if (!ours(from)) return real(from, to);
    if (fails(from)) return -1;
    int done = real(from, to);
    if (done == 0) told('r', from, to, strlen(to), 0);
    return done;
}

int unlink(const char *path) {
    REAL(int, unlink, const char *);
    int done = real(path);
    if (done == 0 && ours(path)) told('u', path, NULL, 0, 0);
    return done;
}

int mkdir(const char *path, mode_t mode) {
    REAL(int, mkdir, const char *, mode_t);
    int done = real(path, mode);
    if (done == 0 && ours(path)) told('m', path, NULL, 0, 0);
    return done;
}

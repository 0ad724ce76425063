/* A disk that forgets: on fsync and fdatasync the file is copied to a shadow folder, and nothing else
 * ever gets there. What the shadow has after the process died is the worst that a power cut may
 * leave. YZZ_SHADOW_OF: the data folder; YZZ_SHADOW: the shadow folder; if the file YZZ_SYNC_FAILS
 * exists, a sync fails with EIO and copies nothing. Syncing the data folder itself makes deletions
 * durable: what is gone there goes from the shadow too. Built and preloaded by test_durability.py. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int forget_deleted(const char *data, const char *shadow) {
    char path[PATH_MAX];
    struct dirent *entry;
    DIR *folder = opendir(shadow);
    while (folder && (entry = readdir(folder))) {
        snprintf(path, sizeof path, "%s/%s", data, entry->d_name);
        if (entry->d_name[0] == '.' || access(path, F_OK) == 0) continue;
        snprintf(path, sizeof path, "%s/%s", shadow, entry->d_name);
        unlink(path);
    }
    return folder ? closedir(folder) : -1;
}

static int keep(int fd) {
    const char *data = getenv("YZZ_SHADOW_OF"), *shadow = getenv("YZZ_SHADOW"), *fails = getenv("YZZ_SYNC_FAILS");
    char link[64], path[PATH_MAX], target[PATH_MAX], part[PATH_MAX + 8], buffer[65536];
    if (fails && access(fails, F_OK) == 0) { errno = EIO; return -1; }
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (!data || !shadow || length < 0) return 0;
    path[length] = 0;
    if (strcmp(path, data) == 0) return forget_deleted(data, shadow);
    size_t prefix = strlen(data);
    if (strncmp(path, data, prefix) || path[prefix] != '/' || strchr(path + prefix + 1, '/')) return 0;
    snprintf(target, sizeof target, "%s/%s", shadow, path + prefix + 1);
    snprintf(part, sizeof part, "%s.part", target);
    /* pread on the file's own descriptor: opening and closing another would drop SQLite's locks. */
    int to = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ssize_t count;
    off_t at = 0;
    while ((count = pread(fd, buffer, sizeof buffer, at)) > 0) {
        if (write(to, buffer, (size_t)count) != count) { count = -1; break; }
        at += count;
    }
    close(to);
    return count < 0 ? -1 : rename(part, target);
}

int fsync(int fd) { return keep(fd); }
int fdatasync(int fd) { return keep(fd); }

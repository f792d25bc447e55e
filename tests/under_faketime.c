/* What libfaketime up to 0.9.10, which is Debian 12's, gets wrong for a program with threads; `python -m tests` compiles this
   and loads it before that library.

   Told to leave the monotonic clock alone, it still takes moments of that clock for moments of the faked one: the kernel
   refuses to sleep until then, and with it every `time.sleep` of Python; and a wait until then is over at once, so that
   threads that wait for the interpreter take it from each other without end.

   It also asks for its variables at almost every call, in threads that wait. The C library frees the list of variables when
   another thread sets one, and the process dies of a signal. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void *of_the_c_library(const char *name)
{
    void *library = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
    return library ? dlsym(library, name) : NULL;
}

typedef int sleeping(clockid_t, int, const struct timespec *, struct timespec *);

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *until, struct timespec *left)
{
    static sleeping *real, *faked;
    sleeping **sleep = clock == CLOCK_MONOTONIC ? &real : &faked;
    if (!*sleep)
        *sleep = (sleeping *)(clock == CLOCK_MONOTONIC ? of_the_c_library("clock_nanosleep") : dlsym(RTLD_NEXT, "clock_nanosleep"));
    return *sleep ? (*sleep)(clock, flags, until, left) : ENOSYS;
}

typedef int waiting(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);

/* A condition does not tell its clock. The monotonic one began when the machine did, the other in 1970: a moment of its first
   ten years is one of the monotonic clock, or is long over on both. */
int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until)
{
    static waiting *real, *faked;
    int monotonic = until->tv_sec < 10 * 365 * 24 * 60 * 60;
    waiting **wait = monotonic ? &real : &faked;
    if (!*wait)
        *wait = (waiting *)(monotonic ? of_the_c_library("pthread_cond_timedwait") : dlsym(RTLD_NEXT, "pthread_cond_timedwait"));
    return *wait ? (*wait)(condition, mutex, until) : ENOSYS;
}

/* The variables are a list that is never freed and never shortened: who reads it meanwhile reads an older one to its end. What
   is lost by that is less than a kilobyte for each variable that comes or goes. */
static int change(const char *name, const char *value, int replace)
{
    static pthread_mutex_t changing = PTHREAD_MUTEX_INITIALIZER;
    size_t length = name ? strlen(name) : 0, count = 0, kept = 0, place = (size_t)-1;
    char **list, *entry = NULL;

    if (!length || strchr(name, '=')) {
        errno = EINVAL;
        return -1;
    }
    if (value) {
        size_t size = length + 1 + strlen(value) + 1;
        if (!(entry = malloc(size)))
            return -1;
        memcpy(entry, name, length);
        entry[length] = '=';
        memcpy(entry + length + 1, value, size - length - 1);
    }
    pthread_mutex_lock(&changing);
    while (environ && environ[count]) {
        if (place == (size_t)-1 && !strncmp(environ[count], name, length) && environ[count][length] == '=')
            place = count;
        count++;
    }
    if (place != (size_t)-1 && value) {
        if (replace)
            __atomic_store_n(&environ[place], entry, __ATOMIC_RELEASE);
        else
            free(entry);
    } else if (value || place != (size_t)-1) {
        if (!(list = malloc((count + 2) * sizeof *list))) {
            pthread_mutex_unlock(&changing);
            free(entry);
            return -1;
        }
        for (size_t at = 0; at < count; at++)
            if (value || strncmp(environ[at], name, length) || environ[at][length] != '=')
                list[kept++] = environ[at];
        if (value)
            list[kept++] = entry;
        list[kept] = NULL;
        __atomic_store_n(&environ, list, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&changing);
    return 0;
}

int setenv(const char *name, const char *value, int replace)
{
    return change(name, value, replace);
}

int unsetenv(const char *name)
{
    return change(name, NULL, 0);
}

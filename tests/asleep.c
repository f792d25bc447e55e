/* `clock_nanosleep` as the C library has it, for a suite that runs under libfaketime.

   libfaketime up to 0.9.10, which is Debian 12's, takes the moment until which to sleep for one of the faked clock also where
   it was told to leave the monotonic clock alone; the kernel then refuses the moment, and with it every `time.sleep` of
   Python. `python -m tests` compiles this and loads it first where it finds that sleeping fails. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <time.h>

typedef int sleeping(clockid_t, int, const struct timespec *, struct timespec *);

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *until, struct timespec *left)
{
    void *from = clock == CLOCK_MONOTONIC ? dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD) : RTLD_NEXT;
    sleeping *sleep = (sleeping *)dlsym(from, "clock_nanosleep");
    return sleep ? sleep(clock, flags, until, left) : ENOSYS;
}

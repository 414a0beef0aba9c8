/* The system-call filter: one program for every run, but for the process ids that it compares with (seccomp.py). */
#include "lockdown.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Put this process's id into the instructions that `places` (16-bit indices) names. */
static int put_in_pid(struct sock_filter *program, size_t length, const char *places, size_t size)
{
    uint16_t place;
    if (size % sizeof place)
        return -1;
    for (size_t at = 0; at < size; at += sizeof place) {
        memcpy(&place, places + at, sizeof place);
        if (place >= length)
            return -1;
        program[place].k = (uint32_t)getpid();
    }
    return 0;
}

LOCKDOWN_STEP(step_seccomp)
{
    const char *code, *places;
    Py_ssize_t code_size, places_size;
    struct sock_filter program[BPF_MAXINSNS];
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "y#y#", &code, &code_size, &places, &places_size))
        return NULL;
    size_t length = (size_t)code_size / sizeof *program;
    if (length == 0 || length > BPF_MAXINSNS || (size_t)code_size % sizeof *program) {
        errno = EINVAL;
        return lockdown_failed("seccomp");
    }
    memcpy(program, code, (size_t)code_size);
    if (put_in_pid(program, length, places, (size_t)places_size) < 0) {
        errno = EINVAL;
        return lockdown_failed("seccomp");
    }
    struct sock_fprog whole = {.len = (unsigned short)length, .filter = program};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return lockdown_failed("PR_SET_NO_NEW_PRIVS");
    return lockdown_result(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &whole), "seccomp");
}

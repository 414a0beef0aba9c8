/* Namespaces and mounts: the root that the zygote builds, and the mounts, IPC and process table of each child.
 *
 * What is mounted where is decided in Python (namespaces.py); see there for the theory.
 */
#include "lockdown.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *or_null(const char *text)
{
    return *text ? text : NULL;
}

LOCKDOWN_STEP(step_mount)
{
    const char *source, *target, *kind, *data;
    unsigned long flags;
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "sssks", &source, &target, &kind, &flags, &data))
        return NULL;
    return lockdown_result(mount(or_null(source), target, or_null(kind), flags, or_null(data)), "mount");
}

LOCKDOWN_STEP(step_enter_root)
{
    const char *path;
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "s", &path))
        return NULL;
    /* pivot_root(2): with "." twice the old root is stacked on the new one, and unmounted from there. */
    if (chdir(path) < 0 || syscall(SYS_pivot_root, ".", ".") < 0)
        return lockdown_failed("pivot_root");
    if (umount2(".", MNT_DETACH) < 0)
        return lockdown_failed("umount2");
    return lockdown_result(chdir("/"), "chdir");
}

LOCKDOWN_STEP(step_own_mounts)
{
    const char *target, *options;
    unsigned long flags;
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "sks", &target, &flags, &options))
        return NULL;
    if (unshare(CLONE_NEWNS | CLONE_NEWIPC) < 0)
        return lockdown_failed("unshare");
    return lockdown_result(mount("tmpfs", target, "tmpfs", flags, options), "mount");
}

LOCKDOWN_STEP(step_own_process_table)
{
    int own;
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "i", &own))
        return NULL;
    /* unshare(CLONE_NEWPID) needs the table for children to be the caller's own (pid_namespaces(7)). */
    if (setns(own, CLONE_NEWPID) < 0)
        return lockdown_failed("setns");
    return lockdown_result(unshare(CLONE_NEWPID), "unshare");
}

LOCKDOWN_STEP(step_set_host_name)
{
    const char *name;
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "s", &name))
        return NULL;
    return lockdown_result(sethostname(name, strlen(name)), "sethostname");
}

/* Send `fd` beside the one byte `tag` (SCM_RIGHTS, unix(7)). */
static ssize_t send_descriptor(int socket, char tag, int fd)
{
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    memset(&control, 0, sizeof control);
    struct iovec data = {.iov_base = &tag, .iov_len = 1};
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    struct cmsghdr *row = CMSG_FIRSTHDR(&message);
    row->cmsg_level = SOL_SOCKET;
    row->cmsg_type = SCM_RIGHTS;
    row->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(row), &fd, sizeof fd);
    return sendmsg(socket, &message, MSG_NOSIGNAL);
}

LOCKDOWN_STEP(step_enter_directory)
{
    const char *path;
    int socket;
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "si", &path, &socket))
        return NULL;
    if (chdir(path) < 0)
        return lockdown_failed("chdir");
    int fd = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return lockdown_failed("open");
    ssize_t sent = send_descriptor(socket, 'D', fd);
    int number = errno;
    close(fd);
    errno = number;
    return lockdown_result(sent == 1 ? 0 : -1, "sendmsg");
}

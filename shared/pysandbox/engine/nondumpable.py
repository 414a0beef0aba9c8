"""The nondumpable layer: nobody of the same uid can read this process through /proc or ptrace it."""

from __future__ import annotations

from .kernel import PR_GET_DUMPABLE, PR_SET_DUMPABLE, Kernel


def apply(kernel: Kernel) -> None:
    """Make this process non-dumpable (prctl(2): PR_SET_DUMPABLE) and check that it took.

    Raises:
        OSError: the kernel refuses, as some Lambda kernels do.
    """
    kernel.prctl(PR_SET_DUMPABLE, 0)
    if kernel.prctl(PR_GET_DUMPABLE) != 0:
        raise OSError("PR_SET_DUMPABLE did not take")

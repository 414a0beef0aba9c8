"""Types of the native module; the C files say how it works."""

from types import CodeType
from typing import Any

SOURCE_HASH: str
"""What `native.source_hash` gave for the sources that it was built from."""

def attach(stdin: int, stdout: int, stderr: int, report: int, /) -> None:
    """Lead a session, with descriptors 0 to 3 and no signal blocked."""

def close_from(first: int, /) -> None:
    """Close every descriptor from `first` on."""

def watch_children() -> int:
    """Block SIGCHLD; a descriptor that is readable when a child has ended (signalfd(2))."""

def set_dumpable(value: int, /) -> None:
    """Set PR_SET_DUMPABLE (prctl(2)) and check that it took; at 0 nobody of the same uid can read this process."""

def die_with_parent() -> None:
    """SIGKILL when the thread that started this process ends. A change of uid clears it."""

def adopt_orphans() -> None:
    """Be the parent of what children leave behind (PR_SET_CHILD_SUBREAPER)."""

def be_traced() -> None:
    """Have the parent trace this process, and stop for it with SIGURG.

    Raises:
        OSError: the kernel refuses it; nothing has changed.
    """

def trace_end(pid: int, /) -> None:
    """Let a child that stopped go on until its end, its first thread or a signal (ptrace(2))."""

def status_at_end(pid: int, /) -> int:
    """The wait status that a child will have that stopped where its end begins."""

def let_go(pid: int, signal: int, /) -> None:
    """Trace a child that is stopped no more. It goes on, with `signal` unless that is 0."""

def mount(source: str, target: str, kind: str, flags: int, data: str, /) -> None:
    """mount(2); empty strings stand for NULL."""

def enter_root(path: str, /) -> None:
    """Make the mount at `path` the root and let go of the old one."""

def own_mounts(target: str, flags: int, options: str, /) -> None:
    """Leave the mount and IPC namespaces, and mount a fresh tmpfs at `target`."""

def own_process_table(own: int, /) -> None:
    """Let the next fork begin a PID namespace below that of the descriptor `own`, which must be this process's."""

def set_host_name(name: str, /) -> None:
    """Name this UTS namespace."""

def enter_directory(path: str, socket: int, /) -> None:
    """Go there, and send a descriptor of it over the socket, beside the byte D."""

def limit(rows: bytes, /) -> None:
    """Lower soft and hard rlimits for good: pairs of 64-bit words, resource and bound."""

def become(uid: int, /) -> None:
    """Take one uid and gid for good, with no other group and no capability, and check that it took."""

def drop_capabilities() -> None:
    """Give up every capability, for good."""

def landlock_abi() -> int:
    """The kernel's Landlock ABI; 0 without Landlock."""

def landlock(attributes: bytes, rules: bytes, own: str, own_rights: int, /) -> None:
    """Restrict this process for good to packed rules, and to `own_rights` below the folder `own`."""

def seccomp(program: bytes, own_pid_at: bytes, /) -> None:
    """Filter system calls for good; this process's id is put into the instructions at those 16-bit indices."""

def make_immortal(objects: list[object], /) -> None:
    """Count the references of these objects, and of all that they refer to, no more (PEP 683)."""

def fill() -> None:
    """Take what is free between objects for good, so that what is made next lies together, in few pages."""

def collapse(address: int, size: int, /) -> None:
    """Gather pages into huge ones (MADV_COLLAPSE)."""

def trim() -> None:
    """Give the free memory of malloc back to the system."""

def finish() -> None:
    """Let no function that changes anything work in this process any more: each raises PermissionError."""

def begin(folder: str, /) -> None:
    """Go to a folder below this one, unless the name is empty: works once, after `finish`."""

def prepare_hook(
    decisions: dict[str, str],
    hidden: tuple[str, ...],
    unwritable: tuple[str, ...],
    classes: tuple[str, ...],
    left_out: tuple[str, ...],
    readable: tuple[str, ...],
    violation_tag: bytes,
    violation_status: int,
    /,
) -> None:
    """Add the audit hook with its policy (`audit_hook.AuditPolicy`); it lets everything pass until it is armed."""

def arm_hook(own_directory: str, report_fd: int, /) -> None:
    """Let the audit hook decide from here on, and `finish`."""

def prepare_sources(shown: str, folder: str, /) -> None:
    """What lies below `folder` is called `shown/…`."""

def name_sources(names: tuple[str, ...], /) -> None:
    """The sources that there are, by such names; once."""

def source(name: str, /) -> bytes | None:
    """The content of a library's source by such a name; None where there is none that can be read."""

type Row = tuple[str, str, int, int | None, int | None, int | None]
"""File, name, line, end line, column, end column, as `code.co_positions` has them."""

def frames(traceback: object, /) -> list[Row]:
    """The rows of a traceback, outermost first, without the engine's own; none of what is no traceback."""

def last_names(traceback: object, /) -> list[str]:
    """The names that the innermost frame sees: local ones, global ones, builtins."""

def last_self_is(traceback: object, candidate: object, /) -> bool:
    """Whether that is the innermost frame's `self`."""

def last_self_has(traceback: object, name: str, /) -> bool:
    """Whether the innermost frame's `self` has such an attribute."""

def tell_callers(program_builtins: dict[str, object], readable: tuple[CodeType, ...], /) -> None:
    """Let `caller` tell the variables of frames with these builtins, and of the local variables of this code."""

class Caller:
    """Answers as a frame, and does not lead to it.

    Of a frame that is not the program's there are no variables, and of its module the name alone.
    """

    f_globals: dict[str, object]
    f_locals: dict[str, object]
    """A copy."""
    f_code: CodeType
    f_lineno: int
    f_lasti: int
    f_back: Caller | None
    """None, too, where the engine's own frames begin."""

def caller(depth: int = 0, /) -> Caller:
    """As `sys._getframe`, of the function that asks.

    Raises:
        ValueError: there are not so many frames.
    """

def watch_death(namespace: dict[str, Any], /) -> None:
    """Have `still_there` tell of a dictionary while it lives. It is not held; the first 64 are watched."""

def still_there() -> list[dict[str, Any]]:
    """The watched dictionaries that have not died, in the order in which they were told of."""

def stream_serve(fd: int, buffer: object, text: object, /) -> None:
    """Take over the methods of standard stream `fd` (1 or 2) that keep what is not yet written (`stream_keep_in`).

    Args:
        text: the `TextIOWrapper` of `buffer`, UTF-8 and strict, without translation of line ends; None leaves it alone.
    """

def stream_keep_in(memory: int, /) -> None:
    """Keep what is printed from now on, and is not written yet, in the memory of this descriptor.

    Raises:
        OSError: it cannot be mapped.
    """

def open_memory_note(index: int, /) -> None:
    """Map a page that the next child notes in when memory ends. `index` is one of 4096 that is free."""

def write_memory_note(index: int, /) -> None:
    """In the child: that page is its own. Without LD_PRELOAD nothing is ever noted."""

def hide_memory_note(index: int, /) -> None:
    """In the zygote, after the fork: no later child has that page."""

def close_memory_note(index: int, /) -> bool:
    """Unmap it; whether an allocation has failed in its child."""

"""The audit hook layer: its policy, `audit.toml`, and the hand-over to the hook itself, which is C (`native/hook.c`).

The zygote hands the policy over once (`prepare`); a child arms the hook (`arm`) when nothing but the program is left to
come. Neither can be called again, and nothing of the hook is a Python object.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...policy.load import read_toml
from ..native import core
from ..protocol import VIOLATION, VIOLATION_STATUS


@dataclass(frozen=True, slots=True)
class AuditPolicy:
    """`audit.toml`: what is decided of each event, which names are shut, what pickles may name and what may be read."""

    decisions: dict[str, str]
    """By event: one of the words of `native/policy.c`."""
    hidden: tuple[str, ...]
    unwritable: tuple[str, ...]
    classes: tuple[str, ...]
    """What a pickle may name: `MODULE:NAME`, or `MODULE:*`."""
    readable: tuple[str, ...]
    """Folders of the guest libraries, relative to them."""
    left_out: tuple[str, ...] = ()
    """Modules whose import the hook lets through, because a finder says why they are not there."""


def load_policy() -> AuditPolicy:
    """The audit policy of the package."""
    data = read_toml("audit.toml")
    decisions = dict.fromkeys(data["allow"]["events"], "allow")
    decisions |= dict.fromkeys(data["refuse"]["events"], "refuse")
    for table in ("attributes", "pickle", "files"):
        decisions |= data[table]["decided"]
    return AuditPolicy(
        decisions,
        tuple(data["attributes"]["read"]),
        tuple(data["attributes"]["write"]),
        tuple(data["pickle"]["classes"]),
        tuple(data["files"]["readable"]),
    )


def prepare(policy: AuditPolicy, readable: tuple[str, ...]) -> None:
    """Add the hook to this process and all that it forks; it lets everything pass until `arm`.

    Args:
        readable: absolute folders, each with a trailing slash, that may be read.

    Raises:
        ValueError: the policy names a decision that there is none of, or `readable` something else than a folder.
        RuntimeError: it was called before.
    """
    names = (policy.hidden, policy.unwritable, policy.classes, policy.left_out)
    core.prepare_hook(policy.decisions, *names, readable, VIOLATION, VIOLATION_STATUS)


def arm(own_directory: str, report_fd: int) -> None:
    """Let the hook decide from here on, for good in this process.

    Args:
        own_directory: the run's directory; the process stays in it, so relative names are below it.
        report_fd: where a violation is reported before the process ends.

    Raises:
        RuntimeError: the hook was not prepared.
        PermissionError: the native module is closed already.
    """
    core.arm_hook(own_directory, report_fd)

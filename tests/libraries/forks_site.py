"""What `site` imports in bare CPython as `sitecustomize`, before its main program (see `forks.py`).

Uses only what an interpreter has loaded by then, or built in, so that a program finds nothing else.
"""

from __future__ import annotations

import gc
import marshal
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PROGRAM_S = 120


def follow(node: dict[str, Any], place: str) -> None:
    """Returns in the process of each program, where CPython goes on with its main program."""
    for name in node["programs"]:
        os.replace(f"{place}/{name}/main.py", f"{place}/main/main.py")
        os.rename(f"{place}/{name}/folder", f"{place}/folder")
        gc.freeze()  # else each child copies what its collector looks through
        # SAFETY: nothing has started a thread: the libraries of the set have none when they are loaded.
        process = os.fork()
        if process == 0:
            become(f"{place}/{name}", f"{place}/folder")
            return
        exit_code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        os.rename(f"{place}/folder", f"{place}/{name}/folder")
        os.mkdir(f"{place}/folder")
        with open(f"{place}/{name}/exit", "xb") as file:
            file.write(b"%d" % exit_code)
    for statement, after in node["then"].items():
        # SAFETY: as above.
        process = os.fork()
        if process == 0:
            try:
                exec(statement, {"__name__": "__main__"})
            except BaseException:  # noqa: BLE001 - site would go on
                sys.excepthook(*sys.exc_info())
                os._exit(1)
            follow(after, place)
            return
        if os.waitpid(process, 0)[1] != 0:
            os._exit(1)
    os._exit(0)


def become(own: str, folder: str) -> None:
    """Take a program's files in the place of this process's, and its folder."""
    import _signal  # built in

    write = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    for number, (name, flags) in enumerate({"stdin": os.O_RDONLY, "stdout": write, "stderr": write}.items()):
        descriptor = os.open(f"{own}/{name}", flags, 0o600)
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(folder)
    sys.path_importer_cache.pop(folder, None)  # it was empty
    _signal.alarm(PROGRAM_S)  # it ends what never would


if plan := os.environ.pop("FORKS_PLAN", None):
    with open(plan, "rb") as file:
        root = marshal.load(file)
    follow(root, os.path.dirname(plan))

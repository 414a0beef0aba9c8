"""Real containers by Debian's podman and runc, and the image built on Debian."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import platform
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BASE = "localhost/debian-test"
KEPT = "168h"
"""How long layers that no image has any more are kept, and the base: then all is made afresh."""
PACKAGES = "python3,python3-venv,python3.13-dev,ca-certificates"
CERTIFICATES = "/etc/ssl/certs"

CONTAINERS_CONF = """
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=2000:2000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
"""


class Podman:
    """podman on a store of its own in `folder`, which keeps what builds have in common: the base and its layers."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "containers.conf").write_text(CONTAINERS_CONF)
        storage = f'[storage]\ndriver = "overlay"\nrunroot = "{folder}/run"\ngraphroot = "{folder}/graph"\n'
        (folder / "storage.conf").write_text(storage)
        names = {"CONTAINERS_CONF": "containers.conf", "CONTAINERS_STORAGE_CONF": "storage.conf"}
        self.environ = {**os.environ, **{name: str(folder / file) for name, file in names.items()}}
        self.image = f"localhost/pysandbox-test:{uuid.uuid4().hex}"
        self._folder = folder

    def __call__(self, *arguments: str, stdin: str = "", check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        if arguments[0] == "run":  # systemd would time the health checks
            arguments = ("run", "--no-healthcheck", *arguments[1:])
        done = subprocess.run(
            ["podman", *arguments], env=self.environ, input=stdin, capture_output=True, text=True, check=False
        )
        if check and done.returncode:
            raise AssertionError(f"podman {arguments[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done

    def build(self, libraries: Path | None = None) -> str:
        """The image of the Containerfile, on a base that mmdebstrap makes: no registry of images is needed.

        Args:
            libraries: a folder that names libraries beyond the documented list.
        """
        image = f"{self.image}-libraries" if libraries else self.image
        options = f"--quiet --layers --network host --isolation chroot --volume {CERTIFICATES}:{CERTIFICATES}:ro"
        variables = {"IMAGE_BASE": BASE, "IMAGE": image, "IMAGE_OPTIONS": options}
        self._build("scripts/image", variables | {"SANDBOX_LIBRARIES": str(libraries or "")})
        return image

    def build_runner(self) -> str:
        """The runner function with the data libraries as an image, on the same base, for this machine's processor."""
        image = f"{self.image}-runner"
        variables = {"RUNNER_IMAGE_BASE": BASE, "RUNNER_IMAGE": image, "BUILDER": "podman"}
        architecture = {"x86_64": "x86_64", "aarch64": "arm64"}[platform.machine()]
        self._build("scripts/runner-image", variables | {"IMAGE_OPTIONS": "--quiet --isolation chroot"}, architecture)
        return image

    def _build(self, script: str, variables: dict[str, str], *arguments: str) -> None:
        """Call a script of ours that builds on `BASE`, one at a time."""
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self("image", "prune", "--all", "--force", "--filter", f"until={KEPT}")
            if self("image", "exists", BASE, check=False).returncode:
                self._make_base()
            command = [str(ROOT / script), *arguments]
            subprocess.run(command, env=self.environ | variables, check=True, timeout=900, stdout=subprocess.DEVNULL)

    def _make_base(self) -> None:
        archive = self._folder / "base.tar"
        debootstrap = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={PACKAGES}", "trixie", str(archive)]
        subprocess.run(debootstrap, check=True, timeout=400)
        self("import", "--quiet", str(archive), BASE)
        archive.unlink()

    @contextmanager
    def container(self, *options: str) -> Iterator[str]:
        """A service in the background, by its id."""
        name = self("run", "--detach", "--network", "host", *options, self.image).stdout.strip()
        try:
            yield name
        finally:
            self("rm", "--force", "--time", "15", name, check=False)


def own_podman() -> Podman:
    """What a build can use again stays in its folder, as other programs' caches do."""
    return Podman(Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pysandbox" / "containers")


@contextmanager
def podman_with_image() -> Iterator[Podman]:
    """Podman with the image built."""
    podman = own_podman()
    podman.build()
    try:
        yield podman
    finally:
        podman("image", "rm", "--no-prune", podman.image, check=False)


def docker_default(distribution: dict[str, Any]) -> dict[str, Any]:
    """The distribution's profile as strict as Docker's own: namespaces and mounts for CAP_SYS_ADMIN alone."""
    shut = {"unshare", "setns", "mount", "umount2", "pivot_root", "sethostname", "clone3"}
    rows = [{**row, "names": [name for name in row["names"] if name not in shut]} for row in distribution["syscalls"]]
    refused = {"names": sorted(shut - {"clone3"}), "action": "SCMP_ACT_ERRNO", "errnoRet": errno.EPERM}
    unknown = {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": errno.ENOSYS}  # libc then uses clone
    return {**distribution, "syscalls": [row for row in rows if row["names"]] + [refused, unknown]}


def distribution_profile() -> dict[str, Any]:
    """Podman's default profile."""
    profile: dict[str, Any] = json.loads(Path("/usr/share/containers/seccomp.json").read_text(encoding="utf-8"))
    return profile

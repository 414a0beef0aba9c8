"""The host's first message to a zygote, as a JSON object."""

from __future__ import annotations

from typing import Any, TypedDict


class Configuration(TypedDict):
    """All that a zygote is told of the settings."""

    layers: list[str]
    limits: dict[str, Any]
    extra_imports: str
    """A file of the operator's; empty: none."""
    libraries: str
    """The name of the operator's set of libraries; empty: none."""
    stock: str
    preload: list[str]
    """The modules that a probe wants loaded."""
    rows: dict[str, Any]
    """Of the closed world: read by the host, for the new root does not show this package."""
    guest_source: str
    """The folder of the guest libraries."""
    guest: str
    """Where runs find it."""
    standard_library: str
    readable: list[str]
    """What programs may read, as they find it."""
    visible: list[str]
    """What else the new root shows."""
    staging: str
    """An empty folder that the new root can be mounted on."""
    rehearsal: str
    """What each child runs before it waits."""
    trace: bool

"""What must hold of template.yaml, one function for each promise. Tests also break each."""

from __future__ import annotations

from collections.abc import Callable

from . import network, powers, service, uploads, watching
from .reading import Template

CHECKS: dict[str, Callable[[Template], None]] = {
    name.removeprefix("check_"): check
    for module in (network, powers, service, uploads, watching)
    for name, check in vars(module).items()
    if name.startswith("check_")
}
"""Every promise, by its name."""

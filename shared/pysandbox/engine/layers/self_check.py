"""The check at start: attack each layer with all others switched off, and gate the start on what is found."""

from __future__ import annotations

import os
import socket
from concurrent.futures import ThreadPoolExecutor

from ...errors import EngineError, RequiredLayerError
from ...settings import LAYERS, Settings
from ..files.descriptors import receive
from ..host.nursery import Nursery
from ..host.supervise import Watch
from ..host.zygote_process import ZygoteProcess
from ..models import LayerReport, LayerState
from .probes import HELD, PROBES, Probe
from .uid import first_slot_of

PROBE_TIMEOUT_S = 20.0
LAMBDA_LAYERS = frozenset({"import_guard", "audit_hook", "closed_world", "rlimits"})
"""What holds under Lambda's kernel, which refuses the others (docs/security.md)."""


def check_layers(settings: Settings) -> tuple[LayerReport, ...]:
    """Attack every layer that is not switched off. Never raises: what cannot be tested does not hold."""
    try:
        nursery = Nursery(settings)
    except EngineError as error:
        return tuple(LayerReport(name, LayerState.UNAVAILABLE, str(error)) for name in LAYERS)
    try:
        with ThreadPoolExecutor(4, "self-check") as pool:
            return tuple(pool.map(lambda name: _check(name, settings, nursery), LAYERS))
    finally:
        nursery.close()


def expected_layers(settings: Settings) -> frozenset[str]:
    """The layers that will hold unless this host is an unusual one: what to start with before it is known."""
    if settings.on_lambda:
        return (LAMBDA_LAYERS | {"nondumpable"}) - settings.disabled_layers
    return _applicable() - settings.disabled_layers - settings.spared_layers


def required_layers(settings: Settings) -> frozenset[str]:
    """The layers that must hold: those the operator names, else all that apply to this kind of host."""
    if settings.required_layers is not None:
        return settings.required_layers
    if settings.on_lambda:
        return LAMBDA_LAYERS - settings.disabled_layers - settings.spared_layers
    return _applicable() - settings.disabled_layers - settings.spared_layers


def _applicable() -> frozenset[str]:
    return frozenset(LAYERS) if os.geteuid() == 0 else frozenset(LAYERS) - {"uid"}


def require(reports: tuple[LayerReport, ...], settings: Settings) -> None:
    """Refuse to go on when a required layer does not hold.

    Raises:
        RequiredLayerError: names each such layer, and why.
    """
    required = required_layers(settings)
    missing = [row for row in reports if row.name in required and row.state is not LayerState.ACTIVE]
    failed = [row for row in reports if row.state is LayerState.FAILED and row not in missing]
    if missing or failed:
        reasons = "; ".join(f"{row.name}: {row.state} ({row.detail})" for row in missing + failed)
        raise RequiredLayerError(
            f"isolation layers that are required do not hold here: {reasons}. "
            "`make doctor` tells more; SANDBOX_REQUIRED_LAYERS names the layers to insist on."
        )


def _check(name: str, settings: Settings, nursery: Nursery) -> LayerReport:
    if name in settings.disabled_layers:
        return LayerReport(name, LayerState.DISABLED, "switched off by SANDBOX_DISABLED_LAYERS")
    if name == "uid" and os.geteuid() != 0:
        return LayerReport(name, LayerState.UNAVAILABLE, "only root can give runs a uid of their own")
    if name == "nondumpable":
        return _check_nondumpable(nursery)
    (probe,) = (probe for probe in PROBES if probe.layer == name)
    return _attack(probe, settings, nursery)


def _attack(probe: Probe, settings: Settings, nursery: Nursery) -> LayerReport:
    code = probe.code.replace("LIMIT_MEMORY_BYTES", str(settings.limits.memory_mb * 1024 * 1024))
    code = code.replace("LIMIT_DISK_BYTES", str(settings.limits.max_disk_bytes))
    try:
        zygote = ZygoteProcess(settings, frozenset({probe.layer}), list(probe.preload), nursery=nursery)
    except EngineError as error:
        return LayerReport(probe.layer, LayerState.UNAVAILABLE, str(error))
    try:
        spare = zygote.spawn(first_slot_of(os.urandom(16)))
        try:
            seen = Watch(spare, b"", settings.limits).run(code)
        finally:
            spare.close()
    except EngineError as error:
        return LayerReport(probe.layer, LayerState.UNAVAILABLE, str(error))
    finally:
        zygote.close()
    output = seen.stdout.kept.decode("utf-8", "replace").strip()
    return _judge(probe.layer, probe.attack, output, seen.stderr.kept.decode("utf-8", "replace"))


def _check_nondumpable(nursery: Nursery) -> LayerReport:
    attack = "reads /proc of a process of the same uid"
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        with ours, theirs:
            nursery.fork("nondumpable", theirs)
            theirs.close()
            told = receive(ours.fileno(), 1000, 0, PROBE_TIMEOUT_S)[0].decode("utf-8", "replace")
    except (OSError, EngineError) as error:
        return LayerReport("nondumpable", LayerState.UNAVAILABLE, str(error))
    if "PR_SET_DUMPABLE" in told:
        return LayerReport("nondumpable", LayerState.UNAVAILABLE, told)
    return _judge("nondumpable", attack, told, told)


def _judge(layer: str, attack: str, output: str, errors: str) -> LayerReport:
    if output == HELD:
        return LayerReport(layer, LayerState.ACTIVE, f"attacked at start, alone, and held: {attack}")
    reason = (errors.strip().splitlines() or ["no answer"])[-1]
    return LayerReport(layer, LayerState.FAILED, f"attacked at start ({attack}): {reason}")

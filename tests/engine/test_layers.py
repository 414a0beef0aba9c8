"""The isolation layers: each holds alone what is its own, and each attack succeeds where its layer is taken away."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import combinations

import psutil
import pytest
from pysandbox.engine.host.nursery import Nursery, Process
from pysandbox.engine.host.supervise import Watch
from pysandbox.engine.host.zygote_process import ZygoteProcess
from pysandbox.engine.layers import self_check
from pysandbox.engine.layers.probes import HELD, PROBES, Probe
from pysandbox.engine.models import LayerState, RunRequest
from pysandbox.engine.sandbox import Sandbox
from pysandbox.errors import ConfigurationError, EngineError, RequiredLayerError
from pysandbox.settings import LAYERS, Settings

from tests.support import AS_ROOT, EXPECTED_LAYERS, make_settings, run_folder, started_sandbox, without

from .conftest import MakeSandbox


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    """What every zygote of a probe is forked from, as at the start."""
    with run_folder() as folder:
        opened = Nursery(make_settings(folder))
        yield opened
        opened.close()


def outcome(nursery: Nursery, settings: Settings, probe: Probe, layers: frozenset[str]) -> str:
    """What a probe prints in a child that has just `layers`."""
    code = probe.code.replace("LIMIT_MEMORY_BYTES", str(settings.limits.memory_mb * 1024 * 1024))
    code = code.replace("LIMIT_DISK_BYTES", str(settings.limits.max_disk_bytes))
    return printed(nursery, settings, code, layers, probe.preload)


def printed(
    nursery: Nursery, settings: Settings, code: str, layers: frozenset[str], preload: tuple[str, ...] = ()
) -> str:
    """What a program prints in a child that has just `layers`, of a zygote forked as at the start."""
    with ExitStack() as stack:
        zygote = ZygoteProcess(settings, layers, list(preload), nursery=nursery)
        stack.callback(zygote.close)
        spare = zygote.spawn(0)
        stack.callback(spare.close)
        seen = Watch(spare, b"", settings.limits).run(code)
    return seen.stdout.kept.decode().strip()


@pytest.mark.parametrize(
    "off", [pair for count in (1, 2) for pair in combinations(sorted(EXPECTED_LAYERS), count)], ids=" and ".join
)
def test_allow_a_program_whichever_layers_are_off(nursery: Nursery, off: tuple[str, ...]) -> None:
    with run_folder() as folder:
        assert printed(nursery, make_settings(folder), "print(1)", EXPECTED_LAYERS - set(off)) == "1"


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.layer)
def test_allow_the_attack_on_a_layer_without_it(nursery: Nursery, probe: Probe) -> None:
    """Sabotage: a probe that found its layer where there is none would prove nothing at start either."""
    if probe.layer == "uid" and not AS_ROOT:
        probe = next(row for row in PROBES if row.layer == "seccomp")  # the uid layer is root's alone
    with run_folder() as folder:
        settings = make_settings(folder, SANDBOX_TIMEOUT_SECONDS="5")
        assert outcome(nursery, settings, probe, frozenset()) != HELD


@pytest.mark.parametrize("layer", sorted(EXPECTED_LAYERS - {"nondumpable"}))
def test_deny_by_a_layer_alone_the_attack_on_it(nursery: Nursery, layer: str) -> None:
    (probe,) = (row for row in PROBES if row.layer == layer)
    with run_folder() as folder:
        assert outcome(nursery, make_settings(folder), probe, frozenset({layer})) == HELD


def test_every_layer_of_this_host_is_found_active(shared_sandbox: Sandbox) -> None:
    active = {row.name for row in shared_sandbox.layers if row.state is LayerState.ACTIVE}
    assert active == EXPECTED_LAYERS
    assert [row.name for row in shared_sandbox.layers] == list(LAYERS)


def test_a_required_layer_that_is_switched_off_stops_the_start() -> None:
    with run_folder() as folder:
        settings = make_settings(folder, SANDBOX_REQUIRED_LAYERS="seccomp,rlimits", **without("seccomp"))
        sandbox = Sandbox(settings)
        with pytest.raises(RequiredLayerError, match=r"seccomp: disabled \(switched off by SANDBOX_DISABLED_LAYERS\)"):
            sandbox.start()
        sandbox.close()


def test_a_layer_that_fails_its_attack_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tuple(
        Probe(row.layer, row.attack, "raise SystemExit('the attack succeeded')") if row.layer == "landlock" else row
        for row in PROBES
    )
    monkeypatch.setattr(self_check, "PROBES", broken)
    told = r"landlock: failed \(.*the attack succeeded\)"
    with run_folder() as folder:
        sandbox = Sandbox(make_settings(folder))
        with pytest.raises(RequiredLayerError, match=told):
            sandbox.start()
        sandbox.close()
    # Of other limits than those of any other test: it is attacked too.
    with pytest.raises(RequiredLayerError, match=told), started_sandbox(SANDBOX_MEMORY_MB="65"):
        pass


def test_a_layer_that_cannot_be_put_on_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(settings: Settings, layers: frozenset[str], preload: list[str], nursery: Nursery) -> ZygoteProcess:
        raise EngineError("OSError: [Errno 38] Function not implemented")

    monkeypatch.setattr(self_check, "ZygoteProcess", refused)
    with run_folder() as folder:
        reports = {row.name: row for row in self_check.check_layers(make_settings(folder))}
    assert reports["seccomp"].state is LayerState.UNAVAILABLE
    assert "Function not implemented" in reports["seccomp"].detail


def test_without_an_interpreter_to_attack_in_no_layer_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pysandbox.engine.host.boot._PROGRAM", "raise SystemExit({!r})")
    with run_folder() as folder:
        reports = self_check.check_layers(make_settings(folder))
        assert not list(folder.iterdir())
    assert [row.name for row in reports if row.state is LayerState.ACTIVE] == []


def test_nothing_of_the_check_at_start_lives_on(monkeypatch: pytest.MonkeyPatch) -> None:
    forked: list[psutil.Process] = []
    fork = Nursery.fork

    def noted(self: Nursery, work: str, control: socket.socket) -> Process:
        process = fork(self, work, control)
        forked.append(psutil.Process(process.pid))
        return process

    monkeypatch.setattr(Nursery, "fork", noted)
    with run_folder() as folder:
        self_check.check_layers(make_settings(folder))
        assert not list(folder.iterdir())
    assert len(forked) == len(EXPECTED_LAYERS)
    assert psutil.wait_procs(forked, timeout=10)[1] == []


def test_switching_layers_off_needs_the_unsafe_variable() -> None:
    with run_folder() as folder, pytest.raises(ConfigurationError, match="SANDBOX_UNSAFE=1"):
        make_settings(folder, SANDBOX_DISABLED_LAYERS="seccomp")


@pytest.mark.parametrize("variable", ["SANDBOX_REQUIRED_LAYERS", "SANDBOX_DISABLED_LAYERS"])
def test_a_layer_that_does_not_exist_is_refused_by_name(variable: str) -> None:
    with run_folder() as folder, pytest.raises(ConfigurationError, match="no such layer: secomp"):
        make_settings(folder, SANDBOX_UNSAFE="1", **{variable: "secomp"})


def test_a_disabled_layer_is_reported_as_disabled(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(**without("landlock"))
    (report,) = (row for row in sandbox.layers if row.name == "landlock")
    assert report.state is LayerState.DISABLED
    assert sandbox.run(RunRequest("print(1)")).stdout == b"1\n"


def test_lambda_requires_only_what_its_kernel_gives() -> None:
    with run_folder() as folder:
        settings = make_settings(folder, AWS_LAMBDA_FUNCTION_NAME="runner")
        assert self_check.required_layers(settings) == {"import_guard", "audit_hook", "closed_world", "rlimits"}
        assert self_check.required_layers(make_settings(folder)) == EXPECTED_LAYERS


def test_the_zygote_logs_nothing_at_start(caplog: pytest.LogCaptureFixture, make_sandbox: MakeSandbox) -> None:
    with caplog.at_level(logging.WARNING):
        make_sandbox(SANDBOX_WARM_STOCKS="all")
    assert caplog.records == []

"""Uids of runs: no two runs that live on one machine have the same, whatever service they are of."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import psutil
from pysandbox.engine.host.pool import Pool, first_slot, slots_of
from pysandbox.engine.layers.uid import SLOTS_AT_MOST, UIDS, uid_of
from pysandbox.engine.sandbox import Sandbox
from pysandbox.engine.stock import Stock
from pysandbox.policy import load_limits
from pysandbox.settings import Worker
from pysandbox.settings_values import MAX_WORKERS

from scripts.proc import descendants
from tests.support import AS_ROOT, is_at_rest, make_settings, wait_until

from .conftest import MakeSandbox


def uids_of_runs(sandbox: Sandbox) -> set[int]:
    """Those of its children, but for the service's own."""
    wait_until(lambda: is_at_rest(sandbox))
    zygotes = [pid for pid in sandbox.zygote_pids.values() if pid]
    return {psutil.Process(pid).uids().real for zygote in zygotes for pid in descendants(zygote)} - {os.getuid()}


def test_runs_of_two_sandboxes_have_different_ones(make_sandbox: MakeSandbox) -> None:
    first, second = (uids_of_runs(make_sandbox()) for _ in range(2))
    assert bool(first) == bool(second) == AS_ROOT  # without root all have the service's own
    assert not first & second
    assert all(uid in UIDS for uid in first | second)


def test_no_two_children_share_a_slot(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    pools = [Pool(settings, stock, frozenset(), n * slots_of(settings), trace=False) for n, stock in enumerate(Stock)]
    slots = [slot for pool in pools for slot in pool.slots]
    assert len(slots) == len(set(slots)) == len(pools) * slots_of(settings)


def test_pools_of_all_workers_lie_side_by_side_and_those_of_another_service_elsewhere(tmp_path: Path) -> None:
    def first_slots(service: bytes) -> list[int]:
        workers = [Worker(number, tmp_path, service) for number in range(8)]
        settings = [replace(make_settings(tmp_path), worker=worker) for worker in workers]
        return [first_slot(its, service, pool) for its in settings for pool in range(len(Stock))]

    first, second = first_slots(b"one start"), first_slots(b"another")
    pool_slots = slots_of(make_settings(tmp_path))
    slots = len(first) * pool_slots
    assert first == list(range(first[0], first[0] + slots, pool_slots))
    assert second == list(range(second[0], second[0] + slots, pool_slots))
    assert abs(first[0] - second[0]) >= slots


def test_the_largest_service_has_uids_for_all_its_runs(tmp_path: Path) -> None:
    limits = replace(load_limits(), max_concurrency=1000)
    largest = replace(make_settings(tmp_path), limits=limits)
    assert MAX_WORKERS * len(Stock) * slots_of(largest) <= SLOTS_AT_MOST
    assert uid_of(len(UIDS) - 1) in UIDS

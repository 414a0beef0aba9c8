"""Nothing of one run is seen by another, beside what the corpus tries: random state, and memory that both map."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from pysandbox.engine.models import RunRequest
from pysandbox.engine.sandbox import Sandbox

from tests.attacks import corpus
from tests.support import without

SOURCES = """
import random, secrets, uuid
import numpy as np
os = random._os
print(random.random())
print(random.Random().random())
print(random.SystemRandom().random())
print(np.random.rand())
print(np.random.default_rng().random())
print(np.random.RandomState().rand())
print(np.random.bytes(8))
print(uuid.uuid4())
print(uuid.uuid1())
print(secrets.token_hex())
print(os.urandom(8))
print(next(os.sys.modules['tempfile']._RandomNameSequence()))
"""
SHARED_PAGES = """
for line in open('/proc/self/maps'):
    if line.split()[1][1::2] == 'ws': print(*line.split()[3:5])
"""
READS_ITSELF = without(
    "import_guard", "audit_hook", "closed_world", "namespaces", "landlock", "seccomp", "nondumpable", "uid"
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with corpus.started() as started:
        yield started


def test_deny_a_source_of_randomness_that_says_the_same_in_two_runs(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(sandbox.run, [RunRequest(SOURCES)] * 6))
    for result in results:
        assert result.exit_code == 0, result.stderr.decode()
    lines = [result.stdout.splitlines() for result in results]
    for source in zip(*lines, strict=True):
        assert len(set(source)) == len(results), source


def test_deny_mapping_a_page_that_another_could_write() -> None:
    with corpus.started(**READS_ITSELF) as sandbox:
        results = [sandbox.run(RunRequest(SHARED_PAGES)) for _ in range(3)]
    assert {result.exit_code for result in results} == {0}
    mapped = [line for result in results for line in set(result.stdout.splitlines())]
    assert len(set(mapped)) == len(mapped) > 0, "device and inode: what a run shares with the host is its own"

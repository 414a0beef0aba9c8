"""What uploads may take of this machine: room when bytes come, a share for each caller, and no work without end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pysandbox.api.requests.problems import RequestInvalidError
from pysandbox.api.requests.upload_form import MAX_PARTS, file_in_form
from pysandbox.engine.models import OutputFile
from pysandbox.errors import ServerBusyError, UploadRefusedError, UploadStoreError
from pysandbox.policy import load_limits
from pysandbox.uploads import Ticket, refusals, rules
from pysandbox.uploads.local import LocalUploadStore
from pysandbox.uploads.rules import MAX_POSTS, MAX_WAITING

ROOM = {"max_upload_store_bytes": 1_000_000, "caller_share": 0.25}
FORM = "multipart/form-data; boundary=b"


@pytest.fixture
def store() -> Iterator[LocalUploadStore]:
    opened = LocalUploadStore(replace(load_limits(), **ROOM))  # type: ignore[arg-type]
    yield opened
    opened.close()


def signed(ticket: Ticket) -> tuple[str, str, str]:
    query = dict(part.split("=") for part in ticket.url.partition("?")[2].split("&"))
    return ticket.upload_id, query["expires"], query["signature"]


def send(store: LocalUploadStore, ticket: Ticket, size: int) -> None:
    store.begin(*signed(ticket))
    store.receive(*signed(ticket), b"x" * size)


def test_what_is_announced_and_never_sent_takes_no_room(store: LocalUploadStore) -> None:
    for number in range(MAX_WAITING):
        store.create(f"caller {number % 20}", 900_000)
    send(store, store.create("honest", 200_000), 200_000)
    assert store.keep(OutputFile("a", b"x" * 200_000), "text/plain", "honest too").size_bytes == 200_000


def test_one_caller_has_a_share_and_the_others_the_rest(store: LocalUploadStore) -> None:
    early = store.create("greedy", 200_000)
    send(store, store.create("greedy", 200_000), 200_000)
    for refused in (
        lambda: store.create("greedy", 200_000),
        lambda: store.begin(*signed(early)),
        lambda: store.receive(*signed(early), b"x" * 200_000),
    ):
        with pytest.raises(ServerBusyError):
            refused()
    with pytest.raises(UploadStoreError):
        store.keep(OutputFile("a", b"x" * 200_000), "text/plain", "greedy")
    for caller in ("a", "b", "c", "d"):
        send(store, store.create(caller, 200_000), 200_000)
    with pytest.raises(UploadStoreError):
        store.create("e", 1)


def test_uploads_that_wait_have_a_number(store: LocalUploadStore) -> None:
    for _ in range(MAX_WAITING):
        store.create("greedy", 1)
    with pytest.raises(ServerBusyError):
        store.create("greedy", 1)
    store.create("honest", 1)


def test_uploads_and_results_of_all_callers_have_a_number(
    store: LocalUploadStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MAX_ENTRIES", 20)
    for number in range(19):
        store.create(f"caller {number}", 1)
    assert store.keep(OutputFile("a", b"x"), "text/plain", "honest").size_bytes == 1
    with pytest.raises(UploadStoreError, match="full"):
        store.create("late", 1)
    with pytest.raises(UploadStoreError, match="full"):
        store.keep(OutputFile("a", b"x"), "text/plain", "late")


def test_a_url_is_sent_to_a_few_times_whatever_comes(store: LocalUploadStore) -> None:
    ticket = store.create("me", 3)
    for _ in range(MAX_POSTS):
        assert store.begin(*signed(ticket)) == 3
    with pytest.raises(UploadRefusedError, match=refusals.TOO_OFTEN):
        store.begin(*signed(ticket))


def part(name: str, content: bytes = b"") -> bytes:
    return b'--b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % (name.encode(), content)


def test_parts_of_a_form_have_a_number() -> None:
    def form(parts: int) -> bytes:
        return part("x") * (parts - 1) + part("file", b"x") + b"--b--"

    assert bytes(file_in_form(form(MAX_PARTS), FORM)) == b"x"
    for parts in (MAX_PARTS + 1, 200_000):
        with pytest.raises(RequestInvalidError, match="more than"):
            file_in_form(form(parts), FORM)


@pytest.mark.parametrize(
    "content", [b"", b"\r" * 100, b"\r\n" * 100, b"--b", b"\r\n--", b"a\r\n-b\r\n", bytes(range(256))]
)
def test_a_files_bytes_are_what_lies_between_the_boundaries(content: bytes) -> None:
    body = b"preamble\r\n" + part("key", b"value") + part("file", content) + b"--b--\r\nepilogue"
    assert bytes(file_in_form(body, FORM)) == content


@pytest.mark.parametrize("endless", [b"\r" * 8_000_000, b"\r\n-" * 2_000_000, b"\r\n--" * 2_000_000, b"-" * 8_000_000])
def test_a_hostile_files_form_is_read_in_a_few_steps(endless: bytes) -> None:
    assert file_in_form(part("file", endless) + b"--b--", FORM).nbytes == len(endless)

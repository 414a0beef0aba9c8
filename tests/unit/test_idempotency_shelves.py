"""Every shelf alike: a value is added once, swapped and removed only as what it is, and gone when its time is over."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pysandbox.idempotency import Answer, KeptAnswer, KeyInUseError, KeyReusedError
from pysandbox.idempotency.keeper import AnswerKeeper, Shelf
from pysandbox.idempotency.shared_shelves import DynamoDbShelf, RedisShelf
from pysandbox.idempotency.shelves import MOST_BYTES_TOGETHER, MemoryShelf, SqliteShelf

AT_ONCE = 12

type Open = Callable[[], Shelf]


@pytest.fixture(params=["memory", "sqlite", "dynamodb", "redis"])
def open_shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens shelves over one store; in memory it is the same one."""
    memory, opened = MemoryShelf(), list[Shelf]()

    def open_one() -> Shelf:
        if request.param == "dynamodb":
            opened.append(DynamoDbShelf(request.getfixturevalue("dynamodb_table")))
        elif request.param == "redis":
            opened.append(RedisShelf(request.getfixturevalue("redis_store")))
        else:
            opened.append(memory if request.param == "memory" else SqliteShelf(tmp_path / "quota.sqlite"))
        return opened[-1]

    yield open_one
    for shelf in opened:
        shelf.close()


@pytest.fixture
def shelf(open_shelf: Open) -> Shelf:
    return open_shelf()


def soon() -> float:
    return time.time() + 60


def value_in(shelf: Shelf, name: str) -> bytes | None:
    found = shelf.add(name, b"a look", soon())
    if found is None:
        shelf.remove(name, b"a look")
    return found


def test_a_value_is_added_where_none_is(shelf: Shelf) -> None:
    assert shelf.add("a", b"\x00first", soon()) is None
    assert shelf.add("a", b"second", soon()) == b"\x00first"
    assert value_in(shelf, "a") == b"\x00first"
    assert value_in(shelf, "b") is None


def test_a_value_whose_time_is_over_is_none(shelf: Shelf) -> None:
    shelf.add("a", b"old", time.time() + 0.2)
    deadline = time.monotonic() + 10
    while value_in(shelf, "a") is not None and time.monotonic() < deadline:
        pass
    assert shelf.add("a", b"new", soon()) is None
    assert value_in(shelf, "a") == b"new"


def test_only_what_is_there_is_swapped_or_removed(shelf: Shelf) -> None:
    shelf.add("a", b"1", soon())
    shelf.swap("a", b"other", b"2", soon())
    shelf.remove("a", b"other")
    assert value_in(shelf, "a") == b"1"
    shelf.swap("a", b"1", b"2", soon())
    assert value_in(shelf, "a") == b"2"
    shelf.remove("a", b"2")
    assert value_in(shelf, "a") is None
    shelf.swap("a", b"2", b"3", soon())
    assert value_in(shelf, "a") is None


def test_the_largest_value_fits(shelf: Shelf) -> None:
    largest = b"\xff" * shelf.most_bytes
    assert shelf.add("a", largest, soon()) is None
    assert value_in(shelf, "a") == largest


def test_of_many_at_once_one_adds(open_shelf: Open) -> None:
    shelves = [open_shelf() for _ in range(AT_ONCE)]
    barrier, found = threading.Barrier(AT_ONCE), list[bytes | None]()

    def add(number: int) -> None:
        barrier.wait()
        found.append(shelves[number].add("a", str(number).encode(), soon()))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count(None) == 1
    assert len({value for value in found if value is not None}) == 1


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_on_one_machine_the_oldest_give_way(kind: str, tmp_path: Path) -> None:
    shelf: Shelf = MemoryShelf() if kind == "memory" else SqliteShelf(tmp_path / "quota.sqlite")
    value = bytes(shelf.most_bytes)
    many = MOST_BYTES_TOGETHER // len(value) + 4
    for number in range(many):
        shelf.add(str(number), value, soon() + number)
    assert value_in(shelf, "0") is None
    assert value_in(shelf, str(many - 1)) == value
    assert sum(value_in(shelf, str(number)) is not None for number in range(many)) * len(value) <= (
        MOST_BYTES_TOGETHER + len(value)
    )


def test_a_claim_an_answer_and_the_answer_again(open_shelf: Open) -> None:
    keeper, other = AnswerKeeper(open_shelf(), 30), AnswerKeeper(open_shelf(), 30)
    claim = keeper.claim("caller", "key", b"body")
    assert isinstance(claim, KeptAnswer)
    with pytest.raises(KeyInUseError):
        other.claim("caller", "key", b"body")
    with pytest.raises(KeyReusedError):
        other.claim("caller", "key", b"another body")
    assert isinstance(other.claim("another caller", "key", b"body"), KeptAnswer)
    answer = Answer(200, {"content-type": "application/json"}, b'{"stdout": "1"}')
    claim.finish(answer)
    assert other.claim("caller", "key", b"body") == answer
    with pytest.raises(KeyReusedError):
        other.claim("caller", "key", b"another body")


def test_a_claim_that_is_given_up_is_free_again(shelf: Shelf) -> None:
    keeper = AnswerKeeper(shelf, 30)
    claim = keeper.claim("caller", "key", b"body")
    assert isinstance(claim, KeptAnswer)
    claim.give_up()
    assert isinstance(keeper.claim("caller", "key", b"another body"), KeptAnswer)


def test_an_answer_that_is_too_large_is_remembered_as_given(shelf: Shelf) -> None:
    keeper = AnswerKeeper(shelf, 30)
    for key, answer in (("a", None), ("b", Answer(200, {"x": "y" * shelf.most_bytes}, b""))):
        claim = keeper.claim("caller", key, b"body")
        assert isinstance(claim, KeptAnswer)
        claim.finish(answer)
        with pytest.raises(KeyReusedError, match="too large"):
            keeper.claim("caller", key, b"body")


def test_a_claimer_that_died_holds_its_key_no_longer_than_answering_can_take(shelf: Shelf) -> None:
    keeper = AnswerKeeper(shelf, 0.2)
    keeper.claim("caller", "key", b"body")
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            assert isinstance(keeper.claim("caller", "key", b"body"), KeptAnswer)
        except KeyInUseError:
            continue
        break
    else:
        pytest.fail("the key is held for ever")

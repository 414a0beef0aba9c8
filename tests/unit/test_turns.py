"""Of each address one thing begins in a turn of the event loop."""

from __future__ import annotations

import asyncio
from functools import partial

from pysandbox.api.http.turns import Turns


def begun_by_turn(peers: list[str], turns: int) -> list[list[str]]:
    """What of each peer has begun when `turns` turns of the loop are over, turn by turn."""
    queue, begun = Turns(), list[str]()

    async def watch() -> list[list[str]]:
        loop = asyncio.get_running_loop()
        for peer in peers:
            queue.take(peer, partial(begun.append, peer), loop)
        seen = [list(begun)]
        for _ in range(turns):
            await asyncio.sleep(0)
            seen.append(list(begun))
        assert queue.waiting("a") == 0
        return seen

    return asyncio.run(watch())


def test_what_is_alone_begins_at_once() -> None:
    assert begun_by_turn(["a", "b", "c"], 1)[0] == ["a", "b", "c"]


def test_many_of_one_address_begin_one_after_the_other_and_nobody_waits_for_them() -> None:
    seen = begun_by_turn(["a", "a", "a", "b"], 4)
    assert seen[0] == ["a", "b"]
    assert [len(row) for row in seen] == [2, 3, 4, 4, 4]


def test_those_of_a_trusted_proxy_are_many_callers_and_wait_for_none() -> None:
    assert begun_by_turn(["", "", ""], 1)[0] == ["", "", ""]


def test_how_many_of_an_address_wait_is_known() -> None:
    async def count() -> list[int]:
        queue, loop = Turns(), asyncio.get_running_loop()
        found = []
        for _ in range(3):
            queue.take("a", list, loop)
            found.append(queue.waiting("a"))
        return found

    assert asyncio.run(count()) == [0, 1, 2]

"""An event loop in forty lines, with heapq and fake time."""
import heapq
from itertools import count


class Sleep:
    def __init__(self, seconds):
        self.seconds = seconds

    def __await__(self):
        now = yield self.seconds
        return now


class Loop:
    def __init__(self):
        self.now, self.heap, self.tie, self.results = 0.0, [], count(), {}

    def create_task(self, coro, name):
        heapq.heappush(self.heap, (self.now, next(self.tie), name, coro))

    def run(self):
        while self.heap:
            when, _, name, coro = heapq.heappop(self.heap)
            self.now = when
            try:
                delay = coro.send(None if when == 0 else self.now)
            except StopIteration as stop:
                self.results[name] = stop.value
            except Exception as e:
                self.results[name] = e
            else:
                heapq.heappush(self.heap, (self.now + delay, next(self.tie), name, coro))


class Timer:
    async def __aenter__(self):
        await Sleep(1)
        return self

    async def __aexit__(self, *exc):
        print("leaving", exc[0] and exc[0].__name__)
        return exc[0] is KeyError


async def ticker(n):
    for i in range(n):
        yield i
        await Sleep(0.5)


async def worker(name, n):
    async with Timer():
        async for i in ticker(n):
            print(f"{loop.now:4.1f} {name} {i}")
        if n == 2:
            raise KeyError(name)
    total = [x async for x in ticker(2)]
    return name, total


async def fails():
    await Sleep(0.25)
    return 1 / 0


loop = Loop()
loop.create_task(worker("a", 3), "first")
loop.create_task(worker("b", 2), "second")
loop.create_task(fails(), "third")
loop.run()
print(loop.results)


async def main():
    return 42


never = main()
never.close()
try:
    main().throw(ValueError("early"))
except ValueError as e:
    print(repr(e))
main()
print("end")

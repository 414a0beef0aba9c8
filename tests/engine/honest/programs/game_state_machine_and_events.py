import heapq
from enum import Enum
from itertools import count


class State(Enum):
    LOCKED, UNLOCKED, BROKEN = range(3)

    def __str__(self): return self.name.lower()


class Machine:
    table = {}

    def __init__(self): self.state, self.history = State.LOCKED, []

    @classmethod
    def on(cls, state, event, to):
        def register(action):
            cls.table[state, event] = to, action
            return action
        return register

    def fire(self, event):
        try:
            to, action = self.table[self.state, event]
        except KeyError:
            raise RuntimeError(f"no {event!r} in state {self.state}") from None
        self.history.append(f"{self.state}->{to}")
        action(self)
        self.state = to


@Machine.on(State.LOCKED, "coin", State.UNLOCKED)
@Machine.on(State.UNLOCKED, "coin", State.UNLOCKED)
def thanks(m): print("  thank you")


@Machine.on(State.UNLOCKED, "push", State.LOCKED)
def walk(m): print("  walking through")


@Machine.on(State.LOCKED, "kick", State.BROKEN)
def kick(m): print("  alarm!")


class Simulation:
    def __init__(self): self.now, self.queue, self.ids = 0, [], count()

    def at(self, delay, f, *args):
        entry = [self.now + delay, next(self.ids), f, args]
        heapq.heappush(self.queue, entry)
        return entry

    def run(self, until):
        while self.queue and self.queue[0][0] <= until:
            self.now, _, f, args = heapq.heappop(self.queue)
            if f is not None:
                print(f"{self.now:5.1f} {getattr(f, '__qualname__', f)}{args}")
                f(*args)


sim, m = Simulation(), Machine()
sim.at(3, m.fire, "push")
sim.at(1, m.fire, "coin")
cancelled = sim.at(2, m.fire, "kick")
cancelled[2] = None


def every(period, event):
    m.fire(event)
    sim.at(period, every, period, event)


sim.at(1.5, every, 4, "coin")
sim.run(until=8)
print(m.state, m.history, len(sim.queue))
sim.at(0.5, m.fire, "push")
sim.at(0.75, m.fire, "push")
sim.run(until=20)

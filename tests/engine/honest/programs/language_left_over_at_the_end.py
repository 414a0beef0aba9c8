# What nobody awaited or closed speaks up when it dies, in the middle or at the very end.
async def fetch(n):
    return n


class Resource:
    def __init__(self, name):
        self.name = name

    def close(self):
        print("closing", self.name)

    def __del__(self):
        if self.name == "bad":
            raise RuntimeError(f"{self.name} was never closed")
        self.close()


def careless():
    fetch(1)
    [fetch(n) for n in range(2)]
    return "careless"


def stubborn(name):
    while True:
        try:
            yield name
        except GeneratorExit:
            print(name, "refuses")


async def stream():
    try:
        yield 1
    finally:
        print("stream cleaned")


print(careless())
gen = stubborn("first")
next(gen)
gen = None
print("between")
kept = stubborn("second")
print(next(kept))
pending = fetch(3)
good, bad = Resource("good"), Resource("bad")
agen = stream()
try:
    agen.asend(None).send(None)
except StopIteration as stop:
    print("first value", stop.value)
print("end of the program")

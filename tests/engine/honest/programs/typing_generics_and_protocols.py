from collections.abc import Callable, Iterator
from typing import Any, Literal, Protocol, TypedDict, assert_never, get_type_hints, overload, runtime_checkable


@runtime_checkable
class Speaks(Protocol):
    def speak(self) -> str: ...


class Duck:
    def speak(self) -> str:
        return "quack"


class Stack[T]:
    def __init__(self) -> None:
        self.items: list[T] = []

    def push(self, item: T) -> "Stack[T]":
        self.items.append(item)
        return self

    def __iter__(self) -> Iterator[T]:
        return iter(reversed(self.items))


type Pair[A] = tuple[A, A]


class Movie(TypedDict, total=False):
    title: str
    year: int


def apply[**P, R](function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    return function(*args, **kwargs)


def mode(value: Literal["r", "w"]) -> str:
    match value:
        case "r":
            return "reading"
        case "w":
            return "writing"
        case other:
            assert_never(other)


print(isinstance(Duck(), Speaks), isinstance(3, Speaks))
print(list(Stack[int]().push(1).push(2)), Pair.__value__, Pair[int])
print(get_type_hints(Movie), Movie(title="Metropolis"))
print(apply(sorted, [3, 1], reverse=True), mode("w"))
try:
    mode("x")
except AssertionError as error:
    print(error)
print(dict[str, list[int] | None], Callable[[int], Any])

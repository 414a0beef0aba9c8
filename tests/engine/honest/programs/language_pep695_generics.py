from typing import (Annotated, Any, Callable, Final, Literal, NamedTuple, NotRequired, Protocol, Self, TypedDict, TypeVar,
                    assert_never, cast, get_args, get_origin, get_overloads, get_type_hints, overload, reveal_type,
                    runtime_checkable)


class Stack[T]:
    def __init__(self) -> None: self.items: list[T] = []
    def push(self, item: T) -> Self:
        self.items.append(item)
        return self
    def map[U](self, f: Callable[[T], U]) -> list[U]: return [*map(f, self.items)]


type Pair[A, B = int] = tuple[A, B]
type Tree = dict[str, Tree | int]
print(Stack[int]().push(1).push(2).map(str), Stack[int], Stack.__type_params__, Stack[int].__args__)
print(Pair, Pair.__value__, Pair[str, int], Pair.__type_params__, Tree.__value__)


class Movie(TypedDict, total=False):
    title: str
    year: NotRequired[int]


class Emp(NamedTuple):
    """An employee."""
    name: str
    id: int = 3


@runtime_checkable
class Sized2(Protocol):
    def __len__(self) -> int: ...


def f(x: Annotated[int, "meta", range(3)], *a: "list[Movie]", k: Literal["a", 1] = 1, **o: Any) -> Emp | None: ...


print(get_type_hints(f), get_type_hints(f, include_extras=True)["x"], sep="\n")
print(Movie(title="Up"), Movie.__total__, sorted(Movie.__optional_keys__), get_type_hints(Movie))
e = Emp("Guido")
print(e, e._asdict(), e._replace(id=4), Emp._fields, Emp._field_defaults, Emp.__doc__, Emp.__annotations__)
print(isinstance([], Sized2), isinstance(3, Sized2), get_origin(dict[str, int]), get_args(Callable[[int], str]))


@overload
def g(x: int) -> int: ...
@overload
def g(x: str) -> str: ...
def g(x): return x


print(len(get_overloads(g)), int | None, list[int] | str, TypeVar("T", bound=int), Final[int])
print(reveal_type(cast(str, 5)))
for bad in ("list[int]()[0]", "Stack[int, str]", "isinstance([], list[int])", "Emp()", "Emp('a').name2"):
    try:
        eval(bad)
    except Exception as err:
        print(type(err).__name__, err)
assert_never(e)

"""What stands in for functions of the data set's libraries that open paths or devices from C (as `substitutes`)."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any


def make_matrix_reader(read_stream: Callable[[Any, int], Any]) -> Callable[[str, int], Any]:
    """Scipy's reader of Matrix Market files, which opens a path from C++, as one that opens it in Python."""

    def open_read_file(path: str, num_threads: int) -> Any:
        return read_stream(open(path, "rb"), num_threads)

    return open_read_file


def make_matrix_writer(write_stream: Callable[[Any, Any, int, int], Any]) -> Callable[[str, Any, int, int], Any]:
    """The same for its writer."""

    def open_write_file(path: str, header: Any, num_threads: int, precision: int) -> Any:
        return write_stream(open(path, "wb"), header, num_threads, precision)

    return open_write_file


def _mesh_server(delaunay: Callable[[Any, Any, int], Any]) -> Generator[Any, Any]:
    """Serves meshes, loudly: to be quiet, qhull opens /dev/null from C, and no run has a device."""
    answer: Any = None
    while True:
        x, y = yield answer
        try:
            answer = (delaunay(x, y, 1), None)
        except Exception as error:  # noqa: BLE001 - handed to the caller, who raises it
            answer = (None, error.with_traceback(None))


def make_delaunay(delaunay: Callable[[Any, Any, int], Any]) -> Callable[[Any, Any, int], Any]:
    """Matplotlib's `_qhull.delaunay` without a device."""
    server = _mesh_server(delaunay)
    next(server)
    ask = server.send

    def substitute(x: Any, y: Any, _verbose: int) -> Any:
        mesh, error = ask((x, y))
        if error is not None:
            raise error
        return mesh

    return substitute

"""A reader of PowerShell, for the script that the page writes: there is no PowerShell where these tests run.

The script is parsed by tree-sitter's grammar, and then done step by step as Microsoft documents it; whatever this
reader does not know is an error. It follows either edition where they differ: Windows PowerShell ("5.1") takes a file
without a byte order mark for the machine's code page, and sends a string in Latin-1.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tree_sitter import Node

from tests.browser import powershell_library as library
from tests.browser.powershell_library import Thrown
from tests.browser.powershell_syntax import (
    UnreadableError,
    expandable_ends_where_it_ends,
    literal,
    parse,
    plain,
    text_of,
)

EDITIONS = {"5.1": "cp1252", "7": "utf-8"}
"""Each edition, and what it takes a script without a byte order mark for."""


def run(path: Path, edition: str) -> subprocess.CompletedProcess[str]:
    """Do what a script file says, in its own folder; how it would end, and what it would print."""
    text = path.read_bytes().decode(EDITIONS[edition], "replace")
    script = Script(edition, path.parent)
    try:
        script.do(parse(text))
    except Thrown as error:
        script.machine.error += f"{error}\n"
        return subprocess.CompletedProcess([], 1, script.machine.output, script.machine.error)
    return subprocess.CompletedProcess([], 0, script.machine.output, script.machine.error)


class Script:
    """One script with its variables and functions."""

    def __init__(self, edition: str, folder: Path) -> None:
        self.machine = library.Machine(edition, folder)
        self.variables: dict[str, Any] = {"$null": None, "$pwd": {"ProviderPath": str(folder)}}
        self.functions: dict[str, tuple[list[str], Node]] = {}

    def do(self, node: Node) -> Any:
        """The value of a node. A node that only wraps another one is that one."""
        # Not a string in double quotes: what is plain in it is no child.
        while node.named_child_count == node.child_count == 1 and node.type != "expandable_string_literal":
            node = node.named_children[0]
        method: Callable[[Node], Any] | None = getattr(self, f"_{node.type}", None)
        if method is None:
            where = f"line {node.start_point.row + 1}: {text_of(node)[:80]!r}"
            raise UnreadableError(f"this reader does not know {node.type}, {where}")
        return method(node)

    def _named(self, node: Node) -> list[Node]:
        return [child for child in node.named_children if child.type not in ("comment", "command_argument_sep")]

    def _block(self, node: Node) -> Any:
        """Statements one after the other; what none of them keeps is what they give."""
        given = None
        for child in self._named(node):
            given = self.do(child)
        return given

    _statement_block = _script_block = _block

    def _program(self, node: Node) -> None:
        """The script: what a statement gives is printed. Only a string can be, here."""
        self._statement_list(node)

    def _statement_list(self, node: Node) -> Any:
        given = None
        for child in self._named(node):
            given = self.do(child)
            if isinstance(given, str):
                self.machine.output += f"{given}\n"
        return given

    def _assignment_expression(self, node: Node) -> None:
        target, operator, value = self._named(node)
        assert text_of(operator) == "="
        self.variables[text_of(target).lower()] = self.do(value)

    def _variable(self, node: Node) -> Any:
        name = text_of(node).lower()
        if name not in self.variables:
            raise UnreadableError(f"{name} has no value")
        return self.variables[name]

    def _verbatim_string_characters(self, node: Node) -> str:
        return literal(text_of(node))

    _verbatim_here_string_characters = _verbatim_string_characters

    def _expandable_string_literal(self, node: Node) -> str:
        data, base = node.text or b"", node.start_byte
        if not expandable_ends_where_it_ends(text_of(node)):
            raise UnreadableError(f"a string that ends earlier: {text_of(node)[:60]!r}")
        value, end = "", 1
        for child in node.named_children:
            value += plain(data[end : child.start_byte - base].decode())
            found = self.do(child)
            value += "" if found is None else str(found)
            end = child.end_byte - base
        return value + plain(data[end:-1].decode())

    def _sub_expression(self, node: Node) -> Any:
        return self._block(node)

    _parenthesized_expression = _sub_expression

    def _decimal_integer_literal(self, node: Node) -> int:
        return int(text_of(node))

    def _generic_token(self, node: Node) -> str:
        return text_of(node)

    def _hash_literal_expression(self, node: Node) -> dict[str, Any]:
        entries = [entry for body in self._named(node) for entry in self._named(body)]
        return {text_of(key): self.do(value) for key, value in (self._named(entry) for entry in entries)}

    def _array_expression(self, node: Node) -> list[Any]:
        """`@(…)`: a list, whatever is in it."""
        found = self._block(node)
        return found if isinstance(found, list) else [] if found is None else [found]

    def _array_literal_expression(self, node: Node) -> list[Any]:
        return [self.do(child) for child in self._named(node)]

    def _expression_with_unary_operator(self, node: Node) -> bool:
        assert text_of(node.children[0]) == "-not", text_of(node)
        return not self.do(node.children[-1])

    def _type_literal(self, node: Node) -> library.Type:
        return library.Type(text_of(node).strip("[]"))

    def _member_access(self, node: Node) -> Any:
        owner, name = self._named(node)
        return self.machine.member(self.do(owner), text_of(name))

    def _invokation_expression(self, node: Node) -> Any:
        owner, name, *rest = self._named(node)
        given = [self.do(child) for arguments in rest for child in self._arguments(arguments)]
        return self.machine.call(self.do(owner), text_of(name), given)

    def _arguments(self, node: Node) -> list[Node]:
        """`(…)` after a method: a list of expressions below one node."""
        return [child for below in self._named(node) for child in self._named(below)]

    def _pipeline_chain(self, node: Node) -> Any:
        value, *commands = self._named(node)
        found = self.do(value)
        for command in commands:
            found = self._call(command, [found])
        return found

    def _command(self, node: Node) -> Any:
        return self._call(node, [])

    def _command_name(self, node: Node) -> Any:
        return self._call(node, [])

    def _call(self, node: Node, given: list[Any]) -> Any:
        name, *below = self._named(node) or [node]
        named: dict[str, Any] = {}
        parameter = None
        for element in [child for elements in below for child in self._named(elements)]:
            if element.type == "command_parameter":
                parameter = text_of(element).removeprefix("-")
                named[parameter] = True
            elif parameter is not None:
                named[parameter], parameter = self.do(element), None
            else:
                given.append(self.do(element))
        if text_of(name) in self.functions:
            parameters, body = self.functions[text_of(name)]
            self.variables |= dict(zip(parameters, given, strict=True))
            return self.do(body)
        return self.machine.command(text_of(name), given, named)

    def _function_statement(self, node: Node) -> None:
        name, declared, body = self._named(node)
        parameters = [text_of(child).lower() for below in self._named(declared) for child in self._named(below)]
        self.functions[text_of(name)] = (parameters, body)

    def _flow_control_statement(self, node: Node) -> None:
        assert text_of(node.children[0]) == "throw", text_of(node)
        raise Thrown(str(self.do(node.named_children[0])))

    def _try_statement(self, node: Node) -> None:
        body, catches = self._named(node)
        (catch,) = self._named(catches)
        try:
            self.do(body)
        except Thrown as error:
            self.variables["$_"] = error.record()
            self.do(self._named(catch)[-1])

    def _if_statement(self, node: Node) -> None:
        condition, body, *rest = self._named(node)
        if self.do(condition):
            self.do(body)
        elif rest:
            self.do(rest[0].named_children[-1])

    def _foreach_statement(self, node: Node) -> None:
        variable, values, body = self._named(node)
        for value in self.do(values):
            self.variables[text_of(variable).lower()] = value
            self.do(body)

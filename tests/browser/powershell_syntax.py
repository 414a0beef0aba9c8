"""PowerShell's syntax: the tree of a script, and what its strings are worth."""

from __future__ import annotations

import re

import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

# Any of these is a quote to PowerShell (language specification, section 2.3.5.2; about_Quoting_Rules).
SINGLE = "'\u2018\u2019\u201a\u201b"
DOUBLE = '"\u201c\u201d\u201e'
_VERBATIM = re.compile(f"'((?:[{SINGLE}]{{2}}|[^{SINGLE}])*)'")
_VERBATIM_HERE = re.compile(r"@'[ \t]*\r?\n(.*?)\r?\n'@|@'[ \t]*\r?\n'@", re.DOTALL)
_EXPANDABLE = re.compile(f'"((?:`[\\s\\S]|[{DOUBLE}]{{2}}|[^`{DOUBLE}])*)"')
_ESCAPES = {"0": "\0", "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class UnreadableError(Exception):
    """PowerShell would refuse this, or it is more than this reader knows."""


def parse(text: str) -> Node:
    """The tree of a script that has no error anywhere."""
    root = Parser(Language(tree_sitter_powershell.language())).parse(text.encode()).root_node
    if root.has_error:
        raise UnreadableError(f"not PowerShell: {_first_error(root)}")
    return root


def _first_error(node: Node) -> str:
    while not (node.is_error or node.is_missing):
        node = next(child for child in node.children if child.has_error or child.is_missing)
    return f"line {node.start_point.row + 1}: {text_of(node)[:80]!r}"


def text_of(node: Node) -> str:
    """What is written there."""
    assert node.text is not None
    return node.text.decode()


def literal(text: str) -> str:
    """The value of a string in which nothing is expanded."""
    if text.startswith("@'"):
        match = _VERBATIM_HERE.fullmatch(text)
        if match is None or re.search(rf"\n[{SINGLE}]@", text.removesuffix("'@")[:-1]):
            raise UnreadableError(f"a here-string that ends earlier: {text[:60]!r}")
        return match[1] or ""
    match = _VERBATIM.fullmatch(text)
    if match is None:
        raise UnreadableError(f"a string that ends earlier: {text[:60]!r}")
    return re.sub(f"([{SINGLE}])[{SINGLE}]", r"\1", match[1])


def plain(text: str) -> str:
    """What stands between two expansions of a string in double quotes."""
    if re.search(r"(?<!`)\$", text):
        raise UnreadableError(f"an expansion that is not read: {text[:60]!r}")
    text = re.sub(f"([{DOUBLE}])[{DOUBLE}]", r"\1", text)
    return re.sub(r"`([\s\S])", lambda match: _ESCAPES.get(match[1], match[1]), text)


def expandable_ends_where_it_ends(text: str) -> bool:
    """Whether a string in double quotes is one: no other of the quotes in it ends it earlier."""
    return _EXPANDABLE.fullmatch(re.sub(r"\$\([^()]*\)", "", text)) is not None

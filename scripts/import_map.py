"""Draw which package of the product imports which, from the imports themselves, into docs/architecture.md.

make import-map
"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "shared" / "pysandbox"
DOCUMENT = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- import map: begin -->", "<!-- import map: end -->"


def place_of(path: Path) -> str:
    """The part of the product that a file belongs to: a package or a module right below `pysandbox`, or a function."""
    if path.is_relative_to(PACKAGE):
        return path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "/".join(path.relative_to(ROOT).parts[:2])


def imported(path: Path) -> list[str]:
    """The parts that a file imports, one for each import."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level:
            folder = path.relative_to(PACKAGE).parts[: -node.level]
            names = [*folder, *(node.module or "").split(".")]
        elif (node.module or "").startswith("pysandbox."):
            names = (node.module or "").split(".")[1:]
        else:
            continue
        names = [name for name in names if name] or [alias.name for alias in node.names]
        found.append(names[0])
    return found


def edges() -> Counter[tuple[str, str]]:
    """How often each part imports from each other one."""
    sources = [*PACKAGE.rglob("*.py"), *(ROOT / "functions").rglob("*.py")]
    parts = {place_of(path) for path in sources}
    return Counter(
        (place_of(path), target)
        for path in sources
        for target in imported(path)
        if target in parts and target not in (place_of(path), "__init__")
    )


def drawn() -> str:
    """The map as Mermaid draws it; the widths of arrows are how often one imports from the other."""
    leaves = {"errors", "settings", "settings_table", "policy"}
    lines = ["```mermaid", "graph TD"]
    lines += [
        f"    {source.replace('/', '_')}[{source}] -->|{count}| {target}"
        for (source, target), count in sorted(edges().items())
        if target not in leaves or source in leaves
    ]
    return "\n".join([*lines, "```"])


def document() -> str:
    """docs/architecture.md with the map as it is now."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{drawn()}\n{END}{after}"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")

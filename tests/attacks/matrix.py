"""The matrix of docs/security.md: how many attacks of a family each layer stops with all others off."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pysandbox.settings import LAYERS

from tests.attacks import corpus
from tests.support import only

DOCUMENT = Path(__file__).parents[2] / "docs" / "security.md"
BEGIN = "<!-- matrix: made by `make matrix` from runs of tests/attacks -->\n"
END = "<!-- matrix: end -->"
PAIRS_BEGIN = "<!-- pairs: made by `make matrix` from runs of tests/attacks -->\n"
PAIRS_END = "<!-- pairs: end -->"

TOGETHER = "lambda"
"""Stands for the layers that Lambda has, all of them on."""

type Stopped = Mapping[str, frozenset[tuple[str, str]]]
"""The attacks that each layer stops alone, and Lambda's stop together, by family and name."""


def declared() -> Stopped:
    """What the rows of the corpus say; together, Lambda's layers stop whatever is tried."""
    alone = {layer: frozenset(row.key for row in corpus.load() if layer in (row.alone or ())) for layer in LAYERS}
    return alone | {TOGETHER: frozenset(row.key for row in corpus.load())}


def measured(layer: str) -> frozenset[tuple[str, str]]:
    """What `layer` stops here, in real runs with all others off, less what this user is refused without any.

    For more than they may have, programs are let loose against the limits alone.
    """
    attacks = [row for row in corpus.load() if row.alone is not None]
    dangerous = [row for row in attacks if row.family in corpus.DANGEROUS]
    harmless = [row for row in attacks if row.family not in corpus.DANGEROUS]
    let_loose = harmless + (dangerous if layer == "rlimits" else [])
    patience = {"SANDBOX_TIMEOUT_SECONDS": "20"}
    with corpus.started(**only(layer), **patience) as sandbox:
        stopped = frozenset(row.key for row in let_loose if not row.goes_through(sandbox))
    with corpus.started(**only(), **patience) as sandbox:
        return stopped - frozenset(row.key for row in harmless if not row.goes_through(sandbox))


def measured_together() -> frozenset[tuple[str, str]]:
    """What the layers that Lambda has stop together, in real runs with the others off."""
    with corpus.started(**only(*corpus.LAMBDA_LAYERS)) as sandbox:
        return frozenset(row.key for row in corpus.load() if not row.goes_through(sandbox))


def table(stopped: Stopped) -> str:
    """The matrix as a Markdown table."""
    rows = corpus.load()
    head = ["family", "attacks", "no layer's", *(f"`{layer}`" for layer in LAYERS), "Lambda's together"]
    lines = [head, ["---", *["--:"] * (len(head) - 1)]]
    for family, about in [*corpus.FAMILIES.items(), ("", "all")]:
        own = [row for row in rows if family in ("", row.family)]
        keys = frozenset(row.key for row in own)
        counts = [len(keys & stopped[layer]) for layer in LAYERS]
        others = sum(row.alone is None for row in own)
        line = [about, *(str(count or "·") for count in (len(own), others, *counts, len(keys & stopped[TOGETHER])))]
        lines.append([f"**{cell}**" for cell in line] if not family else line)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def in_document(begin: str = BEGIN, end: str = END) -> str:
    """The table that is in the document."""
    return DOCUMENT.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0]


def write_document(text: str, begin: str = BEGIN, end: str = END) -> None:
    """Put a table into the document in place of the one that is there."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    DOCUMENT.write_text(before + begin + text + end + after, encoding="utf-8")

"""Write the tables of docs/security.md: run every attack of tests/attacks against each layer alone, and count; then
those that are after a file, the network or a process without any two of the kernel's layers.

Run as root: `uid` is root's alone, and `nondumpable`, which does not hold root, is measured as an unprivileged user.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pysandbox.settings import LAYERS  # noqa: E402 - the corpus is found beside this folder

from tests.attacks import matrix, pairs  # noqa: E402


def _measured(layer: str) -> frozenset[tuple[str, str]]:
    if layer != "nondumpable":
        return matrix.measured(layer)
    command = [str(ROOT / "scripts" / "as-unprivileged"), sys.executable, __file__, layer]
    answer = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    return frozenset((family, name) for family, name in json.loads(answer))


def _measure_layers() -> int:
    """Measure and write the first table. How often the runs do not bear out what the corpus says."""
    claims, wrong = matrix.declared(), 0
    measured = {}
    for layer in LAYERS:
        measured[layer] = _measured(layer)
        print(f"{layer}: stops {len(measured[layer])} alone")
        for family, name in sorted(measured[layer] ^ claims[layer]):
            wrong += 1
            print(f"  the corpus says otherwise of {family}: {name}", file=sys.stderr)
    measured[matrix.TOGETHER] = matrix.measured_together()
    for family, name in sorted(claims[matrix.TOGETHER] - measured[matrix.TOGETHER]):
        wrong += 1
        print(f"the layers that Lambda has do not stop {family}: {name}", file=sys.stderr)
    matrix.write_document(matrix.table(measured))
    return wrong


def _measure_pairs() -> int:
    """The same of the second table."""
    wrong = 0
    measured: dict[pairs.Pair, tuple[int, int]] = {}
    for pair in pairs.PAIRS:
        with_all, without_interpreter = pairs.through(pair, interpreter=True), pairs.through(pair, interpreter=False)
        measured[pair] = (len(with_all), len(without_interpreter))
        print(f"without {' and '.join(pair)}: {measured[pair][0]} and {measured[pair][1]} go through")
        for family, name in sorted(with_all | (without_interpreter ^ pairs.left_by(pair))):
            wrong += 1
            print(f"  the corpus says otherwise of {family}: {name}", file=sys.stderr)
    matrix.write_document(pairs.table(measured), matrix.PAIRS_BEGIN, matrix.PAIRS_END)
    return wrong


def main(arguments: list[str]) -> int:
    """Measure and write; or, with a layer's name, print what it stops.

    Returns:
        0; 1 when the runs do not bear out what the corpus says; 2 when not started as root.
    """
    if arguments:
        print(json.dumps(sorted(matrix.measured(arguments[0]))))
        return 0
    if os.geteuid() != 0:
        print("matrix: only root can measure every layer", file=sys.stderr)
        return 2
    wrong = _measure_layers() + _measure_pairs()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The matrix in docs/security.md is that of the corpus, whose claims `test_layers_alone` holds the layers to."""

from __future__ import annotations

from pysandbox.settings import LAYERS

from tests.attacks import corpus, matrix


def test_the_document_holds_the_matrix_of_the_corpus() -> None:
    assert matrix.in_document() == matrix.table(matrix.declared()), "run `make matrix`"


def test_one_attack_more_changes_the_table() -> None:
    claims = dict(matrix.declared())
    claims["seccomp"] |= {("gadgets", "_getframe")}
    assert matrix.table(claims) != matrix.table(matrix.declared())


def test_every_attack_that_a_layer_stops_is_stopped_by_one_that_lambda_has_or_is_named() -> None:
    """What no single one of Lambda's layers stops, they stop together (`test_layers_alone`); here are those attacks."""
    alone = {row.key: row.alone for row in corpus.load() if row.alone}
    left = {name for (_, name), layers in alone.items() if not set(layers) & set(corpus.LAMBDA_LAYERS)}
    assert left == {"stat", "lstat", "lstat kept in a class", "access", "FreeType path"}
    assert set(LAYERS) >= set(corpus.LAMBDA_LAYERS)

"""template.yaml as data: CloudFormation's short tags become what they stand for (`!Ref X` is `{"Ref": "X"}`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "template.yaml"


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's tags."""


def _tag(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _tag)


def load_template(text: str | None = None) -> dict[str, Any]:
    """The template in `text`, by default template.yaml's."""
    # SAFETY: a SafeLoader with one more constructor, which makes dicts, strings and lists alone.
    loaded = yaml.load(TEMPLATE.read_text(encoding="utf-8") if text is None else text, Loader=_Loader)
    assert isinstance(loaded, dict)
    return loaded

"""The parts of a template that its promises speak of."""

from __future__ import annotations

from typing import Any

type Template = dict[str, Any]

RUNNERS = ("RunnerFunction", "RunnerImageFunction")
"""The runner as a Zip and as an image: one of them is deployed."""


def properties(template: Template, name: str) -> Any:
    """The properties of a resource."""
    return template["Resources"][name]["Properties"]


def of_kind(template: Template, kind: str) -> dict[str, Any]:
    """The properties of every resource of a kind, by name."""
    return {name: row["Properties"] for name, row in template["Resources"].items() if row["Type"] == kind}


def either(zipped: Any, image: Any) -> dict[str, Any]:
    """The choice between what belongs to the runner as a Zip and as an image."""
    return {"Fn::If": ["RunnerIsImage", image, zipped]}


def listed(value: Any) -> list[Any]:
    """`value` as a list, which IAM lets one leave out around a single one."""
    return value if isinstance(value, list) else [value]


def statements(template: Template, role: str) -> list[Any]:
    """Every statement of a role's own policies."""
    rows = properties(template, role)
    return [row for policy in rows["Policies"] for row in policy["PolicyDocument"]["Statement"]]

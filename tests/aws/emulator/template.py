"""What of a built SAM template the emulator needs: functions, layers, their environment, the HTTP API, the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PSEUDO_PARAMETERS = {
    "AWS::StackName": "pysandbox-local",
    "AWS::StackId": "arn:aws:cloudformation:us-east-1:000000000000:stack/pysandbox-local/local-stack-id",
    "AWS::Region": "us-east-1",
    "AWS::AccountId": "000000000000",
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
}


@dataclass(frozen=True, slots=True)
class Image:
    """A container image: its files in a folder of this machine, its variables, and what it starts."""

    root: Path
    environment: dict[str, str]
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FunctionSpec:
    """One function as it would be deployed. `reserved` is its reserved concurrency, None for none."""

    logical_id: str
    name: str
    code: Path
    layers: tuple[Path, ...]
    handler: str
    environment: dict[str, str]
    memory_mb: int
    timeout_s: int
    reserved: int | None
    per_tenant: bool = False
    image: Image | None = None
    """What it is deployed as, where it is no Zip."""


class Template:
    """A template with its parameters. Only the intrinsic functions that functions' properties use are resolved."""

    def __init__(self, path: Path, parameters: Mapping[str, str], names: Mapping[str, str] | None = None) -> None:
        """Read a template with its parameters.

        Args:
            path: the template that `sam build` wrote.
            parameters: what goes before its defaults.
            names: of resources by their logical ids, as CloudFormation gives them; else one is called by its id.
        """
        self._directory = path.parent
        self._document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        defaults = {name: row.get("Default", "") for name, row in self._document["Parameters"].items()}
        unknown = set(parameters) - set(defaults)
        if unknown:
            raise ValueError(f"the template has no parameter {', '.join(sorted(unknown))}")
        self.parameters: dict[str, Any] = defaults | dict(parameters)
        self._names = dict(names or {})
        self.resources: dict[str, Any] = self._document["Resources"]

    def function(self, logical_id: str, image: Image | None = None) -> FunctionSpec:
        """The function of that logical id; `image` is what it was built as where it is one."""
        shared = self._document.get("Globals", {}).get("Function", {})
        row = shared | self.resources[logical_id]["Properties"]
        layers = [self.resources[layer["Ref"]]["Properties"]["ContentUri"] for layer in row.get("Layers", ())]
        reserved = self.resolve(row.get("ReservedConcurrentExecutions"))
        variables = row.get("Environment", {}).get("Variables", {})
        return FunctionSpec(
            logical_id=logical_id,
            name=str(self.resolve(row["FunctionName"])),
            code=image.root / "var/task" if image else self._directory / row["CodeUri"],
            layers=tuple(self._directory / layer for layer in layers),
            handler=row["Handler"],
            environment={name: str(self.resolve(value)) for name, value in variables.items()},
            memory_mb=int(self.resolve(row["MemorySize"])),
            timeout_s=int(self.resolve(row["Timeout"])),
            reserved=None if reserved is None else int(reserved),
            per_tenant=self.resolve(row.get("TenancyConfig")) is not None,
            image=image,
        )

    def resolve(self, value: Any) -> Any:
        """`value` with Ref, Fn::Sub, Fn::If, Fn::Equals, Fn::Not and Fn::GetAtt worked out; AWS::NoValue is None."""
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if not isinstance(value, dict):
            return value
        if len(value) != 1:
            return {name: self.resolve(item) for name, item in value.items()}
        (name, argument), *_ = value.items()
        match name:
            case "Ref":
                return self._reference(argument)
            case "Fn::Sub":
                return self._substitute(argument)
            case "Fn::If":
                condition, yes, no = argument
                return self.resolve(yes if self._condition(condition) else no)
            case "Fn::Select":
                index, items = argument
                return self.resolve(items)[int(index)]
            case "Fn::Split":
                separator, text = argument
                return str(self.resolve(text)).split(separator)
            case "Fn::GetAtt":
                return f"arn:aws:local:{'.'.join(argument)}"
            case _ if name.startswith("Fn::"):
                raise ValueError(f"{name} is not resolved here")
            case _:
                return {name: self.resolve(argument)}

    def _reference(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return None
        if name in PSEUDO_PARAMETERS:
            return PSEUDO_PARAMETERS[name]
        if name in self.parameters:
            return self.parameters[name]
        if name in self._names:
            return self._names[name]
        logical_id, _, attribute = name.partition(".")
        if attribute == "Alias":
            alias = self._document["Globals"]["Function"]["AutoPublishAlias"]
            return f"arn:aws:lambda:us-east-1:000000000000:function:{self._reference(logical_id)}:{alias}"
        named = self.resources[name]["Properties"].get("FunctionName")
        return name if named is None else self.resolve(named)

    def _substitute(self, text: str) -> str:
        parts = text.split("${")
        whole = parts[0]
        for part in parts[1:]:
            name, _, rest = part.partition("}")
            whole += str(self._reference(name)) + rest
        return whole

    def _condition(self, name: str) -> bool:
        return self._truth(self._document["Conditions"][name])

    def _truth(self, expression: Any) -> bool:
        (name, argument), *_ = expression.items()
        match name:
            case "Fn::Not":
                return not self._truth(argument[0])
            case "Fn::And":
                return all(self._truth(row) for row in argument)
            case "Fn::Equals":
                left, right = (self.resolve(item) for item in argument)
                return str(left) == str(right)
            case "Condition":
                return self._condition(argument)
            case _:
                raise ValueError(f"{name} is no condition")

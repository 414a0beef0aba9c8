"""What `sam build` is given: template.yaml for one processor and, unless the runner is an image, without that image.

    .venv-aws/bin/python scripts/build_template.py x86_64|arm64 none|data

SAM asks for a registry of images wherever a function may be one, whatever the conditions say. Without data libraries
none is needed: the function that is an image goes, with it every choice between it and the other, and the parameter.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from samcli.yamlhelper import yaml_dump, yaml_parse

ROOT = Path(__file__).resolve().parents[1]
IMAGE, ZIP = "RunnerIsImage", "RunnerIsZip"
NOTHING = {"Ref": "AWS::NoValue"}


def without_image(value: Any) -> Any:
    """`value` as it is where `RunnerIsImage` does not hold."""
    if isinstance(value, list):
        return [without_image(item) for item in value]
    if not isinstance(value, dict):
        return value
    if list(value) == ["Fn::If"] and value["Fn::If"][0] == IMAGE:
        return without_image(value["Fn::If"][2])
    kept = {name: row for name, row in value.items() if not (isinstance(row, dict) and row.get("Condition") == IMAGE)}
    plain = {name: without_image(row) for name, row in kept.items() if (name, row) != ("Condition", ZIP)}
    return {name: row for name, row in plain.items() if row != NOTHING}


def built_from(template: dict[str, Any], architecture: str, libraries: str) -> dict[str, Any]:
    """The template for `sam build`."""
    if libraries == "none":
        template = without_image(template)
        for name in (IMAGE, ZIP):
            del template["Conditions"][name]
        del template["Parameters"]["Libraries"]
    for row in template["Resources"].values():
        # SAM does not resolve a parameter there, and would warn of a layer for another processor.
        if "BuildArchitecture" in row.get("Metadata", {}):
            row["Metadata"]["BuildArchitecture"] = architecture
    return template


if __name__ == "__main__":
    source = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))
    print(yaml_dump(built_from(source, *sys.argv[1:3])))

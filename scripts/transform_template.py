"""What CloudFormation makes of template.yaml: SAM's own translator, with the parameters of a profile.

    .venv-aws/bin/python scripts/transform_template.py dev|prod [Parameter=value …] [CodeUri=KEY] [ContentUri=KEY]
        [ImageUri=NAME]

Prints JSON. The last three are what functions' code, layers and images are packaged as. No account and no network is
needed; what only an account knows has values such as it would have.
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.build_template import built_from  # noqa: E402

LOOKED_UP = {"RunnerReservedConcurrency": "5", "FirstZoneId": "use1-az1", "SecondZoneId": "use1-az2"}
"""What scripts/deploy_parameters.py finds out."""


PACKAGED = ("CodeUri", "ContentUri")


class NoManagedPolicies:
    """No managed policy is named in the template, so none needs its ARN looked up."""

    def load(self) -> dict[str, str]:
        """ARNs by name."""
        return {}


def packaged(template: dict[str, Any], keys: dict[str, str]) -> dict[str, Any]:
    """`template` as `sam package` leaves it: code and layers are objects of a bucket, an image is one of a registry."""
    for row in template["Resources"].values():
        if "ImageUri" in row.get("Properties", {}):
            row["Properties"]["ImageUri"] = keys.get("ImageUri", "a-repository:a-tag")
        for name in PACKAGED:
            if name in row.get("Properties", {}):
                row["Properties"][name] = {"Bucket": "a-bucket", "Key": keys.get(name, "an-artifact")}
    return template


def transformed(stage: str, *given: str) -> dict[str, Any]:
    """The template that CloudFormation carries out.

    Raises:
        samtranslator.model.exceptions.InvalidDocumentException: SAM does not understand it.
    """
    config = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
    profile = config[stage]["deploy"]["parameters"]["parameter_overrides"].split()
    said = dict(pair.split("=", 1) for pair in [*profile, *given])
    keys = {name: said.pop(name) for name in (*PACKAGED, "ImageUri") if name in said}
    source = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))
    built = built_from(source, said.get("Architecture", "x86_64"), said.get("Libraries", "none"))
    template = packaged(built, keys)
    parameters = {name: row.get("Default", "") for name, row in template["Parameters"].items()} | LOOKED_UP | said
    result: dict[str, Any] = transform(template, parameters, NoManagedPolicies())
    return result


if __name__ == "__main__":
    print(json.dumps(transformed(*sys.argv[1:]), indent=1))

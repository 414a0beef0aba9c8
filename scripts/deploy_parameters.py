"""Who deploys, where to, and with which parameters: those of the profile, then those given, then S3's prefix list.

python scripts/deploy_parameters.py dev|prod [Parameter=value …]
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

SAMCONFIG = Path(__file__).parents[1] / "samconfig.toml"
CONFIG = Config(connect_timeout=5, retries={"total_max_attempts": 2})
PREFIX_LIST = "S3PrefixListId"


def prefix_list(session: Any) -> str:
    """The id of S3's managed prefix list in the session's region; empty, with a warning, where it cannot be read."""
    name = f"com.amazonaws.{session.region_name}.s3"
    filters = [{"Name": "prefix-list-name", "Values": [name]}]
    try:
        found = session.client("ec2", config=CONFIG).describe_managed_prefix_lists(Filters=filters)["PrefixLists"]
    except (BotoCoreError, ClientError) as error:
        print(f"deploy: {name} cannot be looked up ({error}): no uploads", file=sys.stderr)
        return ""
    return str(found[0]["PrefixListId"]) if len(found) == 1 else ""


def main(stage: str, *given: str) -> str:
    """The parameters for `sam deploy`, separated by spaces. Ends the process when nobody can deploy."""
    profile = tomllib.loads(SAMCONFIG.read_text(encoding="utf-8"))[stage]["deploy"]["parameters"]
    overrides = dict(pair.split("=", 1) for pair in [*profile["parameter_overrides"].split(), *given])
    try:
        session = boto3.session.Session()
        if not session.region_name:
            sys.exit("deploy: no region; set AWS_REGION, or one in your AWS profile")
        account = session.client("sts", config=CONFIG).get_caller_identity()["Account"]
    except (BotoCoreError, ClientError) as error:
        way = "`aws configure`, `aws sso login` or AWS_PROFILE gives them"
        sys.exit(f"deploy: no usable AWS credentials ({error}); {way}")
    if PREFIX_LIST not in overrides:
        overrides[PREFIX_LIST] = prefix_list(session)
    print(f"deploy: {stage} to account {account}, {session.region_name}", file=sys.stderr)
    # SAM passes over a parameter without a value, which would then keep the one of the last deployment.
    return " ".join(f"{name}={value}" if value else f'{name}=""' for name, value in overrides.items())


if __name__ == "__main__":
    print(main(*sys.argv[1:]))

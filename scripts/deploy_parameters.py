"""Who deploys, where to, and with which parameters: those given, the profile's, then those that are deployed already.

    python scripts/deploy_parameters.py dev|prod [Parameter=value …]

What nobody said is looked up in the account: how many places can be reserved, zones that Lambda can be attached in, and
S3's addresses where uploads are taken. A look-up that fails ends it with a message: nothing is ever left out, and so
taken away from a stack, because somebody could not be asked.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

ROOT = Path(__file__).parents[1]
CONFIG = Config(connect_timeout=5, retries={"total_max_attempts": 2})
PLACES = 5
LIBRARIES = ("none", "data")
KEPT_UNRESERVED = 100
"""Concurrent executions that AWS insists on leaving unreserved in an account (Lambda quotas)."""

UNFIT_ZONES = frozenset({"use1-az3", "usw1-az2", "apne1-az3", "cac1-az3"})
"""Older zones with a part of the services alone. Lambda refuses subnets of the first ("availability zone Lambda doesn't
support"); each of these regions has two others for every account."""


class ParameterError(Exception):
    """The message says what is wrong and what to do."""


class Account:
    """What is asked of the account, and of the stack where there is one."""

    def __init__(self, session: Any, stack: str) -> None:
        self._session = session
        self._stack = stack
        self.region = session.region_name

    def _ask(self, service: str, operation: str, instead: str, **request: Any) -> Any:
        """Raises ParameterError: `instead` says which parameter makes the question unnecessary."""
        try:
            return getattr(self._session.client(service, config=CONFIG), operation)(**request)
        except (BotoCoreError, ClientError) as error:
            raise ParameterError(f"{service}:{operation} failed ({error}); {instead}") from error

    def number(self) -> str:
        """The account's. Raises ParameterError: there are no usable credentials."""
        try:
            return str(self._session.client("sts", config=CONFIG).get_caller_identity()["Account"])
        except (BotoCoreError, ClientError) as error:
            way = "`aws configure`, `aws sso login` or AWS_PROFILE gives them"
            raise ParameterError(f"no usable AWS credentials ({error}); {way}") from error

    def deployed(self) -> dict[str, str]:
        """The parameters of the stack as it is; empty where there is none."""
        instead = "without it what is deployed cannot be kept"
        try:
            rows = self._session.client("cloudformation", config=CONFIG).describe_stacks(StackName=self._stack)
        except ClientError as error:
            if "does not exist" in str(error):
                return {}
            raise ParameterError(f"cloudformation:describe_stacks failed ({error}); {instead}") from error
        except BotoCoreError as error:
            raise ParameterError(f"cloudformation:describe_stacks failed ({error}); {instead}") from error
        (stack,) = rows["Stacks"]
        if stack["StackStatus"] == "REVIEW_IN_PROGRESS":  # a change set that nobody carried out: there is nothing yet
            return {}
        return {row["ParameterKey"]: row.get("ParameterValue", "") for row in stack.get("Parameters", ())}

    def places(self, reserved_now: int) -> tuple[int, int]:
        """How many executions can be reserved, counting what this stack has reserved, and how many there are in all."""
        instead = "RunnerReservedConcurrency=5 (or -1) makes it unnecessary"
        limits = self._ask("lambda", "get_account_settings", instead)["AccountLimit"]
        free = limits["UnreservedConcurrentExecutions"] + max(reserved_now, 0) - KEPT_UNRESERVED
        return free, limits["ConcurrentExecutions"]

    def zones(self) -> list[str]:
        """The ids of the zones that the stack's subnets are in, else of two that are fit for them."""
        instead = "FirstZoneId and SecondZoneId make it unnecessary"
        present = self._subnets_zones(instead)
        if present:
            return present
        rows = self._ask("ec2", "describe_availability_zones", instead)["AvailabilityZones"]
        fit = sorted(
            row["ZoneId"]
            for row in rows
            if row["State"] == "available"
            and row.get("ZoneType", "availability-zone") == "availability-zone"
            and row["ZoneId"] not in UNFIT_ZONES
        )
        if len(fit) < 2:
            raise ParameterError(f"{self.region} has no two zones for Lambda, only: {', '.join(fit) or 'none'}")
        return fit[:2]

    def _subnets_zones(self, instead: str) -> list[str]:
        """A subnet cannot move: another zone would mean another one, with the same addresses, which is refused."""
        if not self.deployed():
            return []
        found = []
        for name in ("SubnetA", "SubnetB"):
            try:
                answer = self._session.client("cloudformation", config=CONFIG).describe_stack_resource(
                    StackName=self._stack, LogicalResourceId=name
                )
            except ClientError as error:
                if "does not exist" in str(error):
                    return []  # the first deployment failed before it
                raise ParameterError(f"cloudformation:describe_stack_resource failed ({error}); {instead}") from error
            except BotoCoreError as error:
                raise ParameterError(f"cloudformation:describe_stack_resource failed ({error}); {instead}") from error
            subnet = answer["StackResourceDetail"].get("PhysicalResourceId")
            if not subnet:
                return []
            (row,) = self._ask("ec2", "describe_subnets", instead, SubnetIds=[subnet])["Subnets"]
            found.append(str(row["AvailabilityZoneId"]))
        return found

    def prefix_list(self) -> str:
        """The id of S3's managed prefix list in the region."""
        name = f"com.amazonaws.{self.region}.s3"
        filters = [{"Name": "prefix-list-name", "Values": [name]}]
        instead = "S3PrefixListId=pl-… makes it unnecessary"
        found = self._ask("ec2", "describe_managed_prefix_lists", instead, Filters=filters)["PrefixLists"]
        if len(found) != 1:
            raise ParameterError(f"{self.region} has {len(found)} prefix lists called {name}; {instead}")
        return str(found[0]["PrefixListId"])


def settled(said: dict[str, str], deployed: dict[str, str], account: Account) -> dict[str, str]:
    """Every parameter that differs from the template's default, or may: `said`, then `deployed`, then looked up.

    Raises:
        ParameterError: something could not be looked up, or is not there.
    """
    result = deployed | said
    if "RunnerReservedConcurrency" not in said and int(deployed.get("RunnerReservedConcurrency", -1)) < 0:
        result["RunnerReservedConcurrency"] = str(
            _reserved(account, int(deployed.get("RunnerReservedConcurrency", -1)))
        )
    if not (result.get("FirstZoneId") and result.get("SecondZoneId")):
        result["FirstZoneId"], result["SecondZoneId"] = account.zones()
    if result.get("Libraries", "none") not in LIBRARIES:
        raise ParameterError(f"Libraries={result['Libraries']}: on AWS it is one of {', '.join(LIBRARIES)}")
    if result.get("Uploads") == "on" and not result.get("S3PrefixListId"):
        result["S3PrefixListId"] = account.prefix_list()
    return result


def _reserved(account: Account, reserved_now: int) -> int:
    free, in_all = account.places(reserved_now)
    if free >= PLACES:
        return PLACES
    wanted = in_all + PLACES - free
    warning = f"""
    ================================ NO PLACES ARE RESERVED ================================
    The service is meant to run {PLACES} programs at a time, in places that are its own. This account
    has {in_all} concurrent executions in all. {KEPT_UNRESERVED} must stay unreserved: {max(free, 0)} can be reserved.
    What it means: as many programs run as the account has executions left, and its other
    functions can take them all. A request that runs a program takes two, since the api function
    waits for the runner: some {max(in_all // 2, 1)} callers are served at once, and more hear an error.
    What to do: Service Quotas, AWS Lambda, "Concurrent executions": ask for {wanted} or more (1000
    is usual and free of charge), then deploy again, which reserves {PLACES}.
    ========================================================================================
"""
    print(warning, file=sys.stderr)
    return -1


def read(arguments: tuple[str, ...], known: frozenset[str]) -> dict[str, str]:
    """`Name=value` arguments. Raises ParameterError: one is malformed, or there is no such parameter."""
    found = {}
    for text in arguments:
        name, separator, value = text.partition("=")
        if not separator or name not in known:
            names = ", ".join(sorted(known))
            raise ParameterError(f"{text!r} is not Parameter=value with one of: {names}")
        if not re.fullmatch(r'[^"\\\n]*', value):
            raise ParameterError(f"{name}: no quotation mark, backslash or line break")
        found[name] = value
    return found


def main(stage: str, *given: str) -> str:
    """The parameters for `sam deploy`, one a line.

    Raises:
        ParameterError: nobody can deploy, or not with these.
    """
    text = (ROOT / "template.yaml").read_text(encoding="utf-8")
    known = frozenset(re.findall(r"^  (\w+):\n    Type: (?:String|Number|CommaDelimitedList)$", text, re.MULTILINE))
    profile = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))[stage]["deploy"]["parameters"]
    said = read((*profile["parameter_overrides"].split(), *given), known)
    try:
        session = boto3.session.Session()
    except BotoCoreError as error:
        raise ParameterError(f"no usable AWS credentials ({error}); AWS_PROFILE names a profile of yours") from error
    if not session.region_name:
        raise ParameterError("no region; set AWS_REGION, or one in your AWS profile")
    account = Account(session, profile["stack_name"])
    number = account.number()
    deployed = {name: value for name, value in account.deployed().items() if name in known}
    result = settled(said, deployed, account)
    print(f"deploy: {stage} to account {number}, {account.region}", file=sys.stderr)
    # SAM passes over a parameter without a value, which would then keep the one of the last deployment.
    return "\n".join(f'{name}="{value}"' for name, value in sorted(result.items()))


if __name__ == "__main__":
    try:
        print(main(*sys.argv[1:]))
    except ParameterError as error:
        sys.exit(f"deploy: {error}")

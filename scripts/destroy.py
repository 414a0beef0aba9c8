"""Delete a deployed stack, after a question: empty its bucket, lift the table's protection, delete the registry of the
runner's images where SAM has made one, delete, and wait.

    .venv-aws/bin/python scripts/destroy.py dev|prod [--yes]

CloudFormation deletes no bucket that holds anything and no table that is protected, and would stop halfway.
"""

from __future__ import annotations

import hashlib
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError, WaiterError

ROOT = Path(__file__).parents[1]
WAIT_S = 3600
"""Lambda gives the runner's network interfaces back after some 20 minutes; the VPC waits for them."""


def resources(cloudformation: Any, stack: str) -> dict[str, str]:
    """Physical ids of the stack's resources, by logical ids. Raises ClientError: there is no such stack."""
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    rows = (row for page in pages for row in page["StackResourceSummaries"])
    return {row["LogicalResourceId"]: row.get("PhysicalResourceId", "") for row in rows}


def empty_bucket(s3: Any, bucket: str, page_size: int = 1000) -> int:
    """Delete every object of `bucket`. Returns how many; 0 where there is no such bucket any more."""
    count = 0
    try:
        for page in s3.get_paginator("list_objects_v2").paginate(
            Bucket=bucket, PaginationConfig={"PageSize": page_size}
        ):
            objects = [{"Key": row["Key"]} for row in page.get("Contents", ())]
            if objects:
                s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
                count += len(objects)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("NoSuchBucket", "404"):
            raise
    return count


def destroy(session: Any, stack: str, confirm: Callable[[str], bool], delay_s: int = 15) -> str:
    """Do it. Returns what to tell; empty when somebody changed their mind.

    Raises:
        ClientError, BotoCoreError: AWS refused a step; what was done before stays done, and it can be called again.
        WaiterError: the stack is not gone after an hour.
    """
    cloudformation = session.client("cloudformation")
    found = resources(cloudformation, stack)
    account = session.client("sts").get_caller_identity()["Account"]
    what = f"the stack {stack} of account {account} in {session.region_name}, with {len(found)} resources"
    if not confirm(f"Delete {what}, every quota and every file in it?"):
        return ""
    if found.get("FileBucket"):
        print(f"destroy: {empty_bucket(session.client('s3'), found['FileBucket'])} objects deleted", file=sys.stderr)
    if found.get("RateLimitTable"):
        _unprotect(session.client("dynamodb"), found["RateLimitTable"])
    _delete_images(session, companion(stack), delay_s)
    cloudformation.delete_stack(StackName=stack)
    print("destroy: waiting; network interfaces are given back after some 20 minutes", file=sys.stderr)
    waiter = cloudformation.get_waiter("stack_delete_complete")
    waiter.wait(StackName=stack, WaiterConfig={"Delay": delay_s, "MaxAttempts": WAIT_S // max(delay_s, 1)})
    return f"{what}: deleted. SAM's bucket of artifacts stays: it belongs to all stacks of the account."


def companion(stack: str) -> str:
    """The name of the stack in which SAM keeps the registries of a stack's images (samcli's CompanionStack)."""
    return f"{stack[:104]}-{hashlib.md5(stack.encode(), usedforsecurity=False).hexdigest()[:8]}-CompanionStack"


def _delete_images(session: Any, stack: str, delay_s: int) -> None:
    cloudformation = session.client("cloudformation")
    try:
        repositories = resources(cloudformation, stack)
    except ClientError as error:
        if "does not exist" in str(error):
            return  # the runner has never been an image
        raise
    ecr = session.client("ecr")
    for name in repositories.values():
        for page in ecr.get_paginator("list_images").paginate(repositoryName=name):
            if page["imageIds"]:
                ecr.batch_delete_image(repositoryName=name, imageIds=page["imageIds"])
    cloudformation.delete_stack(StackName=stack)
    waiter = cloudformation.get_waiter("stack_delete_complete")
    waiter.wait(StackName=stack, WaiterConfig={"Delay": delay_s, "MaxAttempts": WAIT_S // max(delay_s, 1)})
    print(f"destroy: {len(repositories)} registries of images deleted", file=sys.stderr)


def _unprotect(dynamodb: Any, table: str) -> None:
    try:
        dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
    except ClientError as error:
        # ValidationException: it is unprotected already, and nothing would change.
        if error.response["Error"]["Code"] not in ("ResourceNotFoundException", "ValidationException"):
            raise


def _ask(question: str) -> bool:
    return input(f"{question} Type yes: ").strip() == "yes"


def main(stage: str, *options: str) -> int:
    """The exit status."""
    stack = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))[stage]["deploy"]["parameters"]
    confirm = (lambda _: True) if "--yes" in options else _ask
    try:
        told = destroy(boto3.session.Session(), stack["stack_name"], confirm)
    except (BotoCoreError, ClientError, WaiterError) as error:
        print(f"destroy: {error}; it can be called again", file=sys.stderr)
        return 1
    print(told or "destroy: nothing was deleted", file=sys.stderr)
    return 0 if told else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

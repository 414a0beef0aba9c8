"""`make destroy` on an account that moto makes up."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from scripts.destroy import companion, destroy, empty_bucket
from tests.aws.cloudformation import ROOT

STACK = "pysandbox"
KEYS = [{"AttributeName": "caller", "KeyType": "HASH"}]
TEMPLATE = {
    "Resources": {
        "FileBucket": {"Type": "AWS::S3::Bucket"},
        "RateLimitTable": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "BillingMode": "PAY_PER_REQUEST",
                "DeletionProtectionEnabled": True,
                "AttributeDefinitions": [{"AttributeName": "caller", "AttributeType": "S"}],
                "KeySchema": KEYS,
            },
        },
    }
}


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    with mock_aws():
        yield boto3.session.Session(region_name="us-east-1")


@pytest.fixture
def stack(session: Any) -> dict[str, str]:
    cloudformation = session.client("cloudformation")
    cloudformation.create_stack(StackName=STACK, TemplateBody=json.dumps(TEMPLATE))
    rows = cloudformation.list_stack_resources(StackName=STACK)["StackResourceSummaries"]
    found = {row["LogicalResourceId"]: row["PhysicalResourceId"] for row in rows}
    for number in range(3):
        session.client("s3").put_object(Bucket=found["FileBucket"], Key=f"results/{number}", Body=b"x")
    return found


def gone(session: Any) -> bool:
    try:
        rows = session.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
    except ClientError:
        return True
    return bool(rows[0]["StackStatus"] == "DELETE_COMPLETE")


def test_a_stack_goes_with_its_full_bucket_and_its_protected_table(session: Any, stack: dict[str, str]) -> None:
    told = destroy(session, STACK, lambda _: True, delay_s=1)
    assert "deleted" in told
    assert gone(session)
    assert session.client("s3").list_buckets()["Buckets"] == []
    assert session.client("dynamodb").list_tables()["TableNames"] == []


def test_the_registry_of_the_runners_images_goes_too_and_no_other(session: Any, stack: dict[str, str]) -> None:
    repository = {"Type": "AWS::ECR::Repository", "Properties": {"RepositoryName": "ours/runner"}}
    body = json.dumps({"Resources": {"Repo": repository}})
    session.client("cloudformation").create_stack(StackName=companion(STACK), TemplateBody=body)
    manifest = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json"})
    session.client("ecr").put_image(repositoryName="ours/runner", imageManifest=manifest, imageTag="a")
    session.client("ecr").create_repository(repositoryName="somebody-elses")
    destroy(session, STACK, lambda _: True, delay_s=1)
    left = session.client("ecr").describe_repositories()["repositories"]
    assert [row["repositoryName"] for row in left] == ["somebody-elses"]
    assert gone(session)


def test_sam_calls_the_stack_of_registries_the_same() -> None:
    subprocess.run([ROOT / "scripts/setup-aws"], check=True, capture_output=True)
    code = (
        "from samcli.lib.bootstrap.companion_stack.data_types import CompanionStack\n"
        "print(CompanionStack('x' * 120).stack_name)"
    )
    told = subprocess.run([ROOT / ".venv-aws/bin/python", "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == companion("x" * 120)


def test_a_bucket_of_several_pages_is_emptied(session: Any, stack: dict[str, str]) -> None:
    s3 = session.client("s3")
    assert empty_bucket(s3, stack["FileBucket"], page_size=2) == 3
    assert s3.list_objects_v2(Bucket=stack["FileBucket"])["KeyCount"] == 0
    assert empty_bucket(s3, "one-that-is-gone") == 0


def test_whoever_does_not_say_yes_loses_nothing(session: Any, stack: dict[str, str]) -> None:
    asked = []

    def no(question: str) -> bool:
        asked.append(question)
        return False

    assert destroy(session, STACK, no) == ""
    assert STACK in asked[0]
    assert "us-east-1" in asked[0]
    assert not gone(session)
    assert session.client("s3").list_objects_v2(Bucket=stack["FileBucket"])["KeyCount"] == 3
    assert session.client("dynamodb").describe_table(TableName=stack["RateLimitTable"])["Table"][
        "DeletionProtectionEnabled"
    ]


def test_it_can_be_called_again_after_half_of_it(session: Any, stack: dict[str, str]) -> None:
    dynamodb = session.client("dynamodb")
    dynamodb.update_table(TableName=stack["RateLimitTable"], DeletionProtectionEnabled=False)
    assert "deleted" in destroy(session, STACK, lambda _: True, delay_s=1)


def test_a_stack_that_is_not_there_is_an_error(session: Any) -> None:
    with pytest.raises(ClientError, match="does not exist"):
        destroy(session, "another", lambda _: True)

"""Full-size files through the built stack and a bucket: both functions under Lambda's emulator, its 6 MB in force."""

from __future__ import annotations

import hashlib
import os
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pysandbox.uploads import refusals

from tests.aws import dynamodb_local
from tests.aws.emulator.bucket import StackBucket, stack_bucket
from tests.aws.emulator.stack import Stack, running_stack
from tests.uploads.client import ask, attached, issues, send, upload
from tests.uploads.s3_server import METHODS, S3

EIGHT_MIB = 8 * 2**20
ECHO = "data = open('0.bin', 'rb').read()\nopen('out.bin', 'wb').write(data[::-1])\nopen('small', 'w').write('x')"


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StackBucket]:
    with stack_bucket(tmp_path_factory.mktemp("bucket")) as bucket:
        yield bucket


@pytest.fixture(scope="module")
def stack(built: Path, beside: StackBucket, dynamodb: str) -> Iterator[Stack]:
    """The stack with a bucket, and a quota in nobody's way."""
    variables = {
        **beside.variables,
        "SANDBOX_REQUESTS_PER_MINUTE": "0",
        "SANDBOX_REQUESTS_PER_DAY": "1000",
        "SANDBOX_TIMEOUT_SECONDS": "5",
    }
    with running_stack(
        variables,
        template=built,
        common_environment=beside.common_environment,
        layer=beside.layer,
        dynamodb=dynamodb,
    ) as running:
        yield running


@pytest.fixture
def s3(beside: StackBucket) -> Iterator[S3]:
    """The bucket, empty and well."""
    bucket = beside.s3
    bucket.seen.clear()
    yield bucket
    bucket.fail, bucket.fail_methods, bucket.check_sizes = None, METHODS, True
    for key in bucket.objects():
        bucket.client.delete_object(Bucket=bucket.bucket, Key=key)


@pytest.fixture
def client(stack: Stack, s3: S3) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stack.url, timeout=60) as opened:
        yield opened


@pytest.fixture
def trust(s3: S3) -> dict[str, Any]:
    """For the caller's own requests to the bucket."""
    return {"verify": ssl.create_default_context(cafile=str(s3.authority))}


def standing(client: httpx.Client) -> int:
    return int(client.post("/validate", json={"code": ""}).json()["user_info"]["requests_today"])


def test_two_files_of_8_mib_go_in_and_one_comes_out_byte_for_byte(
    client: httpx.Client, s3: S3, trust: dict[str, Any]
) -> None:
    contents = [os.urandom(EIGHT_MIB), os.urandom(EIGHT_MIB)]
    names = [upload(client, content, **trust) for content in contents]
    code = "import hashlib\nprint(hashlib.sha256(open('1.bin', 'rb').read()).hexdigest())\n" + ECHO
    response = client.post("/execute", json=attached(*names) | {"code": code, "return_files": ["out.bin", "small"]})
    assert response.status_code == 200, response.text[:1000]
    details = response.json()["execution_details"]
    assert details["stdout"] == hashlib.sha256(contents[1]).hexdigest() + "\n"
    assert details["output_files"]["small"]["content_base64"] == "eA=="
    row = details["output_files"]["out.bin"]
    assert set(row) == {"download_url", "size_bytes", "media_type", "expires_at"}
    assert row["size_bytes"] == EIGHT_MIB
    assert httpx.get(row["download_url"], **trust).content == contents[0][::-1]
    assert [key for key in s3.objects() if key.startswith("uploads/")] == []
    # The api function neither read nor wrote a file: the runner's host did, once each.
    assert [line for line in s3.seen if line.startswith("PUT")] == []
    assert len([line for line in s3.seen if line.startswith("GET") and "/uploads/" in line]) == 2
    used = client.post("/execute", json=attached(names[0]))
    assert issues(used) == [("attachments[0].upload_id", refusals.USED)]


def test_seven_results_of_8_mib_come_back_by_url(client: httpx.Client, trust: dict[str, Any]) -> None:
    code = "for n in range(7):\n    open(f'{n}.bin', 'wb').write(bytes([n]) * (8 << 20))"
    for _ in range(3):
        response = client.post("/execute", json={"code": code, "return_files": ["*.bin"]})
        files = response.json()["execution_details"]["output_files"]
        # What stands in for S3 is one process of Python: on a busy machine seven take it longer than a runner has.
        if not any("error" in row for row in files.values()):
            break
    assert {set(row) == {"download_url", "size_bytes", "media_type", "expires_at"} for row in files.values()} == {True}
    for number in range(7):
        content = httpx.get(files[f"{number}.bin"]["download_url"], **trust).content
        assert content == bytes([number]) * EIGHT_MIB


def test_what_fits_comes_inline(client: httpx.Client, s3: S3) -> None:
    response = client.post("/execute", json={"code": "open('a', 'wb').write(bytes(4 << 20))", "return_files": ["a"]})
    row = response.json()["execution_details"]["output_files"]["a"]
    assert len(row["content_base64"]) == -(-(4 << 20) // 3) * 4
    assert s3.seen == []


def test_the_limits_say_what_goes_inline(client: httpx.Client) -> None:
    body = client.get("/limits").json()
    assert body["uploads"] is True
    assert body["limits"]["max_inline_attachment_bytes"] == 4_400_000
    too_much = {"filename": "a", "content_base_64": "A" * (4_400_000 // 3 * 4 + 4)}
    ((field, message),) = issues(client.post("/execute", json={"code": "", "attachments": [too_much]}))
    assert field == "attachments"
    assert "POST /uploads" in message


def test_bad_names_of_uploads_are_named_and_nothing_is_charged(
    client: httpx.Client, stack: Stack, s3: S3, trust: dict[str, Any]
) -> None:
    before = standing(client)
    never, mine = ask(client, 5)["upload_id"], upload(client, b"mine!", **trust)
    assert issues(client.post("/execute", json=attached("0" * 32, never))) == [
        ("attachments[0].upload_id", refusals.UNKNOWN),
        ("attachments[1].upload_id", refusals.NEVER_CAME),
    ]
    with httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.2"), base_url=stack.url) as other:
        assert issues(other.post("/execute", json=attached(mine))) == [("attachments[0].upload_id", refusals.UNKNOWN)]
    s3.check_sizes = False
    for size in (4, 6):
        ticket = ask(client, 5)
        assert send(ticket, b"x" * size, **trust).status_code == 204
        wrong = client.post("/execute", json=attached(ticket["upload_id"]))
        assert issues(wrong) == [("attachments[0].upload_id", refusals.wrong_size(size, 5))]
    table = dynamodb_local.client(stack.dynamodb_endpoint)
    table.update_item(
        TableName=stack.table,
        Key={"caller": {"S": f"file {mine}"}},
        UpdateExpression="SET #until = :until",
        ExpressionAttributeNames={"#until": "until"},
        ExpressionAttributeValues={":until": {"N": "1"}},
    )
    assert issues(client.post("/execute", json=attached(mine))) == [("attachments[0].upload_id", refusals.EXPIRED)]
    assert standing(client) == before


@pytest.mark.parametrize("methods", [{"GET"}, {"HEAD"}, METHODS])
def test_a_bucket_that_fails_stops_the_run_and_spends_nothing(
    client: httpx.Client, s3: S3, trust: dict[str, Any], methods: set[str]
) -> None:
    """GET is the runner's own, HEAD the api function's."""
    before, name = standing(client), upload(client, b"x", **trust)
    s3.fail, s3.fail_methods = 503, frozenset(methods)
    response = client.post("/execute", json=attached(name) | {"code": "print(1)"})
    assert (response.status_code, response.json()["error_details"]["type"]) == (503, "ServiceUnavailable")
    assert standing(client) == before
    s3.fail = None
    assert client.post("/execute", json=attached(name) | {"code": "print(1)"}).status_code == 200


def test_a_result_that_cannot_be_stored_is_an_error_entry(client: httpx.Client, s3: S3) -> None:
    s3.fail, s3.fail_methods = 500, frozenset({"POST", "PUT"})
    code = "open('a', 'wb').write(bytes(8 << 20))\nopen('b', 'w').write('b')"
    response = client.post("/execute", json={"code": code, "return_files": ["a", "b"]})
    files = response.json()["execution_details"]["output_files"]
    assert (response.status_code, set(files["a"]), files["b"]["content_base64"]) == (200, {"error"}, "Yg==")


def test_a_timeout_brings_its_large_file_too(client: httpx.Client, trust: dict[str, Any]) -> None:
    code = "open('a', 'wb').write(bytes(8 << 20))\nwhile True: pass"
    response = client.post("/execute", json={"code": code, "return_files": ["a"]})
    body = response.json()
    assert (response.status_code, body["error_details"]["type"]) == (400, "TimeoutError")
    row = body["execution_details"]["output_files"]["a"]
    assert httpx.get(row["download_url"], **trust).content == bytes(EIGHT_MIB)

"""What S3 checks before it does anything, written from its documentation: POST policies and presigned URLs (SigV4).

The servers that stand in for S3 leave one or the other out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote

UNCOVERED = frozenset({"x-amz-signature", "policy", "file"})
"""Fields that no condition of a policy needs to name."""


class RefusedError(Exception):
    """The request is not signed as it must be."""


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _signing_key(secrets: Mapping[str, str], credential: str) -> tuple[bytes, str]:
    access_key, date, region, service, end = credential.split("/")
    if access_key not in secrets or (service, end) != ("s3", "aws4_request"):
        raise RefusedError("InvalidAccessKeyId")
    key = f"AWS4{secrets[access_key]}".encode()
    for part in (date, region, service, end):
        key = _hmac(key, part)
    return key, f"{date}/{region}/{service}/{end}"


def check_form(
    fields: Mapping[str, str], bucket: str, size: int | None, secrets: Mapping[str, str], now: datetime
) -> None:
    """POST Object: the policy's signature, its expiration, and each of its conditions. Raises RefusedError.

    `size` is the file's; None: let any pass.
    """
    key, _ = _signing_key(secrets, fields["x-amz-credential"])
    if not hmac.compare_digest(_hmac(key, fields["policy"]).hex(), fields["x-amz-signature"]):
        raise RefusedError("SignatureDoesNotMatch")
    policy = json.loads(base64.b64decode(fields["policy"]))
    if datetime.fromisoformat(policy["expiration"]) <= now:
        raise RefusedError("AccessDenied: expired")
    covered = {"bucket"}
    values = {**fields, "bucket": bucket}
    for condition in policy["conditions"]:
        if isinstance(condition, dict):
            ((name, wanted),) = condition.items()
            covered.add(name)
            if values.get(name) != wanted:
                raise RefusedError(f"AccessDenied: {name}")
        elif condition[0] == "content-length-range":
            if size is not None and not condition[1] <= size <= condition[2]:
                raise RefusedError("EntityTooLarge" if size > condition[2] else "EntityTooSmall")
        else:
            raise RefusedError("a condition that this service has no use for")
    if uncovered := set(fields) - covered - UNCOVERED:
        raise RefusedError(f"AccessDenied: extra fields {uncovered}")


def check_url(method: str, target: str, host: str, secrets: Mapping[str, str], now: datetime) -> None:
    """A presigned URL: its signature over the host and nothing else, and its expiry. Raises RefusedError."""
    path, _, query = target.partition("?")
    pairs = dict(parse_qsl(query, keep_blank_values=True))
    given = pairs.pop("X-Amz-Signature")
    key, scope = _signing_key(secrets, pairs["X-Amz-Credential"])
    begun = datetime.strptime(pairs["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if now > begun + timedelta(seconds=int(pairs["X-Amz-Expires"])):
        raise RefusedError("AccessDenied: expired")
    if pairs["X-Amz-SignedHeaders"] != "host":
        raise RefusedError("AccessDenied: signed headers")
    canonical = "&".join(f"{quote(name, safe='-_.~')}={quote(pairs[name], safe='-_.~')}" for name in sorted(pairs))
    request = f"{method}\n{path}\n{canonical}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD"
    digest = hashlib.sha256(request.encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{pairs['X-Amz-Date']}\n{scope}\n{digest}"
    if not hmac.compare_digest(_hmac(key, text).hex(), given):
        raise RefusedError("SignatureDoesNotMatch")

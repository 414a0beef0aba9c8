"""Clients of AWS services, from botocore alone: boto3 on top of it costs a cold start 80 ms and adds nothing here."""

from __future__ import annotations

from typing import Any

import botocore.session
from botocore.config import Config


def make_client(service: str, config: Config, region: str | None = None) -> Any:
    """A client with the environment's credentials, region and endpoint (AWS_ENDPOINT_URL_…). Thread-safe to use.

    Raises:
        botocore.exceptions.BotoCoreError: no region is known.
    """
    return botocore.session.get_session().create_client(service, region_name=region, config=config)

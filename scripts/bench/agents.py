"""How many calls an agent needs until the right answer, when it does only what the answers say: `make bench-agents`.

No model takes part. Each task of agent_tasks.toml holds the programs that one would write; a later one is tried only
when what the service said of an earlier one (hint, message, traceback) has what leads to it.
"""

from __future__ import annotations

import base64
import json
import os
import re
import statistics
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TASKS = Path(__file__).with_name("agent_tasks.toml")
CHARACTERS_A_TOKEN = 3.6
MOST_CALLS = 8
LONGEST_WAIT_S = 70.0

type Send = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one task went."""

    name: str
    solved: bool
    calls: int
    tokens: int
    said: str
    """What the last answer said, where it did not help."""


def load_tasks() -> list[dict[str, Any]]:
    """The tasks."""
    tasks: list[dict[str, Any]] = tomllib.loads(TASKS.read_text(encoding="utf-8"))["task"]
    return tasks


def request_of(step: dict[str, Any]) -> dict[str, Any]:
    """The body of POST /execute for a step."""
    body: dict[str, Any] = {"code": "print(sum(range(1001)))\n#" * 100 if step["code"] == "REPEAT" else step["code"]}
    if "stdin" in step:
        body["stdin_data"] = step["stdin"]
    if "files" in step:
        files = [(name, base64.b64encode(text.encode()).decode()) for name, text in step["files"].items()]
        body["attachments"] = [{"filename": name, "content_base_64": content} for name, content in files]
    for name in ("return_files", "timeout_seconds"):
        if name in step:
            body[name] = step[name]
    body |= step.get("raw", {})
    return body


def said(answer: dict[str, Any]) -> str:
    """All that an answer says of what to do next."""
    error, details = answer.get("error_details") or {}, answer.get("execution_details") or {}
    exception = details.get("exception") or {}
    parts = [error.get("message"), error.get("hint"), exception.get("message"), exception.get("hint")]
    parts += [f"{issue['field']} {issue['message']}" for issue in error.get("issues", ())]
    parts += [details.get("stderr"), details.get("hint")]
    return "\n".join(part for part in parts if part)


def is_right(task: dict[str, Any], answer: dict[str, Any]) -> bool:
    """Whether an answer is what the task asks for."""
    details = answer.get("execution_details") or {}
    if not details.get("success"):
        return False
    if "stdout" in task and not re.search(task["stdout"], details["stdout"].strip(), re.MULTILINE):
        return False
    if "file" in task:
        name, kind = task["file"]
        file = details["output_files"].get(name, {})
        return bool("content_base64" in file and re.fullmatch(kind, file["media_type"]))
    return True


def _tokens(*bodies: dict[str, Any]) -> int:
    texts = (re.sub(r'"content_base64": "[^"]*"', "", json.dumps(body)) for body in bodies)
    return round(sum(len(text) for text in texts) / CHARACTERS_A_TOKEN)


def attempt(task: dict[str, Any], send: Send, sleep: Callable[[float], None] = time.sleep) -> Outcome:
    """Work on a task until it is done, or the answers lead nowhere."""
    steps, at, calls, tokens, heard = task["steps"], 0, 0, 0, ""
    while calls < MOST_CALLS:
        body = request_of(steps[at])
        answer = send(body)
        calls += 1
        tokens += _tokens(body, answer)
        if is_right(task, answer):
            return Outcome(task["name"], True, calls, tokens, "")
        error = answer.get("error_details") or {}
        if error.get("retryable"):
            sleep(min(error.get("retry_after_seconds") or 1.0, LONGEST_WAIT_S))
            continue
        heard = said(answer)
        at += 1
        if at == len(steps) or not re.search(steps[at]["after"], heard):
            break
    return Outcome(task["name"], False, calls, tokens, heard)


def sender(url: str) -> Send:
    """Sends requests to the service at `url`."""

    def send(body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(url + "/execute", json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                answer: dict[str, Any] = json.load(response)
        except urllib.error.HTTPError as error:
            answer = json.load(error)
        return answer

    return send


def report(outcomes: list[Outcome]) -> str:
    """The figures, and what led nowhere."""
    calls = [outcome.calls for outcome in outcomes if outcome.solved]
    tokens = [outcome.tokens for outcome in outcomes if outcome.solved]
    lines = [
        f"solved: {len(calls)} of {len(outcomes)}; at the first call: {calls.count(1)}",
        f"calls until the right answer: mean {statistics.fmean(calls):.2f}, most {max(calls)}",
        f"tokens until the right answer: median {statistics.median(tokens):.0f}, most {max(tokens)}",
    ]
    lines += [f"led nowhere: {row.name}: {' '.join(row.said.split())[:300]}" for row in outcomes if not row.solved]
    return "\n".join(lines)


def main() -> int:
    """Work on every task against SANDBOX_URL. Returns the exit status."""
    send = sender(os.environ.get("SANDBOX_URL", "http://127.0.0.1:8000").rstrip("/"))
    outcomes = [attempt(task, send) for task in load_tasks()]
    print(report(outcomes))
    return 0 if all(outcome.solved for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())

"""A spent environment of the runner function ends once it has asked for the next event, however long that takes it."""

from __future__ import annotations

import subprocess
import sys

HOST = """
import os, sys, threading
from pysandbox.runners import lambda_host

looks = 0
real = lambda_host._other_threads
def look():
    global looks
    looks += 1
    return real()
lambda_host._other_threads = look

class Client:
    def wait_next_invocation(self):
        while looks < 4:  # the machine is busy: it takes its time until the platform is asked
            pass
        print("asked", flush=True)
        os.read(0, 1)  # no event ever comes
        print("an event was served", flush=True)

class Host:
    spent = True

sys.modules["awslambdaric.lambda_runtime_client"] = type(sys)("client")
sys.modules["awslambdaric.lambda_runtime_client"].LambdaRuntimeClient = Client
lambda_host.end_when_answered(Host())
Client().wait_next_invocation()
"""


def test_a_spent_environment_ends_when_it_waits_for_the_next_event_and_not_before() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOST], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        status = process.wait(60)
        assert process.stdout is not None
        assert process.stderr is not None
        assert (status, process.stdout.read()) == (3, "asked\n")
        assert process.stderr.read() == '{"event": "spent", "at": "between"}\n'

"""Forty tasks: an agent that only does what the answers say gets each of them right."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.bench import agents

TASKS = agents.load_tasks()


def test_there_are_forty_tasks_each_of_its_own() -> None:
    assert len({task["name"] for task in TASKS}) == len(TASKS) == 40


@pytest.mark.parametrize("task", TASKS, ids=[task["name"] for task in TASKS])
def test_what_the_answers_say_leads_to_the_right_one(service_url: str, task: dict[str, Any]) -> None:
    outcome = agents.attempt(task, agents.sender(service_url))
    assert outcome.solved, outcome.said
    assert outcome.calls <= len(task["steps"])


def test_an_answer_that_says_nothing_leads_nowhere() -> None:
    task = next(task for task in TASKS if len(task["steps"]) == 2)
    silent = {"error_details": {"message": "no", "hint": None, "retryable": False}}
    outcome = agents.attempt(task, lambda _: silent)
    assert (outcome.solved, outcome.calls) == (False, 1)


def test_a_busy_service_is_asked_again_when_it_says() -> None:
    busy = {"error_details": {"message": "busy", "retryable": True, "retry_after_seconds": 3}}
    right = {"execution_details": {"success": True, "stdout": "15\n", "output_files": {}}}
    answers, waits = [right, busy], list[float]()
    outcome = agents.attempt(TASKS[0], lambda _: answers.pop(), waits.append)
    assert (outcome.solved, outcome.calls, waits) == (True, 2, [3])

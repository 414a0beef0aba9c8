"""Logs, metrics, alarms, the dashboard and the budget. Raises AssertionError where that is broken."""

from __future__ import annotations

import json
import re
from typing import Any

from pysandbox.api.observe.observe import OUTCOMES, VERDICTS
from pysandbox.runners.lambda_function import REPLACED

from .reading import RUNNERS, Template, either, of_kind, properties

METRICS = frozenset(
    {
        "Requests",
        "RequestMilliseconds",
        "Runs",
        "RunMilliseconds",
        "ColdStart",
        "Failures",
        "StoreErrors",
        "Violations",
    }
)


LINES = {
    "ReplacedEnvironments": f'{{ $.message = "{REPLACED}" }}',
    "SpentEnvironments": '{ $.event = "spent" }',
}
"""Metrics that are counted from lines of a log, and the lines."""


def check_logs_are_kept_for_a_while(template: Template) -> None:
    """Every group has the retention that the operator sets, and every function writes to its own."""
    groups = of_kind(template, "AWS::Logs::LogGroup")
    assert len(groups) == 3
    assert all(row["RetentionInDays"] == {"Ref": "LogRetentionDays"} for row in groups.values())
    for function, group in (("ApiFunction", "ApiLogGroup"), *((name, "RunnerLogGroup") for name in RUNNERS)):
        assert properties(template, function)["LoggingConfig"] == {
            "LogFormat": "JSON",
            "SystemLogLevel": {"Ref": "SystemLogLevel"},
            "LogGroup": {"Ref": group},
        }


def check_the_access_log_names_no_caller(template: Template) -> None:
    """JSON, and nothing of an address, a user agent or a path that the caller made up."""
    row = json.loads(properties(template, "HttpApi")["AccessLogSettings"]["Format"])
    assert "$context.requestId" in row.values()
    assert not [value for value in row.values() if re.search(r"sourceIp|userAgent|path|identity", value)]


def check_alarms_watch_what_is_written(template: Template) -> None:
    """Each metric is AWS's own or one that the api function writes, and an alarm tells whoever there is to tell."""
    alarms = of_kind(template, "AWS::CloudWatch::Alarm")
    watched = set()
    for name, alarm in alarms.items():
        assert alarm["AlarmActions"] == {"Fn::If": ["SendAlarms", [{"Ref": "AlarmTopic"}], {"Ref": "AWS::NoValue"}]}, (
            name
        )
        assert alarm["TreatMissingData"] == "notBreaching", name
        for metric in [row["MetricStat"]["Metric"] for row in alarm.get("Metrics", ()) if "MetricStat" in row] or [
            alarm
        ]:
            watched.add(metric["MetricName"])
            if metric["Namespace"] == {"Ref": "AWS::StackName"}:
                dimensions = {row["Name"]: row["Value"] for row in metric.get("Dimensions", ())}
                _check_own_metric(template, metric["MetricName"], dimensions)
            else:
                assert metric["Namespace"] in ("AWS/ApiGateway", "AWS/Lambda"), name
    assert {"5xx", "Throttles", "Errors", "Latency", "StoreErrors", "Requests"} <= watched
    assert alarms["LatencyAlarm"]["ExtendedStatistic"] == "p99"


def check_the_dashboard_shows_what_is_written(template: Template) -> None:
    """It is JSON, its widgets do not overlap, and its metrics exist."""
    body, names = properties(template, "Dashboard")["DashboardBody"]["Fn::Sub"]
    assert names == {"Runner": either(*({"Ref": name} for name in RUNNERS))}
    widgets = json.loads(re.sub(r"\$\{([^}]+)\}", r"\1", body))["widgets"]
    places = [(row["x"], row["y"]) for row in widgets]
    assert len(set(places)) == len(places)
    for row in (row for widget in widgets for row in widget["properties"].get("metrics", ())):
        if isinstance(row[0], dict):
            found = re.fullmatch(
                r"SEARCH\('\{\"AWS::StackName\",service,(verdict|outcome)\} MetricName=\"(\w+)\"', 'Sum', 300\)",
                row[0]["expression"],
            )
            assert found, row
            assert found[2] in METRICS
        elif row[0] == "AWS::StackName":
            names = [item for item in row[2:] if isinstance(item, str)]
            _check_own_metric(template, row[1], dict(zip(names[::2], names[1::2], strict=True)))
        else:
            assert row[0] in ("AWS/ApiGateway", "AWS/Lambda")


def _check_own_metric(template: Template, name: str, dimensions: dict[str, Any]) -> None:
    if name in LINES:
        (counted,) = properties(template, name)["MetricTransformations"]
        assert counted["MetricName"] == name
        assert set(dimensions) == {row["Key"] for row in counted.get("Dimensions", ())}
        return
    assert name in METRICS, name
    assert dimensions.pop("service") == "api"
    for key, value in dimensions.items():
        if key == "version":
            assert value == {"Fn::GetAtt": ["ApiFunction", "Version.Version"]}
        else:
            assert value in {"verdict": VERDICTS, "outcome": OUTCOMES}[key]


def check_lines_that_are_counted_are_written(template: Template) -> None:
    """Each metric that comes from a log's lines names a line that the code writes."""
    filters = of_kind(template, "AWS::Logs::MetricFilter")
    assert {name: row["FilterPattern"] for name, row in filters.items()} == LINES
    groups = {name: row["LogGroupName"] for name, row in filters.items()}
    assert groups == {"ReplacedEnvironments": {"Ref": "ApiLogGroup"}, "SpentEnvironments": {"Ref": "RunnerLogGroup"}}


def check_whoever_gets_alarms_hears_of_costs(template: Template) -> None:
    """A budget by e-mail, spent and forecast."""
    budget = template["Resources"]["Budget"]
    assert budget["Condition"] == "SendAlarms"
    rows = budget["Properties"]["NotificationsWithSubscribers"]
    assert [row["Notification"]["NotificationType"] for row in rows] == ["ACTUAL", "FORECASTED"]
    assert all(row["Subscribers"] == [{"SubscriptionType": "EMAIL", "Address": {"Ref": "AlarmEmail"}}] for row in rows)
    assert budget["Properties"]["Budget"]["BudgetLimit"] == {"Amount": {"Ref": "MonthlyBudgetUsd"}, "Unit": "USD"}

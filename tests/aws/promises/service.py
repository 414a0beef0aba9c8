"""Places, versions, limits and outputs. Raises AssertionError where that is broken."""

from __future__ import annotations

import json
import re
from typing import Any

from pysandbox.policy.load import limit_variable, read_toml
from pysandbox.rate_limit.dynamodb import UPDATE_WITHIN_S
from pysandbox.runners.lambda_function import COLD_START_S

from .reading import RUNNERS, Template, either, of_kind, properties

ROLLBACK = {"ApiFunction": ["NewApiErrorsAlarm", "NewApiFailuresAlarm"]} | {
    name: ["NewRunnerErrorsAlarm"] for name in RUNNERS
}


RUNNING_ROUTES = {"POST /execute", "POST /run", "POST /mcp"}


def check_concurrency_is_five_or_none(template: Template) -> None:
    """Five by default; -1 leaves the property out."""
    assert template["Parameters"]["RunnerReservedConcurrency"]["Default"] == 5
    parameter = {"Ref": "RunnerReservedConcurrency"}
    for name in RUNNERS:
        reserved = properties(template, name)["ReservedConcurrentExecutions"]
        assert reserved == {"Fn::If": ["ReserveConcurrency", parameter, {"Ref": "AWS::NoValue"}]}
    assert template["Conditions"]["ReserveConcurrency"] == {"Fn::Not": [{"Fn::Equals": [parameter, -1]}]}


def check_functions_run_python_3_13(template: Template) -> None:
    """And so do the layers; older ones have a glibc that the guest libraries' wheels do not take."""
    assert template["Globals"]["Function"]["Runtime"] == "python3.13"
    for row in of_kind(template, "AWS::Serverless::Function").values():
        assert "Runtime" not in row
    for row in of_kind(template, "AWS::Serverless::LayerVersion").values():
        assert row["CompatibleRuntimes"] == ["python3.13"]


def check_the_table_is_on_demand_and_forgets(template: Template) -> None:
    """Paid by request, one string key, and TTL on the attribute that the store writes."""
    table = properties(template, "RateLimitTable")
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["KeySchema"] == [{"AttributeName": "caller", "KeyType": "HASH"}]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}
    assert table["DeletionProtectionEnabled"] == {"Fn::If": ["IsProduction", True, False]}


def check_parameters_have_bounds_and_descriptions(template: Template) -> None:
    """And defaults within them; bounds of a limit lie within those of limits.toml, or the functions would not start."""
    for name, row in template["Parameters"].items():
        assert len(row["Description"]) > 20, name
        if "AllowedValues" in row:
            assert row["Default"] in row["AllowedValues"], name
        elif row["Type"] == "Number":
            assert row["MinValue"] <= row["Default"] <= row["MaxValue"], name
        elif row["Type"] == "String":
            assert re.fullmatch(row["AllowedPattern"], row["Default"]), name
    limits = {limit_variable(name): row for name, row in read_toml("limits.toml").items()}
    for function in ("ApiFunction", *RUNNERS):
        for variable, value in properties(template, function)["Environment"]["Variables"].items():
            if variable in limits and isinstance(value, dict) and "Ref" in value:
                row = template["Parameters"][value["Ref"]]
                assert limits[variable]["minimum"] <= row["MinValue"], variable
                assert row["MaxValue"] <= limits[variable]["maximum"], variable


def check_timeouts_nest(template: Template) -> None:
    """The longest program, then the api's patience with a cold runner, both functions' own ends, the gateway's 30 s."""
    longest = template["Parameters"]["TimeoutSeconds"]["MaxValue"]
    (runner,) = {properties(template, name)["Timeout"] for name in RUNNERS}
    api = properties(template, "ApiFunction")["Timeout"]
    assert longest + COLD_START_S <= runner <= api < 30
    assert longest + COLD_START_S + UPDATE_WITHIN_S <= api


def check_outputs_tell_what_an_operator_needs(template: Template) -> None:
    """The address, and the names that docs/operations.md uses."""
    wanted = {"BaseUrl", "DashboardUrl", "ApiFunctionName", "RunnerFunctionName", "RateLimitTableName"}
    assert set(template["Outputs"]) == wanted | {"FileBucketName"}
    assert template["Outputs"]["FileBucketName"]["Condition"] == "TakeUploads"
    assert template["Outputs"]["BaseUrl"]["Value"] == {
        "Fn::Sub": "https://${HttpApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
    }


def check_versions_are_published_and_rolled_back(template: Template) -> None:
    """Everything of a function at once, under an alias; traffic moves gradually in production, and back by alarms."""
    shared = template["Globals"]["Function"]
    assert shared["AutoPublishAlias"] == "live"
    assert shared["RuntimeManagementConfig"] == {"UpdateRuntimeOn": "FunctionUpdate"}
    for function, alarms in ROLLBACK.items():
        row = properties(template, function)
        assert row["AutoPublishAliasAllProperties"] is True  # not among what SAM takes as global
        assert row["DeploymentPreference"]["Type"] == {
            "Fn::If": ["IsProduction", "Canary10Percent5Minutes", "AllAtOnce"]
        }
        assert row["DeploymentPreference"]["Alarms"] == [{"Ref": name} for name in alarms]
        for name in alarms:
            # Of the newest version alone: an alarm that rings already would stop the deployment that mends it.
            assert f'"{function}", "Version.Version"' in json.dumps(properties(template, name))
    for layer in of_kind(template, "AWS::Serverless::LayerVersion"):
        assert layer == "GuestLibrariesLayer"  # pysandbox is code of each function: no version of it meets another
    aliases = either(*({"Ref": f"{name}.Alias"} for name in RUNNERS))
    assert properties(template, "ApiFunction")["Environment"]["Variables"]["SANDBOX_RUNNER_FUNCTION"] == aliases


def check_the_runner_is_a_zip_unless_data_libraries_are_asked_for(template: Template) -> None:
    """Two functions that differ in their code, their names and their libraries alone; one of them is deployed."""
    assert template["Parameters"]["Libraries"]["Default"] == "none"
    is_data = {"Fn::Equals": [{"Ref": "Libraries"}, "data"]}
    conditions = template["Conditions"]
    assert (conditions["RunnerIsImage"], conditions["RunnerIsZip"]) == (is_data, {"Fn::Not": [is_data]})
    zipped, image = (template["Resources"][name] for name in RUNNERS)
    assert (zipped["Condition"], image["Condition"]) == ("RunnerIsZip", "RunnerIsImage")
    # Lambda refuses them for an image, and SAM would add them.
    assert set(image["IgnoreGlobals"]) == {"Runtime", "RuntimeManagementConfig", "Handler"}
    own = {"CodeUri", "Layers", "PackageType", "ImageUri", "FunctionName", "Environment"}
    shared = [{name: row for name, row in one["Properties"].items() if name not in own} for one in (zipped, image)]
    assert shared[0] == shared[1]
    # Else the deployment group of the one that is not there would be.
    assert shared[0]["DeploymentPreference"]["PassthroughCondition"] is True
    assert image["Properties"]["Environment"]["Variables"] == zipped["Properties"]["Environment"]["Variables"] | {
        "SANDBOX_LIBRARIES": "data"
    }
    variables = properties(template, "ApiFunction")["Environment"]["Variables"]
    assert variables["SANDBOX_LIBRARIES"] == either({"Ref": "AWS::NoValue"}, "data")


def check_programs_have_a_throttle_of_their_own(template: Template) -> None:
    """Of each route that runs them, and that route is there; everything else shares the other one."""
    stage = properties(template, "HttpApi")
    assert _references(stage["DefaultRouteSettings"]) == {"ThrottlingRate", "ThrottlingBurst"}
    routes = [
        row["Properties"] for row in properties(template, "ApiFunction")["Events"].values() if row["Type"] == "HttpApi"
    ]
    assert {f"{row['Method']} {row['Path']}" for row in routes if "Path" in row} == RUNNING_ROUTES
    assert set(stage["RouteSettings"]) == RUNNING_ROUTES
    for row in stage["RouteSettings"].values():
        assert _references(row) == {"RunThrottlingRate", "RunThrottlingBurst"}
    parameters = template["Parameters"]
    assert parameters["RunThrottlingRate"]["Default"] <= 10 * parameters["RunnerReservedConcurrency"]["Default"]


def _references(row: dict[str, Any]) -> set[str]:
    return {value["Ref"] for value in row.values()}


def check_the_runner_is_asked_how_it_is_every_week(template: Template) -> None:
    """Lambda makes a function in a VPC inactive after some weeks, and fails the next call."""
    (row,) = [row for row in properties(template, "ApiFunction")["Events"].values() if row["Type"] == "Schedule"]
    found = re.fullmatch(r"rate\((\d+) days\)", row["Properties"]["Schedule"])
    assert found
    assert int(found[1]) <= 7
    event = json.loads(row["Properties"]["Input"])
    assert (event["version"], event["rawPath"], event["requestContext"]["http"]["method"]) == ("2.0", "/health", "GET")

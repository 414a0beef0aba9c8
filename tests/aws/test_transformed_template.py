"""What CloudFormation would carry out, for both profiles and with data libraries: as SAM's own translator makes it.

That AWS's linter and checkov find nothing in it is scripts/check-template's, in `make check`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from functools import cache

import pytest

from tests.aws.cloudformation import ROOT
from tests.aws.promises.network import KINDS
from tests.aws.promises.reading import RUNNERS, Template, either, of_kind, properties
from tests.aws.promises.service import ROLLBACK, RUNNING_ROUTES

MADE_BY_SAM = {
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Stage",
    "AWS::CodeDeploy::Application",
    "AWS::CodeDeploy::DeploymentGroup",
    "AWS::Events::Rule",
    "AWS::Lambda::Alias",
    "AWS::Lambda::Function",
    "AWS::Lambda::LayerVersion",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Version",
}
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "AWS_DEFAULT_REGION": "us-east-1",
    "SAM_CLI_TELEMETRY": "0",
}

type Transform = Callable[..., Template]


def command(*arguments: str) -> str:
    done = subprocess.run(arguments, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def transform() -> Transform:
    subprocess.run([ROOT / "scripts/setup-aws"], check=True, capture_output=True)

    @cache
    def transformed(*arguments: str) -> Template:
        told = command(".venv-aws/bin/python", "scripts/transform_template.py", *arguments)
        found: Template = json.loads(told)
        return found

    return transformed


@pytest.fixture(scope="module", params=["dev", "prod", "data"])
def stage(request: pytest.FixtureRequest) -> str:
    return str(request.param)


DATA = ("prod", "Libraries=data")


@pytest.fixture(scope="module")
def template(transform: Transform, stage: str) -> Template:
    return transform(*DATA) if stage == "data" else transform(stage)


@pytest.fixture
def runners(template: Template) -> list[str]:
    """The runner's functions, of which one is deployed."""
    return [name for name in RUNNERS if name in template["Resources"]]


def test_sam_adds_nothing_that_leads_anywhere_else(template: Template) -> None:
    kinds = {row["Type"] for row in template["Resources"].values()}
    assert kinds <= {kind for kind in KINDS if "Serverless" not in kind} | MADE_BY_SAM


def test_only_the_http_api_and_the_schedule_may_invoke_and_the_api_alone(template: Template) -> None:
    rows = of_kind(template, "AWS::Lambda::Permission").values()
    assert {row["FunctionName"]["Ref"] for row in rows} == {"ApiFunctionAliaslive"}
    assert {row["Principal"] for row in rows} == {"apigateway.amazonaws.com", "events.amazonaws.com"}
    assert all("SourceArn" in row for row in rows)  # else anybody's API could


def test_nobody_holds_a_role_but_both_functions_and_the_deployment(template: Template) -> None:
    roles = of_kind(template, "AWS::IAM::Role")
    assert set(roles) == {"ApiRole", "RunnerRole", "CodeDeployServiceRole"}
    (statement,) = roles["CodeDeployServiceRole"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": ["codedeploy.amazonaws.com"]}
    (policy,) = roles["CodeDeployServiceRole"]["ManagedPolicyArns"]
    assert policy.endswith("/AWSCodeDeployRoleForLambda")


def test_requests_reach_the_published_version_alone(template: Template, runners: list[str]) -> None:
    paths = properties(template, "HttpApi")["Body"]["paths"].values()
    integrations = [row.get("x-amazon-apigateway-integration") for path in paths for row in path.values()]
    uris = [json.dumps(row["uri"]) for row in integrations if row]
    assert len(uris) == 4
    assert all("${ApiFunctionAliaslive}" in uri for uri in uris)
    (target,) = properties(template, "ApiFunctionStayActive")["Targets"]
    assert target["Arn"] == {"Ref": "ApiFunctionAliaslive"}
    variables = properties(template, "ApiFunction")["Environment"]["Variables"]
    aliases = [{"Ref": f"{name}Aliaslive"} for name in runners]
    assert variables["SANDBOX_RUNNER_FUNCTION"] == (either(*aliases) if len(aliases) > 1 else aliases[0])


def test_every_route_that_has_a_throttle_is_there(template: Template) -> None:
    """API Gateway refuses a stage that sets something for a route which does not exist."""
    (stage,) = of_kind(template, "AWS::ApiGatewayV2::Stage").values()
    paths = properties(template, "HttpApi")["Body"]["paths"]
    there = {f"{method.upper()} {path}" for path, row in paths.items() for method in row}
    assert set(stage["RouteSettings"]) == RUNNING_ROUTES
    assert there >= RUNNING_ROUTES


def test_traffic_moves_by_codedeploy_and_back_by_the_alarms_of_the_new_version(
    template: Template, runners: list[str]
) -> None:
    for function, alarms in ((name, ROLLBACK[name]) for name in ("ApiFunction", *runners)):
        alias = template["Resources"][f"{function}Aliaslive"]
        assert alias["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]["DeploymentGroupName"] == {
            "Ref": f"{function}DeploymentGroup"
        }
        group = properties(template, f"{function}DeploymentGroup")
        assert group["AlarmConfiguration"] == {"Enabled": True, "Alarms": [{"Name": {"Ref": name}} for name in alarms]}
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
        version = alias["Properties"]["FunctionVersion"]["Fn::GetAtt"]
        for name in alarms:
            assert json.dumps(version) in json.dumps(properties(template, name))


def versions(template: Template) -> set[str]:
    return set(of_kind(template, "AWS::Lambda::Version"))


@pytest.mark.parametrize("changed", ["CodeUri=other", "ContentUri=other"])
def test_new_code_and_a_new_layer_are_each_a_new_version_of_both_functions(transform: Transform, changed: str) -> None:
    before, after = versions(transform("prod")), versions(transform("prod", changed))
    assert len(before) == len(after) == 2
    assert before.isdisjoint(after)


def test_a_new_image_is_a_new_version_of_the_runner(transform: Transform) -> None:
    before, after = versions(transform(*DATA)), versions(transform(*DATA, "ImageUri=a-repository:another-tag"))
    assert len(before) == len(after) == 3
    assert {name for name in before if name.startswith("RunnerImageFunction")}.isdisjoint(after)
    assert {name for name in before if not name.startswith("RunnerImageFunction")} <= after


def test_the_runner_is_reserved_isolated_and_outside_as_its_parameters_say(
    template: Template, runners: list[str]
) -> None:
    for runner in (properties(template, name) for name in runners):
        assert runner["ReservedConcurrentExecutions"]["Fn::If"][0] == "ReserveConcurrency"
        assert runner["TenancyConfig"]["Fn::If"][0] == "IsolateCallers"
        assert runner["VpcConfig"]["SecurityGroupIds"] == [{"Ref": "NoEgress"}]
    zipped = properties(template, "RunnerFunction")
    assert zipped["RuntimeManagementConfig"] == {"UpdateRuntimeOn": "FunctionUpdate"}


def test_without_data_libraries_nothing_speaks_of_an_image_nor_needs_a_registry(
    template: Template, stage: str, runners: list[str]
) -> None:
    if stage != "data":
        assert runners == ["RunnerFunction"]
        assert not re.search(r"Image|RunnerIs|SANDBOX_LIBRARIES", json.dumps(template["Resources"]))
        return
    image = template["Resources"]["RunnerImageFunction"]["Properties"]
    assert (image["PackageType"], image["Code"]) == ("Image", {"ImageUri": "a-repository:a-tag"})
    assert not {"Runtime", "Handler", "Layers", "RuntimeManagementConfig"} & set(image)


def test_each_of_the_runners_parts_goes_with_its_function(template: Template, runners: list[str]) -> None:
    if len(runners) < 2:
        assert not [name for name, row in template["Resources"].items() if "RunnerIs" in str(row.get("Condition"))]
        return
    for name, condition in zip(runners, ("RunnerIsZip", "RunnerIsImage"), strict=True):
        parts = [part for part in template["Resources"] if re.match(f"{name}(Version|Alias|DeploymentGroup|$)", part)]
        assert len(parts) == 4
        assert {template["Resources"][part]["Condition"] for part in parts} == {condition}

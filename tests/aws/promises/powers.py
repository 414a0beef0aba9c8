"""What the roles may, what the functions know, and whom they serve. Raises AssertionError where that is broken."""

from __future__ import annotations

import json
import re

from .reading import RUNNERS, Template, either, listed, of_kind, properties, statements

VPC_ACTIONS = [
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
]


TABLE_ACTIONS = ["dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"]
LOG_ACTIONS = ["logs:CreateLogStream", "logs:PutLogEvents"]


def check_roles_belong_to_lambda_and_hold_their_own_policies(template: Template) -> None:
    """Nobody else may take a role, no managed policy comes along, and each function has its own."""
    roles = of_kind(template, "AWS::IAM::Role")
    assert set(roles) == {"ApiRole", "RunnerRole"}
    for role in roles.values():
        assert set(role) == {"AssumeRolePolicyDocument", "Policies"}
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}
        assert statement["Action"] == "sts:AssumeRole"
    for function, role_name in (("ApiFunction", "ApiRole"), *((name, "RunnerRole") for name in RUNNERS)):
        assert properties(template, function)["Role"] == {"Fn::GetAtt": [role_name, "Arn"]}


def check_the_api_may_count_and_invoke_alone(template: Template) -> None:
    """Single items of that table, that function, its own log."""
    assert [(row["Effect"], listed(row["Action"]), row["Resource"]) for row in statements(template, "ApiRole")] == [
        ("Allow", TABLE_ACTIONS, {"Fn::GetAtt": ["RateLimitTable", "Arn"]}),
        ("Allow", ["lambda:InvokeFunction"], either(*({"Ref": f"{name}.Alias"} for name in RUNNERS))),
        ("Allow", LOG_ACTIONS, {"Fn::Sub": "${ApiLogGroup.Arn}"}),
    ]


def check_the_runner_may_write_its_log_alone(template: Template) -> None:
    """What Lambda needs to attach it to the VPC is denied to its code."""
    own, attach, deny = statements(template, "RunnerRole")
    assert (own["Effect"], own["Action"], own["Resource"]) == (
        "Allow",
        LOG_ACTIONS,
        {"Fn::Sub": "${RunnerLogGroup.Arn}"},
    )
    assert (attach["Effect"], attach["Action"]) == ("Allow", VPC_ACTIONS)
    assert (deny["Effect"], deny["Action"], deny["Resource"]) == ("Deny", VPC_ACTIONS, "*")
    names = [properties(template, runner)["FunctionName"] for runner in RUNNERS]
    assert [name["Fn::If"][0] for name in names] == ["IsolateCallers"] * 2
    arn = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${Name}"
    assert deny["Condition"] == {
        "ArnEquals": {"lambda:SourceFunctionArn": {"Fn::Sub": [arn, {"Name": either(*names)}]}}
    }


def check_no_wildcards(template: Template) -> None:
    """No action, no principal and, but for what Lambda's attaching needs, no resource is `*`."""
    for role in of_kind(template, "AWS::IAM::Role"):
        for row in statements(template, role):
            assert not any("*" in action for action in listed(row["Action"]))
            assert "NotAction" not in row
            assert "NotResource" not in row
            if row["Effect"] == "Allow" and listed(row["Action"]) != VPC_ACTIONS:
                assert "*" not in listed(row["Resource"])
    for name, row in template["Resources"].items():
        if name not in ("FileBucketPolicy", "FileEndpoint"):  # looked at below: one denies, one takes nothing else
            assert not re.search(r'"(Principal|AWS)": (\[)?"\*"', json.dumps(row)), name


def check_the_runners_environment_holds_no_secret(template: Template) -> None:
    """Numbers that every caller may know, and a folder; nothing of another resource, no name of the api's."""
    numbers = {
        "SANDBOX_GUEST_LIBRARIES",
        "SANDBOX_TIMEOUT_SECONDS",
        "SANDBOX_MEMORY_MB",
        "SANDBOX_MAX_CONCURRENCY",
        "SANDBOX_RUNS_PER_ENVIRONMENT",
    }
    for name, known in zip(RUNNERS, (numbers, numbers | {"SANDBOX_LIBRARIES"}), strict=True):
        variables = properties(template, name)["Environment"]["Variables"]
        assert set(variables) == known
        for value in variables.values():
            if isinstance(value, dict):
                assert template["Parameters"][value["Ref"]]["Type"] == "Number"
            else:
                assert value in ("/opt/python", "1", "data")


def check_callers_are_isolated_by_a_new_function_alone(template: Template) -> None:
    """Tenant isolation is set when a function is made: with it another name, and the api is told a key."""
    runners = [properties(template, name) for name in RUNNERS]
    names = [json.dumps(name) for runner in runners for name in runner["FunctionName"]["Fn::If"][1:]]
    assert len(set(names)) == 4
    for runner in runners:
        assert runner["TenancyConfig"] == {
            "Fn::If": ["IsolateCallers", {"TenantIsolationMode": "PER_TENANT"}, {"Ref": "AWS::NoValue"}]
        }
    assert template["Parameters"]["CallerIsolation"]["Default"] == "off"
    key = properties(template, "ApiFunction")["Environment"]["Variables"]["SANDBOX_CALLER_ISOLATION_KEY"]
    assert key["Fn::If"][0] == "IsolateCallers"
    assert key["Fn::If"][2] == ""
    assert "ISOLATION_KEY" not in json.dumps(runners)  # programs are assumed to read all that the runner knows


def check_every_exception_from_checkov_has_a_reason(template: Template) -> None:
    """Nothing is passed over without one."""
    for name, row in template["Resources"].items():
        for skip in row.get("Metadata", {}).get("checkov", {}).get("skip", ()):
            assert re.fullmatch(r"CKV2?_AWS_\d+", skip["id"]), name
            assert len(skip["comment"]) > 15, name

"""What must hold of template.yaml, one function for each promise. Each raises AssertionError; tests also break each."""

from __future__ import annotations

import json
import re
from typing import Any

from pysandbox.api.observe import OUTCOMES, VERDICTS
from pysandbox.policy.load import read_toml
from pysandbox.rate_limit.dynamodb import UPDATE_WITHIN_S
from pysandbox.runners.lambda_function import COLD_START_S

type Template = dict[str, Any]

KINDS = frozenset(
    {
        "AWS::CloudWatch::Alarm",
        "AWS::CloudWatch::Dashboard",
        "AWS::DynamoDB::Table",
        "AWS::EC2::NetworkAcl",
        "AWS::EC2::NetworkAclEntry",
        "AWS::EC2::RouteTable",
        "AWS::EC2::SecurityGroup",
        "AWS::EC2::Subnet",
        "AWS::EC2::SubnetNetworkAclAssociation",
        "AWS::EC2::SubnetRouteTableAssociation",
        "AWS::EC2::VPC",
        "AWS::EC2::VPCEndpoint",
        "AWS::IAM::Role",
        "AWS::IAM::RolePolicy",
        "AWS::Logs::LogGroup",
        "AWS::S3::Bucket",
        "AWS::S3::BucketPolicy",
        "AWS::SNS::Topic",
        "AWS::Serverless::Function",
        "AWS::Serverless::HttpApi",
        "AWS::Serverless::LayerVersion",
    }
)
"""No gateway, no route, no peering, no address, no rule apart from its group."""

UPLOADS = {
    "FileBucket",
    "FileBucketPolicy",
    "ApiFiles",
    "FileEndpoint",
    "FileRoutes",
    "FileRoutesA",
    "FileRoutesB",
    "FilesOut",
    "FilesBack",
}
"""What is there only where uploads are taken."""

FILE_KINDS = {
    "AWS::EC2::NetworkAclEntry",
    "AWS::EC2::RouteTable",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::VPCEndpoint",
    "AWS::IAM::RolePolicy",
    "AWS::S3::Bucket",
    "AWS::S3::BucketPolicy",
}
BUCKET_FILES = "${FileBucket.Arn}"

VPC_ACTIONS = [
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
]
LOG_ACTIONS = ["logs:CreateLogStream", "logs:PutLogEvents"]
METRICS = frozenset(
    {"Requests", "RequestMilliseconds", "Runs", "RunMilliseconds", "ColdStart", "StoreErrors", "Violations"}
)


def properties(template: Template, name: str) -> Any:
    """The properties of a resource."""
    return template["Resources"][name]["Properties"]


def of_kind(template: Template, kind: str) -> dict[str, Any]:
    """The properties of every resource of a kind, by name."""
    return {name: row["Properties"] for name, row in template["Resources"].items() if row["Type"] == kind}


def listed(value: Any) -> list[Any]:
    """`value` as a list, which IAM lets one leave out around a single one."""
    return value if isinstance(value, list) else [value]


def statements(template: Template, role: str) -> list[Any]:
    """Every statement of a role's own policies."""
    rows = properties(template, role)
    return [row for policy in rows["Policies"] for row in policy["PolicyDocument"]["Statement"]]


def check_only_known_kinds_of_resources(template: Template) -> None:
    """Nothing that could lead out of the VPC, or to a function past the HTTP API, is there under any name."""
    assert {row["Type"] for row in template["Resources"].values()} <= KINDS
    for row in of_kind(template, "AWS::Serverless::Function").values():
        assert not {"FunctionUrlConfig", "Policies", "EventInvokeConfig"} & set(row)


def check_the_vpc_leads_nowhere(template: Template) -> None:
    """No DNS, no public address, and a network ACL without entries on both subnets."""
    vpc = properties(template, "Vpc")
    assert (vpc["EnableDnsSupport"], vpc["EnableDnsHostnames"]) == (False, False)
    subnets = of_kind(template, "AWS::EC2::Subnet")
    assert set(subnets) == {"SubnetA", "SubnetB"}
    for subnet in subnets.values():
        assert subnet["VpcId"] == {"Ref": "Vpc"}
        assert subnet["MapPublicIpOnLaunch"] is False
        assert not any("Ipv6" in name for name in subnet)
    bound = of_kind(template, "AWS::EC2::SubnetNetworkAclAssociation").values()
    assert sorted(row["SubnetId"]["Ref"] for row in bound) == sorted(subnets)
    assert all(row["NetworkAclId"] == {"Ref": "NothingPasses"} for row in bound)


def check_the_security_group_lets_nothing_pass(template: Template) -> None:
    """Its one rule stands for none: to an address that no packet is sent to, a kind of ICMP that does not exist."""
    (group,) = of_kind(template, "AWS::EC2::SecurityGroup").values()
    assert not group.get("SecurityGroupIngress")
    (choice,) = group["SecurityGroupEgress"]
    condition, to_s3, rule = choice["Fn::If"]
    assert condition == "TakeUploads"
    assert {name: value for name, value in to_s3.items() if name != "Description"} == {
        "IpProtocol": "tcp",
        "FromPort": 443,
        "ToPort": 443,
        "DestinationPrefixListId": {"Ref": "S3PrefixListId"},
    }
    assert {name: value for name, value in rule.items() if name != "Description"} == {
        "IpProtocol": "icmp",
        "FromPort": 252,
        "ToPort": 86,
        "CidrIp": "255.255.255.255/32",
    }


def check_the_runner_is_in_the_vpc(template: Template) -> None:
    """In both subnets, with that group alone; the api function is outside."""
    assert properties(template, "RunnerFunction")["VpcConfig"] == {
        "SubnetIds": [{"Ref": "SubnetA"}, {"Ref": "SubnetB"}],
        "SecurityGroupIds": [{"Ref": "NoEgress"}],
    }
    assert "VpcConfig" not in properties(template, "ApiFunction")


def check_the_role_outlives_the_interfaces(template: Template) -> None:
    """On deletion Lambda gives the runner's network interfaces back by means of its role; else subnets cannot go."""
    for name in ("SubnetA", "SubnetB", "NoEgress"):
        assert template["Resources"][name]["DependsOn"] == "RunnerRole"


def check_roles_belong_to_lambda_and_hold_their_own_policies(template: Template) -> None:
    """Nobody else may take a role, no managed policy comes along, and each function has its own."""
    roles = of_kind(template, "AWS::IAM::Role")
    assert set(roles) == {"ApiRole", "RunnerRole"}
    for role in roles.values():
        assert set(role) == {"AssumeRolePolicyDocument", "Policies"}
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}
        assert statement["Action"] == "sts:AssumeRole"
    for function, role_name in (("ApiFunction", "ApiRole"), ("RunnerFunction", "RunnerRole")):
        assert properties(template, function)["Role"] == {"Fn::GetAtt": [role_name, "Arn"]}


def check_the_api_may_count_and_invoke_alone(template: Template) -> None:
    """That table's read and update, that function, its own log."""
    assert [(row["Effect"], listed(row["Action"]), row["Resource"]) for row in statements(template, "ApiRole")] == [
        ("Allow", ["dynamodb:GetItem", "dynamodb:UpdateItem"], {"Fn::GetAtt": ["RateLimitTable", "Arn"]}),
        ("Allow", ["lambda:InvokeFunction"], {"Fn::GetAtt": ["RunnerFunction", "Arn"]}),
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
    name = properties(template, "RunnerFunction")["FunctionName"]["Fn::Sub"]
    arn = f"arn:${{AWS::Partition}}:lambda:${{AWS::Region}}:${{AWS::AccountId}}:function:{name}"
    assert deny["Condition"] == {"ArnEquals": {"lambda:SourceFunctionArn": {"Fn::Sub": arn}}}


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


def check_without_uploads_there_is_nothing_of_s3(template: Template) -> None:
    """Every resource of theirs hangs on the prefix list being named, which it is not by default."""
    resources = template["Resources"]
    assert {name for name, row in resources.items() if row.get("Condition") == "TakeUploads"} == UPLOADS
    assert {name for name, row in resources.items() if row["Type"] in FILE_KINDS} == UPLOADS
    assert template["Parameters"]["S3PrefixListId"]["Default"] == ""
    assert template["Conditions"]["TakeUploads"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "S3PrefixListId"}, ""]}]}
    store = properties(template, "ApiFunction")["Environment"]["Variables"]["SANDBOX_UPLOAD_STORE"]
    assert store == {"Fn::If": ["TakeUploads", {"Fn::Sub": "s3://${FileBucket}"}, "none"]}


def check_the_bucket_is_private_and_forgets(template: Template) -> None:
    """TLS alone, no public access, encrypted, a day, and web pages of the allowed origins."""
    bucket = properties(template, "FileBucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]
    assert (rule["Status"], rule["ExpirationInDays"]) == ("Enabled", 1)
    assert not {"Prefix", "TagFilters"} & set(rule)
    (cors,) = bucket["CorsConfiguration"]["CorsRules"]
    assert (cors["AllowedMethods"], cors["AllowedOrigins"]) == (["GET", "POST"], {"Ref": "AllowedOrigins"})
    (policy,) = properties(template, "FileBucketPolicy")["PolicyDocument"]["Statement"]
    assert (policy["Effect"], policy["Principal"], policy["Action"]) == ("Deny", "*", "s3:*")
    assert policy["Resource"] == [{"Fn::GetAtt": ["FileBucket", "Arn"]}, {"Fn::Sub": BUCKET_FILES + "/*"}]
    assert policy["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def check_the_api_alone_may_use_the_bucket(template: Template) -> None:
    """Its files, and whether one is there; the runner has nothing but what the api has signed."""
    policy = properties(template, "ApiFiles")
    assert policy["RoleName"] == {"Ref": "ApiRole"}
    rows = policy["PolicyDocument"]["Statement"]
    assert [(row["Effect"], listed(row["Action"]), row["Resource"]) for row in rows] == [
        ("Allow", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], {"Fn::Sub": BUCKET_FILES + "/uploads/*"}),
        ("Allow", ["s3:GetObject", "s3:PutObject"], {"Fn::Sub": BUCKET_FILES + "/results/*"}),
        ("Allow", ["s3:ListBucket"], {"Fn::GetAtt": ["FileBucket", "Arn"]}),
    ]
    assert "FileBucket" not in json.dumps(properties(template, "RunnerRole"))


def check_the_runners_one_way_is_to_the_bucket(template: Template) -> None:
    """A gateway endpoint for S3 whose policy knows this bucket and the api's signature, in a table without routes."""
    endpoint = properties(template, "FileEndpoint")
    assert (endpoint["VpcEndpointType"], endpoint["VpcId"]) == ("Gateway", {"Ref": "Vpc"})
    assert endpoint["ServiceName"] == {"Fn::Sub": "com.amazonaws.${AWS::Region}.s3"}
    assert endpoint["RouteTableIds"] == [{"Ref": "FileRoutes"}]
    rows = endpoint["PolicyDocument"]["Statement"]
    assert [(row["Effect"], row["Action"], row["Resource"]) for row in rows] == [
        ("Allow", "s3:GetObject", {"Fn::Sub": BUCKET_FILES + "/uploads/*"}),
        ("Allow", "s3:PutObject", {"Fn::Sub": BUCKET_FILES + "/results/*"}),
    ]
    signed = {"ArnEquals": {"aws:PrincipalArn": {"Fn::GetAtt": ["ApiRole", "Arn"]}}}
    assert all(row["Condition"] == signed for row in rows)
    assert properties(template, "FileRoutes") == {"VpcId": {"Ref": "Vpc"}}
    bound = of_kind(template, "AWS::EC2::SubnetRouteTableAssociation").values()
    assert sorted(row["SubnetId"]["Ref"] for row in bound) == ["SubnetA", "SubnetB"]
    assert all(row["RouteTableId"] == {"Ref": "FileRoutes"} for row in bound)
    entries = of_kind(template, "AWS::EC2::NetworkAclEntry")
    ports = {name: (row["Egress"], row["Protocol"], row["PortRange"]) for name, row in entries.items()}
    assert ports == {
        "FilesOut": (True, 6, {"From": 443, "To": 443}),
        "FilesBack": (False, 6, {"From": 1024, "To": 65535}),
    }


def check_inline_sizes_leave_room_in_lambdas_6_mb(template: Template) -> None:
    """In Base64 and with 256 KB for everything else."""
    variables = properties(template, "ApiFunction")["Environment"]["Variables"]
    assert int(variables["SANDBOX_MAX_INLINE_ATTACHMENT_BYTES"]) * 4 / 3 <= 6_291_556 - 256 * 1024
    assert int(variables["SANDBOX_MAX_ANSWER_BYTES"]) <= 6_291_556 - 256 * 1024


def check_concurrency_is_five_or_none(template: Template) -> None:
    """Five by default; -1 leaves the property out."""
    assert template["Parameters"]["RunnerReservedConcurrency"]["Default"] == 5
    reserved = properties(template, "RunnerFunction")["ReservedConcurrentExecutions"]
    parameter = {"Ref": "RunnerReservedConcurrency"}
    assert reserved == {"Fn::If": ["ReserveConcurrency", parameter, {"Ref": "AWS::NoValue"}]}
    assert template["Conditions"]["ReserveConcurrency"] == {"Fn::Not": [{"Fn::Equals": [parameter, -1]}]}


def check_the_runners_environment_holds_no_secret(template: Template) -> None:
    """Numbers that every caller may know, and a folder; nothing of another resource, no name of the api's."""
    variables = properties(template, "RunnerFunction")["Environment"]["Variables"]
    assert set(variables) == {
        "SANDBOX_GUEST_LIBRARIES",
        "SANDBOX_TIMEOUT_SECONDS",
        "SANDBOX_MEMORY_MB",
        "SANDBOX_MAX_CONCURRENCY",
        "SANDBOX_RUNS_PER_ENVIRONMENT",
    }
    for value in variables.values():
        if isinstance(value, dict):
            assert template["Parameters"][value["Ref"]]["Type"] == "Number"
        else:
            assert value in ("/opt/python", "1")


def check_functions_run_python_3_13(template: Template) -> None:
    """And so do the layers; older ones have a glibc that the guest libraries' wheels do not take."""
    assert template["Globals"]["Function"]["Runtime"] == "python3.13"
    for row in of_kind(template, "AWS::Serverless::Function").values():
        assert "Runtime" not in row
    for row in of_kind(template, "AWS::Serverless::LayerVersion").values():
        assert row["CompatibleRuntimes"] == ["python3.13"]


def check_logs_are_kept_for_a_while(template: Template) -> None:
    """Every group has the retention that the operator sets, and every function writes to its own."""
    groups = of_kind(template, "AWS::Logs::LogGroup")
    assert len(groups) == 3
    assert all(row["RetentionInDays"] == {"Ref": "LogRetentionDays"} for row in groups.values())
    for function, group in (("ApiFunction", "ApiLogGroup"), ("RunnerFunction", "RunnerLogGroup")):
        assert properties(template, function)["LoggingConfig"] == {"LogFormat": "JSON", "LogGroup": {"Ref": group}}


def check_the_access_log_names_no_caller(template: Template) -> None:
    """JSON, and nothing of an address, a user agent or a path that the caller made up."""
    row = json.loads(properties(template, "HttpApi")["AccessLogSettings"]["Format"])
    assert "$context.requestId" in row.values()
    assert not [value for value in row.values() if re.search(r"sourceIp|userAgent|path|identity", value)]


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
    limits = {row["variable"]: row for row in read_toml("limits.toml").values() if "variable" in row}
    for function in ("ApiFunction", "RunnerFunction"):
        for variable, value in properties(template, function)["Environment"]["Variables"].items():
            if variable in limits and isinstance(value, dict) and "Ref" in value:
                row = template["Parameters"][value["Ref"]]
                assert limits[variable]["minimum"] <= row["MinValue"], variable
                assert row["MaxValue"] <= limits[variable]["maximum"], variable


def check_timeouts_nest(template: Template) -> None:
    """The longest program, then the api's patience with a cold runner, both functions' own ends, the gateway's 30 s."""
    longest = template["Parameters"]["TimeoutSeconds"]["MaxValue"]
    runner, api = properties(template, "RunnerFunction")["Timeout"], properties(template, "ApiFunction")["Timeout"]
    assert longest + COLD_START_S <= runner <= api < 30
    assert longest + COLD_START_S + UPDATE_WITHIN_S <= api


def check_outputs_tell_what_an_operator_needs(template: Template) -> None:
    """The address, and the names that docs/operations.md uses."""
    wanted = {"BaseUrl", "DashboardUrl", "ApiFunctionName", "RunnerFunctionName", "RateLimitTableName"}
    assert set(template["Outputs"]) == wanted
    assert template["Outputs"]["BaseUrl"]["Value"] == {
        "Fn::Sub": "https://${HttpApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
    }


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
                _check_own_metric(metric["MetricName"], {row["Name"]: row["Value"] for row in metric["Dimensions"]})
            else:
                assert metric["Namespace"] in ("AWS/ApiGateway", "AWS/Lambda"), name
    assert {"5xx", "Throttles", "Errors", "Latency", "StoreErrors", "Requests"} <= watched
    assert alarms["LatencyAlarm"]["ExtendedStatistic"] == "p99"


def check_the_dashboard_shows_what_is_written(template: Template) -> None:
    """It is JSON, its widgets do not overlap, and its metrics exist."""
    body = properties(template, "Dashboard")["DashboardBody"]["Fn::Sub"]
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
            _check_own_metric(row[1], dict(zip(names[::2], names[1::2], strict=True)))
        else:
            assert row[0] in ("AWS/ApiGateway", "AWS/Lambda")


def _check_own_metric(name: str, dimensions: dict[str, str]) -> None:
    assert name in METRICS, name
    assert dimensions.pop("service") == "api"
    for key, value in dimensions.items():
        assert value in {"verdict": VERDICTS, "outcome": OUTCOMES}[key]


def check_every_exception_from_checkov_has_a_reason(template: Template) -> None:
    """Nothing is passed over without one."""
    for name, row in template["Resources"].items():
        for skip in row.get("Metadata", {}).get("checkov", {}).get("skip", ()):
            assert re.fullmatch(r"CKV2?_AWS_\d+", skip["id"]), name
            assert len(skip["comment"]) > 15, name

"""template.yaml keeps its promises, and a template that breaks one is found out."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from typing import Any

import pytest

from tests.aws.cloudformation import ROOT, load_template
from tests.aws.promises import CHECKS
from tests.aws.promises.reading import Template

GONE = object()

R = "Resources/"
ANYBODY = {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}
ADMIN = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
API = f"{R}ApiRole/Properties/Policies/0/PolicyDocument/Statement/"
RUNNER = f"{R}RunnerRole/Properties/Policies/0/PolicyDocument/Statement/"
EGRESS = f"{R}NoEgress/Properties/SecurityGroupEgress/"
ENDPOINT = f"{R}FileEndpoint/Properties/PolicyDocument/Statement"
RUNNER_VARIABLES = f"{R}RunnerFunction/Properties/Environment/Variables/"
EITHER = {"Fn::If": ["RunnerIsImage", {"Ref": "RunnerImageFunction"}, {"Ref": "RunnerFunction"}]}
IMAGE = f"{R}RunnerImageFunction/"
WIDGET = '{"type": "metric", "x": 0, "y": 0, "properties": {"metrics": [["${AWS::StackName}", "Nonsense"]]}}'

BREAKS: list[tuple[str, str, Any]] = [
    *(
        ("only_known_kinds_of_resources", f"{R}Way", {"Type": f"AWS::EC2::{kind}", "Properties": {}})
        for kind in (
            "InternetGateway",
            "NatGateway",
            "EgressOnlyInternetGateway",
            "Route",
            "VPCPeeringConnection",
            "TransitGatewayAttachment",
            "VPNGateway",
            "EIP",
            "SecurityGroupEgress",
            "NetworkInterface",
        )
    ),
    ("only_known_kinds_of_resources", f"{R}Door", {"Type": "AWS::Lambda::Permission", "Properties": {}}),
    ("only_known_kinds_of_resources", f"{R}RunnerFunction/Properties/FunctionUrlConfig", {"AuthType": "NONE"}),
    ("only_known_kinds_of_resources", f"{R}RunnerFunction/Properties/Policies", ["AdministratorAccess"]),
    ("the_vpc_leads_nowhere", f"{R}Vpc/Properties/EnableDnsSupport", True),
    ("the_vpc_leads_nowhere", f"{R}Vpc/Properties/EnableDnsHostnames", True),
    ("the_vpc_leads_nowhere", f"{R}SubnetA/Properties/MapPublicIpOnLaunch", True),
    ("the_vpc_leads_nowhere", f"{R}SubnetB/Properties/Ipv6CidrBlock", "2001:db8::/64"),
    ("the_vpc_leads_nowhere", f"{R}SubnetB/Properties/VpcId", {"Ref": "Other"}),
    ("the_vpc_leads_nowhere", f"{R}NothingPassesB", GONE),
    ("the_vpc_leads_nowhere", f"{R}NothingPassesB/Properties/NetworkAclId", {"Ref": "Other"}),
    ("the_security_group_lets_nothing_pass", EGRESS + "0/Fn::If/2/CidrIp", "0.0.0.0/0"),
    ("the_security_group_lets_nothing_pass", EGRESS + "0/Fn::If/2/IpProtocol", "-1"),
    ("the_security_group_lets_nothing_pass", EGRESS + "0/Fn::If/1/DestinationPrefixListId", {"Ref": "Other"}),
    ("the_security_group_lets_nothing_pass", EGRESS + "0/Fn::If/1/ToPort", 65535),
    ("the_security_group_lets_nothing_pass", EGRESS + "1", {"IpProtocol": "-1", "CidrIpv6": "::/0"}),
    ("the_security_group_lets_nothing_pass", EGRESS.rstrip("/"), GONE),
    ("the_security_group_lets_nothing_pass", EGRESS.rstrip("/"), []),
    (
        "the_security_group_lets_nothing_pass",
        f"{R}NoEgress/Properties/SecurityGroupIngress",
        [{"CidrIp": "10.0.0.0/8"}],
    ),
    ("the_runner_is_in_the_vpc", f"{R}RunnerFunction/Properties/VpcConfig", GONE),
    ("the_runner_is_in_the_vpc", f"{R}RunnerFunction/Properties/VpcConfig/SubnetIds/1", {"Ref": "Other"}),
    ("the_runner_is_in_the_vpc", f"{R}RunnerFunction/Properties/VpcConfig/SecurityGroupIds", [{"Ref": "Other"}]),
    ("the_role_outlives_the_interfaces", f"{R}SubnetB/DependsOn", GONE),
    (
        "roles_belong_to_lambda_and_hold_their_own_policies",
        f"{R}RunnerRole/Properties/AssumeRolePolicyDocument/Statement/1",
        ANYBODY,
    ),
    (
        "roles_belong_to_lambda_and_hold_their_own_policies",
        f"{R}ApiRole/Properties/AssumeRolePolicyDocument/Statement/0/Principal",
        {"AWS": "arn:aws:iam::1:root"},
    ),
    (
        "roles_belong_to_lambda_and_hold_their_own_policies",
        f"{R}RunnerRole/Properties/ManagedPolicyArns",
        ["arn:aws:iam::aws:policy/AdministratorAccess"],
    ),
    (
        "roles_belong_to_lambda_and_hold_their_own_policies",
        f"{R}RunnerFunction/Properties/Role",
        {"Fn::GetAtt": ["ApiRole", "Arn"]},
    ),
    ("the_api_may_count_and_invoke_alone", API + "0/Action/3", "dynamodb:Scan"),
    ("the_api_may_count_and_invoke_alone", API + "0/Resource", "*"),
    ("the_api_may_count_and_invoke_alone", API + "1/Resource", "*"),
    ("the_api_may_count_and_invoke_alone", API + "3", ADMIN),
    ("the_runner_may_write_its_log_alone", RUNNER + "0/Resource", "*"),
    ("the_runner_may_write_its_log_alone", RUNNER + "1/Action/6", "ec2:RunInstances"),
    ("the_runner_may_write_its_log_alone", RUNNER + "2", GONE),
    ("the_runner_may_write_its_log_alone", RUNNER + "2/Action", ["ec2:CreateNetworkInterface"]),
    ("the_runner_may_write_its_log_alone", RUNNER + "2/Effect", "Allow"),
    ("the_runner_may_write_its_log_alone", RUNNER + "2/Condition", {"StringEquals": {"aws:RequestedRegion": "x"}}),
    ("the_runner_may_write_its_log_alone", f"{R}RunnerFunction/Properties/FunctionName", {"Fn::Sub": "another"}),
    ("no_wildcards", API + "0/Action", ["dynamodb:*"]),
    ("no_wildcards", API + "1/Resource", "*"),
    ("no_wildcards", RUNNER + "0", {"Effect": "Allow", "Action": [], "NotAction": "iam:*", "Resource": "x"}),
    ("no_wildcards", f"{R}ApiRole/Properties/AssumeRolePolicyDocument/Statement/1", ANYBODY),
    ("no_wildcards", f"{R}RateLimitTable/Properties/ResourcePolicy", {"Statement": [{"Principal": {"AWS": "*"}}]}),
    ("without_uploads_there_is_nothing_of_s3", f"{R}FileEndpoint/Condition", GONE),
    ("without_uploads_there_is_nothing_of_s3", f"{R}Door", {"Type": "AWS::EC2::VPCEndpoint", "Properties": {}}),
    ("without_uploads_there_is_nothing_of_s3", "Parameters/Uploads/Default", "on"),
    ("the_bucket_is_private_and_forgets", f"{R}FileBucketPolicy/Properties/PolicyDocument/Statement/0/Effect", "Allow"),
    (
        "the_bucket_is_private_and_forgets",
        f"{R}FileBucket/Properties/PublicAccessBlockConfiguration/BlockPublicPolicy",
        False,
    ),
    ("the_bucket_is_private_and_forgets", f"{R}FileBucket/Properties/LifecycleConfiguration", GONE),
    ("the_bucket_is_private_and_forgets", f"{R}FileBucket/Properties/BucketEncryption", GONE),
    ("the_api_alone_may_use_the_bucket", f"{R}ApiFiles/Properties/RoleName", {"Ref": "RunnerRole"}),
    ("the_api_alone_may_use_the_bucket", f"{R}ApiFiles/Properties/PolicyDocument/Statement/0/Action", "s3:*"),
    ("the_api_alone_may_use_the_bucket", RUNNER + "3", {"Resource": {"Fn::Sub": "${FileBucket.Arn}/*"}}),
    ("the_runners_one_way_is_to_the_bucket", f"{ENDPOINT}/0/Resource", "*"),
    ("the_runners_one_way_is_to_the_bucket", f"{ENDPOINT}/0/Condition", GONE),
    ("the_runners_one_way_is_to_the_bucket", f"{ENDPOINT}/1/Action", "s3:*"),
    ("the_runners_one_way_is_to_the_bucket", f"{R}FileEndpoint/Properties/VpcEndpointType", "Interface"),
    ("the_runners_one_way_is_to_the_bucket", f"{R}FilesOut/Properties/PortRange/To", 65535),
    ("without_uploads_there_is_nothing_of_s3", "Rules/UploadsNeedThePrefixList", GONE),
    ("the_vpc_leads_nowhere", f"{R}SubnetA/Properties/AvailabilityZoneId", GONE),
    ("only_known_kinds_of_resources", f"{R}RunnerFunction/Properties/Events", {"Door": {"Type": "HttpApi"}}),
    ("only_known_kinds_of_resources", f"{R}ApiFunction/Properties/Events/Door", {"Type": "SNS"}),
    ("the_runner_may_write_its_log_alone", RUNNER + "2/Condition/ArnEquals/lambda:SourceFunctionArn/Fn::Sub/1", {}),
    ("versions_are_published_and_rolled_back", "Globals/Function/AutoPublishAlias", GONE),
    ("versions_are_published_and_rolled_back", f"{R}ApiFunction/Properties/AutoPublishAliasAllProperties", False),
    ("versions_are_published_and_rolled_back", f"{R}RunnerFunction/Properties/AutoPublishAliasAllProperties", GONE),
    ("versions_are_published_and_rolled_back", "Globals/Function/RuntimeManagementConfig", {"UpdateRuntimeOn": "Auto"}),
    ("versions_are_published_and_rolled_back", f"{R}ApiFunction/Properties/DeploymentPreference/Alarms", []),
    ("versions_are_published_and_rolled_back", f"{R}RunnerFunction/Properties/DeploymentPreference/Type", "AllAtOnce"),
    ("versions_are_published_and_rolled_back", f"{R}NewApiFailuresAlarm/Properties/Dimensions", []),
    (
        "versions_are_published_and_rolled_back",
        f"{R}SharedLayer",
        {"Type": "AWS::Serverless::LayerVersion", "Properties": {}},
    ),
    (
        "versions_are_published_and_rolled_back",
        f"{R}ApiFunction/Properties/Environment/Variables/SANDBOX_RUNNER_FUNCTION",
        {"Ref": "RunnerFunction"},
    ),
    ("programs_have_a_throttle_of_their_own", f"{R}HttpApi/Properties/RouteSettings/POST ~1execute", GONE),
    ("programs_have_a_throttle_of_their_own", f"{R}ApiFunction/Properties/Events/Execute", GONE),
    ("programs_have_a_throttle_of_their_own", "Parameters/RunThrottlingRate/Default", 51),
    ("callers_are_isolated_by_a_new_function_alone", f"{R}RunnerFunction/Properties/TenancyConfig", GONE),
    ("callers_are_isolated_by_a_new_function_alone", "Parameters/CallerIsolation/Default", "on"),
    (
        "callers_are_isolated_by_a_new_function_alone",
        f"{R}RunnerFunction/Properties/FunctionName/Fn::If/1",
        {"Fn::Sub": "${AWS::StackName}-runner"},
    ),
    ("callers_are_isolated_by_a_new_function_alone", RUNNER_VARIABLES + "SANDBOX_CALLER_ISOLATION_KEY", "x"),
    ("the_runner_is_asked_how_it_is_every_week", f"{R}ApiFunction/Properties/Events/StayActive", GONE),
    (
        "the_runner_is_asked_how_it_is_every_week",
        f"{R}ApiFunction/Properties/Events/StayActive/Properties/Schedule",
        "rate(60 days)",
    ),
    ("lines_that_are_counted_are_written", f"{R}ReplacedEnvironments/Properties/FilterPattern", "x"),
    ("lines_that_are_counted_are_written", f"{R}SpentEnvironments/Properties/LogGroupName", {"Ref": "ApiLogGroup"}),
    ("whoever_gets_alarms_hears_of_costs", f"{R}Budget", GONE),
    ("whoever_gets_alarms_hears_of_costs", f"{R}Budget/Properties/NotificationsWithSubscribers/1", GONE),
    ("whoever_gets_alarms_hears_of_costs", f"{R}Budget/Properties/Budget/BudgetLimit/Amount", 1_000_000),
    (
        "inline_sizes_leave_room_in_lambdas_6_mb",
        f"{R}ApiFunction/Properties/Environment/Variables/SANDBOX_MAX_ANSWER_BYTES",
        "6291556",
    ),
    ("concurrency_is_five_or_none", "Parameters/RunnerReservedConcurrency/Default", 6),
    ("concurrency_is_five_or_none", f"{IMAGE}Properties/ReservedConcurrentExecutions", GONE),
    ("the_runner_is_in_the_vpc", f"{IMAGE}Properties/VpcConfig/SecurityGroupIds", [{"Ref": "Other"}]),
    ("only_known_kinds_of_resources", f"{IMAGE}Properties/Events", {"Door": {"Type": "HttpApi"}}),
    (
        "roles_belong_to_lambda_and_hold_their_own_policies",
        f"{IMAGE}Properties/Role",
        {"Fn::GetAtt": ["ApiRole", "Arn"]},
    ),
    ("the_api_may_count_and_invoke_alone", API + "1/Resource/Fn::If/1", "*"),
    (
        "the_runner_may_write_its_log_alone",
        RUNNER + "2/Condition/ArnEquals/lambda:SourceFunctionArn/Fn::Sub/1/Name/Fn::If/1",
        {"Fn::Sub": "${AWS::StackName}-runner"},
    ),
    ("the_runners_environment_holds_no_secret", f"{IMAGE}Properties/Environment/Variables/API_KEY", "x"),
    ("callers_are_isolated_by_a_new_function_alone", f"{IMAGE}Properties/TenancyConfig", GONE),
    (
        "callers_are_isolated_by_a_new_function_alone",
        f"{IMAGE}Properties/FunctionName/Fn::If/2",
        {"Fn::Sub": "${AWS::StackName}-runner"},
    ),
    ("logs_are_kept_for_a_while", f"{IMAGE}Properties/LoggingConfig/LogGroup", {"Ref": "ApiLogGroup"}),
    ("versions_are_published_and_rolled_back", f"{IMAGE}Properties/AutoPublishAliasAllProperties", GONE),
    ("timeouts_nest", f"{IMAGE}Properties/Timeout", 10),
    ("the_runner_is_a_zip_unless_data_libraries_are_asked_for", "Parameters/Libraries/Default", "data"),
    ("the_runner_is_a_zip_unless_data_libraries_are_asked_for", f"{R}RunnerFunction/Condition", "RunnerIsImage"),
    ("the_runner_is_a_zip_unless_data_libraries_are_asked_for", f"{IMAGE}Condition", GONE),
    ("the_runner_is_a_zip_unless_data_libraries_are_asked_for", f"{IMAGE}IgnoreGlobals", ["Runtime"]),
    ("the_runner_is_a_zip_unless_data_libraries_are_asked_for", f"{IMAGE}Properties/MemorySize", 10240),
    (
        "the_runner_is_a_zip_unless_data_libraries_are_asked_for",
        f"{IMAGE}Properties/Environment/Variables/SANDBOX_TIMEOUT_SECONDS",
        {"Ref": "ApiMemoryMb"},
    ),
    (
        "the_runner_is_a_zip_unless_data_libraries_are_asked_for",
        f"{R}ApiFunction/Properties/Environment/Variables/SANDBOX_LIBRARIES",
        "data",
    ),
    ("concurrency_is_five_or_none", f"{R}RunnerFunction/Properties/ReservedConcurrentExecutions", GONE),
    ("concurrency_is_five_or_none", "Conditions/ReserveConcurrency", {"Fn::Equals": ["a", "b"]}),
    ("the_runners_environment_holds_no_secret", RUNNER_VARIABLES + "API_KEY", "x"),
    ("the_runners_environment_holds_no_secret", RUNNER_VARIABLES + "SANDBOX_MEMORY_MB", {"Ref": "AlarmEmail"}),
    ("the_runners_environment_holds_no_secret", RUNNER_VARIABLES + "SANDBOX_MAX_CONCURRENCY", "secret"),
    ("functions_run_python_3_13", "Globals/Function/Runtime", "python3.11"),
    ("functions_run_python_3_13", f"{R}ApiFunction/Properties/Runtime", "python3.12"),
    ("functions_run_python_3_13", f"{R}GuestLibrariesLayer/Properties/CompatibleRuntimes", ["python3.12"]),
    ("logs_are_kept_for_a_while", f"{R}RunnerLogGroup/Properties/RetentionInDays", GONE),
    ("logs_are_kept_for_a_while", f"{R}AccessLogGroup", GONE),
    ("logs_are_kept_for_a_while", f"{R}ApiFunction/Properties/LoggingConfig/LogGroup", {"Ref": "RunnerLogGroup"}),
    (
        "the_access_log_names_no_caller",
        f"{R}HttpApi/Properties/AccessLogSettings/Format",
        '{"id": "$context.requestId", "ip": "$context.identity.sourceIp"}',
    ),
    (
        "the_access_log_names_no_caller",
        f"{R}HttpApi/Properties/AccessLogSettings/Format",
        '{"status": "$context.status"}',
    ),
    ("the_table_is_on_demand_and_forgets", f"{R}RateLimitTable/Properties/BillingMode", "PROVISIONED"),
    ("the_table_is_on_demand_and_forgets", f"{R}RateLimitTable/Properties/TimeToLiveSpecification/Enabled", False),
    ("the_table_is_on_demand_and_forgets", f"{R}RateLimitTable/Properties/DeletionProtectionEnabled", False),
    ("parameters_have_bounds_and_descriptions", "Parameters/RunsPerEnvironment/MaxValue", GONE),
    ("parameters_have_bounds_and_descriptions", "Parameters/RunsPerEnvironment/Description", "Runs"),
    ("parameters_have_bounds_and_descriptions", "Parameters/RequestsPerDay/Default", -1),
    ("parameters_have_bounds_and_descriptions", "Parameters/AlarmEmail/AllowedPattern", "[^@ ]+@[^@ ]+"),
    ("parameters_have_bounds_and_descriptions", "Parameters/RequestsPerDay/MaxValue", 1_000_001),
    ("parameters_have_bounds_and_descriptions", "Parameters/ProgramMemoryMb/MinValue", 16),
    ("timeouts_nest", "Parameters/TimeoutSeconds/MaxValue", 60),
    ("timeouts_nest", f"{R}ApiFunction/Properties/Timeout", 30),
    ("timeouts_nest", f"{R}RunnerFunction/Properties/Timeout", 10),
    ("outputs_tell_what_an_operator_needs", "Outputs/BaseUrl", GONE),
    ("outputs_tell_what_an_operator_needs", "Outputs/BaseUrl/Value", "https://example.org"),
    ("alarms_watch_what_is_written", f"{R}StoreErrorsAlarm", GONE),
    ("alarms_watch_what_is_written", f"{R}StoreErrorsAlarm/Properties/MetricName", "StoreFailures"),
    ("alarms_watch_what_is_written", f"{R}UnavailableAlarm/Properties/Dimensions/1/Value", "Unavailable"),
    ("alarms_watch_what_is_written", f"{R}ServerErrorsAlarm/Properties/AlarmActions", []),
    ("alarms_watch_what_is_written", f"{R}LatencyAlarm/Properties/ExtendedStatistic", "p50"),
    (
        "the_dashboard_shows_what_is_written",
        f"{R}Dashboard/Properties/DashboardBody",
        {"Fn::Sub": [f'{{"widgets": [{WIDGET}]}}', {"Runner": EITHER}]},
    ),
    ("every_exception_from_checkov_has_a_reason", f"{R}ApiFunction/Metadata/checkov/skip/0/comment", "-"),
]


def change(template: Template, path: str, value: Any) -> Template:
    """A copy with `value` at `path`; an index at a list's end appends."""
    changed: Any = copy.deepcopy(template)
    *above, last = path.split("/")
    place: Any = changed
    last = last.replace("~1", "/")  # as in RFC 6901
    for name in above:
        place = place[int(name)] if isinstance(place, list) else place[name]
    key: Any = int(last) if isinstance(place, list) else last
    if value is GONE:
        del place[key]
    elif isinstance(place, list) and key == len(place):
        place.append(value)
    else:
        place[key] = value
    return dict(changed)


@pytest.fixture(scope="module")
def template() -> Template:
    return load_template()


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_the_template_keeps_the_promise(template: Template, check: Callable[[Template], None]) -> None:
    check(template)


@pytest.mark.parametrize(("promise", "path", "value"), BREAKS)
def test_a_template_that_breaks_the_promise_is_found_out(
    template: Template, promise: str, path: str, value: Any
) -> None:
    broken = change(template, path, value)
    with pytest.raises((AssertionError, KeyError, ValueError)):
        CHECKS[promise](broken)


def test_every_promise_is_broken_by_some_test() -> None:
    assert {promise for promise, _, _ in BREAKS} == set(CHECKS)


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_a_profile_sets_parameters_that_there_are(template: Template, stage: str) -> None:
    profile = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))[stage]["deploy"]["parameters"]
    given = dict(pair.split("=", 1) for pair in profile["parameter_overrides"].split())
    assert set(given) <= set(template["Parameters"])
    assert given["Stage"] == stage
    assert "RunnerReservedConcurrency" not in given  # looked up: five wherever the account allows it
    assert profile["capabilities"] == "CAPABILITY_IAM"
    assert profile["resolve_s3"] is True


def test_the_profiles_are_two_stacks() -> None:
    config = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
    names = [config[stage]["deploy"]["parameters"]["stack_name"] for stage in ("dev", "prod")]
    assert names == ["pysandbox-dev", "pysandbox"]


def test_no_address_of_a_registry_and_no_account_is_in_the_template() -> None:
    text = (ROOT / "template.yaml").read_text(encoding="utf-8")
    assert not [word for word in ("pypi", "npmjs", "docker.io") if word in text]

"""What `make deploy` makes of the account's answers, each of them faked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from scripts.deploy_parameters import Account, ParameterError, main

REGION = "us-east-1"
type Answers = dict[str, Callable[[Stubber], None]]


class Session:
    """A session whose clients give the answers that a test has put there, in order, and refuse every other call."""

    region_name: str | None = REGION

    def __init__(self) -> None:
        self.stubbers: dict[str, Stubber] = {}

    def client(self, service: str, **_: Any) -> Any:
        return self.of(service).client

    def of(self, service: str) -> Stubber:
        if service not in self.stubbers:
            client = boto3.client(service, region_name=REGION, aws_access_key_id="a", aws_secret_access_key="b")
            self.stubbers[service] = Stubber(client)
            self.stubbers[service].activate()
        return self.stubbers[service]


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    made = Session()
    monkeypatch.setattr(boto3.session, "Session", lambda: made)
    made.of("sts").add_response("get_caller_identity", {"Account": "123456789012", "UserId": "x", "Arn": "a" * 20})
    yield made
    for stubber in made.stubbers.values():
        stubber.client.close()


def stack(session: Session, parameters: dict[str, str], *, times: int = 2, status: str = "UPDATE_COMPLETE") -> None:
    """A stack that is deployed, with these parameters."""
    rows = [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()]
    row = {"StackName": "s", "CreationTime": "2026-01-01T00:00:00Z", "StackStatus": status, "Parameters": rows}
    for _ in range(times):
        session.of("cloudformation").add_response("describe_stacks", {"Stacks": [row]})


def no_stack(session: Session, times: int = 2) -> None:
    for _ in range(times):
        refuse(session, "cloudformation", "describe_stacks", "ValidationError", "Stack with id s does not exist")


def subnets(session: Session, *zones: str) -> None:
    for number, zone in enumerate(zones):
        detail = {
            "LogicalResourceId": "SubnetA",
            "PhysicalResourceId": f"subnet-{number}",
            "ResourceType": "AWS::EC2::Subnet",
            "LastUpdatedTimestamp": "2026-01-01T00:00:00Z",
            "ResourceStatus": "CREATE_COMPLETE",
        }
        session.of("cloudformation").add_response("describe_stack_resource", {"StackResourceDetail": detail})
        session.of("ec2").add_response("describe_subnets", {"Subnets": [{"AvailabilityZoneId": zone}]})


def zones(session: Session, *ids: str, **more: str) -> None:
    rows = [{"ZoneId": zone, "State": "available", "ZoneType": "availability-zone"} | more for zone in ids]
    session.of("ec2").add_response("describe_availability_zones", {"AvailabilityZones": rows})


def executions(session: Session, in_all: int, unreserved: int) -> None:
    limit = {"ConcurrentExecutions": in_all, "UnreservedConcurrentExecutions": unreserved}
    session.of("lambda").add_response("get_account_settings", {"AccountLimit": limit})


def refuse(session: Session, service: str, operation: str, code: str = "AccessDenied", message: str = "no") -> None:
    session.of(service).add_client_error(operation, code, message)


def parameters(stage: str, *given: str) -> dict[str, str]:
    rows = (line.split("=", 1) for line in main(stage, *given).splitlines())
    return {name: value.removeprefix('"').removesuffix('"') for name, value in rows}


NAMED = ("FirstZoneId=use1-az1", "SecondZoneId=use1-az2")
PLACES = "RunnerReservedConcurrency=5"


def test_a_first_deployment_is_what_the_design_says(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    no_stack(session)
    executions(session, 1000, 1000)
    zones(session, "use1-az6", "use1-az3", "use1-az2", "use1-az1")
    found = parameters("dev")
    assert found == {
        "Stage": "dev",
        "Architecture": "arm64",
        "LogRetentionDays": "7",
        "RunnerReservedConcurrency": "5",
        "FirstZoneId": "use1-az1",
        "SecondZoneId": "use1-az2",
    }
    assert "NO PLACES" not in capsys.readouterr().err


@pytest.mark.parametrize("stage", ["dev", "prod"])
@pytest.mark.parametrize(
    ("in_all", "unreserved", "reserved", "wanted"),
    [(10, 10, "-1", 105), (104, 104, "-1", 105), (105, 105, "5", 0), (1000, 104, "-1", 1001), (1000, 900, "5", 0)],
)
def test_five_places_are_reserved_wherever_the_account_allows_it(
    session: Session,
    capsys: pytest.CaptureFixture[str],
    stage: str,
    in_all: int,
    unreserved: int,
    reserved: str,
    wanted: int,
) -> None:
    no_stack(session, times=1)
    executions(session, in_all, unreserved)
    assert parameters(stage, *NAMED)["RunnerReservedConcurrency"] == reserved
    said = capsys.readouterr().err
    assert ("NO PLACES ARE RESERVED" in said) == (reserved == "-1")
    assert not wanted or f"ask for {wanted} or more" in said


def test_places_that_are_given_are_not_looked_up(session: Session) -> None:
    no_stack(session, times=1)
    assert parameters("prod", *NAMED, "RunnerReservedConcurrency=-1")["RunnerReservedConcurrency"] == "-1"


@pytest.mark.parametrize("deployed", ["0", "3", "50"])
def test_places_that_are_deployed_stay(session: Session, deployed: str) -> None:
    stack(session, {"RunnerReservedConcurrency": deployed}, times=1)
    assert parameters("prod", *NAMED)["RunnerReservedConcurrency"] == deployed


def test_a_stack_without_places_gets_them_once_the_account_has_grown(session: Session) -> None:
    stack(session, {"RunnerReservedConcurrency": "-1"}, times=1)
    executions(session, 1000, 1000)
    assert parameters("prod", *NAMED)["RunnerReservedConcurrency"] == "5"


def test_what_was_deployed_is_kept_and_what_is_said_goes_before_it(session: Session) -> None:
    stack(session, {"TimeoutSeconds": "7", "AlarmEmail": "a@example.org", "RunnerReservedConcurrency": "5"}, times=1)
    found = parameters("prod", *NAMED, "AlarmEmail=b@example.org")
    assert (found["TimeoutSeconds"], found["AlarmEmail"]) == ("7", "b@example.org")


def test_a_parameter_that_there_is_no_more_is_forgotten(session: Session) -> None:
    stack(session, {"OfLongAgo": "1", "RunnerReservedConcurrency": "5"}, times=1)
    assert "OfLongAgo" not in parameters("prod", *NAMED)


def test_a_change_set_that_nobody_carried_out_is_no_stack(session: Session) -> None:
    stack(session, {"TimeoutSeconds": "7"}, status="REVIEW_IN_PROGRESS", times=1)
    executions(session, 1000, 1000)
    assert "TimeoutSeconds" not in parameters("prod", *NAMED)


def test_subnets_stay_in_the_zones_that_they_are_in(session: Session) -> None:
    stack(session, {"RunnerReservedConcurrency": "5"})
    subnets(session, "use1-az5", "use1-az4")
    found = parameters("prod")
    assert (found["FirstZoneId"], found["SecondZoneId"]) == ("use1-az5", "use1-az4")


def test_a_stack_that_failed_before_its_subnets_has_zones_chosen(session: Session) -> None:
    stack(session, {"RunnerReservedConcurrency": "5"})
    refuse(session, "cloudformation", "describe_stack_resource", "ValidationError", "Resource SubnetA does not exist")
    zones(session, "use1-az2", "use1-az1")
    assert parameters("prod")["FirstZoneId"] == "use1-az1"


@pytest.mark.parametrize(
    ("ids", "more"),
    [
        (("use1-az1", "use1-az3"), {}),
        ((), {}),
        (("use1-az1", "use1-az2"), {"State": "impaired"}),
        (("use1-az1", "use1-az2"), {"ZoneType": "local-zone"}),
    ],
)
def test_without_two_zones_that_fit_nothing_is_deployed(
    session: Session, ids: tuple[str, ...], more: dict[str, str]
) -> None:
    no_stack(session)
    zones(session, *ids, **more)
    with pytest.raises(ParameterError, match="no two zones for Lambda"):
        main("dev", PLACES)


def test_libraries_that_are_deployed_stay_until_somebody_says_none(session: Session) -> None:
    stack(session, {"Libraries": "data", "RunnerReservedConcurrency": "5"}, times=1)
    assert parameters("dev", *NAMED)["Libraries"] == "data"
    session.of("sts").add_response("get_caller_identity", {"Account": "123456789012", "UserId": "x", "Arn": "a" * 20})
    stack(session, {"Libraries": "data", "RunnerReservedConcurrency": "5"}, times=1)
    assert parameters("dev", *NAMED, "Libraries=none")["Libraries"] == "none"


def test_a_folder_of_libraries_is_refused_before_anything_is_built(session: Session) -> None:
    no_stack(session, times=1)
    with pytest.raises(ParameterError, match="Libraries=/some/folder: on AWS it is one of none, data"):
        main("dev", *NAMED, PLACES, "Libraries=/some/folder")


def prefix_lists(session: Session, *ids: str) -> None:
    rows = [{"PrefixListId": name} for name in ids]
    session.of("ec2").add_response("describe_managed_prefix_lists", {"PrefixLists": rows})


def test_uploads_are_off_unless_somebody_asks_for_them(session: Session) -> None:
    no_stack(session, times=1)
    found = parameters("dev", *NAMED, PLACES)
    assert not {"Uploads", "S3PrefixListId"} & set(found)  # the template's defaults: off, none


def test_with_uploads_s3s_addresses_are_looked_up(session: Session) -> None:
    no_stack(session, times=1)
    prefix_lists(session, "pl-63a5400a")
    assert parameters("dev", *NAMED, PLACES, "Uploads=on")["S3PrefixListId"] == "pl-63a5400a"


def test_uploads_that_are_on_stay_on(session: Session) -> None:
    stack(session, {"Uploads": "on", "S3PrefixListId": "pl-63a5400a", "RunnerReservedConcurrency": "5"}, times=1)
    found = parameters("dev", *NAMED)
    assert (found["Uploads"], found["S3PrefixListId"]) == ("on", "pl-63a5400a")


@pytest.mark.parametrize("found", [(), ("pl-63a5400a", "pl-63a5400b")])
def test_without_exactly_one_list_of_s3s_addresses_nothing_is_deployed(
    session: Session, found: tuple[str, ...]
) -> None:
    no_stack(session, times=1)
    prefix_lists(session, *found)
    with pytest.raises(ParameterError, match=r"prefix lists called com\.amazonaws\.us-east-1\.s3"):
        main("dev", *NAMED, PLACES, "Uploads=on")


FAILURES: list[tuple[str, str, tuple[str, ...], str]] = [
    ("lambda", "get_account_settings", NAMED, "RunnerReservedConcurrency=5"),
    ("ec2", "describe_availability_zones", (PLACES,), "FirstZoneId and SecondZoneId"),
    ("ec2", "describe_managed_prefix_lists", (*NAMED, PLACES, "Uploads=on"), "S3PrefixListId=pl-"),
]


@pytest.mark.parametrize(("service", "operation", "given", "instead"), FAILURES)
def test_a_look_up_that_fails_stops_it_and_says_what_to_do_instead(
    session: Session, service: str, operation: str, given: tuple[str, ...], instead: str
) -> None:
    no_stack(session)
    refuse(session, service, operation)
    with pytest.raises(ParameterError, match=instead) as raised:
        main("prod", *given)
    assert f"{service}:{operation} failed" in str(raised.value)


@pytest.mark.parametrize("code", ["AccessDenied", "Throttling", "ValidationError"])
def test_a_stack_that_cannot_be_looked_at_is_not_taken_for_none(session: Session, code: str) -> None:
    refuse(session, "cloudformation", "describe_stacks", code)
    with pytest.raises(ParameterError, match="cannot be kept"):
        main("prod")


@pytest.mark.parametrize("operation", ["describe_stack_resource", "describe_subnets"])
def test_subnets_that_cannot_be_looked_at_stop_it(session: Session, operation: str) -> None:
    stack(session, {"RunnerReservedConcurrency": "5"})
    if operation == "describe_subnets":
        detail = {
            "LogicalResourceId": "SubnetA",
            "PhysicalResourceId": "subnet-0",
            "ResourceType": "AWS::EC2::Subnet",
            "LastUpdatedTimestamp": "2026-01-01T00:00:00Z",
            "ResourceStatus": "CREATE_COMPLETE",
        }
        session.of("cloudformation").add_response("describe_stack_resource", {"StackResourceDetail": detail})
        refuse(session, "ec2", operation)
    else:
        refuse(session, "cloudformation", operation)
    with pytest.raises(ParameterError, match=operation):
        main("prod")


@pytest.mark.parametrize("given", ["TimeoutSeconds", "Nonsense=1", "=", "AlarmEmail=a\nb", 'DeveloperGithub="x"'])
def test_an_argument_that_is_no_parameter_is_a_message(session: Session, given: str) -> None:
    with pytest.raises(ParameterError):
        main("dev", given)


def test_a_value_may_have_spaces_and_be_empty(session: Session) -> None:
    no_stack(session, times=1)
    told = main("dev", *NAMED, PLACES, "AllowedOrigins=https://a.example, https://b.example", "AlarmEmail=")
    assert 'AllowedOrigins="https://a.example, https://b.example"' in told.splitlines()
    assert 'AlarmEmail=""' in told.splitlines()


def test_without_a_region_or_credentials_nobody_deploys(session: Session) -> None:
    session.stubbers.clear()
    refuse(session, "sts", "get_caller_identity", "ExpiredToken")
    with pytest.raises(ParameterError, match="no usable AWS credentials"):
        main("dev")
    session.region_name = None
    with pytest.raises(ParameterError, match="no region"):
        main("dev")


def test_every_zone_that_is_left_out_has_two_others_in_its_region() -> None:
    account = Account(Session(), "s")
    session: Any = account._session
    no_stack(session, times=2)
    zones(session, "usw1-az2", "usw1-az3", "usw1-az1")
    assert account.zones() == ["usw1-az1", "usw1-az3"]

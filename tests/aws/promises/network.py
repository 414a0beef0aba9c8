"""The runner's VPC leads nowhere. Raises AssertionError where that is broken."""

from __future__ import annotations

from .reading import RUNNERS, Template, of_kind, properties

KINDS = frozenset(
    {
        "AWS::Budgets::Budget",
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
        "AWS::Logs::MetricFilter",
        "AWS::S3::Bucket",
        "AWS::S3::BucketPolicy",
        "AWS::SNS::Topic",
        "AWS::Serverless::Function",
        "AWS::Serverless::HttpApi",
        "AWS::Serverless::LayerVersion",
    }
)
"""No gateway, no route, no peering, no address, no rule apart from its group."""


def check_only_known_kinds_of_resources(template: Template) -> None:
    """Nothing that could lead out of the VPC, or to a function past the HTTP API, is there under any name."""
    assert {row["Type"] for row in template["Resources"].values()} <= KINDS
    for row in of_kind(template, "AWS::Serverless::Function").values():
        assert not {"FunctionUrlConfig", "Policies", "EventInvokeConfig"} & set(row)
    assert not [name for name in RUNNERS if "Events" in properties(template, name)]
    events = properties(template, "ApiFunction")["Events"].values()
    assert {row["Type"] for row in events} == {"HttpApi", "Schedule"}


def check_the_vpc_leads_nowhere(template: Template) -> None:
    """No DNS, no public address, and a network ACL without entries on both subnets."""
    vpc = properties(template, "Vpc")
    assert (vpc["EnableDnsSupport"], vpc["EnableDnsHostnames"]) == (False, False)
    subnets = of_kind(template, "AWS::EC2::Subnet")
    assert set(subnets) == {"SubnetA", "SubnetB"}
    for name, zone in (("SubnetA", "FirstZoneId"), ("SubnetB", "SecondZoneId")):
        none = {"Ref": "AWS::NoValue"}
        assert subnets[name]["AvailabilityZoneId"] == {"Fn::If": ["NameZones", {"Ref": zone}, none]}
        assert subnets[name]["AvailabilityZone"]["Fn::If"][:2] == ["NameZones", none]
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
    for name in RUNNERS:
        assert properties(template, name)["VpcConfig"] == {
            "SubnetIds": [{"Ref": "SubnetA"}, {"Ref": "SubnetB"}],
            "SecurityGroupIds": [{"Ref": "NoEgress"}],
        }
    assert "VpcConfig" not in properties(template, "ApiFunction")


def check_the_role_outlives_the_interfaces(template: Template) -> None:
    """On deletion Lambda gives the runner's network interfaces back by means of its role; else subnets cannot go."""
    for name in ("SubnetA", "SubnetB", "NoEgress"):
        assert template["Resources"][name]["DependsOn"] == "RunnerRole"

"""Files by way of a bucket, and nothing of it where they are off. Raises AssertionError where that is broken."""

from __future__ import annotations

import json

from .reading import Template, listed, of_kind, properties

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


def check_without_uploads_there_is_nothing_of_s3(template: Template) -> None:
    """Every resource of theirs hangs on a parameter that is off by default, and that asks for S3's addresses."""
    resources = template["Resources"]
    assert {name for name, row in resources.items() if row.get("Condition") == "TakeUploads"} == UPLOADS
    assert {name for name, row in resources.items() if row["Type"] in FILE_KINDS} == UPLOADS
    assert template["Parameters"]["Uploads"]["Default"] == "off"
    assert template["Conditions"]["TakeUploads"] == {"Fn::Equals": [{"Ref": "Uploads"}, "on"]}
    rule = template["Rules"]["UploadsNeedThePrefixList"]
    assert rule["RuleCondition"] == template["Conditions"]["TakeUploads"]
    assert rule["Assertions"][0]["Assert"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "S3PrefixListId"}, ""]}]}
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

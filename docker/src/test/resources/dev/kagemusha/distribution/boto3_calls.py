"""Calls of boto3 against a running server; one test a function, named test_*. Usage: boto3_calls.py PORT"""

import datetime
import hashlib
import http.client
import io
import sys
import traceback
import urllib.parse

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.config import Config
from botocore.exceptions import ClientError

PORT = int(sys.argv[1])
ENDPOINT = f"http://localhost:{PORT}"


def client(service, key="test", secret="test", **config):
    return boto3.client(
        service,
        endpoint_url=config.pop("endpoint", ENDPOINT),
        region_name="us-east-1",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        config=Config(retries={"max_attempts": 0}, **config),
    )


def refused(code, status, call, message=None):
    try:
        call()
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error.response
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status, error.response
        if message is not None:
            assert error.response["Error"]["Message"] == message, error.response
        return error.response
    raise AssertionError(f"not refused with {code}")


# ---- STS: the query protocol


def test_sts_tells_who_calls():
    identity = client("sts").get_caller_identity()
    assert identity["Account"] == "000000000000", identity
    assert identity["Arn"] == "arn:aws:iam::000000000000:root", identity
    assert client("sts", "123456789012").get_caller_identity()["Account"] == "123456789012"


def test_sts_refuses_a_wrong_secret():
    refused("SignatureDoesNotMatch", 403, client("sts", secret="wrong").get_caller_identity)


# ---- DynamoDB: awsJson 1.0


def test_dynamodb_tables_and_items():
    dynamodb = boto3.resource(
        "dynamodb",
        endpoint_url=ENDPOINT,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    table = dynamodb.create_table(
        TableName="boto",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "N"},
        ],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
    table.wait_until_exists()
    with table.batch_writer() as batch:
        for number in range(60):
            batch.put_item(Item={"pk": "a", "sk": number, "even": number % 2 == 0, "data": b"\x00\xff", "s": {"x", "y"}})
    item = table.get_item(Key={"pk": "a", "sk": 7})["Item"]
    assert item["even"] is False and item["data"].value == b"\x00\xff" and item["s"] == {"x", "y"}, item
    page = table.query(
        KeyConditionExpression=Key("pk").eq("a") & Key("sk").between(10, 19),
        FilterExpression=Attr("even").eq(True),
        ScanIndexForward=False,
    )
    assert [int(found["sk"]) for found in page["Items"]] == [18, 16, 14, 12, 10], page
    assert page["ScannedCount"] == 10, page
    updated = table.update_item(
        Key={"pk": "a", "sk": 1},
        UpdateExpression="SET n = if_not_exists(n, :zero) + :one REMOVE #e",
        ExpressionAttributeNames={"#e": "even"},
        ExpressionAttributeValues={":zero": 0, ":one": 1},
        ReturnValues="ALL_NEW",
    )["Attributes"]
    assert updated["n"] == 1 and "even" not in updated, updated
    assert sum(page["Count"] for page in dynamodb.meta.client.get_paginator("scan").paginate(TableName="boto", PaginationConfig={"PageSize": 7})) == 60
    table.delete_item(Key={"pk": "a", "sk": 0})
    table.delete()
    table.wait_until_not_exists()


def test_dynamodb_statements():
    dynamodb = client("dynamodb")
    dynamodb.create_table(
        TableName="statements",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "N"},
        ],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
    dynamodb.get_waiter("table_exists").wait(TableName="statements")
    for number in range(5):
        dynamodb.execute_statement(
            Statement="INSERT INTO statements VALUE {'pk': ?, 'sk': ?, 'data': ?}",
            Parameters=[{"S": "a"}, {"N": str(number)}, {"B": b"\x00\xff"}],
        )
    select = {"Statement": "SELECT sk, \"data\" FROM statements WHERE pk = ? ORDER BY sk DESC", "Parameters": [{"S": "a"}]}
    found, token = [], {}
    while True:
        page = dynamodb.execute_statement(**select, **token, Limit=2)
        found += [int(item["sk"]["N"]) for item in page["Items"]]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert found == [4, 3, 2, 1, 0], found
    assert page["Items"][0]["data"]["B"] == b"\x00\xff", page
    batch = dynamodb.batch_execute_statement(
        Statements=[
            {"Statement": "DELETE FROM statements WHERE pk = 'a' AND sk = 0 RETURNING ALL OLD *"},
            {"Statement": "INSERT INTO statements VALUE {'pk': 'a', 'sk': 1}"},
        ]
    )["Responses"]
    assert batch[0]["Item"]["sk"] == {"N": "0"} and batch[1]["Error"]["Code"] == "DuplicateItem", batch
    cancelled = refused(
        "TransactionCanceledException",
        400,
        lambda: dynamodb.execute_transaction(
            TransactStatements=[
                {"Statement": "UPDATE statements SET n = 1 WHERE pk = 'a' AND sk = 2"},
                {"Statement": "EXISTS(SELECT * FROM statements WHERE pk = 'a' AND sk = 3 AND n = 1)"},
            ]
        ),
    )
    assert [reason["Code"] for reason in cancelled["CancellationReasons"]] == ["None", "ConditionalCheckFailed"], cancelled
    refused(
        "DuplicateItemException",
        400,
        lambda: dynamodb.execute_statement(Statement="INSERT INTO statements VALUE {'pk': 'a', 'sk': 1}"),
        "Duplicate primary key exists in table",
    )


def test_dynamodb_errors():
    dynamodb = client("dynamodb")
    refused(
        "ResourceNotFoundException",
        400,
        lambda: dynamodb.get_item(TableName="absent", Key={"pk": {"S": "a"}}),
        "Requested resource not found",
    )
    refused(
        "InvalidSignatureException",
        400,
        client("dynamodb", secret="wrong").list_tables,
    )


# ---- S3: restXml


def bucket(name):
    s3 = client("s3", s3={"addressing_style": "path"})
    s3.create_bucket(Bucket=name)
    return s3


def test_s3_objects():
    s3 = bucket("boto-objects")
    etag = s3.put_object(
        Bucket="boto-objects", Key="a b/ü+%.txt", Body=b"hello world", ContentType="text/plain", Metadata={"k": "v"}
    )["ETag"]
    assert etag == '"' + hashlib.md5(b"hello world").hexdigest() + '"'
    got = s3.get_object(Bucket="boto-objects", Key="a b/ü+%.txt")
    assert got["Body"].read() == b"hello world" and got["Metadata"] == {"k": "v"}, got
    assert got["ContentType"] == "text/plain"
    part = s3.get_object(Bucket="boto-objects", Key="a b/ü+%.txt", Range="bytes=6-")
    assert part["Body"].read() == b"world" and part["ResponseMetadata"]["HTTPStatusCode"] == 206
    s3.copy_object(Bucket="boto-objects", Key="copy", CopySource={"Bucket": "boto-objects", "Key": "a b/ü+%.txt"})
    listed = s3.list_objects_v2(Bucket="boto-objects", Delimiter="/")
    assert [found["Key"] for found in listed["Contents"]] == ["copy"], listed
    assert [found["Prefix"] for found in listed["CommonPrefixes"]] == ["a b/"], listed
    deleted = s3.delete_objects(Bucket="boto-objects", Delete={"Objects": [{"Key": "copy"}, {"Key": "a b/ü+%.txt"}]})
    assert len(deleted["Deleted"]) == 2, deleted
    refused("NoSuchKey", 404, lambda: s3.get_object(Bucket="boto-objects", Key="copy"), "The specified key does not exist.")
    s3.delete_bucket(Bucket="boto-objects")
    refused("NoSuchBucket", 404, lambda: s3.list_objects_v2(Bucket="boto-objects"), "The specified bucket does not exist")


def test_s3_pages():
    s3 = bucket("boto-pages")
    for number in range(25):
        s3.put_object(Bucket="boto-pages", Key=f"k{number:02}", Body=b"")
    keys = [
        found["Key"]
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket="boto-pages", PaginationConfig={"PageSize": 10})
        for found in page["Contents"]
    ]
    assert keys == [f"k{number:02}" for number in range(25)], keys


def test_s3_goes_on_after_an_empty_object():
    bucket("boto-empty")
    # one connection, on which botocore waits for 100-continue each time
    s3 = client("s3", s3={"addressing_style": "path"}, max_pool_connections=1, read_timeout=20)
    for body in (b"", b"1", b"", b"2"):
        s3.put_object(Bucket="boto-empty", Key="k", Body=body)
    refused("NoSuchBucket", 404, lambda: s3.put_object(Bucket="boto-none", Key="k", Body=b""))
    s3.put_object(Bucket="boto-empty", Key="k", Body=b"3")
    assert s3.get_object(Bucket="boto-empty", Key="k")["Body"].read() == b"3"


def test_s3_multipart():
    s3 = bucket("boto-multipart")
    content = bytes(range(256)) * 80_000
    s3.upload_fileobj(io.BytesIO(content), "boto-multipart", "big")
    assert s3.head_object(Bucket="boto-multipart", Key="big")["ETag"].endswith('-3"')
    back = io.BytesIO()
    s3.download_fileobj("boto-multipart", "big", back)
    assert back.getvalue() == content


def exchange(method, url, body=None, host=None):
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection("localhost", PORT, timeout=20)
    try:
        target = parts.path + ("?" + parts.query if parts.query else "")
        connection.request(method, target, body=body, headers={"Host": host or parts.netloc})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_s3_presigned():
    s3 = bucket("boto-presigned")
    for version in ("s3v4", "s3"):
        signer = client("s3", s3={"addressing_style": "path"}, signature_version=version)
        where = {"Bucket": "boto-presigned", "Key": "k " + version}
        put = signer.generate_presigned_url("put_object", Params=where, ExpiresIn=60)
        assert exchange("PUT", put, b"presigned")[0] == 200
        get = signer.generate_presigned_url("get_object", Params=where, ExpiresIn=60)
        assert exchange("GET", get) == (200, b"presigned")
        status, text = exchange("GET", get[:-1] + ("0" if get[-1] != "0" else "1"))
        assert status == 403 or version == "s3", (status, text)
        assert exchange("DELETE", get)[0] == 403
    assert s3.list_objects_v2(Bucket="boto-presigned")["KeyCount"] == 2


def test_s3_virtual_hosts():
    bucket("boto-virtual").put_object(Bucket="boto-virtual", Key="k", Body=b"virtual")
    for host in (f"localhost:{PORT}", f"s3.localhost.localstack.cloud:{PORT}", "s3.us-east-1.amazonaws.com"):
        signer = client("s3", endpoint="http://" + host, s3={"addressing_style": "virtual"}, signature_version="s3v4")
        url = signer.generate_presigned_url("get_object", Params={"Bucket": "boto-virtual", "Key": "k"})
        assert urllib.parse.urlsplit(url).netloc.startswith("boto-virtual."), url
        assert exchange("GET", url) == (200, b"virtual"), (url, exchange("GET", url))


def test_s3_errors():
    s3 = client("s3", s3={"addressing_style": "path"})
    refused("SignatureDoesNotMatch", 403, client("s3", secret="wrong").list_buckets)
    refused("NoSuchBucket", 404, lambda: s3.get_object(Bucket="boto-absent", Key="k"))
    refused("404", 404, lambda: s3.head_bucket(Bucket="boto-absent"))


def test_s3_access_points():
    # names below localhost do not resolve everywhere: the server is its own proxy
    account, through = "111122223333", {"http": f"http://localhost:{PORT}"}
    s3 = client("s3", account, proxies=through)
    control = client("s3control", account, proxies=through)
    s3.create_bucket(Bucket="boto-behind")
    made = control.create_access_point(AccountId=account, Name="boto-door", Bucket="boto-behind")
    arn = made["AccessPointArn"]
    assert arn == f"arn:aws:s3:us-east-1:{account}:accesspoint/boto-door", made
    for name in (arn, made["Alias"]):
        s3.put_object(Bucket=name, Key="k ü/1", Body=b"through a door")
        assert s3.get_object(Bucket=name, Key="k ü/1")["Body"].read() == b"through a door"
        assert s3.list_objects_v2(Bucket=name)["KeyCount"] == 1
        s3.copy_object(Bucket="boto-behind", Key="copy", CopySource={"Bucket": name, "Key": "k ü/1"})
        s3.delete_object(Bucket=name, Key="copy")
    stranger = client("s3", "444455556666", proxies=through)
    refused("AccessDenied", 403, lambda: stranger.get_object(Bucket=arn, Key="k ü/1"), "Access Denied")
    refused("MethodNotAllowed", 405, lambda: s3.get_bucket_versioning(Bucket=arn))
    refused("BucketHasAccessPointsAttached", 400, lambda: s3.delete_bucket(Bucket="boto-behind"))
    error = refused("NoSuchAccessPoint", 404, lambda: control.get_access_point(AccountId=account, Name="boto-none"))
    assert error["Error"]["AccessPointName"] == "boto-none" and error["HostId"], error
    error = refused("NoSuchPublicAccessBlockConfiguration", 404, lambda: control.get_public_access_block(AccountId=account))
    assert error["Error"]["AccountId"] == account, error
    refused("InvalidRequest", 400, lambda: control.get_public_access_block(AccountId="12"))
    refused("AccessDenied", 403, lambda: control.list_access_points(AccountId="444455556666"))
    refused("NotImplemented", 501, lambda: control.list_jobs(AccountId=account))


# ---- the small services: restJson1, query or CBOR, Kinesis's JSON


def test_xray_rest_json():
    xray = client("xray")
    made = xray.create_group(GroupName="boto ü", InsightsConfiguration={"InsightsEnabled": True})["Group"]
    assert made["InsightsConfiguration"]["InsightsEnabled"] is True, made
    assert xray.get_group(GroupName="boto ü")["Group"]["GroupARN"] == made["GroupARN"]
    error = refused("InvalidRequestException", 400, lambda: xray.get_group(GroupName="absent"), "Group not found")
    assert len(error["ResponseMetadata"]["RequestId"]) == 36, error
    refused("NotImplemented", 501, xray.get_encryption_config)


def test_cloudwatch_metrics():
    cloudwatch = client("cloudwatch")
    at = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0) - datetime.timedelta(hours=1)
    dimensions = [{"Name": "n", "Value": "v&w"}]
    cloudwatch.put_metric_data(
        Namespace="boto",
        MetricData=[{"MetricName": "m", "Timestamp": at, "Value": 0.125, "Dimensions": dimensions}],
    )
    metrics = cloudwatch.list_metrics(Namespace="boto")["Metrics"]
    assert metrics == [{"Namespace": "boto", "MetricName": "m", "Dimensions": dimensions}], metrics
    end = at + datetime.timedelta(minutes=1)
    points = cloudwatch.get_metric_statistics(
        Namespace="boto", MetricName="m", Dimensions=dimensions, StartTime=at, EndTime=end, Period=60, Statistics=["Sum"]
    )["Datapoints"]
    assert points == [{"Timestamp": at, "Sum": 0.125, "Unit": "None"}], points
    stat = {"Metric": {"Namespace": "boto", "MetricName": "m", "Dimensions": dimensions}, "Period": 60, "Stat": "p50"}
    answer = cloudwatch.get_metric_data(
        MetricDataQueries=[{"Id": "m1", "MetricStat": stat}, {"Id": "e1", "Expression": "m1 * 8", "Label": "eight"}],
        StartTime=at,
        EndTime=end,
    )["MetricDataResults"]
    assert [(r["Label"], r["Values"], r["StatusCode"]) for r in answer] == [
        ("m", [0.125], "Complete"),
        ("eight", [1.0], "Complete"),
    ], answer
    refused("SignatureDoesNotMatch", 403, client("cloudwatch", secret="wrong").list_metrics)
    many = [{"MetricName": "m", "Value": 1, "Dimensions": [{"Name": "n", "Value": str(n)}]} for n in range(1000)]
    cloudwatch.put_metric_data(Namespace="boto-many", MetricData=many)
    pages = cloudwatch.get_paginator("list_metrics").paginate(Namespace="boto-many")
    assert sum(len(page["Metrics"]) for page in pages) == 1000


def test_kinesis_json():
    kinesis = client("kinesis")
    kinesis.create_stream(StreamName="boto", ShardCount=1)
    data = bytes(range(256))
    assert kinesis.put_record(StreamName="boto", Data=data, PartitionKey="k")["SequenceNumber"] == "0"
    records = kinesis.get_records(ShardIterator="boto")["Records"]
    assert records[0]["Data"] == data, records
    assert isinstance(records[0]["ApproximateArrivalTimestamp"], datetime.datetime)
    refused(
        "ResourceNotFoundException",
        400,
        lambda: kinesis.get_records(ShardIterator="absent"),
        "Stream absent under account 000000000000 not found.",
    )


# ---- Application Auto Scaling: awsJson 1.1


def test_application_autoscaling_json():
    client("dynamodb").create_table(
        TableName="scaled",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
    )
    scaling = client("application-autoscaling")
    reads = {
        "ServiceNamespace": "dynamodb",
        "ResourceId": "table/scaled",
        "ScalableDimension": "dynamodb:table:ReadCapacityUnits",
    }
    scaling.register_scalable_target(MinCapacity=5, MaxCapacity=50, **reads)
    scaling.put_scaling_policy(
        PolicyName="hold",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 70.0,
            "PredefinedMetricSpecification": {"PredefinedMetricType": "DynamoDBReadCapacityUtilization"},
        },
        **reads,
    )
    policy = scaling.describe_scaling_policies(ServiceNamespace="dynamodb", ResourceId="table/scaled")["ScalingPolicies"][0]
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 70.0, policy
    refused(
        "ObjectNotFoundException",
        400,
        lambda: scaling.deregister_scalable_target(
            **{**reads, "ScalableDimension": "dynamodb:table:WriteCapacityUnits"}
        ),
        "No scalable target found for service namespace: dynamodb, resource ID: table/scaled, "
        "scalable dimension: dynamodb:table:WriteCapacityUnits",
    )


def main():
    failures = 0
    for name, function in list(globals().items()):
        if name.startswith("test_"):
            try:
                function()
                print("passed", name[5:])
            except Exception:
                failures += 1
                print("failed", name[5:])
                traceback.print_exc(file=sys.stdout)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

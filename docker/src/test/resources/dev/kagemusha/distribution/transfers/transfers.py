"""A file up and down again by boto3's transfers, with threads and each kind of checksum. Usage: transfers.py ENDPOINT BUCKET FILE"""

import filecmp
import os
import sys
import time

import boto3
import botocore
from boto3.s3.transfer import TransferConfig

ENDPOINT, BUCKET, FILE = sys.argv[1:4]
MODERN = tuple(int(part) for part in botocore.__version__.split(".")[:2]) >= (1, 36)

s3 = boto3.client("s3", endpoint_url=ENDPOINT, region_name="us-east-1")
config = TransferConfig(multipart_chunksize=16 << 20, max_concurrency=6)


def up_and_down(name, upload, **extra):
    back = FILE + "." + name
    begun = time.monotonic()
    upload(name, extra)
    up = time.monotonic()
    s3.download_file(BUCKET, name, back, Config=config)
    down = time.monotonic()
    same = filecmp.cmp(FILE, back, shallow=False)
    os.remove(back)
    head = s3.head_object(Bucket=BUCKET, Key=name, ChecksumMode="ENABLED")
    checksums = sorted(key[8:] for key in head if key.startswith("Checksum") and key != "ChecksumType")
    print(f"{name}: up {(up - begun) * 1000:.0f} ms, down {(down - up) * 1000:.0f} ms", flush=True)
    print("same" if same else "other", name, ",".join(checksums) or "none", "parts" if "-" in head["ETag"] else "whole", flush=True)


def from_file(name, extra):
    s3.upload_file(FILE, BUCKET, name, Config=config, ExtraArgs=extra)


def from_stream(name, extra):
    with open(FILE, "rb") as stream:
        s3.upload_fileobj(stream, BUCKET, name, Config=config, ExtraArgs=extra)


print("boto3", boto3.__version__)
up_and_down("file", from_file)
up_and_down("stream", from_stream)
for algorithm in ("SHA256", "CRC32C", "CRC64NVME") if MODERN else ("SHA256",):
    try:
        up_and_down(algorithm, from_file, ChecksumAlgorithm=algorithm)
    except botocore.exceptions.MissingDependencyException as missing:
        print("skipped", algorithm, missing)

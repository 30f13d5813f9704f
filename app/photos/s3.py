"""Photo storage in a bucket of S3 or a compatible service.

The bucket stays private: the application serves the files.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from app.core.errors import Unavailable
from app.core.logs import log
from app.core.redaction import summary
from app.photos.storage import NAME, key_of

PREFIX = "photos/"
MISSING = {"NoSuchKey", "404"}
DOWN = "We can’t save photos right now. Try again in a minute."
# A person waits for each of these requests.
PATIENT = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "max_attempts": 3})


def bucket_store(bucket: str) -> "S3Store":
    """Return a store whose region, credentials, and optional endpoint come from boto3's own environment (AWS_...)."""
    return S3Store(bucket, boto3.client("s3", config=PATIENT))


@dataclass(frozen=True)
class S3Store:
    bucket: str
    client: Any  # boto3 makes its classes at run time

    def save(self, name: str, data: bytes) -> None:
        with translated_errors():
            # Writes are atomic. Write even a file that exists, because that renews its date.
            self.client.put_object(Bucket=self.bucket, Key=self._key(name), Body=data)

    def open(self, name: str) -> BinaryIO:
        with translated_errors():
            found = self.client.get_object(Bucket=self.bucket, Key=self._key(name))
            return cast(BinaryIO, found["Body"])

    def delete(self, name: str) -> None:
        with translated_errors():
            self.client.delete_object(Bucket=self.bucket, Key=self._key(name))

    def saved_before(self, moment: datetime) -> Iterator[str]:
        with translated_errors():
            for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=PREFIX):
                for file in page.get("Contents", ()):
                    name = file["Key"].rsplit("/", 1)[-1]
                    if file["LastModified"] < moment and NAME.fullmatch(name):
                        yield name

    def _key(self, name: str) -> str:
        return f"{PREFIX}{key_of(name)[:2]}/{name}"


@contextmanager
def translated_errors() -> Iterator[None]:
    """Convert errors of S3 to ours. Raises FileNotFoundError, Unavailable."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in MISSING:
            raise FileNotFoundError(error.operation_name) from error
        log.error("the photo store refused", operation=error.operation_name, code=error.response["Error"]["Code"])
        raise Unavailable(DOWN) from error
    except BotoCoreError as error:
        log.error("the photo store does not answer", error=summary(error))
        raise Unavailable(DOWN) from error

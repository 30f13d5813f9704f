"""`make test`: all tests, with the programs that they drive."""

import os
import sys

import pytest

from scripts.tools import Problem, chromium, stripe_mock


def main() -> int:
    try:
        os.environ["CHROMIUM"] = str(chromium())
        mock = stripe_mock()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    if mock:
        os.environ["STRIPE_MOCK"] = str(mock)
    else:
        print("Go is missing, so requests to Stripe are not checked against its OpenAPI here: install Go for that.")
    workers = os.environ.get("WORKERS", "2")
    # One run, so that its last line counts everything. A file's tests stay together, with what they set up.
    return int(pytest.main(["tests", "e2e", "-n", workers, "--dist", "loadscope", *sys.argv[1:]]))


if __name__ == "__main__":
    sys.exit(main())

from werkzeug.test import TestResponse


def directives(response: TestResponse) -> dict[str, list[str]]:
    """Return the directives of a response's Content-Security-Policy with their values."""
    policy = response.headers["Content-Security-Policy"]
    return {name: values for name, *values in (part.split() for part in policy.split(";"))}

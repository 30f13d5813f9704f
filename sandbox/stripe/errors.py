"""Errors in Stripe's format: {"error": {"type", "code", "param", "message"}}."""

from sandbox.stripe.store import JSON


class StripeError(Exception):
    """An error response. `begun` tells whether the request had already started executing.

    Stripe stores the answer under the request's idempotency key only if it had.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        begun: bool = True,
        extra: JSON | None = None,
    ) -> None:
        super().__init__(message)
        self.message, self.status, self.kind = message, status, kind
        self.code, self.param, self.begun, self.extra = code, param, begun, extra or {}

    def body(self) -> JSON:
        facts = {"code": self.code, "message": self.message, "param": self.param, **self.extra, "type": self.kind}
        return {"error": {name: value for name, value in facts.items() if value is not None}}


class CardError(StripeError):
    """A card that was declined. What the attempt changed stays, unlike with other errors."""

    def __init__(self, facts: JSON) -> None:
        super().__init__(facts["message"], status=402, kind=facts["type"], code=facts["code"])
        self._facts = facts

    def body(self) -> JSON:
        return {"error": self._facts}


def invalid(message: str, *, param: str | None = None, code: str | None = None) -> StripeError:
    """Return the error for a missing, unknown or malformed parameter; the request was not started."""
    return StripeError(message, param=param, code=code, begun=False)


def missing(kind: str, identity: str, *, param: str) -> StripeError:
    return StripeError(f"No such {kind}: '{identity}'", status=404, code="resource_missing", param=param)


def unusable(kind: str, identity: str, *, param: str) -> StripeError:
    """Return the error for a parameter that names an object that does not exist."""
    return StripeError(f"No such {kind}: '{identity}'", code="resource_missing", param=param)


def unauthorized(message: str) -> StripeError:
    return StripeError(message, status=401, begun=False)


def server_error() -> StripeError:
    return StripeError("The sandbox was told to fail this request.", status=500, kind="api_error", begun=False)

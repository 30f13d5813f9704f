"""Support for expand[]: whole objects in place of their ids."""

from collections.abc import Iterable

from sandbox.stripe import sessions
from sandbox.stripe.errors import invalid
from sandbox.stripe.objects import page
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON

DEEPEST = 4
# (object, field) -> the kind of object that the field refers to
LINKS = {
    ("checkout.session", "payment_intent"): "payment_intent",
    ("payment_intent", "latest_charge"): "charge",
    ("charge", "payment_intent"): "payment_intent",
    ("refund", "charge"): "charge",
    ("refund", "payment_intent"): "payment_intent",
}


def expand(box: Sandbox, body: JSON, paths: Iterable[str]) -> JSON:
    """Return a copy of `body` with the objects at `paths` expanded. Raises StripeError if a path cannot be expanded."""
    copy = dict(body)
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEEPEST:
            raise invalid(f"expand goes at most {DEEPEST} levels deep: {path}", param="expand")
        _follow(box, copy, steps, path)
    return copy


def _follow(box: Sandbox, body: JSON, steps: list[str], path: str) -> None:
    first, *rest = steps
    if body["object"] == "list" and first == "data" and rest:
        body["data"] = [dict(each) for each in body["data"]]
        for each in body["data"]:
            _follow(box, each, rest, path)
        return
    _replace(box, body, first, path)
    if rest and body[first] is not None:
        _follow(box, body[first], rest, path)


def _replace(box: Sandbox, body: JSON, name: str, path: str) -> None:
    """Replace an id by the object it refers to; null remains null."""
    if body["object"] == sessions.KIND and name == "line_items":
        lines = sessions.lines_of(box, body["id"])
        body[name] = page(f"/v1/checkout/sessions/{body['id']}/line_items", lines, has_more=False)
        return
    kind = LINKS.get((body["object"], name))
    if kind is None:
        raise invalid(f"This property cannot be expanded ({path}).", param="expand")
    if isinstance(body[name], str):
        body[name] = dict(box.record(kind, body[name], param=name).body)

"""Lists: newest first and paginated with starting_after and ending_before."""

from collections.abc import Sequence

from sandbox.stripe.errors import missing
from sandbox.stripe.objects import page
from sandbox.stripe.params import ListEvents, ListPage, ListRefunds, ListSessions, Range
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON

COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def sessions(box: Sandbox, params: ListSessions) -> JSON:
    equal = {"payment_intent": params.payment_intent, "status": params.status}
    found = _found(box, "checkout.session", equal, params.created)
    return cut(found, params, url="/v1/checkout/sessions")


def refunds(box: Sandbox, params: ListRefunds) -> JSON:
    equal = {"payment_intent": params.payment_intent, "charge": params.charge}
    return cut(_found(box, "refund", equal, params.created), params, url="/v1/refunds")


def events(box: Sandbox, params: ListEvents) -> JSON:
    found = _found(box, "event", {"type": params.type}, params.created)
    wanted = set(params.types)
    return cut([event for event in found if not wanted or event["type"] in wanted], params, url="/v1/events")


def cut(bodies: Sequence[JSON], params: ListPage, *, url: str) -> JSON:
    """Return one page of `bodies`. Raises StripeError (404) if the cursor object is not among them."""
    if params.ending_before is not None:
        end = _place(bodies, params.ending_before, "ending_before")
        start = max(0, end - params.limit)
        return page(url, list(bodies[start:end]), has_more=start > 0)
    start = 0 if params.starting_after is None else _place(bodies, params.starting_after, "starting_after") + 1
    end = start + params.limit
    return page(url, list(bodies[start:end]), has_more=end < len(bodies))


def _found(box: Sandbox, kind: str, equal: dict[str, str | None], created: Range) -> list[JSON]:
    conditions, values = ["1"], []
    for name, value in equal.items():
        if value is not None:
            conditions.append(f"json_extract(body, '$.{name}') = ?")
            values.append(value)
    for name, bound in created.model_dump(exclude_none=True).items():
        conditions.append(f"json_extract(body, '$.created') {COMPARISONS[name]} {int(bound)}")
    return [record.body for record in box.store.find(" AND ".join(conditions), *values, kind=kind)]


def _place(bodies: Sequence[JSON], identity: str, param: str) -> int:
    for place, body in enumerate(bodies):
        if body["id"] == identity:
            return place
    raise missing("object", identity, param=param)

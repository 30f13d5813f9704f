"""Lists: newest first and paginated with starting_after and ending_before."""

from collections.abc import Mapping, Sequence

from sandbox.stripe.errors import missing
from sandbox.stripe.objects import page
from sandbox.stripe.params import ListCharges, ListEvents, ListPage, ListRefunds, ListSessions, Range
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON

ANY = Range()
COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def sessions(box: Sandbox, params: ListSessions) -> JSON:
    equal = {"payment_intent": params.payment_intent, "status": params.status}
    found = matching(box, "checkout.session", equal, params.created)
    return cut(found, params, url="/v1/checkout/sessions")


def charges(box: Sandbox, params: ListCharges) -> JSON:
    equal = {name: getattr(params, name) for name in ("customer", "payment_intent", "transfer_group")}
    return cut(matching(box, "charge", equal, params.created), params, url="/v1/charges")


def refunds(box: Sandbox, params: ListRefunds) -> JSON:
    equal = {"payment_intent": params.payment_intent, "charge": params.charge}
    return cut(matching(box, "refund", equal, params.created), params, url="/v1/refunds")


def events(box: Sandbox, params: ListEvents, account: str | None) -> JSON:
    found = matching(box, "event", {"type": params.type}, params.created, account=account)
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


def matching(
    box: Sandbox,
    kind: str,
    equal: Mapping[str, str | None],
    created: Range,
    *,
    account: str | None = None,
    arrival_date: Range = ANY,
) -> list[JSON]:
    """Return the objects of a connected account, or of the platform (None), with these values, newest first."""
    # Most objects are the platform's. The + keeps SQLite from using the index of accounts to find those.
    conditions, values = [f"{'+' if account is None else ''}json_extract(private, '$.account') IS ?"], [account]
    for name, value in equal.items():
        if value is not None:
            conditions.append(f"json_extract(body, '$.{name}') = ?")
            values.append(value)
    conditions += [*_within("created", created), *_within("arrival_date", arrival_date)]
    return [record.body for record in box.store.find(" AND ".join(conditions), *values, kind=kind)]


def _within(name: str, bounds: Range) -> list[str]:
    """Return SQL conditions that keep a property that is an instant within bounds."""
    limits = bounds.model_dump(exclude_none=True).items()
    return [f"json_extract(body, '$.{name}') {COMPARISONS[limit]} {int(bound)}" for limit, bound in limits]


def _place(bodies: Sequence[JSON], identity: str, param: str) -> int:
    for place, body in enumerate(bodies):
        if body["id"] == identity:
            return place
    raise missing("object", identity, param=param)

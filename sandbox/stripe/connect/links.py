"""Links to the hosted pages: account links to the onboarding, login links to the Express dashboard."""

from sandbox.stripe.connect import accounts
from sandbox.stripe.connect.params import CreateAccountLink
from sandbox.stripe.errors import StripeError, missing
from sandbox.stripe.ids import token
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON, Record

# None of these is an object of Stripe's: a link has no id, and nobody can retrieve it.
LINK, VISIT, LOGIN = "sandbox.account_link", "sandbox.onboarding", "sandbox.login_link"
LINK_LASTS, VISIT_LASTS = 5 * 60, 60 * 60  # seconds


def create(box: Sandbox, params: CreateAccountLink) -> JSON:
    """Return a link that opens the onboarding once, within five minutes. Raises StripeError (404)."""
    accounts.load(box, params.account)
    facts = {"refresh_url": params.refresh_url, "return_url": params.return_url, "type": params.type}
    link = _add(box, LINK, params.account, LINK_LASTS, facts)
    return {
        "object": "account_link",
        "created": box.clock.now(),
        "expires_at": link["expires_at"],
        "url": f"{box.options.public_url}/c/onboarding/{link['id']}",
    }


def create_login(box: Sandbox, account: str) -> JSON:
    """Return a link to the Express dashboard. Raises StripeError."""
    if not accounts.load(box, account).body["details_submitted"]:
        raise StripeError("Cannot create a login link for an account that has not completed onboarding.")
    link = _add(box, LOGIN, account, VISIT_LASTS, {})
    return {
        "object": "login_link",
        "created": box.clock.now(),
        "url": f"{box.options.public_url}/express/{link['id']}",
    }


def open_link(box: Sandbox, identity: str) -> tuple[JSON, str | None]:
    """Use an account link up. Return it and the id of the visit that it begins: None if it is used or expired."""
    with box.store.transaction():
        link = box.record(LINK, identity, param="link")
        if link.body["used"] or not _lasts(box, link.body):
            return link.body, None
        link.body["used"] = True
        box.store.save(link)
        facts = {name: link.body[name] for name in ("refresh_url", "return_url", "type")}
        return link.body, _add(box, VISIT, link.body["account"], VISIT_LASTS, facts)["id"]


def visit(box: Sandbox, identity: str) -> tuple[JSON, Record]:
    """Return a visit of the onboarding and its account. Raises StripeError (404) if its hour is over."""
    return _opened(box, VISIT, identity)


def login(box: Sandbox, identity: str) -> Record:
    """Return the account whose dashboard a login link opens. Raises StripeError (404) if its hour is over."""
    return _opened(box, LOGIN, identity)[1]


def _opened(box: Sandbox, kind: str, identity: str) -> tuple[JSON, Record]:
    found = box.record(kind, identity, param="link").body
    if not _lasts(box, found):
        raise missing("link", identity, param="link")
    return found, accounts.load(box, found["account"])


def _lasts(box: Sandbox, link: JSON) -> bool:
    return bool(link["expires_at"] > box.clock.now())


def _add(box: Sandbox, kind: str, account: str, seconds: int, facts: JSON) -> JSON:
    expires_at = box.clock.now() + seconds
    body = {"id": token(32), "object": kind, "account": account, "expires_at": expires_at, "used": False, **facts}
    box.store.add(Record(body))
    return body

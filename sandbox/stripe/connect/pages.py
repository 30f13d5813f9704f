"""The hosted onboarding and the Express dashboard: plain forms, without JavaScript or cookies."""

from dataclasses import asdict
from enum import StrEnum

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sandbox.stripe import ledger, pagination, rendering
from sandbox.stripe.connect import accounts, details, links
from sandbox.stripe.connect.details import Entry, Unreadable
from sandbox.stripe.errors import StripeError
from sandbox.stripe.sandbox import current
from sandbox.stripe.store import JSON, Record

bp = Blueprint("connect_pages", __name__)

FIELDS = ("business_name", "business_type", "name", "tax_id", "routing", "account_number")
PRIVATE = ("tax_id", "account_number")  # not kept with "Save for later"
PAYOUTS_SHOWN = 20


class Step(StrEnum):
    """What the onboarding asks for: everything once, later what is missing or may change."""

    EVERYTHING = "everything"
    DOCUMENT = "document"
    BANK = "bank"
    NOTHING = "nothing"


@bp.get("/c/onboarding/<link>")
def open_link(link: str) -> ResponseReturnValue:
    opened, visit = links.open_link(current(), link)
    if visit is None:
        return redirect(opened["refresh_url"], 303)
    return redirect(url_for(".show", visit=visit), 303)


@bp.get("/c/onboarding/visits/<visit>")
def show(visit: str) -> ResponseReturnValue:
    opened, record = links.visit(current(), visit)
    return form(opened, record, filled(record))


@bp.post("/c/onboarding/visits/<visit>")
def save(visit: str) -> ResponseReturnValue:
    entry = typed()
    with current().store.transaction():
        opened, record = links.visit(current(), visit)
        try:
            if request.form.get("answer") == "later":
                keep(entry, record)
            else:
                submit(step_of(opened, record), entry, record)
        except Unreadable as problem:
            return form(opened, record, entry, errors=problem.errors, status=422)
    return redirect(opened["return_url"], 303)


@bp.get("/express/<link>")
def dashboard(link: str) -> ResponseReturnValue:
    return express(links.login(current(), link), details.sample())


@bp.post("/express/<link>")
def change_bank(link: str) -> ResponseReturnValue:
    entry = typed()
    with current().store.transaction():
        record = links.login(current(), link)
        try:
            submit(Step.BANK, entry, record)
        except Unreadable as problem:
            return express(record, entry, errors=problem.errors, status=422)
    return redirect(url_for(".dashboard", link=link), 303)


@bp.errorhandler(StripeError)
def no_such_link(error: StripeError) -> ResponseReturnValue:
    title, message = "This link no longer works", "Go back to where you came from and open the page again."
    return rendering.page("message.html", title=title, message=message, status=error.status)


def step_of(visit: JSON, record: Record) -> Step:
    owed = record.body["requirements"]["currently_due"]
    if not record.body["details_submitted"]:
        return Step.EVERYTHING
    if accounts.document_field(record.body) in owed:
        return Step.DOCUMENT
    if "external_account" in owed or visit["type"] == "account_update":
        return Step.BANK
    return Step.NOTHING


def submit(step: Step, entry: Entry, record: Record) -> None:
    """Save what the form of this step says. Raises Unreadable."""
    box = current()
    match step:
        case Step.EVERYTHING:
            accounts.submit(box, record, details.read(entry))
        case Step.DOCUMENT if "document" in request.form:
            accounts.provide_document(box, record)
        case Step.DOCUMENT:
            raise Unreadable({"document": "Upload the ID, or save for later."})
        case Step.BANK:
            routing, number = details.read_bank(entry)
            accounts.change_bank(box, record, routing=routing, number=number)


def keep(entry: Entry, record: Record) -> None:
    """Keep what was typed for the next visit, without numbers that nobody should keep."""
    if record.body["details_submitted"]:
        return
    record.private["draft"] = {**asdict(entry), **dict.fromkeys(PRIVATE, "")}
    current().store.save(record)


def filled(record: Record) -> Entry:
    """Return the entry to begin with: the draft, or test values."""
    if "draft" in record.private:
        return Entry(**record.private["draft"])
    body = record.body
    return details.sample(business_name=body["business_profile"]["name"] or "", business_type=body["business_type"])


def typed() -> Entry:
    return Entry(**{name: request.form.get(name, "") for name in FIELDS})


def form(
    visit: JSON, record: Record, entry: Entry, *, errors: dict[str, str] | None = None, status: int = 200
) -> Response:
    return rendering.page(
        "onboarding.html",
        status=status,
        onward=[visit["return_url"]],
        visit=visit,
        step=step_of(visit, record),
        entry=entry,
        errors=errors or {},
        deadline=record.body["requirements"]["current_deadline"],
        banks=details.FAILURES,
        works=details.WORKS,
    )


def express(record: Record, entry: Entry, *, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    box, identity = current(), record.body["id"]
    available, pending = ledger.sums(box, identity)["usd"]
    made = pagination.matching(box, "payout", {}, pagination.ANY, account=identity)
    return rendering.page(
        "express.html",
        status=status,
        account=record.body,
        available=available,
        pending=pending,
        payouts=made[:PAYOUTS_SHOWN],
        entry=entry,
        errors=errors or {},
        banks=details.FAILURES,
        works=details.WORKS,
    )

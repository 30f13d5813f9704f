"""Every booking email as it arrives, word for word; who gets which email, and that retries do not repeat any."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import text
from syrupy.assertion import SnapshotAssertion

from app.accounts.enums import Role
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor, RefundState
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.core import clock
from app.core.db import session
from app.core.jobs import defer
from app.email.smtp import SmtpMailer
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.orders.actions.fulfillment import confirm_order
from tests.email.kept import as_kept
from tests.email.outbox import Outbox
from tests.factories import make_booking, make_member, make_order, make_service, make_user, make_venue
from tests.paid_day import (
    MASSAGE,
    ORDER,
    SAUNA,
    SCALP,
    TUESDAY,
    booking_called,
    confirm,
    make_alder,
    make_day,
    make_hazel,
    pay,
)
from tests.support import Jobs, utc

__all__ = ["as_kept"]

pytestmark = pytest.mark.usefixtures("db", "now")

WREN, MAREN, INES = "wren@example.com", "maren@hazelbodywork.example", "ines@alderandsalt.example"


@pytest.fixture
def order() -> Order:
    return make_day()


def sent(outbox: Outbox, jobs: Jobs, task: str, **arguments: int | str) -> str:
    """Run one job and return its only email, as it arrived."""
    defer(task, **arguments)
    jobs.run()
    return outbox.as_read(outbox.mail())


def cancel(public_id: str, actor: Actor = Actor.GUEST, reason: str = "") -> int:
    """Cancel a booking and delete all jobs. Return the booking's id."""
    booking = booking_called(public_id)
    cancel_booking(booking_id=booking.id, actor=actor, user_id=None, reason=reason)
    session.execute(text("DELETE FROM procrastinate_jobs"))
    session.commit()
    return booking.id


def refund_of(booking_id: int, **values: object) -> int:
    refund = session.query(Refund).filter_by(booking_id=booking_id).one()
    for name, value in values.items():
        setattr(refund, name, value)
    return refund.id


def venue_of(public_id: str) -> int:
    return session.get_one(VenueOrder, booking_called(public_id).venue_order_id).venue_id


def test_confirmed(order: Order, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    assert sent(outbox, jobs, "bookings.email_confirmed", order_id=order.id) == as_kept


def test_confirmed_of_which_one_stands(order: Order, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    """Run the job late, when two of three bookings are canceled."""
    for public_id in (MASSAGE, SCALP):
        cancel(public_id)
    assert sent(outbox, jobs, "bookings.email_confirmed", order_id=order.id) == as_kept


def test_confirmed_for_the_venue(order: Order, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    venue = venue_of(MASSAGE)
    assert sent(outbox, jobs, "bookings.email_venue_confirmed", order_id=order.id, venue_id=venue) == as_kept


@pytest.mark.parametrize("chosen", [0, 1], ids=["of anyone", "of somebody chosen"])
def test_passed_on(order: Order, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion, chosen: int) -> None:
    booking = booking_called(MASSAGE)
    booking.served_by, booking.sequence = "Priya Raman", 1
    booking.cancel_keep_percent *= 1 - chosen
    values = {"sequence": 1, "before": "June Castellano", "after": "Priya Raman", "chosen": chosen}
    reason = "June has moved to Vermont.\nNo <strong> feelings."
    assert sent(outbox, jobs, "bookings.email_reassigned", booking_id=booking.id, **values, reason=reason) == as_kept


def test_reassigned_email_is_not_sent_after_a_later_change(order: Order, outbox: Outbox, jobs: Jobs) -> None:
    booking = booking_called(MASSAGE)
    booking.sequence = 2
    values = {"sequence": 1, "before": "June", "after": "Priya", "chosen": 0, "reason": ""}
    defer("bookings.email_reassigned", booking_id=booking.id, **values)
    jobs.run()
    assert outbox.mails() == []


def test_canceled_by_the_guest(order: Order, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    assert sent(outbox, jobs, "bookings.email_guest_canceled", booking_id=cancel(SAUNA)) == as_kept


def test_canceled_too_late_for_all_of_it(order: Order, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    with clock.pinned(TUESDAY - timedelta(hours=3)):
        item = cancel(SAUNA)
    assert sent(outbox, jobs, "bookings.email_guest_canceled", booking_id=item) == as_kept


def test_canceled_for_nothing(order: Order, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    with clock.pinned(TUESDAY - timedelta(hours=3)):
        item = cancel(MASSAGE)
    assert sent(outbox, jobs, "bookings.email_guest_canceled", booking_id=item) == as_kept


def test_canceled_by_the_venue(order: Order, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    cancel(SCALP)
    item = cancel(MASSAGE, Actor.PROVIDER, "June is ill today.\nWe are very sorry.")
    assert sent(outbox, jobs, "bookings.email_guest_canceled", booking_id=item) == as_kept


def test_canceled_by_us(order: Order, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    item = cancel(SAUNA, Actor.ADMIN, "The venue has closed.")
    assert sent(outbox, jobs, "bookings.email_guest_canceled", booking_id=item) == as_kept


def test_canceled_for_the_venue(order: Order, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    with clock.pinned(TUESDAY - timedelta(hours=3)):
        item = cancel(SAUNA)
    assert sent(outbox, jobs, "bookings.email_venue_canceled", booking_id=item) == as_kept


def test_canceled_by_us_for_the_venue(order: Order, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    item = cancel(MASSAGE, Actor.ADMIN, "The guest asked us to.")
    assert sent(outbox, jobs, "bookings.email_venue_canceled", booking_id=item) == as_kept


def test_paid_too_late(order: Order, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    assert sent(outbox, jobs, "bookings.email_too_late", order_id=order.id) == as_kept


def test_refunded(order: Order, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    refund = refund_of(cancel(SAUNA), state=RefundState.SUCCEEDED)
    assert sent(outbox, jobs, "bookings.email_refunded", refund_id=refund) == as_kept


def test_a_refund_that_failed(order: Order, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    for name in ("Ada", "Bo"):
        make_user(role=Role.ADMIN, name=f"{name} Okafor", email=f"{name.lower()}@cozywish.example")
    failed = {"state": RefundState.FAILED, "failure": "expired_or_canceled_card", "stripe_id": "re_1"}
    refund = refund_of(cancel(SAUNA), **failed)
    assert sent(outbox, jobs, "payments.email_refund_failed", refund_id=refund) == as_kept


def test_a_venue_in_another_zone_is_told_of_by_its_own_clock(
    outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion
) -> None:
    venue = make_venue(name="Kaimana Float", zone="Pacific/Honolulu", city="Honolulu", state="HI", postal_code="96815")
    float_tank = make_service(venue, capacity=1, title="Salt float", price_cents=0)
    order = make_order(user=make_user(name="Zoë", email="zoe@example.com"), public_id=ORDER)
    confirm(make_booking(float_tank, utc("2026-05-20 07:30"), order=order, public_id=MASSAGE))
    pay(order)
    assert sent(outbox, jobs, "bookings.email_confirmed", order_id=order.id) == as_kept


@pytest.mark.parametrize("task", ["email_guest_canceled", "email_venue_canceled"])
def test_text_and_html_parts_of_an_email_say_the_same(order: Order, outbox: Outbox, jobs: Jobs, task: str) -> None:
    sent(outbox, jobs, f"bookings.{task}", booking_id=cancel(MASSAGE, Actor.ADMIN, "The guest asked us to."))
    mail = outbox.mail()
    assert words_and_links(mail["html"]) == words_and_links(mail["text"])


def words_and_links(written: str) -> set[str]:
    """Return the visible words and the targets of links."""
    shown = re.sub(r"(?s)<head>.*</head>|<div style=\"display:none.*?</div>", "", written)
    shown = re.sub(r'<a [^>]*?href="([^"]*)"[^>]*>', r" \1 ", shown)
    return set(re.findall(r"[\w$.:/?=&-]*\w", unescape(re.sub(r"<[^>]+>", " ", shown))))


@pytest.mark.parametrize(
    ("actor", "recipients"), [(Actor.GUEST, {WREN, INES}), (Actor.ADMIN, {WREN, INES}), (Actor.PROVIDER, {WREN})]
)
def test_venue_gets_a_cancellation_email_unless_it_canceled_the_booking(
    order: Order, outbox: Outbox, jobs: Jobs, actor: Actor, recipients: set[str]
) -> None:
    defer("bookings.email_canceled", booking_id=cancel(SAUNA, actor, "It rains."))
    jobs.run()
    assert {mail["to"][0] for mail in outbox.mails()} == recipients


def test_paid_order_sends_one_email_to_the_guest_and_each_venue(outbox: Outbox, jobs: Jobs) -> None:
    services = [make_service(venue, members=[make_member(venue)]) for venue in (make_hazel(), make_alder())]
    user = make_user(email=WREN)
    cart = open_cart(user_id=user.id)
    for hours, service in enumerate(services):
        add_line(cart=cart, slot=SlotRequest(service.first_option.id, TUESDAY + timedelta(hours=2 * hours)))
    paid = check_out(CheckOut(cart, view_of(cart), user.id, Contact(user.name, user.email)))
    confirm_order(order_id=paid.id)
    jobs.run()
    assert sorted(mail["to"][0] for mail in outbox.mails()) == [INES, MAREN, WREN]
    files = [each["name"] for each in outbox.mails(WREN)[0]["attachments"]]
    assert files == [f"{paid.public_id}.ics", f"receipts-{paid.public_id}.pdf"]


def test_job_that_runs_twice_sends_the_same_message_id(order: Order, outbox: Outbox, jobs: Jobs) -> None:
    for _ in range(2):
        defer("bookings.email_confirmed", order_id=order.id)
    jobs.run()
    ids = {dict(mail["headers"])["Message-ID"] for mail in outbox.mails()}
    assert (len(outbox.mails()), ids) == (2, {f"<confirmed.{ORDER}@cozywish.example>"})


def test_each_partial_refund_has_its_own_message_id(order: Order, outbox: Outbox, jobs: Jobs) -> None:
    item = cancel(SAUNA)
    session.query(Refund).one().amount_cents = 2400
    session.add(Refund(booking_id=item, amount_cents=2400, reason="The rest."))
    session.flush()
    for refund in session.query(Refund):
        defer("bookings.email_refunded", refund_id=refund.id)
    jobs.run()
    assert {dict(mail["headers"])["Message-ID"] for mail in outbox.mails()} == {
        f"<refunded.{SAUNA}.1@cozywish.example>",
        f"<refunded.{SAUNA}.2@cozywish.example>",
    }


@pytest.mark.parametrize("task", ["email_confirmed", "email_venue_confirmed"])
def test_confirmation_is_not_sent_when_all_bookings_are_already_canceled(
    order: Order, outbox: Outbox, jobs: Jobs, task: str
) -> None:
    for public_id in (MASSAGE, SCALP, SAUNA):
        cancel(public_id)
    venue = {"venue_id": venue_of(SAUNA)} if task == "email_venue_confirmed" else {}
    defer(f"bookings.{task}", order_id=order.id, **venue)
    jobs.run()
    assert outbox.mails() == []


def test_failed_refund_is_only_logged_when_there_is_no_admin(
    order: Order, outbox: Outbox, jobs: Jobs, capsys: pytest.CaptureFixture[str]
) -> None:
    defer("payments.email_refund_failed", refund_id=refund_of(cancel(SAUNA)))
    jobs.run()
    assert outbox.mails() == []
    assert "there is no admin to tell" in capsys.readouterr().out


def test_email_job_waits_while_the_mail_server_is_down(app: Flask, order: Order, outbox: Outbox, jobs: Jobs) -> None:
    app.extensions["mail"] = SmtpMailer("smtp://127.0.0.1:1")
    defer("bookings.email_confirmed", order_id=order.id)
    jobs.run()
    assert (jobs.waiting(), outbox.mails()) == (["bookings.email_confirmed"], [])
    app.extensions["mail"] = SmtpMailer(outbox.smtp_url)
    session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL"))
    jobs.run()
    assert (jobs.waiting(), len(outbox.mails())) == ([], 1)

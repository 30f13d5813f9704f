"""The rows and names that URLs need, for every route and every role."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range

from app.accounts.actions.devices import add_device
from app.accounts.actions.security_events import record_event
from app.accounts.actions.sessions import open_session
from app.accounts.enums import Role, SecurityEventKind
from app.accounts.models import LoginSession, User
from app.accounts.tokens import hash_of
from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Reservation
from app.bookings.actions.later import plan_link
from app.bookings.enums import BookingState, OrderState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.desk_payments import DeskPayment
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.bookings import load_booking
from app.calendar_sync.actions import create_feed_url
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.ids import token
from app.deals.enums import DealStatus
from app.disputes.enums import DisputeStatus
from app.disputes.models import Dispute, DisputeAllocation
from app.finance.enums import Cause
from app.finance.models import Difference
from app.guests.models import Guest
from app.hours.actions import set_date
from app.intake.actions.answers import Consent, FilledIn, save_answers
from app.intake.actions.forms import create_form
from app.intake.enums import QuestionKind
from app.intake.models import IntakeAnswer
from app.intake.questions import Question
from app.intake.signed import token_for as form_token
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.ledger.models import LedgerEntry
from app.passes.models import PassOffer
from app.payments.enums import Problem
from app.payments.models import StripeProblem
from app.payouts.enums import PayoutStatus
from app.payouts.models import Payout
from app.privacy.actions.exports import make_parts, request_export
from app.privacy.actions.requests import add_request
from app.privacy.enums import RequestKind
from app.profiles.actions.care_notes import save_care_note
from app.receipts.models import Receipt
from app.reminders.signed import token_for as reminder_token
from app.taxonomy.enums import TagGroup
from app.taxonomy.models import Tag
from app.team.actions import add_time_off
from app.team.models import TeamMember
from app.venues.actions.details import set_tags
from app.venues.enums import StaffRole
from app.venues.models import Venue, VenueStaff
from app.waitlist.models import WaitlistEntry
from tests.factories import (
    add,
    first_option,
    make_add_on,
    make_booking,
    make_deal,
    make_member,
    make_order,
    make_passkey,
    make_service,
    make_user,
    make_venue,
)
from tests.sale_factories import (
    make_cash_out,
    make_gift_card,
    make_membership,
    make_offer,
    make_pass,
    make_settlement,
    make_tax_payment,
    make_tax_rule,
    make_turnover,
    make_venue_credit,
    make_venue_invoice,
)
from tests.support import NOW, utc
from tests.venue_factories import (
    make_block,
    make_embed_origin,
    make_facility,
    make_faq,
    make_import,
    make_invitation,
    make_staff,
    make_venue_photo,
    open_on,
)

AT = utc("2026-05-20 19:00")
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class World:
    people: dict[str, User]
    names: dict[str, str]  # by route argument
    special: dict[str, dict[str, str]]  # by endpoint, where the argument's name alone is ambiguous

    def names_for(self, endpoint: str) -> dict[str, str]:
        return {**self.names, **self.special.get(endpoint, {})}


@dataclass(frozen=True)
class Cast:
    """What tells one world from another: names, a promo code, and what the keys of questions end in."""

    venue: str = "Hazel Bodywork"
    member: str = "June Castellano"
    guest: str = "Robin Vale"
    code: str = "WELCOME"
    ending: str = "x"


NEIGHBORS = Cast("Cedar Rooms", "Odile Marsh", "Lark Quill", "HELLO", "n")


def make_world(cast: Cast = Cast()) -> World:
    """Make a public venue with everything that URLs can name, a guest who booked there, and a person for each role."""
    venue = make_venue(name=cast.venue)
    member = make_member(venue, name=cast.member)
    service = make_service(venue, members=[member])
    people = {**people_at(venue, cast), **staff_at(venue, member)}
    special = {
        **elsewhere(venue, service, people["guest"], cast),
        **of_member(venue, member),
        **of_staff(venue, people[StaffRole.FRONT_DESK.value]),
    }
    names = {**of_venue(venue, service), **of_visit(service, member, people["guest"])}
    names |= of_account(people["guest"])
    names |= of_form(service, names["booking_id"], names["guest_id"], cast)
    found = World(people, {**names, **NAMES}, special)
    found.names["request_id"] = privacy_request(people["guest"], people["admin"])
    found.special["privacy.download_export"] = {"key": export_of(people["guest"])}
    found.names["difference_id"] = difference()
    about = {"stripe_id": f"acct_{cast.ending}", "problem": Problem.UNKNOWN_ACCOUNT, "seen_at": NOW}
    found.names["stripe_id"] = add(StripeProblem(**about)).stripe_id
    # No venue is there, so nothing has this tax.
    found.names["rule_id"] = str(make_tax_rule(service, state="HI", jurisdiction=cast.venue).id)
    paid = make_tax_payment(people["admin"], jurisdiction=cast.venue)
    found.special["admin.finance_export"] = {"name": "differences"}
    found.special["admin.tax_payment_undo"] = {"payment_id": paid.public_id}
    found.names["invoice_id"] = make_venue_invoice(venue).public_id
    found.names["settlement_id"] = make_settlement(venue, people["admin"]).public_id
    found.names["turnover_id"] = make_turnover(people["admin"]).public_id
    found.names["cash_out_id"] = make_cash_out(people["other_guest"]).public_id
    found.special.update({f"admin.{endpoint}": {"key": f"{NOW:%Y-%m}"} for endpoint in MONTH_PAGES})
    found.names["person_id"] = people["other_guest"].public_id
    session.commit()
    return found


def difference() -> str:
    """Make a difference with Stripe about an entry of this month."""
    lines = [debit(Account.CASH_AT_STRIPE, 500), credit(Account.GUEST_PREPAYMENTS, 500)]
    with clock.pinned(NOW):
        record_entries([Entry(LedgerEvent.PAYMENT, token(), lines)])
    entry_id = session.scalars(select(func.max(LedgerEntry.id))).one()
    return add(Difference(cause=Cause.MISSING_THERE, entry_id=entry_id, stripe_cents=0, ledger_cents=500)).public_id


# Arguments with the same value in every route, and arguments for which nothing exists.
NAMES = {
    "line_id": "of-nobody",
    "token": "of-nobody",
    "purpose": "log_in",
    "category": "massage",
    "text": "help",
    "entry": "AL-0000-0000",
    "name": "nothing",
    "provider": "google",  # not set up here
    "kind": "room",
    "filename": "nothing.css",
}
MONTH_PAGES = ("finance_month", "finance_month_close", "finance_journal")
# Endpoints for one room.
FACILITY_PAGES = ["edit", "remove", "restore"]
# Endpoints for one gift card.
GIFT_CARD_PAGES = (
    *("gift_cards.pay", "gift_cards.send", "gift_cards.show"),
    *("admin.gift_card_refund", "admin.gift_card_release"),
)
# Endpoints for a package that a venue sells, and for one that a guest has.
OFFER_PAGES = ("packages.buy_package", "venue_packages.edit", "venue_packages.sell")
PASS_PAGES = ("packages.show", "packages.pay", "venue_packages.show_sold")
MEMBERSHIP_PAGES = ("memberships.show", "memberships.pay", "memberships.change")
# Endpoints for one import.
IMPORT_PAGES = ("columns", "discard", "emails", "progress", "show", "start", "undo")
# Endpoints for one team member.
MEMBER_PAGES = [
    *("team.edit", "team.photo", "offboarding.bookings", "offboarding.remove", "offboarding.restore"),
    *(f"member_hours.{page}" for page in ("add_date", "hours", "remove_date", "remove_time_off", "time_off")),
    *(f"calendar_sync.{page}" for page in ("create_url", "progress", "read", "revoke_url", "subscribe", "unsubscribe")),
]


def people_at(venue: Venue, cast: Cast) -> dict[str, User]:
    """Return one user for each role."""
    return {
        "other_guest": make_user(),
        "provider": session.get_one(User, make_venue(name="Alder & Salt").owner_id),
        "admin": make_user(role=Role.ADMIN),
        "guest": make_user(name=cast.guest),
        "owner": session.get_one(User, venue.owner_id),
    }


def staff_at(venue: Venue, member: TeamMember) -> dict[str, User]:
    """Return one user for each role at the venue but the owner's. The team member performs the world's bookings."""
    return {
        StaffRole.MANAGER.value: make_staff(venue, StaffRole.MANAGER).user,
        StaffRole.FRONT_DESK.value: make_staff(venue, StaffRole.FRONT_DESK).user,
        StaffRole.TEAM_MEMBER.value: make_staff(venue, StaffRole.TEAM_MEMBER, member=member).user,
    }


def of_staff(venue: Venue, person: User) -> dict[str, dict[str, str]]:
    """Return the keys of an invitation and of a person who works at the venue, by endpoint."""
    invited = {"key": make_invitation(venue).key}
    key = session.scalars(select(VenueStaff.key).where(VenueStaff.user_id == person.id)).one()
    pages = ("edit", "remove", "offer")
    return {
        "staff.resend": invited,
        "staff.revoke": invited,
        **{f"staff.{page}": {"key": key} for page in pages},
    }


def of_venue(venue: Venue, service: Service) -> dict[str, str]:
    tag = session.scalar(select(Tag).where(Tag.slug == "parking"))
    tag = tag or add(Tag(slug="parking", name="Parking", group=TagGroup.AMENITY, position=1))
    set_tags(venue=venue, tags=[tag])
    block = make_block(venue.id, NOW, NOW + HOUR)
    return {
        "slug": venue.slug,
        "service": service.slug,
        "tag": tag.slug,
        "day": str(open_on(venue, 600, 840, on=date(2026, 7, 4)).on_date),
        "deal_id": make_deal(venue=venue, percent=20, status=DealStatus.DRAFT, live_at=None).public_id,
        "block_id": block.public_id,
        "key": make_faq(venue).key,
        "photo_id": make_venue_photo(venue).public_id,
    }


def of_account(guest: User) -> dict[str, str]:
    """Log the guest in on another device, and return the ids of the session, the device and a passkey."""
    device = add_device(user=guest, token=token(), user_agent="Firefox")
    key = open_session(user=guest, device=device)
    login = session.scalars(select(LoginSession).where(LoginSession.token_hash == hash_of(key))).one()
    passkey = make_passkey(guest)
    event = record_event(SecurityEventKind.ACCOUNT_SECURED, user=guest)
    return {
        "session_id": login.public_id,
        "device_id": device.public_id,
        "event_id": event.public_id,
        "passkey_id": passkey.public_id,
    }


def privacy_request(guest: User, admin: User) -> str:
    """Add what a guest asked for by email, and return its id."""
    values = {"received_on": NOW.date(), "note": "", "by": admin}
    return add_request(kind=RequestKind.ACCESS, person=guest.email, **values).public_id


def export_of(guest: User) -> str:
    """Make a copy of a guest's data and return its key."""
    export = request_export(user=guest)
    while not export.is_ready:
        make_parts(export_id=export.id, done=export.done)
    return export.key


def of_visit(service: Service, member: TeamMember, guest: User) -> dict[str, str]:
    """Make a guest's paid booking with a refund, a waitlist entry and a guest record, and return their ids."""
    save_care_note(user_id=guest.id, text="No scents", agreed_to="I agree.", version=1)
    order = make_order(user=guest, total_cents=service.first_option.price_cents, state=OrderState.CONFIRMED)
    booking = make_booking(service, AT, order=order, state=BookingState.CONFIRMED)
    reserve(booking, member)
    entry = WaitlistEntry(
        user_id=guest.id,
        venue_id=service.venue_id,
        service_id=service.id,
        option_id=service.first_option.id,
        earliest=AT,
        latest=AT + HOUR,
    )
    payout = Payout(
        venue_id=service.venue_id,
        stripe_id=f"po_{booking.public_id}",
        amount_cents=10120,
        status=PayoutStatus.PAID,
        arrives_on=AT.date(),
    )
    dispute = Dispute(
        stripe_id=f"du_{booking.public_id}",
        order_id=order.id,
        status=DisputeStatus.NEEDS_RESPONSE,
        reason="fraudulent",
        amount_cents=100,
        opened_at=NOW,
        read_at=NOW,
    )
    add(DisputeAllocation(dispute_id=add(dispute).id, booking_id=booking.id, amount_cents=100))
    receipt = Receipt(
        venue_id=service.venue_id,
        year=2026,
        number=1,
        order_id=order.id,
        seller_name="Hazel Bodywork",
        seller_address="3128 SE Division St",
    )
    paid = DeskPayment(
        booking_id=booking.id, venue_id=service.venue_id, method=SettledBy.CASH, amount_cents=100, at=NOW
    )
    link = plan_link(booking, 100, key=token(), until=AT)
    return {
        "order_id": order.public_id,
        "booking_id": booking.public_id,
        "payment_id": str(add(paid).id),
        "pay_key": link.pay_key or "",
        "dispute_id": dispute.public_id,
        "payout_id": add(payout).public_id,
        "receipt_id": add(receipt).public_id,
        "refund_id": add(Refund(booking_id=booking.id, amount_cents=100, reason="As agreed.")).public_id,
        "wait_id": add(entry).public_id,
        "guest_id": add(Guest(venue_id=service.venue_id, user_id=guest.id, name=guest.name)).public_id,
        "movement_id": str(make_venue_credit(guest, session.get_one(Venue, service.venue_id)).id),
    }


def reserve(booking: Booking, member: TeamMember) -> None:
    """Reserve a team member's time for a booking."""
    add(
        Reservation(
            resource_id=member.resource_id,
            booking_id=booking.id,
            lane=1,
            kind=ReservationKind.BOOKING,
            state=ReservationState.CONFIRMED,
            during=Range(booking.starts_at, booking.ends_at),
        )
    )


def of_form(service: Service, booking_id: str, guest_id: str, cast: Cast) -> dict[str, str]:
    """Make a form of the service with a health question, answered for the booking, and return its names in URLs."""
    venue = session.get_one(Venue, service.venue_id)
    question = Question("conditions".ljust(22, cast.ending), QuestionKind.SHORT_TEXT, "Any conditions?", is_health=True)
    version = create_form(venue=venue, title="Before", intro="", services=[service], questions=[question])
    booking_row = session.scalars(select(Booking).where(Booking.public_id == booking_id)).one()
    guest = session.scalars(select(Guest).where(Guest.public_id == guest_id)).one()
    session.get_one(VenueOrder, booking_row.venue_order_id).guest_id = guest.id
    session.flush()
    filled_in = FilledIn(f"of-the-world-{cast.ending}", {}, {question.key: "None"}, Consent(True, 1, "I agree."))
    save_answers(booking=load_booking(booking_row.id), version=version, filled_in=filled_in)
    answer_id = session.scalars(select(IntakeAnswer.key).where(IntakeAnswer.booking_id == booking_row.id)).one()
    return {"form_id": version.form.key, "question": question.key, "answer_id": answer_id}


def elsewhere(venue: Venue, service: Service, guest: User, cast: Cast) -> dict[str, dict[str, str]]:
    """Return arguments by endpoint, where the same argument means something else."""
    pending = make_order(user=guest, total_cents=service.first_option.price_cents)
    make_booking(service, AT + timedelta(days=1), order=pending)
    waiting = {"order_id": pending.public_id}
    uploaded = {"key": make_import(venue).key}
    gift = {"order_id": make_gift_card(guest).order.public_id}
    offer = make_offer(service.first_option)
    circle = make_membership(guest, service.first_option)
    membership = {"membership_id": circle.public_id}
    joinable = {"offer_id": session.get_one(PassOffer, circle.offer_id).public_id}
    offered, bought = {"offer_id": offer.public_id}, {"pass_id": make_pass(guest, offer).public_id}
    everywhere = {"deal_id": make_deal(percent=10, code=cast.code).public_id}
    return {
        "checkout.details": waiting,
        "checkout.pay": waiting,
        **dict.fromkeys(GIFT_CARD_PAGES, gift),
        **dict.fromkeys(OFFER_PAGES, offered),
        **dict.fromkeys(PASS_PAGES, bought),
        **dict.fromkeys(MEMBERSHIP_PAGES, membership),
        "memberships.join": joinable,
        "venue_memberships.edit": joinable,
        "search_pages.landing": {"kind": "massage", "place": "portland-or"},
        "search_pages.old_landing": {"kind": "massage"},
        "search_pages.part": {"name": "places"},
        "reports.table": {"name": "days"},
        "intake.add_starter": {"name": "massage"},
        "content.show": {"slug": "help"},
        **{f"imports.{page}": {"kind": "guests"} for page in ("example", "upload")},
        **{f"imports.{page}": uploaded for page in IMPORT_PAGES},
        "booking_links.remove": {"key": make_embed_origin(venue).key},
        **{f"facility_changes.{name}": {"key": make_facility(venue, name=name).key} for name in FACILITY_PAGES},
        "venues.restore_photo": {"photo_id": make_venue_photo(venue, removed_at=NOW).public_id},
        **{f"admin.deal_{page}": everywhere for page in ("edit", "end", "resume")},
    }


def of_member(venue: Venue, member: TeamMember) -> dict[str, dict[str, str]]:
    off = add_time_off(member=member, begins=NOW, ends=NOW + HOUR)
    closed = date(2026, 5, 20)
    set_date(venue=venue, on=closed, spans=[], member=member)
    return {endpoint: {"slug": member.slug, "key": off.key, "day": str(closed)} for endpoint in MEMBER_PAGES}


def furnish(world: World, cast: Cast = Cast()) -> World:
    """Add what makes pages offer more: links that need no login, a cart, and a form with each kind of question."""
    service = session.scalars(select(Service).where(Service.slug == world.names["service"])).one()
    venue = session.get_one(Venue, service.venue_id)
    booking = session.scalars(select(Booking).where(Booking.public_id == world.names["booking_id"])).one()
    guest = world.people["guest"]
    kinds = [
        Question(
            kind.value.ljust(22, "y"), kind, f"About {kind.value}?", choices=("Yes", "No") if kind.has_choices else ()
        )
        for kind in QuestionKind
    ]
    form = create_form(venue=venue, title="All about you", intro="", services=[service], questions=kinds).form
    make_add_on(service)
    make_service(venue, title="Sauna", capacity=6)
    make_facility(venue, name="Room 2")
    line = add_line(
        cart=open_cart(user_id=guest.id), slot=SlotRequest(first_option(service).id, AT + timedelta(days=2))
    )
    links = {
        "reminders.by_link": {"token": reminder_token(guest)},
        **{f"guest_forms.{page}": {"token": form_token(booking, form.key)} for page in ("by_link", "delete_by_link")},
        "guest_forms.answer": {"form_id": form.key},
        "calendar_sync.calendar": {"token": create_feed_url(venue=venue, member=None).token},
    }
    session.commit()
    return replace(world, names={**world.names, "line_id": line.public_id}, special={**world.special, **links})

"""The page to add a booking for a guest in person or on the phone, in less than half a minute.

It is one form with several buttons. Choosing a service, a team member or one of the available times shows the form
again with everything that was typed and that change; only its own button books.
"""

import re
from dataclasses import replace

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.guards import current_user_or_403
from app.availability.schedules import ServiceSchedule
from app.bookings.conflicts import OutsideHours, SlotTaken
from app.bookings.email_quotas import no_booking_email
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import booking_of_venue
from app.cart.forms import written
from app.catalog.models import AddOn, ServiceOption
from app.catalog.queries import add_ons_offered
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError, NotFound
from app.core.formats import moment, usd
from app.core.sentences import join_sentences
from app.front_desk.actions.new_booking import book_at_front_desk, order_of_venue
from app.front_desk.actions.new_series import book_series_at_front_desk
from app.front_desk.availability import FrontDeskRequest, price_of
from app.front_desk.forms.new_booking import NEW, NewBookingForm, next_quarter_hour
from app.front_desk.request_args import beside, calendar_at
from app.front_desk.views import bp
from app.front_desk.views.desk import Desk, booking_request, desk_of, member_for, picked, proposal, slot_request
from app.front_desk.views.free_times import first_time, plan_from, take_time
from app.front_desk.views.preview import Preview, passes_for, preview, with_passes
from app.front_desk.views.repeating import Repeating, parse_repeating
from app.guests.actions import GuestContact, know_at_desk
from app.guests.models import Guest
from app.guests.queries import accounts_reached_by, guest_labeled, guest_of_venue, guest_reached_by, guests_named
from app.slot_picker.copy import series as repeat_copy
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.htmx import go, render

CODE = re.compile(r"CW-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}")


@bp.route("/new-booking", methods=["GET", "POST"])
@own_venue(Ability.CHANGE_BOOKINGS)
def new_booking(venue: Venue) -> ResponseReturnValue:
    """Add a booking. `day`, `start` and `who` come from the clicked gap, `guest` from the page of that guest."""
    desk = desk_of(venue)
    form = NewBookingForm(data=None if request.method == "POST" else proposal(desk))
    form.offer(desk.services, desk.members)
    form.offer_repeats()
    option = chosen_option(desk, form)
    extras = list(add_ons_offered(option.service_id)) if option else []
    form.offer_add_ons(extras)
    if request.method == "GET" or "look" in request.form:
        if take_time(form.day, form.time):
            form.proposed.data = ""
        return show(desk, form, option, extras, begins=True)
    if not form.validate() or option is None:
        return show(desk, form, option, extras, status=422)
    return book(desk, form, option, extras)


def chosen_option(desk: Desk, form: NewBookingForm) -> ServiceOption | None:
    """Return the chosen option; of another service than before, the option with the same length or the first one."""
    service = desk.service(form.service.data)
    form.offer_options(service)
    if service is None:
        return None
    return service.option_of(form.minutes.data) or service.first_option


def book(desk: Desk, form: NewBookingForm, option: ServiceOption, extras: list[AddOn]) -> ResponseReturnValue:
    """Book exactly once, or show the form again with the conflict or a question."""
    venue, at = desk.venue, form.starts_at(desk.venue.zone)
    done = order_of_venue(venue.id, form.code.data or "")
    if done is not None:
        return go(beside(done, venue))
    if at is None:
        form.time.errors = [
            *form.time.errors,
            _("Clocks move forward that day, so this time doesn’t exist. Choose another time."),
        ]
    like = [] if form.whom.data or at is None else namesakes(desk, form)
    if like or at is None:
        return show(desk, form, option, extras, like=like, status=422)
    requested, passes = booking_request(desk, form, option, extras, at), passes_for(desk, form, option)
    is_new = bool(passes) and "pass_shown" not in request.form
    asks_pass = is_new and with_passes(requested, passes, price_of(requested)) is not None
    if form.use_pass.data:
        requested = replace(requested, passes=passes)
    repeating = parse_repeating(form, requested)
    if asks_pass or (repeating.on and not repeating.is_agreed):
        asks_again = not asks_pass and len(repeating.starts) > 1
        return show(desk, form, option, extras, asks_again=asks_again, asks_pass=asks_pass, status=422)
    try:
        if repeating.on:
            return book_all(desk, form, requested, repeating)
        booking = book_at_front_desk(
            venue=venue,
            guest=guest_of(desk, form),
            requested=requested,
            user_id=current_user_or_403().id,
            send_email=form.send_email.data,
            force="force" in request.form,
            code=code_of(form),
        )
    except NotFound:
        raise
    except DomainError as refused:
        session.rollback()
        return refuse(venue, form, refused)
    flash(added(booking, venue))
    if form.send_email.data and not booking.venue_order.order.email:
        flash(no_booking_email(venue), "error")
    return go(beside(booking, venue))


def book_all(
    desk: Desk, form: NewBookingForm, requested: FrontDeskRequest, repeating: Repeating
) -> ResponseReturnValue:
    """Book all picked dates of a repeating booking in one order."""
    bookings = book_series_at_front_desk(
        venue=desk.venue,
        guest=guest_of(desk, form),
        requested=requested,
        starts=repeating.starts,
        weeks=repeating.weeks,
        user_id=current_user_or_403().id,
        send_email=form.send_email.data,
        code=code_of(form),
    )
    first = booking_of_venue(desk.venue.id, bookings[0].public_id)
    order, number = first.venue_order.order, len(bookings)
    message = ngettext(
        "%(num)d booking added for %(guest)s.", "%(num)d bookings added for %(guest)s.", number, guest=order.name
    )
    flash(join_sentences(message, _("We’ll email a confirmation.")) if order.email else message)
    if form.send_email.data and not order.email:
        flash(no_booking_email(desk.venue), "error")
    return go(beside(first, desk.venue))


def added(booking: Booking, venue: Venue) -> str:
    """Return the message after booking."""
    order, when, price = booking.venue_order.order, moment(booking.starts_at, venue.zone), usd(booking.price_cents)
    if booking.served_by:
        when = _("%(time)s with %(name)s", time=when, name=booking.served_by)
    message = _("Booking added: %(guest)s, %(time)s, %(price)s.", guest=order.name, time=when, price=price)
    return join_sentences(message, _("We’ll email a confirmation.")) if order.email else message


def refuse(venue: Venue, form: NewBookingForm, refused: DomainError) -> ResponseReturnValue:
    """Show the form again with what was typed and why it failed. Everything is reloaded, because the transaction was
    rolled back."""
    desk = desk_of(venue)
    option = chosen_option(desk, form)
    extras = list(add_ons_offered(option.service_id)) if option else []
    if isinstance(refused, OutsideHours):
        return show(desk, form, option, extras, question=refused.message, status=409)
    if isinstance(refused, SlotTaken):
        form.time.errors = [*form.time.errors, refused.message]
    else:
        form.form_errors.append(refused.message)
    return show(desk, form, option, extras, status=422)


def begin(form: NewBookingForm, venue: Venue, plan: ServiceSchedule | None, member_id: int | None) -> None:
    """Propose a time if none was chosen: the next quarter hour today, the first available time on other days. It counts
    as a proposal until the owner changes it, even when the day changes."""
    if not form.awaits_time and (request.method == "POST" or form.time.data is not None):
        return
    now, on = next_quarter_hour(clock.now()).astimezone(venue.zone), form.on
    if plan is None or on is None or on == now.date():
        form.time.data = now.time()
    else:
        form.time.data = first_time(plan, on, quantity=form.quantity.value or 1, member_id=member_id)
    form.time.raw_data = None
    form.proposed.data = form.when


def guest_of(desk: Desk, form: NewBookingForm) -> Guest:
    """Return the chosen guest, or a known one with this label, email or phone; otherwise a new one."""
    contact = GuestContact(form.guest.value, form.email.value, form.phone.value)
    if form.whom.data and form.whom.data != NEW:
        return guest_of_venue(desk.venue, form.whom.data)
    guest = guest_labeled(desk.venue, form.guest.value) or know_at_desk(venue=desk.venue, contact=contact)
    guest.phone, guest.email = guest.phone or contact.phone, guest.email or contact.email
    return guest


def namesakes(desk: Desk, form: NewBookingForm) -> list[Guest]:
    """List the known guests who might be this person: same name, or accounts with the same email or phone. Only the
    owner can tell whether the person is the one behind an account. The venue's own records are matched by email or
    phone without a question."""
    email, phone = form.email.value, form.phone.value
    if email or phone:
        known = guest_reached_by(desk.venue, email=email, phone=phone)
        return [] if known else list(accounts_reached_by(desk.venue, email=email, phone=phone))
    chosen = guest_labeled(desk.venue, form.guest.value)
    if chosen and chosen.contact:
        return []
    return list(guests_named(desk.venue, form.guest.value))


def code_of(form: NewBookingForm) -> str | None:
    return form.code.data if CODE.fullmatch(form.code.data or "") else None


def show(
    desk: Desk,
    form: NewBookingForm,
    option: ServiceOption | None,
    extras: list[AddOn],
    *,
    status: int = 200,
    begins: bool = False,
    question: str = "",
    like: list[Guest] | None = None,
    asks_again: bool = False,
    asks_pass: bool = False,
) -> ResponseReturnValue:
    service = option.service if option else None
    plan = plan_from(option, picked(form, extras), form.on) if option and form.on else None
    if begins:
        begin(form, desk.venue, plan, member_for(desk, form, service))
    at = form.starts_at(desk.venue.zone)
    found = Preview(parse_repeating(form, None))
    if option and plan and at:
        requested = slot_request(desk, form, option, extras, at)
        found = preview(desk, form, option, requested, plan, has_answer=bool(question or form.time.errors))
    if found.repeating.problem and not begins:
        limit = form.until if form.repeats_until else form.times
        limit.errors = list(limit.errors) or [found.repeating.problem]
    return render(
        "front_desk/new_booking.html",
        "front_desk/_new_booking.html",
        status=status,
        workplace=desk.venue.name,
        venue=desk.venue,
        form=form,
        service=service,
        extras=extras,
        price=found.price,
        times=found.times,
        taken=found.taken,
        repeating=found.repeating,
        is_sent=not begins,
        asks_again=asks_again,
        asks_pass=asks_pass,
        offered=found.offered,
        paid_ahead=found.paid_ahead,
        repeat_copy=repeat_copy,
        written=written,
        at=at,
        question=question,
        like=like or [],
        back=calendar_at(form.day.data if at else None),
    )

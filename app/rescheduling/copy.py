"""Texts about rescheduling: conflicts, confirmations and results. Times are in the venue's time zone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.bookings.copy import policies
from app.bookings.copy.cancellation import YOU, happened
from app.bookings.copy.terms import is_always_free
from app.bookings.enums import UPCOMING_STATES, Actor
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.reschedules import Reschedule
from app.bookings.states import WORDS as STATES
from app.core import clock
from app.core.formats import day, duration, moment, moment_zone, span, usd
from app.core.sentences import join_sentences
from app.core.zone_names import zone_name
from app.rescheduling.candidates import CandidateSlot
from app.rescheduling.online import OnlineRefusal, online_refusal
from app.rescheduling.quote import RescheduleQuote


def refusal_text(refusal: OnlineRefusal, venue: str, phone: str, until: datetime | None, zone: ZoneInfo) -> str:
    """Say why a guest cannot reschedule online and whom to call. `until` is when online rescheduling ended."""
    call = _("To reschedule, contact %(venue)s.", venue=venue)
    if phone:
        call = _("To reschedule, call %(venue)s at %(phone)s.", venue=venue, phone=phone)
    if refusal is OnlineRefusal.NOT_ACCEPTED:
        return _("%(venue)s hasn’t accepted this booking yet. You can reschedule after that.", venue=venue)
    if refusal is OnlineRefusal.STARTED:
        return join_sentences(_("This booking has started."), call)
    if refusal is OnlineRefusal.BOOKED_BY_VENUE:
        return join_sentences(_("%(venue)s booked this for you.", venue=venue), call)
    if refusal is OnlineRefusal.ENDED and until is not None:
        return join_sentences(_("Online rescheduling ended %(time)s.", time=moment_zone(until, zone)), call)
    return call


RESCHEDULE_HOLD_ENDED = lazy_gettext(
    "The hold on your new time expired. You weren’t charged, and your booking hasn’t changed."
)


def already_paid(number: int) -> str:
    return ngettext(
        "You already paid, so your booking is rescheduled.",
        "You already paid, so your %(num)d bookings are rescheduled.",
        number,
    )


def keeps_time(number: int) -> str:
    return ngettext("Your booking keeps its time.", "Your %(num)d bookings keep their times.", number)


def cannot_reschedule(booking: Booking) -> str:
    """Say the same for a booking with its service and venue loaded, including an option no longer offered."""
    if booking.state not in UPCOMING_STATES:
        return _("This booking’s status is %(state)s, so it can’t be rescheduled.", state=STATES[booking.state])
    if not booking.venue.is_public or not booking.option.is_offered:
        sentence = _(
            "%(venue)s no longer offers %(service)s, so you can’t reschedule online.",
            venue=booking.venue.name,
            service=booking.title,
        )
        phone = booking.venue.phone
        return join_sentences(sentence, _("To change the time, call %(phone)s.", phone=phone)) if phone else sentence
    refusal, venue = online_refusal(booking, booking.order), booking.venue
    return refusal_text(refusal, venue.name, venue.phone, booking.reschedule_until, venue.zone) if refusal else ""


def can_reschedule_until(booking: Booking) -> str:
    """Return "You can reschedule online until Mon, May 18, 1:00 PM PDT." or an empty text."""
    until = booking.reschedule_until
    return _("You can reschedule online until %(time)s.", time=moment_zone(until, booking.venue.zone)) if until else ""


def policy_of(wanted: RescheduleQuote) -> str:
    """Say what canceling will cost at the new time. The terms of the booking stay, the deadline is a new one."""
    booking, keep = wanted.booking, wanted.booking.cancel_keep_percent
    if is_always_free(booking):
        return _("Free cancellation until the start time.")
    until = wanted.starts_at - timedelta(hours=booking.cancel_free_hours)
    if until >= clock.now():
        return _("Free cancellation for the new time ends %(time)s.", time=moment_zone(until, booking.venue.zone))
    if keep == 100:
        return _("Free cancellation has already ended for this time. If you cancel, there’s no refund.")
    return _(
        "Free cancellation has already ended for this time. If you cancel, you get a %(percent)d%% refund.",
        percent=100 - keep,
    )


def no_new_request(booking: Booking) -> str:
    """Say that a venue that accepts requests does not have to accept the new time; empty for other venues."""
    if booking.venue.accept_within_hours is None:
        return ""
    return _("%(venue)s doesn’t have to accept your booking again.", venue=booking.venue.name)


def rescheduled_now(move: Reschedule, zone: ZoneInfo, card: str) -> str:
    """Return the message right after rescheduling. `card` is where a refund goes: "Visa 4242"."""
    more = move.to_cents - move.from_cents
    when = _at(move.to_starts_at, move.to_served_by, zone)
    if more < 0:
        return _(
            "Your booking is now %(time)s. We’re refunding %(amount)s to %(card)s.",
            time=when,
            amount=usd(-more),
            card=card,
        )
    return _("Your booking is now %(time)s.", time=when)


def booking_changed(starts_at: datetime, ends_at: datetime, served_by: str, zone: str) -> str:
    """Say that the booking changed, with its time now: "Tue, May 19, 1:00 – 2:00 PM with June Castellano"."""
    now = _with(f"{day(starts_at, zone)}, {span(starts_at, ends_at, zone)}", served_by)
    return _("This booking changed while you were editing. It’s now %(time)s. Check it, then try again.", time=now)


def conflict(places: Sequence[CandidateSlot], zone: ZoneInfo, quantity: int) -> str:
    """Say why a booking cannot be at a time: the member's conflict, or for a party, how many are available."""
    if not places:
        return _("No one on your team offers this service now. Choose a team member.")
    taken = [(place.member, place.conflict) for place in places if place.conflict]
    free = len(places) - len(taken)
    for member, found in taken:
        if member is not None and (quantity == 1 or not free):
            return join_sentences(found.words(zone), _("Choose another time."))
    sentences = [_members_left(free) if places[0].member else _spots_left(free)]
    if quantity > 1:
        sentences.append(ngettext("This booking needs %(num)d.", "This booking needs %(num)d.", quantity))
    return " ".join([*sentences, _("Choose another time.")])


def _members_left(free: int) -> str:
    if not free:
        return _("No team members are available at this time.")
    return ngettext(
        "Only %(num)d team member is available at this time.",
        "Only %(num)d team members are available at this time.",
        free,
    )


def _spots_left(free: int) -> str:
    if not free:
        return _("No spots are available at this time.")
    return ngettext(
        "Only %(num)d spot is available at this time.", "Only %(num)d spots are available at this time.", free
    )


def unusual(places: Iterable[CandidateSlot], service: str, venue: str) -> list[str]:
    """Say why a reschedule needs confirmation, one sentence for each reason."""
    sentences = []
    for place in places:
        if place.member is None:
            sentences.append(_("%(venue)s is closed for all or part of this time.", venue=venue))
            continue
        if not place.performs:
            sentences.append(
                _("%(name)s doesn’t usually offer %(service)s.", name=place.member.first_name, service=service)
            )
        if not place.is_there:
            sentences.append(_("%(name)s isn’t working for all or part of this time.", name=place.member.first_name))
    return list(dict.fromkeys(sentences))


def was(move: Reschedule, zone: ZoneInfo) -> str:
    """Return the previous time: "Tue, May 19, 1:00 – 2:00 PM PDT with June Castellano"."""
    when = f"{day(move.from_starts_at, zone)}, {span(move.from_starts_at, move.from_ends_at, zone)}"
    return _with(f"{when} {zone_name(move.from_starts_at, zone)}", move.from_served_by)


def price_now(move: Reschedule) -> str:
    """Say how the price changed."""
    return price_words(move.to_cents - move.from_cents)


def price_words(more: int) -> str:
    """Say how a price, or the price of several bookings, changed by these cents."""
    if not more:
        return _("The price stays the same.")
    if more > 0:
        return _("The price difference of %(amount)s is paid.", amount=usd(more))
    return _("We’re refunding the price difference of %(amount)s.", amount=usd(-more))


def new_price(wanted: RescheduleQuote) -> str:
    """Return the label of the new price: "New price (off-peak, 30% off)"."""
    reason = wanted.quote.reason if wanted.price_cents == wanted.quote.price_cents else ""
    return _("New price (%(reason)s)", reason=reason) if reason else _("New price")


def difference(cents: int) -> str:
    """Return the price difference next to a time: "$12.00 refund"."""
    if not cents:
        return _("Same price")
    return _("%(amount)s more", amount=usd(cents)) if cents > 0 else _("%(amount)s refund", amount=usd(-cents))


def rescheduled(
    move: Reschedule, zone: ZoneInfo, guest: str = "you", *, to_owner: bool = False, person: str = ""
) -> str:
    """Describe a reschedule for the history.

    "Rescheduled by the venue from Tue, May 19, 1:00 PM to Wed, May 20, 2:00 PM." `guest` is what the reader calls the
    guest; `to_owner` means that someone at the venue reads it, and `person` is who else there did it.
    """
    by = {
        Actor.GUEST: _("you") if guest == "you" else guest,
        Actor.PROVIDER: person or (_("you") if to_owner else _("the venue")),
    }.get(move.actor, "CozyWish")
    if move.undoes_id is not None:
        back = _at(move.to_starts_at, move.to_served_by, zone)
        if person:
            return _("Change undone by %(name)s. The booking is back to %(time)s.", name=person, time=back)
        return _("Change undone. The booking is back to %(time)s.", time=back)
    sentences = []
    if move.from_starts_at != move.to_starts_at:
        before, after = moment(move.from_starts_at, zone), moment_zone(move.to_starts_at, zone)
        sentences.append(
            _("Rescheduled by %(name)s from %(before)s to %(after)s.", name=by, before=before, after=after)
        )
    before, after = (duration(int((b - a).total_seconds() // 60)) for a, b in _both(move))
    if before != after:
        sentences.append(_("Length changed from %(before)s to %(after)s.", before=before, after=after))
    if move.from_served_by != move.to_served_by:
        before, after = move.from_served_by, move.to_served_by
        sentences.append(_("Reassigned from %(before)s to %(after)s.", before=before, after=after))
    if not sentences:
        sentences.append(_("Changed by %(name)s.", name=by))
    if move.actor is Actor.GUEST and move.from_cents != move.to_cents:
        sentences.append(price_now(move))
    elif move.reason:
        sentences.append(f"“{move.reason}”")
    return " ".join(sentences)


def _at(at: datetime, who: str, zone: ZoneInfo) -> str:
    return _with(moment_zone(at, zone), who)


def _with(when: str, who: str) -> str:
    return _("%(time)s with %(name)s", time=when, name=who) if who else when


def _both(move: Reschedule) -> tuple[tuple[datetime, datetime], tuple[datetime, datetime]]:
    return (move.from_starts_at, move.from_ends_at), (move.to_starts_at, move.to_ends_at)


def is_by_venue(event: BookingTransition | Reschedule, booking: Booking) -> bool:
    """Return whether someone at the venue did it, also at the guest's request."""
    at_request = event.actor is Actor.GUEST and event.user_id not in {None, booking.order.user_id}
    return event.actor is Actor.PROVIDER or at_request


def history(
    booking: Booking,
    moves: Sequence[BookingTransition],
    shifts: Sequence[Reschedule] = (),
    *,
    guest: str = YOU,
    to_owner: bool = False,
    people: Mapping[int, str] = MappingProxyType({}),
) -> list[tuple[str, str]]:
    """Return the history of a booking as (time, text): transitions and reschedules, in order.

    `guest` is what the reader calls the guest; `to_owner` means that someone at the venue reads it. `people` names the
    others there by their user ids.
    """
    zone, at_desk = booking.venue.zone, booking.order.is_from_front_desk
    on_file = policies.on_file(booking, is_guest=guest == YOU and not to_owner)

    def transition(move: BookingTransition) -> str:
        person = people.get(move.user_id or 0, "") if is_by_venue(move, booking) else ""
        what = happened(
            move,
            at_desk=at_desk,
            guest=guest,
            to_owner=to_owner and not person,
            is_paid=booking.is_paid_when_booked,
            on_file=on_file,
        )
        return _("%(what)s (%(person)s)", what=what, person=person) if person else what

    rows = [(move.at, transition(move)) for move in moves]
    rows += [
        (shift.at, rescheduled(shift, zone, guest, to_owner=to_owner, person=people.get(shift.user_id or 0, "")))
        for shift in shifts
    ]
    return [(moment_zone(at, zone), words) for at, words in sorted(rows, key=lambda one: one[0])]

"""What the page to add a booking says about the booking in its form: its price, other times, and what pays for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.availability.schedules import ServiceSchedule
from app.catalog.models import ServiceOption
from app.deals.pass_rules import PassRule
from app.deals.pricing import Quote
from app.front_desk.availability import FrontDeskRequest, price_of, why_not
from app.front_desk.forms.new_booking import NEW, NewBookingForm
from app.front_desk.views.desk import Desk
from app.front_desk.views.free_times import Free, free_times
from app.front_desk.views.repeating import Repeating, parse_repeating
from app.guests.queries import guest_labeled, guest_of_venue
from app.passes.queries import pass_rules


@dataclass(frozen=True, slots=True)
class Preview:
    """The price, the times near the chosen one, and why that is taken. `offered` is the price with a package."""

    repeating: Repeating
    price: Quote | None = None
    times: Sequence[Free] = ()
    taken: str = ""
    offered: Quote | None = None
    # How many dates of a repeating booking a package can pay for.
    paid_ahead: int = 0


def preview(
    desk: Desk,
    form: NewBookingForm,
    option: ServiceOption,
    requested: FrontDeskRequest,
    plan: ServiceSchedule,
    *,
    has_answer: bool,
) -> Preview:
    """Return what the page says about a booking before it's added.

    If the page has an answer about the time already, it doesn't look for another one.
    """
    price, passes = price_of(requested), passes_for(desk, form, option)
    offered = with_passes(requested, passes, price)
    repeating, paid_ahead = parse_repeating(form, replace(requested, price_cents=form.price.value)), 0
    if offered and repeating.series:
        lower = parse_repeating(form, replace(requested, passes=passes))
        paid_ahead = len(lower.series.paid_ahead) if lower.series else 0
        repeating = lower if form.use_pass.data else repeating
    names = {member.id: member.first_name for member in desk.members}
    return Preview(
        repeating=repeating,
        price=offered if offered and form.use_pass.data else price,
        times=free_times(plan, requested.starts_at, names, quantity=requested.quantity, member_id=requested.member_id),
        taken="" if repeating.series or has_answer else why_not(plan, requested, desk.venue),
        offered=offered,
        paid_ahead=paid_ahead,
    )


def passes_for(desk: Desk, form: NewBookingForm, option: ServiceOption) -> Sequence[PassRule]:
    """Return what the guest in the form has bought ahead and pays for this service. At most two statements."""
    if form.whom.data == NEW or not form.guest.value or form.price.value is not None:
        return ()
    known = bool(form.whom.data)
    guest = guest_of_venue(desk.venue, form.whom.data) if known else guest_labeled(desk.venue, form.guest.value)
    return pass_rules(guest.user_id, [option.id]).get(option.id, ()) if guest else ()


def with_passes(requested: FrontDeskRequest, passes: Sequence[PassRule], price: Quote) -> Quote | None:
    """Return the price with what the guest has bought ahead, if that is lower."""
    lower = price_of(replace(requested, passes=passes)) if passes else price
    return lower if lower.price_cents < price.price_cents else None

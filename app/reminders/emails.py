"""The reminder emails, with what a guest needs to know on the way. Nothing here reads the database."""

from flask_babel import gettext as _

from app.booking_emails import calendar_file
from app.booking_emails.emails.parts import booked, guest
from app.bookings.copy.bookings import begins, directions, named, near_day
from app.bookings.models.bookings import Booking
from app.core.formats import clock as clock_time
from app.core.zone_names import zone_name
from app.email.body import ActionLink, EmailBlock, EmailBody, Text
from app.email.links import link
from app.email.message import Email
from app.reminders.enums import ReminderKind


def reminder(booking: Booking, kind: ReminderKind, *, token: str) -> Email:
    """Build a reminder. `token` lets its reader change the reminder settings without logging in."""
    venue, order = booking.venue, booking.order
    at = f"{clock_time(booking.starts_at, venue.zone)} {zone_name(booking.starts_at, venue.zone)}"
    near = near_day(booking)
    when = _("%(day)s at %(time)s", day=near, time=at) if near else begins(booking)
    has_account = order.user_id is not None
    page = link("bookings.show", booking_id=booking.public_id)
    choice = link("reminders.by_link", token=token)
    blocks: list[EmailBlock] = [
        booked(booking, [booking]),
        ActionLink(_("Get directions"), directions(venue)),
        *([ActionLink(_("Manage booking"), page, main=True)] if has_account else []),
        *([] if has_account else [Text(_at_the_desk(booking))]),
        Text(_("To add this booking to your calendar, open the attached file.")),
        ActionLink(_("Change reminder settings"), choice),
    ]
    letter = EmailBody(
        subject=_("%(time)s: %(service)s at %(venue)s", time=when, service=booking.title, venue=venue.name),
        preview=f"{venue.address}. {named(booking)}.",
        title=_see_you(booking, kind),
        blocks=blocks,
        why=_("You’re getting this email because you have a booking at %(venue)s.", venue=venue.name),
    )
    file = calendar_file.for_guest([booking], name=booking.public_id)
    key = f"reminder.{booking.public_id}.{kind.value}.{int(booking.starts_at.timestamp())}"
    return Email(key, [guest(order)], letter, attachments=[file.attachment], unsubscribe=choice)


def _see_you(booking: Booking, kind: ReminderKind) -> str:
    name, near = booking.order.first_name, near_day(booking)
    if kind is ReminderKind.HOURS:
        return _("See you in 2 hours, %(name)s.", name=name)
    if near == _("Today"):
        return _("See you today, %(name)s.", name=name)
    return _("See you tomorrow, %(name)s.", name=name) if near else _("See you soon, %(name)s.", name=name)


def _at_the_desk(booking: Booking) -> str:
    venue = booking.venue
    if not venue.phone:
        return _("To reschedule or cancel, contact %(venue)s.", venue=venue.name)
    return _("To reschedule or cancel, call %(venue)s at %(phone)s.", venue=venue.name, phone=venue.phone)

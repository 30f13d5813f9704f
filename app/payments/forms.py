from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField
from wtforms.validators import DataRequired, Length

from app.bookings.models import LONGEST_NOTE, Booking, Order
from app.forms import Email, Form, Line, Paragraphs, Phone


class ContactForm(Form):
    """Who is coming, and a note for each venue of the order."""

    name = Line(lazy_gettext("Full name"), [DataRequired(lazy_gettext("Enter your full name.")), Length(max=120)])
    phone = Phone(
        lazy_gettext("Cell phone"),
        [DataRequired(lazy_gettext("Enter a phone number where the venue can reach you.")), Length(max=40)],
    )
    email = Email(
        lazy_gettext("Email"),
        [DataRequired(lazy_gettext("Enter the email address for your confirmation.")), Length(max=254)],
    )
    agree = BooleanField(
        lazy_gettext("I agree"), [DataRequired(lazy_gettext("Agree to the cancellation policy to continue."))]
    )

    @classmethod
    def of(cls, order: Order) -> "ContactForm":
        contact = {"name": order.name, "email": order.email, "phone": order.phone}
        notes = {_note_field(booking): booking.note for booking in order.bookings}
        fields = {_note_field(booking): _note(booking) for booking in order.bookings}
        form: ContactForm = type(cls.__name__, (cls,), fields)(data=contact | notes)
        return form

    def note_for(self, booking: Booking) -> Paragraphs:
        field: Paragraphs = self[_note_field(booking)]
        return field


def _note_field(booking: Booking) -> str:
    return f"note-{booking.public_id}"


def _note(booking: Booking) -> Paragraphs:
    length = Length(max=LONGEST_NOTE, message=_("Shorten this to %(number)s characters.", number=LONGEST_NOTE))
    return Paragraphs(_("Anything %(venue)s should know?", venue=booking.venue.name), [length])

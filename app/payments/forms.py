from wtforms import BooleanField
from wtforms.validators import DataRequired, Length

from app.bookings.models import LONGEST_NOTE, Booking, Order
from app.forms import Email, Form, Line, Paragraphs, Phone


class ContactForm(Form):
    """Who is coming, and a note for each venue of the order."""

    name = Line("Full name", [DataRequired("Write the name you go by at the venue."), Length(max=120)])
    phone = Phone("Cell phone", [DataRequired("Write a number the venue can reach you at."), Length(max=40)])
    email = Email("Email", [DataRequired("Write the address we send the confirmation to."), Length(max=254)])
    agree = BooleanField("I agree", [DataRequired("Agree to the cancellation rules to go on.")])

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
    length = Length(max=LONGEST_NOTE, message=f"Keep the note to {LONGEST_NOTE} characters.")
    return Paragraphs(f"Anything {booking.venue.name} should know?", [length])

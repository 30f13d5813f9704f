from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField
from wtforms.validators import DataRequired, Length

from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import LONGEST_NOTE, VenueOrder
from app.later_charges.copy import card_name
from app.saved_cards.models import SavedCard
from app.web.fields import Pick, to_choose
from app.web.forms import EmailAddress, Form, Paragraphs, Phone, TextLine


class ContactForm(Form):
    """The guest's contact details, and a note for each venue of the order."""

    name = TextLine(lazy_gettext("Full name"), [DataRequired(lazy_gettext("Enter your full name.")), Length(max=120)])
    phone = Phone(
        lazy_gettext("Cell phone"),
        [DataRequired(lazy_gettext("Enter a phone number where the venue can reach you.")), Length(max=40)],
    )
    email = EmailAddress(
        lazy_gettext("Email"),
        [DataRequired(lazy_gettext("Enter the email address for your confirmation.")), Length(max=254)],
    )
    agree = BooleanField(
        lazy_gettext("I agree"), [DataRequired(lazy_gettext("Agree to the cancellation policy to continue."))]
    )
    use_credit = BooleanField(lazy_gettext("Use my store credit"))
    terms = BooleanField(
        lazy_gettext("I agree to the terms"), [DataRequired(lazy_gettext("Agree to our new terms to continue."))]
    )

    # The saved card for what is charged later; empty for another card.
    card = Pick(lazy_gettext("Card"), coerce=str)

    @classmethod
    def of(cls, order: Order, *, asks_terms: bool, cards: Sequence[SavedCard] = ()) -> "ContactForm":
        """Return the form of an order. `asks_terms` says that the terms changed since the guest agreed to them, and
        `cards` are saved ones that they can choose, the default first."""
        contact = {"name": order.name, "email": order.email, "phone": order.phone}
        notes = {_note_field(venue_order): venue_order.note for venue_order in order.venue_orders}
        fields = {_note_field(venue_order): _note(venue_order) for venue_order in order.venue_orders}
        chosen = {"use_credit": True, "card": cards[0].key if cards else ""}
        form: ContactForm = type(cls.__name__, (cls,), fields)(data=chosen | contact | notes)
        if not asks_terms:
            del form.terms
        if cards:
            form.card.choices = to_choose([*((card.key, card_name(card)) for card in cards), ("", _("Another card"))])
        else:
            del form.card
        return form

    def note_for(self, venue_order: VenueOrder) -> Paragraphs:
        field: Paragraphs = self[_note_field(venue_order)]
        return field


def _note_field(venue_order: VenueOrder) -> str:
    return f"note-{venue_order.venue.slug}"


def _note(venue_order: VenueOrder) -> Paragraphs:
    length = Length(max=LONGEST_NOTE, message=_("Shorten this to %(number)s characters.", number=LONGEST_NOTE))
    return Paragraphs(_("Anything %(venue)s should know?", venue=venue_order.venue.name), [length])

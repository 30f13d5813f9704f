"""Forms for rooms and equipment, and for moving a booking to another room."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length

from app.catalog.models import Service
from app.facilities.enums import FacilityKind
from app.facilities.models import MAX_GUESTS, MAX_UNITS
from app.facility_changes.actions import FacilityTerms
from app.facility_changes.queries import Place
from app.team.forms import Choices
from app.web.fields import Pick, Whole, to_choose
from app.web.forms import Edit, Form, TextLine


class FacilityForm(Form):
    name = TextLine(
        _l("Name"),
        [
            DataRequired(_l("Enter a name that your team knows, like Room 2.")),
            Length(max=60, message=_l("Shorten the name to 60 characters.")),
        ],
    )
    guests = Whole(_l("Guests at once"), least=1, most=MAX_GUESTS, unit="guests", default=1)
    units = Whole(_l("How many you have"), least=1, most=MAX_UNITS, unit="units", default=1)
    services = Choices(_l("Services that need it"))

    def __init__(self, *args: Any, kind: FacilityKind, services: Sequence[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self._services = {service.slug: service for service in services}
        self.services.choices = to_choose((service.slug, service.title) for service in services)
        # The other number does not apply, so the page does not ask for it.
        if kind is FacilityKind.ROOM:
            del self.units
            self.services.label.text = _("Services that need a room like this")
        else:
            del self.guests
            self.services.label.text = _("Services that need this equipment")

    @property
    def terms(self) -> FacilityTerms:
        is_room = self.kind is FacilityKind.ROOM
        return FacilityTerms(
            kind=self.kind,
            name=self.name.value,
            guests=(self.guests.value or 1) if is_room else 1,
            units=1 if is_room else self.units.value or 1,
            service_ids=[self._services[slug].id for slug in self.services.data or ()],
        )


class FacilityEdit(FacilityForm, Edit):
    """A form to edit an existing room or equipment."""


class MoveForm(Form):
    """Where a booking moves: a room or equipment by its key."""

    to = Pick(_l("Move to"))

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.to.choices = to_choose((place.facility.key, place.facility.name) for place in places)

    def validate(self, extra_validators: Any = None) -> bool:
        if self.to.data not in {choice.value for choice in self.to.choices or ()}:
            self.to.errors = [_("Choose where to move the booking.")]
            return False
        return super().validate(extra_validators)

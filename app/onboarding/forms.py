from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, Length, ValidationError

from app.venues.enums import VenueType
from app.venues.places import zip_area
from app.web.fields import to_choose
from app.web.forms import Form, TextLine


class StartForm(Form):
    name = TextLine(
        _l("Business name"),
        [
            DataRequired(_l("Enter the name of your business.")),
            Length(max=120, message=_l("Shorten the name to 120 characters.")),
        ],
        render_kw={"autocomplete": "organization"},
    )
    category = SelectField(_l("Main category"), [DataRequired(_l("Choose the category that most guests book."))])
    type = RadioField(
        _l("Venue type"),
        [DataRequired(_l("Choose the closest venue type."))],
        choices=to_choose((kind.value, kind.label) for kind in VenueType),
        default=VenueType.SPA.value,
    )
    postal_code = TextLine(
        _l("ZIP code"),
        [DataRequired(_l("Enter your ZIP code."))],
        render_kw={"autocomplete": "postal-code", "inputmode": "numeric"},
    )

    def validate_postal_code(self, field: TextLine) -> None:
        if zip_area(field.value) is None:
            raise ValidationError(
                _("We can’t find ZIP code %(code)s in the USA. Check its five digits.", code=field.value)
            )

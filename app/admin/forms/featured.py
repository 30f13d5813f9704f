from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Optional

from app.admin.forms.audit_log import LogDateField
from app.web.fields import whole_number
from app.web.forms import Form


class FeatureForm(Form):
    until = LogDateField(_l("Last day"), [Optional()])
    position = HiddenField()

    @property
    def place(self) -> int | None:
        """The position before removal, used to put the venue back."""
        return whole_number(str(self.position.data or ""), most=99)

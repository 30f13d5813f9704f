from wtforms import HiddenField
from wtforms.validators import Optional

from app.admin.forms.log import Day
from app.forms import Form


class FeatureForm(Form):
    until = Day("Until and including", [Optional()])
    position = HiddenField()

    @property
    def place(self) -> int | None:
        """Where it stood before it was removed, when it is put back."""
        typed = str(self.position.data or "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 3 else None

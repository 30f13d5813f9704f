"""Forms to upload a file and to say what its columns are."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import Form as PlainForm
from wtforms import FormField, RadioField

from app.imports.columns import FIELDS, NEEDED
from app.imports.copy import DUPLICATES, label_of
from app.imports.enums import Duplicates, ImportKind
from app.imports.models import Import
from app.imports.reading import MOST_BYTES
from app.web.fields import Pick, to_choose, whole_or_none
from app.web.forms import Form

DAY_ORDERS = (("month", lazy_gettext("Month first: 5/19/2026")), ("day", lazy_gettext("Day first: 19/5/2026")))
LONGEST_SAMPLE = 40


class UploadForm(Form):
    file = FileField(lazy_gettext("CSV file"))

    @property
    def content(self) -> bytes:
        return self.file.data.read(MOST_BYTES + 1) if self.file.data else b""

    @property
    def filename(self) -> str:
        """Return the name of the file for the list of imports: only its last part, without what can't be stored."""
        name = (self.file.data.filename or "") if self.file.data else ""
        return " ".join(name.replace("\\", "/").rsplit("/", 1)[-1].replace("\0", "").split())[:120] or "file.csv"

    def validate(self, extra_validators: object = None) -> bool:
        good: bool = super().validate(extra_validators)
        if not self.file.data:
            self.file.errors = [*self.file.errors, _("Choose a file first.")]
            return False
        return good


class ColumnsForm(Form):
    """The column of each field, and what happens to rows about guests or services that the venue has already."""

    duplicates = RadioField(lazy_gettext("If you have it already"), validate_choice=True)
    dates = RadioField(lazy_gettext("How dates are written"), choices=to_choose(DAY_ORDERS), default="month")


def columns_form(found: Import, samples: Sequence[Sequence[str]]) -> ColumnsForm:
    """Return the form for a file: each field offers every column with an example of what is in it."""

    class Chosen(PlainForm):  # type: ignore[misc]  # WTForms has no types
        pass

    choices = to_choose([("", _("Don’t import"))])
    for place, header in enumerate(found.headers):
        example = next(iter(samples[place]), "")
        short = f"{example[:LONGEST_SAMPLE]}…" if len(example) > LONGEST_SAMPLE else example
        choices += to_choose([(place, f"{header}: {short}" if short else header)])
    for field in FIELDS[found.kind]:
        pick = Pick(label_of(field), coerce=whole_or_none, choices=choices, default=found.columns.get(field.key))
        setattr(Chosen, field.key, pick)

    class OfFile(ColumnsForm):
        of = FormField(Chosen)

    form = OfFile(data={"duplicates": found.duplicates.value, "dates": "day" if found.day_first else "month"})
    offered = [one for one in Duplicates if found.kind is not ImportKind.BOOKINGS or one is not Duplicates.SKIP]
    form.duplicates.choices = to_choose((one.value, str(DUPLICATES[one])) for one in offered)
    return form


def chosen_columns(form: ColumnsForm) -> dict[str, int]:
    return {field.short_name: field.data for field in form.of if field.data is not None}


def refuse_bad_columns(form: ColumnsForm, kind: ImportKind) -> bool:
    """Add an error for each needed field without a column, and for a column of two fields. Return whether all fit."""
    columns, good = chosen_columns(form), True
    for group in NEEDED[kind]:
        if not any(key in columns for key in group):
            _fail(form.of[group[0]], _("Choose the column that has it."))
            good = False
    if kind is ImportKind.BOOKINGS and "date" in columns and columns.get("time") == columns["date"]:
        columns.pop("time")
    places = list(columns.values())
    for key, place in columns.items():
        if places.count(place) > 1 and place in places[: list(columns).index(key)]:
            _fail(form.of[key], _("This column is chosen above. Choose another."))
            good = False
    return good


def _fail(field: Pick, message: str) -> None:
    field.errors = [*field.errors, message]

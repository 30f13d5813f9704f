"""Forms for categories and tags."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.taxonomy.enums import TagGroup
from app.web.forms import Edit, Form, Paragraphs, TextLine

LONGEST = 60
SHORTEN = Length(max=LONGEST, message=_l("Shorten this to %(number)s characters.", number=LONGEST))
ADDRESS = Length(max=40, message=_l("Shorten this to %(number)s characters.", number=40))
GROUPS = {TagGroup.AMENITY: _l("Amenities"), TagGroup.GOOD_FOR: _l("Good for")}


class NameList(Paragraphs):
    """A list with one name per line, or with commas between them."""

    @property
    def words(self) -> list[str]:
        lines = super().value.replace(",", "\n").splitlines()
        return list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in lines))))

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  # WTForms passes it
        if any(len(word) > LONGEST for word in self.words):
            raise ValidationError(_("Shorten each name to %(number)s characters.", number=LONGEST))


class NewCategoryForm(Form):
    name = TextLine(_l("Name"), [DataRequired(_l("Enter a name.")), SHORTEN])
    slug = TextLine(_l("URL name"), [ADDRESS])
    parent = SelectField(_l("Subcategory of"), choices=[])
    synonyms = NameList(_l("Also called"))
    photo = FileField(_l("Photo"))


class CategoryForm(NewCategoryForm, Edit):
    pass


class MergeForm(Form):
    into = SelectField(_l("Merge into"), [InputRequired(_l("Choose what to merge it into."))], choices=[])


class NewTagForm(Form):
    name = TextLine(_l("Name"), [DataRequired(_l("Enter a name.")), SHORTEN])
    slug = TextLine(_l("URL name"), [ADDRESS])
    group = RadioField(
        _l("Group"),
        [InputRequired(_l("Choose a group."))],
        choices=[SelectChoice(group.value, label) for group, label in GROUPS.items()],
    )


class TagForm(NewTagForm, Edit):
    pass

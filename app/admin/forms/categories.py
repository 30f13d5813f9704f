"""What admins fill in about categories and tags."""

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.fields import to_choose
from app.forms import Edit, Form, Line, Paragraphs
from app.venues.enums import TagGroup

LONGEST = 60
SHORTEN = Length(max=LONGEST, message="Shorten this to 60 characters.")
ADDRESS = Length(max=40, message="Shorten this to 40 characters.")
GROUPS = {TagGroup.AMENITY: "What the place has", TagGroup.GOOD_FOR: "Whom it suits"}


class Words(Paragraphs):
    """One on each line, or with commas between them."""

    @property
    def words(self) -> list[str]:
        lines = super().value.replace(",", "\n").splitlines()
        return list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in lines))))

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  # WTForms passes it
        if any(len(word) > LONGEST for word in self.words):
            raise ValidationError("Shorten each of them to 60 characters.")


class NewCategoryForm(Form):
    name = Line("Name", [DataRequired("Write what people call it."), SHORTEN])
    slug = Line("Address", [ADDRESS])
    parent = SelectField("Part of", choices=[])
    synonyms = Words("Also called")
    picture = FileField("Picture")


class CategoryForm(NewCategoryForm, Edit):
    pass


class MergeForm(Form):
    into = SelectField("Merge into", [InputRequired("Choose one.")], choices=[])


class NewTagForm(Form):
    name = Line("Name", [DataRequired("Write what people read."), SHORTEN])
    slug = Line("Address", [ADDRESS])
    group = RadioField(
        "Group",
        [InputRequired("Choose a group.")],
        choices=to_choose((group.value, label) for group, label in GROUPS.items()),
    )


class TagForm(NewTagForm, Edit):
    pass

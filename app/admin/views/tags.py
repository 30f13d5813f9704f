"""The tag pages: amenities of venues, and the guests that venues suit."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions import categories as actions
from app.admin.forms.categories import GROUPS, MergeForm, NewTagForm, TagForm
from app.admin.views import bp
from app.core.errors import NameTaken, NotFound
from app.core.reordering import wanted_order
from app.taxonomy.enums import TagGroup
from app.taxonomy.models import Tag
from app.taxonomy.queries import tag_at, tags_in, uses_of_tags
from app.taxonomy.queries import tags as all_tags
from app.web.fields import to_choose
from app.web.htmx import go


@bp.get("/tags")
@admins_with(AdminAbility.READ)
def tags() -> ResponseReturnValue:
    found = all_tags()
    groups = [(group, label, [tag for tag in found if tag.group is group]) for group, label in GROUPS.items()]
    return render_template("admin/tags/index.html", groups=groups, uses=uses_of_tags())


@bp.route("/tags/add", methods=["GET", "POST"])
@admins_with(AdminAbility.EDIT_SITE)
def tag_add() -> ResponseReturnValue:
    form = NewTagForm(data={"group": TagGroup.AMENITY.value})
    if form.validate_on_submit():
        with form.refusals(form.name):
            tag = actions.add_tag(name=form.name.value, group=TagGroup(form.group.data), admin=current_user_or_403())
            flash(_("%(name)s was added. Owners can choose it now.", name=tag.name))
            return go(url_for("admin.tags"))
    return shown(form, None)


@bp.route("/tags/<tag>", methods=["GET", "POST"])
@admins_with(AdminAbility.EDIT_SITE)
def tag_edit(tag: str) -> ResponseReturnValue:
    edited = tag_at(tag)
    form = TagForm(data={"name": edited.name, "slug": edited.slug, "group": edited.group.value})
    if form.validate_on_submit():
        with form.refusals(form.slug), form.refusals(form.name, NameTaken):
            name, slug, group = form.name.value, form.slug.value, TagGroup(form.group.data)
            actions.edit_tag(tag=edited, name=name, slug=slug, group=group, admin=current_user_or_403())
            flash(_("%(name)s was saved.", name=edited.name))
            return go(url_for("admin.tags"))
    return shown(form, edited)


@bp.post("/tags/order")
@admins_with(AdminAbility.EDIT_SITE)
def tag_order() -> ResponseReturnValue:
    """Reorder the tags of the group in the URL."""
    try:
        group = TagGroup(request.args.get("group", ""))
    except ValueError:
        raise NotFound(_("We can’t find that group of tags.")) from None
    order = wanted_order(request.form, [tag.slug for tag in tags_in(group)])
    actions.order_tags(group=group, slugs=order, admin=current_user_or_403())
    return go(url_for("admin.tags"))


@bp.post("/tags/<tag>/remove")
@admins_with(AdminAbility.EDIT_SITE)
def tag_remove(tag: str) -> ResponseReturnValue:
    removed = tag_at(tag)
    actions.remove_tag(tag=removed, admin=current_user_or_403())
    flash(_("%(name)s was deleted.", name=removed.name))
    return go(url_for("admin.tags"))


@bp.route("/tags/<tag>/merge", methods=["GET", "POST"])
@admins_with(AdminAbility.EDIT_SITE)
def tag_merge(tag: str) -> ResponseReturnValue:
    merged, form = tag_at(tag), MergeForm()
    others = ((one.slug, one.name) for one in all_tags() if one.id != merged.id)
    form.into.choices = to_choose([("", _("Choose a tag")), *others])
    if form.validate_on_submit():
        with form.refusals(form.into):
            into = tag_at(form.into.data)
            actions.merge_tag(tag=merged, into=into, admin=current_user_or_403())
            flash(
                _(
                    "%(name)s was merged into %(into)s. Old search links use %(into)s.",
                    name=merged.name,
                    into=into.name,
                )
            )
            return go(url_for("admin.tags"))
    html = render_template("admin/tags/merge.html", tag=merged, form=form, number=uses_of_tags().get(merged.id, 0))
    return html, 422 if form.errors else 200


def shown(form: NewTagForm, tag: Tag | None) -> ResponseReturnValue:
    number = uses_of_tags().get(tag.id, 0) if tag else 0
    html = render_template("admin/tags/edit.html", form=form, tag=tag, number=number)
    return html, 422 if form.errors or form.form_errors else 200

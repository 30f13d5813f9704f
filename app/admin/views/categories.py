"""The category pages: the tree and changes to it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app.accounts.guards import current_user_or_403
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions import categories as actions
from app.admin.forms.categories import CategoryForm, MergeForm, NewCategoryForm
from app.admin.views import bp
from app.core.errors import NameTaken
from app.core.reordering import wanted_order
from app.photos.actions import add_photo
from app.photos.models import Photo
from app.photos.validation import PhotoRejected
from app.taxonomy.actions.categories import Naming, ParentRefused, TooManySynonyms
from app.taxonomy.copy import uses as used_by
from app.taxonomy.models import Category
from app.taxonomy.queries import categories as all_categories
from app.taxonomy.queries import category_at, siblings_in, use_of, uses
from app.web.fields import to_choose
from app.web.htmx import go
from app.web.route_limits import limited
from app.web.security import takes_files


@bp.get("/categories")
@admins_with(AdminAbility.READ)
def categories() -> ResponseReturnValue:
    found = all_categories()
    return render_template(
        "admin/categories/index.html",
        wholes=[category for category in found if category.parent_id is None],
        parts={whole.id: [part for part in found if part.parent_id == whole.id] for whole in found},
        uses=uses(),
        used_by=used_by,
    )


@bp.route("/categories/add", methods=["GET", "POST"])
@limited("uploads")
@takes_files()
@admins_with(AdminAbility.EDIT_SITE)
def category_add() -> ResponseReturnValue:
    form = form_for(None)
    if form.validate_on_submit():
        with refusals_at_fields(form):
            photo = uploaded(form.photo.data)
            category = actions.add_category(naming=naming(form), photo=photo, admin=current_user_or_403())
            flash(_("%(name)s was added. Owners can choose it now.", name=category.name))
            return go(url_for("admin.categories"))
    return shown(form, None)


@bp.route("/categories/<category>", methods=["GET", "POST"])
@limited("uploads")
@takes_files()
@admins_with(AdminAbility.EDIT_SITE)
def category_edit(category: str) -> ResponseReturnValue:
    edited = category_at(category)
    form = form_for(edited)
    if form.validate_on_submit():
        with refusals_at_fields(form):
            photo = uploaded(form.photo.data)
            actions.edit_category(category=edited, naming=naming(form), photo=photo, admin=current_user_or_403())
            flash(_("%(name)s was saved. Search shows it within minutes.", name=edited.name))
            return go(url_for("admin.categories"))
    return shown(form, edited)


@contextmanager
def refusals_at_fields(form: NewCategoryForm) -> Iterator[None]:
    """Add the message of a violated rule to the errors of the field that caused it."""
    with (
        form.refusals(form.slug),
        form.refusals(form.name, NameTaken),
        form.refusals(form.parent, ParentRefused),
        form.refusals(form.synonyms, TooManySynonyms),
        form.refusals(form.photo, PhotoRejected),
    ):
        yield


@bp.post("/categories/order")
@admins_with(AdminAbility.EDIT_SITE)
def category_order() -> ResponseReturnValue:
    """Reorder the top-level categories, or the subcategories of the one in `parent`."""
    key = request.args.get("parent", "")
    parent = category_at(key) if key else None
    order = wanted_order(request.form, [category.slug for category in siblings_in(parent)])
    actions.order_categories(parent=parent, slugs=order, admin=current_user_or_403())
    return go(url_for("admin.categories"))


@bp.post("/categories/<category>/remove")
@admins_with(AdminAbility.EDIT_SITE)
def category_remove(category: str) -> ResponseReturnValue:
    removed = category_at(category)
    actions.remove_category(category=removed, admin=current_user_or_403())
    flash(_("%(name)s was deleted.", name=removed.name))
    return go(url_for("admin.categories"))


@bp.route("/categories/<category>/merge", methods=["GET", "POST"])
@admins_with(AdminAbility.EDIT_SITE)
def category_merge(category: str) -> ResponseReturnValue:
    """Merge a category. The page shows what will change before it happens."""
    merged, form = category_at(category), MergeForm()
    others = [
        other for other in all_categories() if other.id not in {merged.id, *(part.id for part in siblings_in(merged))}
    ]
    form.into.choices = to_choose([("", _("Choose a category")), *labels(others)])
    if form.validate_on_submit():
        with form.refusals(form.into):
            into = category_at(form.into.data)
            actions.merge_category(category=merged, into=into, admin=current_user_or_403())
            flash(_("%(name)s was merged into %(into)s. Old links redirect there.", name=merged.name, into=into.name))
            return go(url_for("admin.categories"))
    html = render_template(
        "admin/categories/merge.html",
        category=merged,
        form=form,
        use=use_of(merged),
        used_by=used_by,
        example=next(((other.slug, other.name) for other in others), None),
    )
    return html, 422 if form.errors else 200


def form_for(category: Category | None) -> NewCategoryForm:
    stands = {"parent": request.args.get("part-of", "")}
    if category:
        stands = {
            "name": category.name,
            "slug": category.slug,
            "parent": category.parent.slug if category.parent else "",
            "synonyms": "\n".join(category.synonyms),
        }
    form = (CategoryForm if category else NewCategoryForm)(data=stands)
    wholes = [whole for whole in siblings_in(None) if category is None or whole.id != category.id]
    form.parent.choices = to_choose(
        [("", _("None (top-level category)")), *((whole.slug, whole.name) for whole in wholes)]
    )
    return form


def naming(form: NewCategoryForm) -> Naming:
    parent = category_at(form.parent.data) if form.parent.data else None
    return Naming(form.name.value, form.slug.value, form.synonyms.words, parent)


def uploaded(file: FileStorage | None) -> Photo | None:
    """Store an uploaded photo, if there is one. Raises PhotoRejected."""
    return add_photo(data=file.read()) if file and file.filename else None


def shown(form: NewCategoryForm, category: Category | None) -> ResponseReturnValue:
    use = use_of(category) if category and category.id else None
    html = render_template("admin/categories/edit.html", form=form, category=category, use=use, used_by=used_by)
    return html, 422 if form.errors or form.form_errors else 200


def labels(found: Sequence[Category]) -> list[tuple[str, str]]:
    """Label each category with its parent, if any."""
    return [(one.slug, f"{one.parent.name}: {one.name}" if one.parent else one.name) for one in found]

"""The page that undoes what an admin recorded by mistake: it shows what, says what that means, and asks why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from app.accounts.guards import current_user_or_403
from app.admin.forms.finance import UndoForm
from app.web.htmx import go


@dataclass(frozen=True, slots=True)
class Recorded:
    """Something recorded, in the words of the page that undoes it."""

    title: str
    """What its button does: Undo write-off."""
    meaning: str
    """What undoing it changes, as a sentence."""
    done: str
    """The message once it is undone."""
    facts: Sequence[tuple[str, str]]
    is_undone: bool
    back: tuple[str, str]
    """Name and address of the list that it is on."""


def undo_page(recorded: Recorded, undo: Callable[..., object]) -> ResponseReturnValue:
    """Show the page, or undo and go back to the list.

    Calls `undo` with `why` and `admin`. If that raises a DomainError, the form shows it.
    """
    form = UndoForm()
    if form.validate_on_submit():
        with form.refusals(form.why):
            undo(why=form.why.value, admin=current_user_or_403())
            flash(recorded.done)
            return go(recorded.back[1])
    html = render_template("admin/finance/undo.html", form=form, recorded=recorded)
    return html, 422 if form.errors else 200

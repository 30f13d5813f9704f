"""Finance: invoices to venues, and what settled them."""

from functools import partial

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.accounts.step_up import step_up_required
from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.invoices import settle_invoice, undo
from app.admin.forms.invoices import BankPaymentForm, WriteOffForm
from app.admin.views import bp
from app.admin.views.undo import Recorded, undo_page
from app.core.formats import full_date, usd
from app.invoices import copy as words
from app.invoices.queries import invoice_with, latest_invoices, lines_of, payable_now, settlement_with, settlements_of
from app.receipts.pdf import pdf_file
from app.receivables.enums import SettlementKind
from app.receivables.queries import invoices_of
from app.web.htmx import go
from app.web.route_limits import limited


@bp.get("/invoices")
@admins_with(AdminAbility.READ)
def invoices() -> ResponseReturnValue:
    still_open, settled = latest_invoices()
    return render_template(
        "admin/finance/invoices.html",
        overdue=[each for each in still_open if each.is_overdue(copy.today())],
        not_due=[each for each in still_open if not each.is_overdue(copy.today())],
        settled=settled,
        today=copy.today(),
        words=words,
    )


@bp.get("/invoices/<invoice_id>")
@admins_with(AdminAbility.READ)
def invoice(invoice_id: str) -> ResponseReturnValue:
    return shown_invoice(invoice_id, None, None)


@bp.get("/invoices/<invoice_id>.pdf")
@limited("posters")
@admins_with(AdminAbility.READ)
def invoice_pdf(invoice_id: str) -> ResponseReturnValue:
    """Download an invoice as PDF. Raises Unavailable if making it takes too long."""
    standing = invoice_with(invoice_id)
    document = words.document_of(standing, lines_of(standing.invoice))
    return pdf_file([document], name=f"invoice-{standing.invoice.name}")


@bp.post("/invoices/<invoice_id>/pay")
@admins_with(AdminAbility.FINANCE)
@step_up_required
def invoice_pay(invoice_id: str) -> ResponseReturnValue:
    """Record that the venue paid our bank."""
    found, form = invoice_with(invoice_id).invoice, BankPaymentForm()
    if form.validate_on_submit():
        with form.refusals(form.amount):
            paid = settle_invoice(invoice=found, new=form.settlement, today=copy.today(), admin=current_user_or_403())
            flash(_("Recorded. %(venue)s paid %(amount)s.", venue=found.venue.name, amount=usd(paid.amount_cents)))
            return go(url_for("admin.invoice", invoice_id=invoice_id))
    return shown_invoice(invoice_id, form, None)


@bp.post("/invoices/<invoice_id>/write-off")
@admins_with(AdminAbility.FINANCE)
@step_up_required
def invoice_write_off(invoice_id: str) -> ResponseReturnValue:
    """Give up a part of what the venue owes us, or all of it."""
    found, form = invoice_with(invoice_id).invoice, WriteOffForm()
    if form.validate_on_submit():
        with form.refusals(form.loss):
            new = form.settlement(copy.today())
            gone = settle_invoice(invoice=found, new=new, today=copy.today(), admin=current_user_or_403())
            flash(_("Wrote off %(amount)s.", amount=usd(gone.amount_cents)))
            return go(url_for("admin.invoice", invoice_id=invoice_id))
    return shown_invoice(invoice_id, None, form)


@bp.route("/settlements/<settlement_id>/undo", methods=["GET", "POST"])
@admins_with(AdminAbility.FINANCE)
@step_up_required
def settlement_undo(settlement_id: str) -> ResponseReturnValue:
    """Undo a bank payment or a write-off that was recorded by mistake."""
    found = settlement_with(settlement_id)
    is_payment, amount, venue = found.kind is SettlementKind.BANK, usd(found.amount_cents), found.venue.name
    recorded = Recorded(
        title=_("Undo bank payment") if is_payment else _("Undo write-off"),
        meaning=_(
            "%(venue)s owes us %(amount)s again: the invoices that it settled are open.", venue=venue, amount=amount
        ),
        done=_("Undone. %(venue)s owes us %(amount)s again.", venue=venue, amount=amount),
        facts=[
            (_("Number"), found.public_id),
            (_("Venue"), venue),
            (_("Amount"), amount),
            (_("Date"), full_date(found.settled_on) if found.settled_on else ""),
            (_("Reference") if is_payment else _("Reason"), found.reference),
            (_("Recorded by"), found.recorded_by.name if found.recorded_by else ""),
        ],
        is_undone=found.undone_at is not None,
        back=(_("Invoices"), url_for("admin.invoices")),
    )
    return undo_page(recorded, partial(undo, settlement_id=settlement_id))


def shown_invoice(
    invoice_id: str, payment: BankPaymentForm | None, write_off: WriteOffForm | None
) -> ResponseReturnValue:
    """Show an invoice with its forms, or with those that were sent."""
    standing = invoice_with(invoice_id)
    venue_id = standing.invoice.venue_id
    most = payable_now(venue_id, invoices_of(venue_id))
    cents = min(standing.open_cents, most)
    html = render_template(
        "admin/finance/invoice.html",
        standing=standing,
        lines=lines_of(standing.invoice),
        settlements=settlements_of(venue_id),
        most=most,
        payment=payment or BankPaymentForm(formdata=None, data={"amount": cents, "paid_on": copy.today()}),
        write_off=write_off or WriteOffForm(formdata=None, data={"loss": cents}),
        labels=KINDS,
        today=copy.today(),
        words=words,
        copy=copy,
    )
    is_wrong = (payment is not None and payment.errors) or (write_off is not None and write_off.errors)
    return html, 422 if is_wrong else 200


KINDS = {
    SettlementKind.CARD: words.BY_CARD,
    SettlementKind.BANK: words.BY_BANK,
    SettlementKind.WRITE_OFF: words.WRITTEN_OFF,
}

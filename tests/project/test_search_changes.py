"""Every action that changes what guests find defers a reindex in the same transaction.

A new action fails here until it has a case in `search_changes_of_….py` or a reason below.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.engine.interfaces import DBAPICursor

from app.core.db import session
from app.search_index.documents import read_documents
from tests import database
from tests.project import search_changes_of_listings  # noqa: F401  # registers its cases
from tests.project.search_changes import CASES, World, make_world
from tests.project.search_changes_of_bookings import MORE
from tests.support import NOW, statements

APP = Path("app")
REINDEXES = (
    "search_index.reindex",
    "search_index.reindex_category",
    "search_index.reindex_tag",
    "search_index.refresh_now",
)
# Deleting one of their rows deletes its reservations (ON DELETE CASCADE).
WITH_RESERVATIONS = {"block", "busy_feed"}
# Parameters that name something that search shows: an action with one of them needs its own line below.
SHOWN = {
    "venue",
    "venue_id",
    "service",
    "member",
    "deal",
    "category",
    "tag",
    "booking",
    "booking_id",
    "order",
    "order_id",
}

# Actions without a case, by the reason why they need none. "cart.*" stands for the actions of a module that take none
# of the parameters in SHOWN.
NONE_NEEDED: dict[str, str] = {
    "Accounts, and who is logged in, are not in search.": """
        accounts.* account_pages.actions.*
        two_factor.* identities.actions.*
        admin.actions.security_log.resolve_event
        admin.actions.second_factors.*
        admin.actions.people.* admin.actions.content.* content.actions.* guests.actions.*
        guests.actions.know_account guests.actions.know_at_desk reminders.actions.*
    """,
    "Personal data is not in search. Bookings that a deletion cancels end as any canceled booking does.": """

        access_log.actions.* admin.actions.privacy.* privacy.actions.deletion.* privacy.actions.erase.*
        privacy.actions.exports.* privacy.actions.guest_records.* privacy.actions.requests.*
        privacy.actions.retention.* privacy.actions.rights.* consents.actions.*
    """,
    "Search doesn't show who works at a venue.": """
        staff.actions.invitations.* staff.actions.invitations.invite staff.actions.invitations.resend
        staff.actions.invitations.revoke staff.actions.invitations.check_profile
        staff.actions.people.* staff.actions.people.change_role staff.actions.people.remove
        staff.actions.people.leave staff.actions.people.end_login_of staff.actions.people.tell
        staff.actions.ownership.* staff.actions.ownership.offer_ownership staff.actions.ownership.end_offer
        staff.actions.ownership.decline_ownership staff.actions.ownership.accept_ownership
        venues.actions.staff.* venues.actions.staff.add_staff venues.actions.staff.change_staff
        venues.actions.staff.remove_staff venues.actions.staff.remove_others
    """,
    "Search doesn't show which websites frame a booking page.": """
        booking_links.actions.add_origin booking_links.actions.remove_origin booking_links.actions.restore_origin
    """,
    "A file that is uploaded or checked changes nothing else; its jobs have cases.": """
        imports.actions.chunks.check_import imports.actions.emails.* imports.actions.undo.undo_import
        imports.actions.uploads.* imports.actions.uploads.create_import
    """,
    "Intake forms and their answers are not in search.": """
        intake.actions.answers.* intake.actions.answers.save_answers intake.actions.answers.open_health_answers
        intake.actions.forms.* intake.actions.forms.create_form intake.actions.forms.edit_form
        intake.actions.forms.set_active intake.actions.forms.order_forms intake.actions.forms.remove_form
        intake.actions.forms.restore_form intake.actions.forms.refuse_too_many_forms
        intake.actions.questions.* intake.actions.questions.add_question intake.actions.questions.edit_question
        intake.actions.questions.hide_question intake.actions.questions.order_questions
        intake.actions.questions.remove_question intake.actions.questions.restore_question
        intake.actions.requests.* intake.actions.requests.send_again
    """,
    "Profiles are not in search. An owner's is on the venue's page, so its actions reindex nevertheless.": """
        profiles.actions.care_notes.* profiles.actions.care_notes.open_care_note
        profiles.actions.profiles.* profiles.actions.profiles.prefer_member profiles.actions.profiles.stop_preferring
    """,
    "It calls an action that has a case.": """
        admin.actions.approvals.* admin.actions.categories.* admin.actions.deals.* admin.actions.orders.*
        admin.actions.categories.edit_category admin.actions.categories.merge_category
        admin.actions.categories.edit_tag admin.actions.categories.merge_tag
        admin.actions.deals.change_platform_deal admin.actions.deals.end_platform_deal
        admin.actions.deals.resume_platform_deal admin.actions.orders.cancel_booking
        admin.actions.venues.suspend admin.actions.venues.reinstate
        bookings.actions.requests.expire_unanswered onboarding.actions.delete_listing
        orders.actions.create.create_order waitlist.actions.offers.offer
        waitlist.actions.offers.offer_next
        payments.actions.settle payments.actions.record_event
        venues.actions.review.approve_venue venues.actions.photos.take_venue_photo
        venues.actions.review.change venues.actions.edit.edit_position
    """,
    "A part of actions that have cases: they reindex.": """
        availability.actions.* bookings.actions.cancel.* bookings.actions.cancel.release
        calendar_sync.actions.block_time
        front_desk.actions.new_booking.take front_desk.actions.new_booking.item front_desk.actions.new_booking.note_uses
        front_desk.actions.new_booking.order_for orders.actions.create.link_series catalog.actions.create.*
        catalog.actions.create.refuse_too_many catalog.actions.create.write_offer catalog.actions.create.free_slug
        catalog.actions.offers.* catalog.actions.options.* catalog.actions.options.write_options
        catalog.actions.options.copy_options catalog.actions.timetable.* catalog.actions.timetable.write_starts
        catalog.actions.timetable.row_of deals.actions.end.tell deals.actions.terms.* deals.actions.terms.put
        deals.actions.terms.saving deals.actions.terms.refuse_taken deals.actions.redemptions.*
        front_desk.actions.new_booking.* front_desk.actions.new_booking.order_of_venue
        imports.actions.copying.* imports.actions.bookings.*
        imports.actions.services.* imports.actions.services.write_services
        imports.actions.writing.* imports.actions.writing.write_guests
        orders.actions.create.* orders.actions.create.claim orders.actions.create.start_order
        orders.actions.order_lines.line_values
        orders.actions.order_lines.lines_of orders.actions.fulfillment.* orders.actions.fulfillment.finalize_booking
        orders.actions.fulfillment.answer_deadline orders.actions.fulfillment.link_guest
        rescheduling.actions.differences.* rescheduling.actions.differences.shares
        rescheduling.actions.differences.pay_differences rescheduling.actions.guest_changes.*
        rescheduling.actions.guest_changes.check_online rescheduling.actions.guest_changes.whose
        rescheduling.actions.guest_changes.offered_lanes rescheduling.actions.guest_changes.may_take
        rescheduling.actions.guest_changes.take_pools rescheduling.actions.guest_changes.write
        rescheduling.actions.guest_changes.note rescheduling.actions.guest_changes.pay_order
        rescheduling.actions.guest_changes.add_lines rescheduling.actions.guest_changes.add_pending
        rescheduling.actions.records.tell_both rescheduling.actions.records.tell_both_of_series
        rescheduling.actions.records.tell_venue rescheduling.actions.records.tell_venue_of_series
        rescheduling.actions.records.check_version rescheduling.actions.slot_choice.all_candidates
        rescheduling.actions.slot_choice.choose_slots rescheduling.actions.slot_choice.take_slots
        rescheduling.actions.slot_choice.reserve_again rescheduling.actions.slot_choice.take_facilities
        rescheduling.actions.slot_choice.reserver rescheduling.actions.slot_choice.note_facilities
        rescheduling.actions.records.record_reschedule rescheduling.actions.records.notify_change
        venues.actions.edit.* venues.actions.photos.* venues.actions.reindex.schedule_reindex
    """,
    "It only reads or locks.": """
        admin.actions.approvals.venue_subject admin.actions.approvals.deal_subject admin.actions.deals.subject_of
        admin.actions.deals.deal_values admin.actions.orders.subject_of admin.actions.record.*
        bookings.actions.messages.* bookings.actions.cancel_series.refunds_on_cancel
        cart.actions.lines.check_member cart.actions.lines.check_quantity cart.actions.lines.chosen_add_ons
        bookings.actions.cancel.default_refund bookings.actions.cancel.cancel_refund
        bookings.actions.messages.email_of bookings.actions.refunds.lock_booking deals.actions.drafts.lock
        deals.actions.drafts.lock_with_status deals.actions.terms.terms_of orders.actions.checkout.is_unchanged
        orders.actions.checkout.*
        venues.actions.review.live_values venues.actions.review.proposed_values
        waitlist.actions.openings.lock_of taxonomy.actions.categories.* taxonomy.actions.tags.*
    """,
    "The venue was not public before, and is not after.": """
        onboarding.actions.* onboarding.actions.begin onboarding.actions.submit_listing
        venues.actions.create.create_venue
        venues.actions.publication.restore_venue venues.actions.review.submit_venue venues.actions.review.withdraw
        venues.actions.review.withdraw_venue
    """,
    "What is live does not change: a draft, a change in review, or a copy that is hidden.": """
        catalog.actions.extras.copy_add_ons catalog.actions.visibility.copy_service deals.actions.drafts.*
        deals.actions.drafts.create_deal deals.actions.drafts.draft_deal deals.actions.drafts.edit_deal
        deals.actions.drafts.change_deal deals.actions.drafts.copy_deal deals.actions.drafts.send_deal
        deals.actions.drafts.withdraw_deal deals.actions.drafts.remove_deal deals.actions.drafts.restore_deal
        deals.actions.review.reject_deal venues.actions.review.*
    """,
    "The policies are read each time, and so is what a guest may still reschedule.": """
        venues.actions.details.set_policy venues.actions.details.set_reschedule_policy venues.actions.details.set_tips
        payment_policies.actions.* payment_policies.actions.set_venue_policy
        payment_policies.actions.set_service_policy payment_policies.actions.check_policy
    """,
    "The booking keeps its time.": """
        bookings.actions.attendance.check_in bookings.actions.attendance.undo_check_in
        bookings.actions.attendance.mark_paid bookings.actions.cancel.complete_finished
        bookings.actions.messages.message_guest bookings.actions.cancel.end_pending_reschedule
        bookings.actions.later.lower_later
        bookings.actions.refunds.* bookings.actions.refunds.queue_refund bookings.actions.refunds.queue_full_refund
        bookings.actions.refunds.issue_refund bookings.actions.requests.accept_request
        admin.actions.orders.refund_booking admin.actions.orders.retry_refund
        orders.actions.checkout.set_contact orders.actions.checkout.extend_hold
    """,
    "Money that was paid already, and what we charge venues for new bookings.": """
        admin.actions.finance.* admin.actions.finance.set_venue_commission admin.actions.finance.release_earnings
        payouts.actions.accounts.release_opening
        unclaimed.actions.* unclaimed.actions.turn_over unclaimed.actions.undo_turnover
        invoices.actions.* invoices.actions.issue_invoices invoices.actions.start_payment
        invoices.actions.confirm_payment invoices.actions.settle invoices.actions.remind_owners
        invoices.actions.undo_settlement
        admin.actions.invoices.* admin.actions.invoices.settle_invoice admin.actions.invoices.undo
        admin.actions.unclaimed.* admin.actions.unclaimed.record_turnover admin.actions.unclaimed.undo
        cash_outs.actions.* cash_outs.actions.ask cash_outs.actions.record_paid cash_outs.actions.decline
        admin.actions.cash_outs.* admin.actions.cash_outs.pay_cash_out admin.actions.cash_outs.decline_cash_out
        admin.actions.credit.* admin.actions.credit.give_credit credit.actions.* credit.actions.grant
        credit.actions.lock_account credit.actions.move admin.actions.gift_cards.* gift_cards.actions.*
        admin.actions.gift_cards.release_card admin.actions.gift_cards.refund_card gift_cards.actions.buy
        gift_cards.actions.confirm_purchase gift_cards.actions.release
        gift_cards.actions.refund_card gift_cards.actions.deliver gift_cards.actions.send_again
        gift_cards.actions.follow_dispute gift_cards.actions.redeem credit.actions.take credit.actions.release
        credit.actions.give_back
        credit.actions.keep_refund
        venue_credit.actions.* venue_credit.actions.give venue_credit.actions.take_back venue_credit.actions.end_given
        venue_credit.actions.settle_credit_at venue_credit.actions.settle_credit_soon
        orders.actions.credit.choose_credit orders.actions.credit.release_credit
        orders.actions.credit.settle_credit payments.actions.use_credit
        receipts.actions.* receipts.actions.issue_receipts receipts.actions.next_number
        receipts.actions.set_company receipts.actions.set_legal_name
        tip_offers.actions.* tip_offers.actions.offer_tips
        memberships.actions.* memberships.actions.start_joining memberships.actions.price_for
        memberships.actions.note_page memberships.actions.note_subscription memberships.actions.note_invoice
        memberships.actions.remind_members memberships.actions.change_members memberships.actions.tell_members
        memberships.actions.read_soon
        passes.actions.* passes.actions.take_uses passes.actions.settle_uses passes.actions.return_uses
        passes.actions.expire_passes packages.actions.buy packages.actions.confirm_package
        packages.actions.refund_unused passes.actions.follow_dispute receivables.actions.follow_dispute
        payouts.actions.pass_transfers.* payouts.actions.pass_transfers.plan_pass_transfers
        payouts.actions.deferrals.defer_pass_transfers payouts.actions.deferrals.*
        payouts.actions.returns.* payouts.actions.returns.plan_return payouts.actions.deferrals.defer_returns
        tips.actions.* tips.actions.start_tip tips.actions.confirm_tip
        bookings.actions.earnings.record_earnings bookings.actions.earnings.record_seen
        commission.actions.set_rates commission.actions.clear_rates
        admin.actions.tax.* admin.actions.tax.add_rule admin.actions.tax.import_rules admin.actions.tax.end_rule
        admin.actions.tax.record_payment admin.actions.tax.undo_payment
        finance.actions.tax_payments.record_tax_payment finance.actions.tax_payments.undo_tax_payment
        tax.actions.* tax.actions.add_rule tax.actions.import_rules tax.actions.end_rule
        orders.actions.taxes.* orders.actions.taxes.freeze_taxes orders.actions.taxes.add_awaited_taxes
        tax_calculations.actions.* tax_calculations.actions.note_calculations
        orders.actions.commission.freeze_commission ledger.actions.* ledger.actions.debit ledger.actions.credit
        finance.actions.* finance.actions.reconciliation.resolve finance.actions.payouts.request_payout
        finance.actions.months.close_month finance.actions.reconciliation.defer_reconciling
        payouts.actions.* payouts.actions.transfers.plan_transfers payouts.actions.deferrals.defer_transfers
        payouts.actions.deferrals.defer_all_transfers payouts.actions.accounts.start_account
        payouts.actions.accounts.note_account payouts.actions.accounts.note_payout
        payouts.actions.accounts.start_hold payouts.actions.accounts.end_hold
        disputes.actions.* disputes.actions.reading.block_or_release
        disputes.actions.reading.correct admin.actions.disputes.*
        disputes.actions.prepaid.is_prepaid disputes.actions.prepaid.follow_prepaid
    """,
    "A payment or a refund: the time is kept or released by the order's own actions.": """
        payments.actions.* payments.actions.prepare_payment payments.actions.keep_opening
        payments.actions.note_charge orders.actions.checkout.agree_to_charges
        bookings.actions.later.* bookings.actions.later.plan_fee bookings.actions.later.plan_no_show_fee
        bookings.actions.later.plan_balance bookings.actions.later.waive_charge bookings.actions.later.cancel_fee
        bookings.actions.later.open_charge bookings.actions.later.plan_link bookings.actions.desk_payments.*
        bookings.actions.desk_payments.record_desk_payment bookings.actions.desk_payments.undo_desk_payment
        bookings.actions.desk_payments.settle_all bookings.actions.desk_payments.settle_desk_order
        bookings.actions.desk_payments.order_of_booking desk_payments.actions.* desk_payments.actions.open_link
        desk_payments.actions.count_cash later_charges.actions.* later_charges.actions.start_charge
        later_charges.actions.waive saved_cards.actions.* saved_cards.actions.keep_card
        saved_cards.actions.make_default saved_cards.actions.replace_card saved_cards.actions.remove_card
        saved_cards.actions.refuse_card
    """,
    "It reserves no time.": """
        cart.actions.* calendar_sync.actions.* calendar_sync.actions.create_feed_url
        calendar_sync.actions.revoke_feed_url calendar_sync.actions.choose_names calendar_sync.actions.subscribe
        calendar_sync.actions.save_address calendar_sync.actions.read_now calendar_sync.actions.schedule_reading
        waitlist.actions.entries.* waitlist.actions.offers.* waitlist.actions.openings.on_slot_freed
    """,
    "No venue and no service uses it.": """
        admin.actions.categories.remove_category admin.actions.categories.remove_tag
        taxonomy.actions.categories.remove_category taxonomy.actions.tags.remove_tag
    """,
    "A photo of a category is on the home page, which reads it each time.": """
        taxonomy.actions.categories.show_with
    """,
    "Photos are read each time; search has none.": """
        photos.actions.*
    """,
    "It writes search itself.": """
        search_index.actions.*
    """,
    "A new installation: nothing is public yet.": """
        setup.actions.*
    """,
}


@cache
def actions() -> dict[str, set[str]]:
    """Return the parameters of each public function in the features' actions, by module and name."""
    found: dict[str, set[str]] = {}
    for file in sorted([*APP.glob("*/actions.py"), *APP.glob("*/actions/*.py")]):
        module = ".".join(file.relative_to(APP).with_suffix("").parts)
        for one in ast.parse(file.read_text()).body:
            if isinstance(one, ast.FunctionDef) and not one.name.startswith("_"):
                given = [*one.args.posonlyargs, *one.args.args, *one.args.kwonlyargs]
                found[f"{module}.{one.name}"] = {argument.arg for argument in given}
    return found


def listed() -> list[str]:
    return [name for names in NONE_NEEDED.values() for name in names.split()]


def fed_tables() -> set[str]:
    """Return the tables that search documents, the pages of venues and the home page are made of."""
    with statements() as sent:
        read_documents(list(session.scalars(text("SELECT id FROM venue"))), version=1, at=NOW)
    known = session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
    read = {table for table in known if any(re.search(rf"\b(FROM|JOIN) {table}\b", statement) for statement in sent)}
    counted = session.scalars(
        text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'bump_venue_version'")
    )
    return read | {*counted} | {"featured_venue"} | WITH_RESERVATIONS


@pytest.fixture(scope="module")
def world(one_transaction: Connection) -> World:
    return make_world()


@pytest.fixture(scope="module")
def fed(world: World) -> set[str]:
    found = fed_tables()
    session.commit()  # so that no test rolls back what was read here
    return found


@pytest.fixture(autouse=True)
def db(world: World, one_transaction: Connection) -> Iterator[None]:
    with database.undone(one_transaction):
        yield


def deferred() -> int:
    jobs = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = ANY(:names)"
    return int(session.scalar(text(jobs), {"names": list(REINDEXES)}) or 0)


@pytest.fixture
def written(one_transaction: Connection) -> Iterator[set[str]]:
    """Collect the tables that a test writes from now on."""
    tables: set[str] = set()

    def note(
        _connection: Connection, _cursor: DBAPICursor, statement: str, _values: object, _context: object, _many: bool
    ) -> None:
        tables.update(re.findall(r"\b(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)", statement))

    event.listen(one_transaction, "before_cursor_execute", note)
    yield tables
    event.remove(one_transaction, "before_cursor_execute", note)


@pytest.mark.parametrize("name", [*CASES, *MORE])
def test_a_change_of_what_guests_find_defers_a_reindex(
    name: str, world: World, fed: set[str], written: set[str]
) -> None:
    action = {**CASES, **MORE}[name](world)
    session.flush()
    before = deferred()
    written.clear()
    action()
    assert deferred() > before, f"{name} forgets to call schedule_reindex"
    assert written & fed, f"{name} writes nothing that guests find: give a reason in NONE_NEEDED instead"


def test_documents_are_made_of_the_expected_tables(fed: set[str]) -> None:
    assert {"venue", "service", "service_team_member", "team_member", "opening", "time_off", "reservation"} <= fed
    assert {"deal", "deal_window", "category", "tag", "venue_tag", "venue_photo", "faq"} <= fed


def test_each_action_has_a_case_or_a_reason() -> None:
    known = {*CASES, *listed()}
    of_module = {name.removesuffix(".*") for name in known if name.endswith(".*")}
    unknown = [
        f"{name}({', '.join(sorted(given & SHOWN))})"
        for name, given in actions().items()
        if name not in known and (given & SHOWN or not any(name.startswith(f"{module}.") for module in of_module))
    ]
    assert not unknown, f"add a case to search_changes_of_….py or a reason to NONE_NEEDED: {', '.join(unknown)}"


def test_no_case_or_reason_is_left_over() -> None:
    names = listed()
    assert len(names) == len({*names}), "a line stands twice"
    assert not {*names} & CASES.keys(), "an action with a case needs no reason"
    removed = [
        name
        for name in [*CASES, *names]
        if not any(one.startswith(name.removesuffix("*")) if name.endswith("*") else one == name for one in actions())
    ]
    assert not removed, "these actions no longer exist"

"""Tests that requests commit once, at the edge; only the modules listed here may commit elsewhere."""

import ast
from pathlib import Path

# Flows that call the network, worker steps, batches, and the command line (docs/decisions/0002).
MAY_COMMIT = {
    "app/admin/downloads.py",
    "app/rescheduling/views/later_bookings.py",
    "app/rescheduling/views/one_booking.py",
    "app/rescheduling/views/payment.py",
    "app/memberships/views.py",
    "app/tips/gateway_flows.py",
    "app/invoices/views.py",
    "app/calendar_sync/feed_updates.py",
    "app/desk_payments/views.py",
    "app/core/db.py",
    "app/search_index/actions.py",
    "app/email/mailer.py",
    "app/core/jobs.py",
    "app/payments/gateway_flows.py",
    "app/payouts/gateway_flows.py",
    "app/disputes/gateway_flows.py",
    "app/finance/gateway_flows.py",
    "app/guest_pages/views/checkout.py",
    "app/photos/tasks.py",
    "app/identities/gateway_flows.py",
    "app/later_charges/gateway_flows.py",
    "app/tax_calculations/gateway_flows.py",
    "app/memberships/gateway_flows.py",
    "app/intake/cli.py",
    "app/venues/position_flows.py",
    "app/setup/cli.py",
    "app/privacy/cli.py",
    "app/two_factor/cli.py",
}
# The sandbox servers have their own store, and a command makes the demo data.
ELSEWHERE = ("sandbox/", "app/demo/")


def commits(file: Path) -> bool:
    calls = (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))
    return any(isinstance(call.func, ast.Attribute) and call.func.attr == "commit" for call in calls)


def test_only_the_listed_modules_commit() -> None:
    files = (file for file in Path("app").rglob("*.py") if not file.as_posix().startswith(ELSEWHERE))
    assert {file.as_posix() for file in files if commits(file)} == MAY_COMMIT

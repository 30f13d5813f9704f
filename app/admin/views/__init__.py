"""The admin pages, one module per area. Importing this package registers them on the blueprint."""

from importlib import import_module

from flask import Blueprint

bp = Blueprint("admin", __name__, url_prefix="/admin")

AREAS = (
    "approvals",
    "categories",
    "deals",
    "featured",
    "disputes",
    "finance",
    "months",
    "reconciliation",
    "tax",
    "tax_payments",
    "receipts",
    "gift_cards",
    "cash_outs",
    "unclaimed",
    "invoices",
    "audit_log",
    "orders",
    "people",
    "privacy",
    "second_factors",
    "corrections",
    "credit",
    "security_log",
    "impersonation",
    "tags",
    "content",
    "today",
    "venues",
)

for area in AREAS:
    import_module(f"{__name__}.{area}")

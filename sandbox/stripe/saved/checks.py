"""What Stripe checks of a new Checkout Session that has a customer or only saves a card."""

from sandbox.stripe.errors import StripeError, invalid
from sandbox.stripe.params import CreateSession
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.saved import customers

# What each mode doesn't take.
FOREIGN = {
    "payment": ("setup_intent_data", "subscription_data"),
    "setup": ("line_items", "payment_intent_data", "submit_type", "subscription_data"),
    "subscription": ("customer_creation", "payment_intent_data", "setup_intent_data", "submit_type"),
}


def check(box: Sandbox, params: CreateSession) -> None:
    """Raise StripeError for parameters that don't go together."""
    for name in FOREIGN[params.mode]:
        if name in params.model_fields_set:
            raise invalid(f"You can not pass `{name}` in `{params.mode}` mode.", param=name)
    if params.mode != "setup" and not params.line_items:
        raise _missing("line_items")
    if params.mode == "setup" and params.currency is None and params.payment_method_types is None:
        raise _missing("currency")
    if params.customer is None:
        _check_guest(params)
    else:
        _check_customer(box, params)


def _check_guest(params: CreateSession) -> None:
    if params.customer_update is not None:
        raise invalid("`customer_update` can only be used with `customer`.", param="customer_update")


def _check_customer(box: Sandbox, params: CreateSession) -> None:
    for name in ("customer_email", "customer_creation"):
        if getattr(params, name) is not None:
            raise invalid(f"You may only specify one of these parameters: customer, {name}.", param=name)
    customers.named(box, params.customer or "")


def _missing(name: str) -> StripeError:
    return invalid(f"Missing required param: {name}.", param=name, code="parameter_missing")

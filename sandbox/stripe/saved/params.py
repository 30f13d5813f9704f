"""The parameters of the requests for customers, payment methods, setup intents and payments without a hosted page."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sandbox.stripe.errors import invalid
from sandbox.stripe.params import (
    Cents,
    Currency,
    Email,
    List,
    ListPage,
    Metadata,
    MetadataChange,
    Params,
    Range,
    Reference,
    Retrieve,
    Text,
    Url,
)

Words = Annotated[str, Field(max_length=5000)]  # an empty value clears the field
Redisplay = Literal["always", "limited", "unspecified"]
FutureUsage = Literal["off_session", "on_session"]


class InvoiceSettings(Params):
    default_payment_method: Words | None = None


class Address(Params):
    city: Words | None = None
    country: Words | None = None
    line1: Words | None = None
    line2: Words | None = None
    postal_code: Words | None = None
    state: Words | None = None


class ChangeCustomer(Retrieve):
    address: Address | None = None
    description: Words | None = None
    email: Email | Literal[""] | None = None
    invoice_settings: InvoiceSettings = InvoiceSettings()
    metadata: MetadataChange = Field(default_factory=dict)
    name: Words | None = None
    phone: Words | None = None


class CreateCustomer(ChangeCustomer):
    payment_method: Text | None = None
    test_clock: Text | None = None


class ListCustomers(ListPage):
    created: Range = Range()
    email: Text | None = None


class ListMethods(ListPage):
    allow_redisplay: Redisplay | None = None
    type: Literal["card"] | None = None


class ListAllMethods(ListMethods):
    customer: Text | None = None


class AttachMethod(Retrieve):
    customer: Text


class CardDates(Params):
    exp_month: Annotated[int, Field(ge=1, le=12)] | None = None
    exp_year: Annotated[int, Field(ge=2000, le=2099)] | None = None


class UpdateMethod(Retrieve):
    allow_redisplay: Redisplay | None = None
    card: CardDates = CardDates()
    metadata: MetadataChange = Field(default_factory=dict)


class ListSetups(ListPage):
    created: Range = Range()
    customer: Text | None = None
    payment_method: Text | None = None


class AutomaticMethods(Params):
    enabled: bool
    allow_redirects: Literal["always", "never"] = "always"


class Confirm(Retrieve):
    error_on_requires_action: bool = False
    off_session: bool | Literal["one_off", "recurring"] = False
    payment_method: Text | None = None
    receipt_email: Email | None = None
    return_url: Url | None = None
    setup_future_usage: FutureUsage | None = None


class CreateIntent(Confirm):
    amount: Cents
    currency: Currency
    allowed_payment_method_types: List[Text] | None = None
    automatic_payment_methods: AutomaticMethods | None = None
    confirm: bool = False
    customer: Text | None = None
    description: Text | None = None
    metadata: Metadata = Field(default_factory=dict)
    payment_method_types: List[Text] | None = None
    statement_descriptor_suffix: Annotated[str, Field(min_length=1, max_length=22)] | None = None
    transfer_group: Reference | None = None

    @model_validator(mode="after")
    def only_when_confirming(self) -> "CreateIntent":
        """Check what Stripe takes only together with `confirm`. Raises StripeError."""
        for name in ("error_on_requires_action", "off_session", "return_url"):
            if not self.confirm and name in self.model_fields_set:
                raise invalid(f"{name} can only be used with confirm=true.", param=name)
        return self


class CancelIntent(Retrieve):
    cancellation_reason: Literal["abandoned", "duplicate", "fraudulent", "requested_by_customer"] | None = None


class ListIntents(ListPage):
    created: Range = Range()
    customer: Text | None = None

"""The parameters of Stripe Billing's requests."""

from typing import Annotated, Literal

from pydantic import Field

from sandbox.stripe.params import (
    Cents,
    Currency,
    List,
    ListPage,
    Metadata,
    MetadataChange,
    Params,
    ProductData,
    Range,
    Recurring,
    Reference,
    Retrieve,
    Text,
)

Words = Annotated[str, Field(max_length=5000)]  # an empty value clears the field
TaxBehavior = Literal["exclusive", "inclusive", "unspecified"]


class CreateProduct(Retrieve):
    name: Text
    active: bool = True
    description: Text | None = None
    metadata: Metadata = Field(default_factory=dict)


class UpdateProduct(Retrieve):
    active: bool | None = None
    description: Words | None = None
    metadata: MetadataChange = Field(default_factory=dict)
    name: Text | None = None


class ListProducts(ListPage):
    active: bool | None = None
    created: Range = Range()


class CreatePrice(Retrieve):
    currency: Currency
    unit_amount: Cents
    active: bool = True
    lookup_key: Reference | None = None
    metadata: Metadata = Field(default_factory=dict)
    nickname: Text | None = None
    product: Text | None = None
    product_data: ProductData | None = None
    recurring: Recurring | None = None
    tax_behavior: TaxBehavior = "unspecified"


class UpdatePrice(Retrieve):
    active: bool | None = None
    metadata: MetadataChange = Field(default_factory=dict)
    nickname: Words | None = None


class ListPrices(ListPage):
    active: bool | None = None
    created: Range = Range()
    lookup_keys: List[Text] = Field(default_factory=list, max_length=10)
    product: Text | None = None


class PauseCollection(Params):
    behavior: Literal["keep_as_draft", "mark_uncollectible", "void"]
    resumes_at: int | None = None


class CancellationDetails(Params):
    comment: Words | None = None
    feedback: Words | None = None


class ChangedItem(Params):
    id: Text
    price: Text | None = None
    quantity: Annotated[int, Field(ge=1, le=999_999)] | None = None


class PaymentSettings(Params):
    save_default_payment_method: Literal["off", "on_subscription"] | None = None


class UpdateSubscription(Retrieve):
    cancel_at_period_end: bool | None = None
    cancellation_details: CancellationDetails = CancellationDetails()
    default_payment_method: Text | None = None
    description: Words | None = None
    items: List[ChangedItem] = Field(default_factory=list, max_length=20)
    metadata: MetadataChange = Field(default_factory=dict)
    pause_collection: PauseCollection | Literal[""] | None = None
    payment_settings: PaymentSettings = PaymentSettings()
    proration_behavior: Literal["always_invoice", "create_prorations", "none"] = "create_prorations"


class CancelSubscription(Retrieve):
    cancellation_details: CancellationDetails = CancellationDetails()
    invoice_now: Literal[False] = False
    prorate: Literal[False] = False


Status = Literal["active", "all", "canceled", "ended", "past_due"]


class ListSubscriptions(ListPage):
    created: Range = Range()
    customer: Text | None = None
    price: Text | None = None
    status: Status | None = None


class PayInvoice(Retrieve):
    off_session: bool = True
    payment_method: Text | None = None


class ListInvoices(ListPage):
    created: Range = Range()
    customer: Text | None = None
    status: Literal["draft", "open", "paid", "uncollectible", "void"] | None = None
    subscription: Text | None = None


class PaymentOf(Params):
    payment_intent: Text | None = None
    type: Literal["payment_intent"] = "payment_intent"


class ListInvoicePayments(ListPage):
    created: Range = Range()
    invoice: Text | None = None
    payment: PaymentOf = PaymentOf()
    status: Literal["canceled", "open", "paid"] | None = None


class CreateClock(Retrieve):
    frozen_time: int
    name: Text | None = None


class AdvanceClock(Retrieve):
    frozen_time: int

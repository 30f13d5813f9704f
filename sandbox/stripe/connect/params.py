"""The parameters of Stripe Connect's requests."""

from typing import Annotated, Literal

from pydantic import Field

from sandbox.stripe.params import (
    Currency,
    Email,
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

Positive = Annotated[int, Field(ge=1, le=99_999_999)]
BusinessType = Literal["individual", "company"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Requested(Params):
    requested: bool


class Capabilities(Params):
    card_payments: Requested | None = None
    transfers: Requested | None = None


class BusinessProfile(Params):
    mcc: Text | None = None
    name: Text | None = None
    product_description: Text | None = None
    url: Url | None = None


class Schedule(Params):
    delay_days: Annotated[int, Field(ge=0, le=31)] | Literal["minimum"] | None = None
    interval: Literal["manual", "daily", "weekly", "monthly"] | None = None
    monthly_anchor: Annotated[int, Field(ge=1, le=31)] | None = None
    weekly_anchor: Weekday | None = None


class PayoutSettings(Params):
    schedule: Schedule = Schedule()


class Settings(Params):
    payouts: PayoutSettings = PayoutSettings()


class CreateAccount(Retrieve):
    type: Literal["express"]
    country: Literal["US"] = "US"
    email: Email | None = None
    business_type: BusinessType | None = None
    business_profile: BusinessProfile = BusinessProfile()
    capabilities: Capabilities = Capabilities()
    metadata: Metadata = Field(default_factory=dict)
    settings: Settings = Settings()


class UpdateAccount(Retrieve):
    business_profile: BusinessProfile = BusinessProfile()
    metadata: MetadataChange = Field(default_factory=dict)
    settings: Settings = Settings()


class ListAccounts(ListPage):
    created: Range = Range()


class CollectionOptions(Params):
    fields: Literal["currently_due", "eventually_due"] = "currently_due"
    future_requirements: Literal["include", "omit"] = "omit"


class CreateAccountLink(Retrieve):
    account: Text
    type: Literal["account_onboarding", "account_update"]
    refresh_url: Url
    return_url: Url
    collection_options: CollectionOptions = CollectionOptions()


class CreateTransfer(Retrieve):
    amount: Positive
    currency: Currency
    destination: Text
    description: Text | None = None
    metadata: Metadata = Field(default_factory=dict)
    source_transaction: Text | None = None
    transfer_group: Reference | None = None


class ListTransfers(ListPage):
    created: Range = Range()
    destination: Text | None = None
    transfer_group: Text | None = None


class CreateReversal(Retrieve):
    amount: Positive | None = None
    description: Text | None = None
    metadata: Metadata = Field(default_factory=dict)


class ListBalanceTransactions(ListPage):
    created: Range = Range()
    currency: Currency | None = None
    payout: Text | None = None
    source: Text | None = None
    type: Text | None = None


class CreatePayout(Retrieve):
    amount: Positive
    currency: Currency
    description: Text | None = None
    metadata: Metadata = Field(default_factory=dict)
    method: Literal["standard"] = "standard"
    statement_descriptor: Annotated[str, Field(min_length=1, max_length=22)] | None = None


class ListPayouts(ListPage):
    arrival_date: Range = Range()
    created: Range = Range()
    status: Literal["pending", "in_transit", "paid", "failed", "canceled"] | None = None

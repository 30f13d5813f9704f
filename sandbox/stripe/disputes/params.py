"""The parameters of requests about disputes, with Stripe's limits."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sandbox.stripe.params import ListPage, MetadataChange, Params, Range, Retrieve, Text

MOST_CHARACTERS = 150_000  # of all texts together
Evidence = Annotated[str, StringConstraints(max_length=20_000)]
Short = Annotated[str, StringConstraints(max_length=5_000)]


class EvidenceTexts(Params):
    """The fields that are texts. Those for uploaded files aren't supported, since no file can be uploaded here."""

    access_activity_log: Evidence | None = None
    billing_address: Short | None = None
    cancellation_policy_disclosure: Evidence | None = None
    cancellation_rebuttal: Evidence | None = None
    customer_email_address: Short | None = None
    customer_name: Short | None = None
    customer_purchase_ip: Short | None = None
    duplicate_charge_explanation: Evidence | None = None
    duplicate_charge_id: Short | None = None
    product_description: Evidence | None = None
    refund_policy_disclosure: Evidence | None = None
    refund_refusal_explanation: Evidence | None = None
    service_date: Short | None = None
    shipping_address: Short | None = None
    shipping_carrier: Short | None = None
    shipping_date: Short | None = None
    shipping_tracking_number: Short | None = None
    uncategorized_text: Evidence | None = None

    @model_validator(mode="after")
    def _limit_together(self) -> Self:
        if sum(len(text) for text in self.given().values()) > MOST_CHARACTERS:
            raise PydanticCustomError("evidence", "The evidence has more than 150,000 characters together")
        return self

    def given(self) -> dict[str, str]:
        """Return the fields that the request names."""
        return {name: text for name, text in self.model_dump().items() if text is not None}


class UpdateDispute(Retrieve):
    evidence: EvidenceTexts = EvidenceTexts()
    metadata: MetadataChange = Field(default_factory=dict)
    submit: bool = True


class ListDisputes(ListPage):
    charge: Text | None = None
    created: Range = Range()
    payment_intent: Text | None = None

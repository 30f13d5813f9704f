"""The parameters of the requests of Stripe Tax."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sandbox.stripe.params import Cents, Currency, List, Metadata, Params, Retrieve, Text

Identifier = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Reversed = Annotated[int, Field(ge=-99_999_999, le=0)]


class Address(Params):
    country: Literal["US"]
    postal_code: Text
    state: Text
    city: Text
    line1: Text
    line2: Text | None = None


class CustomerDetails(Params):
    address: Address
    address_source: Literal["billing", "shipping"]


class CalculationLine(Params):
    amount: Cents
    reference: Identifier
    tax_code: Text
    metadata: Metadata = Field(default_factory=dict)
    quantity: Annotated[int, Field(ge=1)] = 1
    tax_behavior: Literal["exclusive"]


class CreateCalculation(Retrieve):
    currency: Currency
    customer_details: CustomerDetails
    line_items: List[CalculationLine] = Field(min_length=1, max_length=100)

    @model_validator(mode="after")
    def _name_lines_apart(self) -> Self:
        if len({line.reference for line in self.line_items}) < len(self.line_items):
            raise PydanticCustomError("reference", "Each line item needs a reference of its own")
        return self


class CreateTransaction(Retrieve):
    calculation: Text
    reference: Identifier
    metadata: Metadata = Field(default_factory=dict)


class ReversedLine(Params):
    amount: Reversed
    amount_tax: Reversed
    original_line_item: Text
    reference: Identifier
    metadata: Metadata = Field(default_factory=dict)
    quantity: Annotated[int, Field(ge=1)] = 1


class CreateReversal(Retrieve):
    mode: Literal["partial"]
    original_transaction: Text
    reference: Identifier
    line_items: List[ReversedLine] = Field(min_length=1)
    metadata: Metadata = Field(default_factory=dict)

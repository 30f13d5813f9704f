"""The parameters that each request accepts, with Stripe's limits. Any other parameter is rejected."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from sandbox.stripe.errors import StripeError, invalid
from sandbox.stripe.form_encoding import as_list, decode

Item = TypeVar("Item")
List = Annotated[list[Item], BeforeValidator(as_list)]


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise PydanticCustomError("url_invalid", "Not a valid URL")
    return value


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", value):
        raise PydanticCustomError("email_invalid", "Invalid email address")
    return value


def _metadata_change(values: dict[str, str]) -> dict[str, str]:
    if len(values) > 50:
        raise PydanticCustomError("metadata", "Metadata holds at most 50 keys")
    if any(len(key) > 40 or len(value) > 500 for key, value in values.items()):
        raise PydanticCustomError("metadata", "A metadata key has at most 40 characters, its value at most 500")
    return values


def _metadata(values: dict[str, str]) -> dict[str, str]:
    return metadata_after({}, _metadata_change(values))


def metadata_after(kept: Mapping[str, str], change: Mapping[str, str]) -> dict[str, str]:
    """Return the metadata of an object after a change, in which an empty value deletes its key."""
    return {key: value for key, value in {**kept, **change}.items() if value}


Text = Annotated[str, StringConstraints(min_length=1, max_length=5000)]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Currency = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z]{3}$", to_lower=True)]
Url = Annotated[Text, AfterValidator(_url)]
Email = Annotated[Text, AfterValidator(_email)]
Metadata = Annotated[dict[str, str], AfterValidator(_metadata)]
MetadataChange = Annotated[dict[str, str], AfterValidator(_metadata_change)]  # an empty value deletes its key
Cents = Annotated[int, Field(ge=0, le=99_999_999)]


class Params(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def read(cls, pairs: Iterable[tuple[str, str]]) -> Self:
        """Parse the parameters. Raises StripeError naming the first invalid one in Stripe's notation."""
        try:
            return cls.model_validate(decode(pairs))
        except ValidationError as problem:
            raise _refusal(problem.errors()[0]) from None


class Retrieve(Params):
    expand: List[Text] = Field(default_factory=list)


class ProductData(Params):
    name: Text
    description: Text | None = None
    images: List[Url] = Field(default_factory=list, max_length=8)
    metadata: Metadata = Field(default_factory=dict)


class Recurring(Params):
    interval: Literal["day", "week", "month", "year"]
    interval_count: Annotated[int, Field(ge=1, le=36)] = 1


class PriceData(Params):
    currency: Currency
    unit_amount: Cents
    product: Text | None = None
    product_data: ProductData | None = None
    recurring: Recurring | None = None
    tax_behavior: Literal["exclusive", "inclusive", "unspecified"] = "unspecified"


class LineItem(Params):
    price: Text | None = None
    price_data: PriceData | None = None
    quantity: Annotated[int, Field(ge=1, le=999_999)]


class PaymentIntentData(Params):
    description: Text | None = None
    metadata: Metadata = Field(default_factory=dict)
    receipt_email: Email | None = None
    setup_future_usage: Literal["off_session", "on_session"] | None = None
    transfer_group: Reference | None = None


class SetupIntentData(Params):
    description: Text | None = None
    metadata: Metadata = Field(default_factory=dict)


class SubscriptionData(Params):
    description: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    metadata: Metadata = Field(default_factory=dict)


class CustomerUpdate(Params):
    address: Literal["auto", "never"] = "never"
    name: Literal["auto", "never"] = "never"


class SavedMethodOptions(Params):
    allow_redisplay_filters: List[Literal["always", "limited", "unspecified"]] | None = None
    payment_method_remove: Literal["disabled", "enabled"] | None = None
    payment_method_save: Literal["disabled", "enabled"] | None = None


class Message(Params):
    message: Annotated[str, StringConstraints(min_length=1, max_length=1200)]


class CustomText(Params):
    after_submit: Message | None = None
    submit: Message | None = None


class CreateSession(Retrieve):
    mode: Literal["payment", "setup", "subscription"]
    line_items: List[LineItem] = Field(default_factory=list, max_length=100)
    success_url: Url
    cancel_url: Url | None = None
    client_reference_id: Reference | None = None
    currency: Currency | None = None
    custom_text: CustomText = CustomText()
    customer: Text | None = None
    customer_creation: Literal["always", "if_required"] | None = None
    customer_email: Email | None = None
    customer_update: CustomerUpdate | None = None
    expires_at: int | None = None
    locale: Text | None = None
    metadata: Metadata = Field(default_factory=dict)
    payment_intent_data: PaymentIntentData | None = None
    payment_method_types: List[Text] | None = None
    allowed_payment_method_types: List[Text] | None = None
    saved_payment_method_options: SavedMethodOptions | None = None
    setup_intent_data: SetupIntentData | None = None
    submit_type: Literal["auto", "book", "donate", "pay"] | None = None
    subscription_data: SubscriptionData | None = None
    ui_mode: Literal["hosted_page"] = "hosted_page"


class CreateRefund(Retrieve):
    payment_intent: Text | None = None
    charge: Text | None = None
    amount: Annotated[int, Field(ge=1)] | None = None
    metadata: Metadata = Field(default_factory=dict)
    reason: Literal["duplicate", "fraudulent", "requested_by_customer"] | None = None


class Range(Params):
    gt: int | None = None
    gte: int | None = None
    lt: int | None = None
    lte: int | None = None


class ListPage(Retrieve):
    limit: Annotated[int, Field(ge=1, le=100)] = 10
    starting_after: Text | None = None
    ending_before: Text | None = None


class ListSessions(ListPage):
    payment_intent: Text | None = None
    status: Literal["open", "complete", "expired"] | None = None
    created: Range = Range()


class ListCharges(ListPage):
    customer: Text | None = None
    payment_intent: Text | None = None
    transfer_group: Text | None = None
    created: Range = Range()


class ListRefunds(ListPage):
    payment_intent: Text | None = None
    charge: Text | None = None
    created: Range = Range()


class ListEvents(ListPage):
    type: Text | None = None
    types: List[Text] = Field(default_factory=list, max_length=20)
    created: Range = Range()


# pydantic error type -> Stripe's code and message
CODES = {
    "missing": ("parameter_missing", "Missing required param: {name}."),
    "extra_forbidden": ("parameter_unknown", "Received unknown parameter: {name}"),
    "string_too_short": ("parameter_invalid_empty", "{name} must not be empty."),
    "int_parsing": ("parameter_invalid_integer", "Invalid integer for {name}: {input}"),
    "greater_than_equal": ("parameter_invalid_integer", "Invalid integer for {name}: {input}"),
    "less_than_equal": ("parameter_invalid_integer", "Invalid integer for {name}: {input}"),
    "url_invalid": ("url_invalid", "Not a valid URL: {name}"),
    "email_invalid": ("email_invalid", "Invalid email address: {input}"),
}


def _refusal(error: ErrorDetails) -> StripeError:
    name = _stripe_name(error["loc"])
    code, sentence = CODES.get(error["type"], (None, "Invalid {name}: {msg}"))
    return invalid(sentence.format(name=name, input=error["input"], msg=error["msg"]), param=name, code=code)


def _stripe_name(location: tuple[int | str, ...]) -> str:
    """Return `line_items[0][quantity]` for ("line_items", 0, "quantity")."""
    first, *rest = location or ("request",)
    return str(first) + "".join(f"[{part}]" for part in rest)


def unknown(name: str, hint: str) -> StripeError:
    """Return the error for a parameter that this API version does not have."""
    return invalid(f"Received unknown parameter: {name}. {hint}", param=name, code="parameter_unknown")

"""Products and prices. A price never changes what it costs: another price replaces it."""

from collections.abc import Sequence

from sandbox.stripe import events, pagination
from sandbox.stripe import objects as shared
from sandbox.stripe.billing import objects
from sandbox.stripe.billing.params import (
    CreatePrice,
    CreateProduct,
    ListPrices,
    ListProducts,
    UpdatePrice,
    UpdateProduct,
)
from sandbox.stripe.errors import StripeError, invalid, unusable
from sandbox.stripe.params import LineItem, PriceData, ProductData, metadata_after
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON, Record

PRODUCT, PRICE = "product", "price"


def create_product(box: Sandbox, params: CreateProduct) -> JSON:
    facts = params.model_dump(include={"name", "description", "metadata", "active"})
    body = objects.product(**facts, at=box.clock.now())
    box.store.add(Record(body))
    events.emit(box, "product.created", body)
    return body


def update_product(box: Sandbox, identity: str, params: UpdateProduct) -> JSON:
    record = box.record(PRODUCT, identity, param="id")
    record.body |= params.model_dump(include={"active", "description", "name"}, exclude_none=True)
    record.body["metadata"] = metadata_after(record.body["metadata"], params.metadata)
    record.body["updated"] = box.clock.now()
    box.store.save(record)
    events.emit(box, "product.updated", record.body)
    return record.body


def list_products(box: Sandbox, params: ListProducts) -> JSON:
    found = pagination.matching(box, PRODUCT, {}, params.created)
    shown = [body for body in found if params.active in {None, body["active"]}]
    return pagination.cut(shown, params, url="/v1/products")


def create_price(box: Sandbox, params: CreatePrice) -> JSON:
    """Create a price of a product that exists, or of a new one. Raises StripeError."""
    body = shared.price(
        currency=params.currency,
        unit_amount=params.unit_amount,
        product=_product(box, params.product, params.product_data),
        tax_behavior=params.tax_behavior,
        recurring=params.recurring,
        active=params.active,
        at=box.clock.now(),
    )
    body |= params.model_dump(include={"lookup_key", "metadata", "nickname"})
    box.store.add(Record(body))
    events.emit(box, "price.created", body)
    return body


def update_price(box: Sandbox, identity: str, params: UpdatePrice) -> JSON:
    record = box.record(PRICE, identity, param="price")
    record.body |= params.model_dump(include={"active", "nickname"}, exclude_none=True)
    record.body["metadata"] = metadata_after(record.body["metadata"], params.metadata)
    box.store.save(record)
    events.emit(box, "price.updated", record.body)
    return record.body


def list_prices(box: Sandbox, params: ListPrices) -> JSON:
    found = pagination.matching(box, PRICE, {"product": params.product}, params.created)
    keys = set(params.lookup_keys)
    shown = [body for body in found if params.active in {None, body["active"]}]
    return pagination.cut([body for body in shown if not keys or body["lookup_key"] in keys], params, url="/v1/prices")


def usable(box: Sandbox, identity: str, *, param: str) -> JSON:
    """Return a price that may be used now. Raises StripeError."""
    record = box.store.get(PRICE, identity)
    if record is None:
        raise unusable(PRICE, identity, param=param)
    if not record.body["active"]:
        message = f"The price specified is inactive. This field only accepts active prices: {identity}"
        raise StripeError(message, param=param)
    return record.body


def name_of(box: Sandbox, price: JSON) -> str:
    return str(box.record(PRODUCT, price["product"], param="product").body["name"])


def lines(box: Sandbox, items: Sequence[LineItem]) -> list[JSON]:
    """Return the lines of a new session, with their prices. Raises StripeError."""
    return [_line(box, item, place) for place, item in enumerate(items)]


def check_mode(mode: str, made: Sequence[JSON]) -> None:
    """Raise StripeError if the prices of a session don't fit its mode."""
    recurring = [line for line in made if line["price"]["recurring"]]
    if mode == "payment" and recurring:
        message = (
            "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use "
            "only one-time prices."
        )
        raise invalid(message, param="line_items")
    if mode != "subscription":
        return
    if not recurring:
        raise invalid("You must provide at least one recurring price in `subscription` mode.", param="line_items")
    if len({str(line["price"]["recurring"]) for line in recurring}) > 1:
        raise invalid("All recurring prices must have the same interval.", param="line_items")
    if len(recurring) < len(made):
        raise invalid("The sandbox takes only recurring prices in `subscription` mode.", param="line_items")


def _line(box: Sandbox, item: LineItem, place: int) -> JSON:
    now = box.clock.now()
    if item.price is not None:
        price = usable(box, item.price, param=f"line_items[{place}][price]")
        return shared.line(price, name_of(box, price), item.quantity)
    if item.price_data is None:
        message = "Each line item has a `price` or `price_data`."
        raise invalid(message, param=f"line_items[{place}][price_data]", code="parameter_missing")
    return _line_of_data(box, item.price_data, item.quantity, now)


def _line_of_data(box: Sandbox, data: PriceData, quantity: int, now: int) -> JSON:
    """Return a line with a price of its own, which is kept only if it will be charged again."""
    facts: JSON = data.model_dump(include={"currency", "unit_amount", "tax_behavior"})
    if data.recurring is None and data.product is None and data.product_data is not None:
        price = shared.price(**facts, product=None, recurring=None, active=False, at=now)
        return shared.line(price, data.product_data.name, quantity)
    product = _product(box, data.product, data.product_data)
    price = shared.price(**facts, product=product, recurring=data.recurring, active=False, at=now)
    box.store.add(Record(price))
    return shared.line(price, name_of(box, price), quantity)


def _product(box: Sandbox, identity: str | None, data: ProductData | None) -> str:
    """Return the id of the product that a price names or describes. Raises StripeError."""
    if identity is not None:
        if box.store.get(PRODUCT, identity) is None:
            raise unusable(PRODUCT, identity, param="product")
        return identity
    if data is None:
        raise invalid("A price needs a `product` or `product_data`.", param="product", code="parameter_missing")
    facts = data.model_dump(include={"name", "description", "metadata"})
    body = objects.product(**facts, active=True, at=box.clock.now())
    box.store.add(Record(body))
    return str(body["id"])

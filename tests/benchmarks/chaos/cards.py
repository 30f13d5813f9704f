"""The cards that guests pay with: Stripe's test cards, of which most work."""

from tests.benchmarks.chaos.day import Day

POOR = "4000000000009995"
# How often guests use each. Source: docs.stripe.com/testing
CARDS = {
    "4242424242424242": 60,
    "4000002760003184": 6,  # asks for 3-D Secure, later too
    "4000002500003155": 4,  # asks for 3-D Secure only now
    "4000000000000341": 4,  # can be saved, and is declined later
    "4000000000000002": 4,  # is declined
    POOR: 3,  # has no funds
    "4000000000009987": 1,  # is lost
    "4000000000007726": 4,  # a refund is pending first
    "4000000000005126": 2,  # a refund fails
    "4000000000000259": 1,  # is disputed at once
    "4000000000001976": 1,  # its bank asks about the payment
}
TRIES, FAILS_3DS = 3, 0.2


def enter_card(day: Day, page: str) -> bool:
    """Enter cards on a payment page until one works, or the guest gives up. Returns whether one did."""
    for _ in range(TRIES):
        (card,) = day.chance.choices(list(CARDS), CARDS.values())
        authentication = "fail" if day.chance.random() < FAILS_3DS else "pass"
        result = day.stripe.pay(page, card, authentication)["result"]
        if result in {"paid", "saved"}:
            return True
        day.done[f"cards {result}"] += 1
    return False

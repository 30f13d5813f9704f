"""A stand-in for Stripe: its API over HTTP, its hosted payment page, its signed webhooks. No real card is charged.

It answers Checkout Sessions in payment mode, PaymentIntents, Charges, Refunds and Events, as much of each as this
application asks for; every other parameter is refused, as Stripe refuses a parameter that it does not know. Under
/_sandbox/ tests steer it (control.py lists how).
"""

# The version that an account made today would have; a request names its own with the Stripe-Version header.
API_VERSION = "2026-10-28.endive"

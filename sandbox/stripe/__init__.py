"""A stand-in for Stripe: its HTTP API, hosted payment page and signed webhooks. No real card is charged.

It supports Checkout Sessions that charge or save a card, PaymentIntents, Charges, Refunds, Disputes, customers with
saved cards, Billing, balances, Events, Connect (connected accounts, transfers, payouts) and Tax, as far as this
application uses them. It rejects any other parameter, as Stripe rejects unknown parameters. Tests control it under
/_sandbox/ (control.py lists the commands).
"""

# The default version of a newly created account. A request overrides it with the Stripe-Version header.
API_VERSION = "2026-10-28.endive"

"""Stripe Tax: calculations for an address, the transactions that commit them, and reversals of those."""

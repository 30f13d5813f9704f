"""Checkout, confirmation, expiration, cancellation and rescheduling. The payments package moves the money."""

"""Stripe Billing: products, prices, subscriptions, their invoices, and test clocks that move them through time."""

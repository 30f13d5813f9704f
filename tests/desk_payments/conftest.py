from tests.payments.stand_in import stripe, stripe_process

__all__ = ["stripe", "stripe_process"]

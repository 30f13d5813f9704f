from tests.paid_day import wren

__all__ = ["wren"]

from tests.paid_day import facial, wren

__all__ = ["facial", "wren"]

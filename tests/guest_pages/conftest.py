from tests.paid_day import day, facial, wren

__all__ = ["day", "facial", "wren"]

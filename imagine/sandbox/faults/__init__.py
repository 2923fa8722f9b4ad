"""Misbehaviour on order, for tests: see `table.py` for what can be ordered."""

from .orders import Call, Faults, Order

__all__ = ["Call", "Faults", "Order"]

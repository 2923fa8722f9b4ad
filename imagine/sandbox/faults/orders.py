"""Orders for faults: which endpoint, how often, and with what options."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Request, Response

ENDPOINTS = (
    "generators",
    "generate",
    "imagine",
    "imagine_by_obfuscated_id",
    "history",
    "cancel",
    "cancel_pending",
    "delete",
    "picture",
)


class Call:
    """One call in the hands of a fault. `proceed` lets the sandbox do what was asked and gives its answer."""

    def __init__(self, request: Request, endpoint: str, proceed: Callable[..., Response]):
        self.request = request
        self.endpoint = endpoint
        self.proceed = proceed

    @property
    def socket(self) -> socket.socket:
        found: socket.socket = self.request.environ["werkzeug.socket"]
        return found


Strike = Callable[[Call, dict[str, Any]], Response]


@dataclass
class Order:
    """A fault for the next `times` calls of `endpoint` (None: all), after letting `skip` calls pass."""

    endpoint: str
    name: str
    strike_with: Strike
    times: int | None = 1
    skip: int = 0
    match: str = ""
    options: dict[str, Any] = field(default_factory=dict)

    def strike(self, call: Call) -> Response:
        return self.strike_with(call, self.options)

    def is_for(self, call: Call) -> bool:
        if self.endpoint not in (call.endpoint, "*"):
            return False
        if not self.match:
            return True
        sent = call.request.full_path.encode() + call.request.get_data()
        return self.match.encode() in sent


class Faults:
    def __init__(self) -> None:
        self._orders: list[Order] = []
        self._lock = threading.Lock()

    def order(self, wanted: dict[str, Any]) -> Order:
        """Take an order such as `{"endpoint": "generate", "fault": "refuse", "times": 2, "status": 403}`.

        What is not the order's own is an option of the fault. ValueError says what is wrong with it.
        """
        from .table import FAULTS

        own = {"endpoint", "fault", "times", "skip", "match"}
        name, endpoint = str(wanted.get("fault")), str(wanted.get("endpoint", "*"))
        if name not in FAULTS:
            raise ValueError(f"no fault is called {name!r}; there are {', '.join(sorted(FAULTS))}")
        if endpoint not in (*ENDPOINTS, "*"):
            raise ValueError(f"no endpoint is called {endpoint!r}; there are {', '.join(ENDPOINTS)} and *")
        order = Order(
            endpoint=endpoint,
            name=name,
            strike_with=FAULTS[name].strike,
            times=wanted.get("times", 1),
            skip=int(wanted.get("skip", 0)),
            match=str(wanted.get("match", "")),
            options={key: value for key, value in wanted.items() if key not in own},
        )
        with self._lock:
            self._orders.append(order)
        return order

    def clear(self) -> None:
        with self._lock:
            self._orders.clear()

    def waiting(self) -> list[dict[str, Any]]:
        """The orders that can still strike."""
        with self._lock:
            return [
                {"endpoint": order.endpoint, "fault": order.name, "times": order.times, "skip": order.skip}
                for order in self._orders
            ]

    def next_for(self, call: Call) -> Order | None:
        """The oldest order this call falls under, used up by one."""
        with self._lock:
            for order in self._orders:
                if not order.is_for(call):
                    continue
                if order.skip:
                    order.skip -= 1
                    continue
                if order.times is not None:
                    order.times -= 1
                    if order.times <= 0:
                        self._orders.remove(order)
                return order
        return None

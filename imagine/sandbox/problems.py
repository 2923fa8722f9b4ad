"""The one exception of the sandbox: a request that gets an answer of its own."""

from __future__ import annotations


class Problem(Exception):
    """Answered as JSON `{"error": text}`, with `errors` by parameter where there are any."""

    def __init__(self, status: int, text: str, errors: dict[str, list[str]] | None = None):
        super().__init__(text)
        self.status = status
        self.text = text
        self.errors = errors or {}

    @classmethod
    def with_value(cls, name: str, text: str, status: int = 400) -> Problem:
        """The value sent for `name` breaks a rule; `text` goes on from the name."""
        return cls(status, f"{name} {text}", {name: [f"{name} {text}"]})

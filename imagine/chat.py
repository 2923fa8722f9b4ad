"""What is worth a word in the team's chat. Lines are rows first; chat_sending.py brings them there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from imagine.models import ChatMessage, Imagine, Status

SERVICE, FAILURES, CANCELS, HOLDS, DONE = "service", "failures", "cancels", "holds", "done"
EVENTS = (SERVICE, FAILURES, CANCELS, HOLDS, DONE)
# Actions of the audit that a chat is told of, and how.
ACTIONS = {
    "outbox held": (HOLDS, "{who} held {what}"),
    "outbox resumed": (HOLDS, "{who} resumed {what}"),
    "cancel of everything pending asked": (CANCELS, "{who} cancels everything pending on the account"),
}
# So many in a row are no bad luck any more.
IN_A_ROW = 3


def say(event: str, text: str, **details: Any) -> None:
    """Have a line sent once the current transaction is committed; nothing where no chat wants it."""
    if settings.CHAT_WEBHOOK_URL and event in settings.CHAT_EVENTS:
        ChatMessage.objects.create(text=text, details={"event": event, **details})


def hear_of_action(what: str, *, who: str, why: str, details: Mapping[str, Any]) -> None:
    """A line of the audit was written: some are worth a word."""
    if what in ACTIONS:
        event, words = ACTIONS[what]
        text = words.format(who=who or "The studio", what=_held(details))
        say(event, f"{text}: {why}" if why else f"{text}.")


def _held(details: Mapping[str, Any]) -> str:
    """What a hold is about: it counts its imagines, or names its generator or member; else everything."""
    if "rows" in details:
        return f"{details['rows']:,} {'image' if details['rows'] == 1 else 'images'} in the outbox"
    return f"what {details.get('scope')} {details['value']} has" if details.get("value") else "the outbox"


def hear_of_service(*, is_down: bool, problem: str = "") -> None:
    """Blockade has begun to fail, or answers again."""
    say(SERVICE, f"The image service is down. {problem}".strip() if is_down else "The image service is back.")


def hear_of_ends(rows: Sequence[Mapping[str, Any]]) -> None:
    """Some imagines have ended. `rows` have pk, status, prompt and member_id."""
    if not settings.CHAT_WEBHOOK_URL:
        return
    for row in rows:
        if row["status"] == Status.COMPLETE and row["member_id"]:
            say(DONE, f"Done: {_short(row['prompt'])} {_link(row['pk'])}", imagine=row["pk"])
    if any(row["status"] == Status.ERROR for row in rows):
        _look_for_a_row_of_failures()


def _look_for_a_row_of_failures() -> None:
    """Say it once: when the third in a row fails, not with each that follows."""
    last = list(
        Imagine.objects.filter(ended_at__isnull=False, status__in=(Status.COMPLETE, Status.ERROR))
        .order_by("-ended_at", "-pk")
        .values_list("status", flat=True)[: IN_A_ROW + 1]
    )
    if last[:IN_A_ROW] == [Status.ERROR] * IN_A_ROW and last[IN_A_ROW:] != [Status.ERROR]:
        say(FAILURES, f"The last {IN_A_ROW} images failed. {_link(None)}".strip())


def _short(prompt: str) -> str:
    words = " ".join(prompt.split()) or "An image"
    return words if len(words) <= 80 else f"{words[:79]}…"


def _link(number: int | None) -> str:
    if not settings.PUBLIC_URL:
        return ""
    return settings.PUBLIC_URL + (reverse("imagine", args=[number]) if number else reverse("history"))

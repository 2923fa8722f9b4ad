"""Reading a prompt: which tokens it names, which it denies, which words nobody knows.

A plural in -s counts as its singular; words that belong together are read before single ones.
"""

import re
from dataclasses import dataclass, field

from imagine.sandbox.painter.words import GROUPS

DENIALS = {"no", "without", "not", "minus"}
FILLERS = frozenset(
    [
        "a",
        "any",
        "an",
        "and",
        "are",
        "art",
        "as",
        "at",
        "by",
        "for",
        "from",
        "full",
        "image",
        "in",
        "into",
        "is",
        "it",
        "its",
        "lot",
        "many",
        "of",
        "on",
        "over",
        "painting",
        "panorama",
        "photo",
        "picture",
        "scene",
        "some",
        "style",
        "that",
        "the",
        "their",
        "through",
        "to",
        "towards",
        "under",
        "view",
        "very",
        "with",
        "world",
        "where",
        "between",
        "above",
        "behind",
        "below",
        "far",
        "after",
        "near",
        "two",
        "three",
        "one",
        "landscape",
        "sky",
        "light",
        "against",
        "across",
        "around",
        "beside",
    ]
)


@dataclass
class Notes:
    """What was read in a text: tokens by group in the order they came, and words nobody knows."""

    tokens: dict[str, list[str]] = field(default_factory=lambda: {group: [] for group in GROUPS})
    denied: set[str] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)
    spine: list[str] = field(
        default_factory=list
    )  # every word that tells what is shown, not how it is finished

    def first(self, group: str) -> str | None:
        """The first token of a group, or None."""
        return next(iter(self.tokens[group]), None)

    def says(self, token: str) -> bool:
        """Whether any group holds the token."""
        return any(token in tokens for tokens in self.tokens.values())

    def all(self) -> set[str]:
        """Every token, whatever its group."""
        return {token for tokens in self.tokens.values() for token in tokens}


def read(text: str) -> Notes:
    """Read a text; 'no X' and 'without X' deny X."""
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.lower())
    notes, place, is_denied = Notes(), 0, False
    while place < len(words):
        if words[place] in DENIALS:
            place, is_denied = place + 1, True
            continue
        length, found = _longest(words, place)
        for group, token in found:
            if is_denied:
                notes.denied.add(token)
            elif token not in notes.tokens[group]:
                notes.tokens[group].append(token)
        if not found or any(group != "finish" for group, _token in found):
            notes.spine += words[place : place + length]
        if not found and words[place] not in FILLERS:
            notes.unknown.append(words[place])
        if found or words[place] not in FILLERS:
            is_denied = False
        place += length
    return notes


def _longest(words: list[str], place: int) -> tuple[int, list[tuple[str, str]]]:
    """The longest run of words from `place` on that means something, and what it means."""
    for length in (3, 2, 1):
        phrase = " ".join(words[place : place + length])
        found = [(group, token) for group, table in GROUPS.items() if (token := _token(table, phrase))]
        if found and place + length <= len(words):
            return length, found
    return 1, []


def _token(table: dict[str, str], phrase: str) -> str | None:
    singular = phrase[:-1] if phrase.endswith("s") and len(phrase) > 3 else phrase
    return table.get(phrase) or table.get(singular)

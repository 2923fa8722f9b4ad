"""Text as searches compare it: one spelling for what people take for the same, words with blanks around them.

    fold("A dawn-Sky, étude")  →  " a dawn sky etude "

Compatibility forms become plain ones. Case and the accents of Latin, Greek and Cyrillic letters go. What is
neither letter, number nor mark becomes a blank. Each ideograph and kana is a word of its own, since their
scripts put no blanks. PostgreSQL folds by the same rules, see index/postgres.py; a test compares them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Characters of one text that are looked at, and of one word: far more than a prompt has.
TEXT_AT_MOST, WORD_AT_MOST = 10_000, 64
# First and last of the scripts that are written without blanks between words.
LONE_WORDS = (
    (0x3041, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
ACCENTS = (0x0300, 0x036F)

_NOT_ASCII_WORD = re.compile(r"[^a-z0-9]+")
_ACCENT = re.compile(f"[{chr(ACCENTS[0])}-{chr(ACCENTS[1])}]")


def fold(text: str) -> str:
    """The words of `text` with one blank before, between and after them; "" when it has none."""
    text = text[:TEXT_AT_MOST]
    if text.isascii():
        words = _NOT_ASCII_WORD.sub(" ", text.lower()).split()
    else:
        plain = _ACCENT.sub("", unicodedata.normalize("NFKD", text))
        words = unicodedata.normalize("NFKC", plain).casefold().translate(_BLANKS).split(" ")
    found = " ".join(word[:WORD_AT_MOST] for word in words if word)
    return f" {found} " if found else ""


def is_part_of_word(character: str) -> bool:
    """Whether a character is a letter, a number or a mark, and so belongs to a word."""
    return unicodedata.category(character)[0] in "LMN"


def is_lone_word(character: str) -> bool:
    """Whether a character is a word by itself."""
    return any(first <= ord(character) <= last for first, last in LONE_WORDS)


class _Blanks(dict[int, str]):
    """What each character becomes after its case is gone, worked out when it is first met."""

    def __missing__(self, number: int) -> str:
        character = chr(number)
        if not is_part_of_word(character):
            character = " "
        elif is_lone_word(character):
            character = f" {character} "
        self[number] = character
        return character


_BLANKS = _Blanks()


@cache
def word_ranges() -> list[tuple[int, int]]:
    """First and last of every run of characters that belong to words, NUL and surrogates left out."""
    runs: list[tuple[int, int]] = []
    for number in range(1, 0x110000):
        if is_part_of_word(chr(number)):
            if runs and runs[-1][1] == number - 1:
                runs[-1] = (runs[-1][0], number)
            else:
                runs.append((number, number))
    return runs


@cache
def case_pairs() -> tuple[str, str, dict[str, str]]:
    """Capitals and their small letters in the same order, and those that become more than one letter."""
    capitals, small, longer = [], [], {}
    for number in range(0x80, 0x110000):
        character = chr(number)
        folded = character.casefold()
        if folded == character or unicodedata.normalize("NFKC", character) != character:
            continue
        if len(folded) == 1:
            capitals.append(character)
            small.append(folded)
        elif not _ACCENT.search(unicodedata.normalize("NFKD", character)):
            longer[character] = folded
    return "".join(capitals), "".join(small), longer

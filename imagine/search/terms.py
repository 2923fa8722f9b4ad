"""What was typed into the search, as words to have and words to be without.

    dawn        a word that begins so         "a dawn sky"   these words, whole and in this order
    ox          up to two letters: that word  -fog  -"a fog" none of that
    #48221      the imagine with that number, ours or Blockade's
    seed:77     what was made with that seed: a filter, and taken out of the words as one

All of it must be true of an imagine. Words are looked for in its prompt, its title and its negative text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from .folding import fold, is_lone_word

# Words of one query that are looked at.
AT_MOST = 24
# A word this long stands for all that begin with it.
PREFIX_FROM = 3
_PIECE = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_NUMBER = re.compile(r"#([0-9]{1,18})")
_SEED = re.compile(r"seed:(-?[0-9]{1,18})", re.IGNORECASE)


@dataclass(frozen=True)
class Term:
    """Folded words that stand together; of an open term the last one may go on."""

    words: tuple[str, ...]
    is_open: bool

    @property
    def needle(self) -> str:
        """What a folded text has in it where the term is found."""
        return f" {' '.join(self.words)}" + ("" if self.is_open else " ")

    @property
    def whole(self) -> Term:
        """The same words, each ending where it ends."""
        return Term(self.words, is_open=False)


@dataclass(frozen=True)
class Terms:
    """A query taken apart. `is_void` when something was typed in which there is no word."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    numbers: tuple[int, ...] = ()
    not_numbers: tuple[int, ...] = ()
    is_void: bool = False

    @property
    def has_text(self) -> bool:
        """Whether words have to be looked at."""
        return bool(self.wanted or self.unwanted)

    @cached_property
    def together(self) -> Term:
        """All wanted words as one phrase, as they were typed."""
        return Term(tuple(word for term in self.wanted for word in term.words), is_open=False)


def read(query: str) -> Terms:
    """Take a query apart; nothing that can be typed is an error."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    numbers: list[int] = []
    not_numbers: list[int] = []
    for minus, quoted, bare in _PIECE.findall(query)[:AT_MOST]:
        number = _NUMBER.fullmatch(bare)
        if number:
            (not_numbers if minus else numbers).append(int(number[1]))
        elif term := _term(quoted or bare, is_quoted=bool(quoted)):
            (unwanted if minus else wanted).append(term)
    found = Terms(
        tuple(dict.fromkeys(wanted)),
        tuple(dict.fromkeys(unwanted)),
        tuple(dict.fromkeys(numbers)),
        tuple(dict.fromkeys(not_numbers)),
    )
    is_void = bool(query.strip()) and found == Terms()
    return Terms(is_void=True) if is_void else found


def split_seed(query: str) -> tuple[str, int | None]:
    """What was typed without `seed:…`, and that seed, the last one of several; None where there is none."""
    seeds: list[int] = []

    def take(piece: re.Match[str]) -> str:
        found = None if piece[1] else _SEED.fullmatch(piece[3] or "")
        if found is None:
            return piece[0]
        seeds.append(int(found[1]))
        return ""

    rest = _PIECE.sub(take, query)
    return (" ".join(rest.split()), seeds[-1]) if seeds else (query, None)


def _term(text: str, *, is_quoted: bool) -> Term | None:
    words = tuple(fold(text).split())
    if not words:
        return None
    last = words[-1]
    return Term(words, is_open=not is_quoted and len(last) >= PREFIX_FROM and not is_lone_word(last[0]))

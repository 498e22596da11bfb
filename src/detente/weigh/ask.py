"""Joint questions such as ``pressure and not economy``: from text to the set of combinations it describes."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.case.faults import did_you_mean, nearest
from detente.errors import BadQuestion
from detente.weigh.network import SOMETHING_ELSE

Flags = NDArray[np.bool_]

LONGEST = 1000
_TOKEN = re.compile(r"\s*(\(|\)|[A-Za-z][A-Za-z0-9_-]*|\S)")


def mask_of(question: str, hypotheses: Sequence[str]) -> Flags:
    """Return (2**n + 1,): True for the entries of a posterior table that the question describes.

    Grammar: ids joined by ``and``, ``or``, ``not`` and parentheses; ``something_else`` means none of those listed.
    Raises BadQuestion with the place, what was expected and a did-you-mean.
    """
    if len(question) > LONGEST:
        raise BadQuestion(f"the question is longer than {LONGEST} characters; ask several shorter ones")
    return _Reader(question, hypotheses).read()


class _Reader:
    """Recursive descent over the tokens; depth is bounded by ``LONGEST``/2 parentheses, which Python bears."""

    def __init__(self, question: str, hypotheses: Sequence[str]) -> None:
        self.question = question
        self.tokens = _TOKEN.findall(question)
        self.hypotheses = list(hypotheses)
        self.at = 0
        self.depth = 0

    def read(self) -> Flags:
        found = self.either()
        if self.at < len(self.tokens):
            raise self.wrong("expected and, or, or the end")
        return found

    def either(self) -> Flags:
        found = self.both()
        while self.take("or"):
            found = found | self.both()
        return found

    def both(self) -> Flags:
        found = self.one()
        while self.take("and"):
            found = found & self.one()
        return found

    def one(self) -> Flags:
        negations = 0
        while self.take("not"):
            negations += 1
        found = self.inside() if self.take("(") else self.name()
        return ~found if negations % 2 else found

    def inside(self) -> Flags:
        self.depth += 1
        if self.depth > 50:
            raise self.wrong("more than 50 parentheses deep")
        found = self.either()
        if not self.take(")"):
            raise self.wrong("expected )")
        self.depth -= 1
        return found

    def name(self) -> Flags:
        token = self.tokens[self.at] if self.at < len(self.tokens) else ""
        count = 1 << len(self.hypotheses)
        index = np.arange(count + 1)
        index[count] = 0  # the last entry is the other kind of h = 0
        if token == SOMETHING_ELSE:
            self.at += 1
            return np.asarray(index == 0)
        if token not in self.hypotheses:
            known = [*self.hypotheses, SOMETHING_ELSE]
            raise self.wrong(did_you_mean(nearest(token, known)) or f"expected one of {', '.join(known)}")
        self.at += 1
        return (index >> self.hypotheses.index(token) & 1).astype(np.bool_)

    def take(self, token: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at] == token:
            self.at += 1
            return True
        return False

    def wrong(self, expected: str) -> BadQuestion:
        found = f'"{self.tokens[self.at]}"' if self.at < len(self.tokens) else "the end"
        return BadQuestion(f'"{self.question}": at {found}: {expected}')

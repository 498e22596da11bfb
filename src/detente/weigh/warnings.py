"""What a colleague would remark on after weighing a case once, at central inputs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.case.faults import Path
from detente.case.load import CaseFile
from detente.case.model import Evidence
from detente.case.uncertain import Bearing
from detente.case.warnings import alone, first_few, listed, place, them, warn, way
from detente.errors import CaseWarning
from detente.weigh.doubt.hanging import hanging
from detente.weigh.ensemble import Reading
from detente.weigh.inputs import Inputs
from detente.weigh.network import Network

Floats = NDArray[np.float64]

STRONG = 10.0
"""Words with this factor on the odds or more are strong: "strongly" in the word table."""
WEAK = 2.0
"""A strong word whose ratio is under this, to the digit that is printed, does not do what it says."""
NOTHING = 1.1
"""A piece whose ratios all stay under this shifts no odds by a tenth: ten such pieces are one weak one."""
NEARLY = 1e-6
"""Staged or false with this probability stands for never: an exact 0 could make certain evidence impossible."""

Cause = Literal["disagree", "absence", "otherwise", "others", "staging", "report"]


@dataclass(frozen=True)
class Weak:
    """A strong word that realises a weak ratio, and what makes it weak."""

    piece: str
    hypothesis: str
    word: str
    ratio: float
    cause: Cause
    behind: tuple[str, ...]
    """The rival hypotheses or the sources that the cause is about."""
    without: float
    """The ratio without the cause."""


@dataclass(frozen=True)
class Middle:
    """A case weighed at central inputs, and the same with one reason for doubt taken away from all pieces at once.

    Arrays are (bearings,): P(reports | the hypothesis holds) / P(reports | it does not), over the prior.
    """

    file: CaseFile

    @cached_property
    def reading(self) -> Reading:
        """The case as it reads by itself, at central inputs."""
        return Reading(self.file.case, seed=0, draws=0)

    @property
    def network(self) -> Network:
        """The structure of the case."""
        return self.reading.network

    @property
    def inputs(self) -> Inputs:
        """Every input at its median."""
        return self.reading.middle

    @cached_property
    def ratios(self) -> Floats:
        """As the case stands: what `Assessment.pieces` has."""
        return self._with()

    @cached_property
    def unstaged(self) -> Floats:
        """If nothing were staged."""
        return self._with(stageable=self._unstaged)

    @cached_property
    def sure(self) -> Floats:
        """If every report were sure, and nobody who knows kept silent."""
        return self._with(**self._sure)

    @cached_property
    def bare(self) -> Floats:
        """If nothing were staged and every report were sure: what is left is how the explanations share a piece."""
        return self._with(stageable=self._unstaged, **self._sure)

    @property
    def _unstaged(self) -> Floats:
        return np.full_like(self.inputs.stageable, NEARLY)

    @property
    def _sure(self) -> dict[str, Floats]:
        return {
            "reliability": np.full_like(self.inputs.reliability, 1 - NEARLY),
            "would_report": np.ones_like(self.inputs.would_report),
        }

    def _with(self, **changed: Any) -> Floats:
        found = self.reading.layout.weigh(replace(self.inputs, **changed), self.reading.fitted)
        return np.asarray(found.piece_ratios[0])

    @cached_property
    def weak(self) -> list[Weak]:
        """The strong words that come out weak."""
        return weak_words(self)

    @cached_property
    def before(self) -> Floats:
        """(2**n,): the prior over combinations. A piece that is void predicts its average, so nothing is learned."""
        void = np.ones_like(self.inputs.void)
        rows = self.reading.layout.weigh(replace(self.inputs, void=void), self.reading.fitted).table[0]
        table: Floats = rows[:-1].copy()
        table[0] += rows[-1]
        return table


def warnings(file: CaseFile) -> list[CaseWarning]:
    """Remark on what the priors imply, on strong words that come out weak, on pieces that shift nothing, and on words that
    hang on one thing.

    Raises ImpossibleEvidence where no combination of explanations allows the evidence.
    """
    middle = Middle(file)
    checks = (_priors, _fallen, _weak_words, _shift_nothing)
    return [*(found for check in checks for found in check(middle)), *hanging(file)]


def _priors(middle: Middle) -> Iterator[CaseWarning]:
    """Always said: few who write down priors one by one know what they say together."""
    n = middle.network.n
    at_once = np.bitwise_count(np.arange(1 << n))
    expected = float(middle.before @ at_once)
    several = float(middle.before[at_once > 1].sum())
    says = (
        f"before the evidence you expect {expected:.1f} of the {n} hypotheses to be true; "
        f"two or more at once: {percent(several)}; none: {percent(float(middle.before[0]))}"
    )
    yield warn(
        middle.file,
        ("hypotheses",),
        says,
        "if that is not what you think, change priors or add relations",
        note=True,
    )


def _fallen(middle: Middle) -> Iterator[CaseWarning]:
    """Assumptions that do not hold at central inputs take their pieces with them."""
    for name, holds in zip(middle.file.case.assumptions, middle.inputs.holds[0], strict=True):
        assumption = middle.file.case.assumptions[name]
        if not holds and assumption.if_false == "nothing":
            says = f"you hold this to be {assumption.likely}, and so count {listed(assumption.touches)} for nothing"
            fix = "leave out the evidence that rests on it, or look at the assumption again"
            yield warn(middle.file, ("assumptions", name, "likely"), says, fix)


def _weak_words(middle: Middle) -> Iterator[CaseWarning]:
    """One warning for each cause; where that lies with reports, one for each set of sources."""
    together: dict[tuple[Cause, tuple[str, ...]], list[Weak]] = {}
    for each in middle.weak:
        behind = each.behind if each.cause in ("report", "disagree") else ()
        together.setdefault((each.cause, behind), []).append(each)
    for (cause, behind), weak in together.items():
        said = "; ".join(first_few([_said(middle, each) for each in weak]))
        why, fix = _why(middle, cause, behind, weak)
        path: Path = ("evidence",)
        if len(weak) == 1:
            path = ("evidence", weak[0].piece, "bears", weak[0].hypothesis)
        elif cause == "report" and len(behind) == 1:
            path = ("sources", behind[0])
        yield warn(middle.file, path, f"{said}: {why}", fix)


def _said(middle: Middle, each: Weak) -> str:
    answers = {told.report.answer == "confirms" for told in middle.network.told if told.piece == each.piece}
    if answers == {False}:
        return f'{each.piece} would be "{each.word}" {each.hypothesis}, and its absence comes to {times(each.ratio)}'
    rivals = f", as {_predicts(each.behind)} the same" if each.cause == "others" else ""
    return f'{each.piece} is "{each.word}" {each.hypothesis} but comes to {times(each.ratio)}{rivals}'


def _predicts(rivals: Sequence[str]) -> str:
    return f"{listed(rivals) or 'what is not listed'} {'predict' if len(rivals) > 1 else 'predicts'}"


def weak_words(middle: Middle) -> list[Weak]:
    """Find the strong words whose ratio, as the piece is reported, is nearer to 1 than ``WEAK``."""
    net, found = middle.network, []
    for k, name in enumerate(net.pieces):
        piece = middle.file.case.evidence[name]
        for b in net.bearings(k):
            hypothesis = net.hypotheses[net.bear_on[b]]
            bearing, ratio = piece.bears[hypothesis], float(middle.ratios[b])
            strong = bearing.form == "odds" and _force(bearing.median) >= STRONG
            if strong and _weak_as_meant(ratio, _meant(piece, bearing)) and not middle.inputs.void[0, k]:
                cause, behind, without = _cause(middle, name, hypothesis, b)
                found.append(Weak(name, hypothesis, str(bearing), ratio, cause, behind, without))
    return found


def _cause(middle: Middle, name: str, hypothesis: str, b: int) -> tuple[Cause, tuple[str, ...], float]:
    """Find what makes a strong word weak, who is behind it, and the ratio without it.

    From the word to the ratio there are four steps: how likely the piece is otherwise, the other explanations that
    predict it as well, staging, and the reports. The first after which the ratio is weak is the cause; where it
    takes the last two together, that is the one that takes more.
    """
    piece = middle.file.case.evidence[name]
    otherwise, bearing = piece.otherwise.median, piece.bears[hypothesis]
    so = alone(bearing, otherwise)
    told = [each.report for each in middle.network.told if each.piece == name]
    sources = tuple(dict.fromkeys(report.by for report in told))
    answers = {report.answer == "confirms" for report in told}
    if len(answers) > 1:
        return "disagree", sources, _ratio(so, otherwise)
    absent = answers == {False}
    by_itself = _ratio(1 - so, 1 - otherwise) if absent else _ratio(so, otherwise)
    if _weak(by_itself):
        return "absence" if absent else "otherwise", (), by_itself
    if _weak_as_meant(float(middle.bare[b]), _meant(piece, bearing)):
        same = way(piece, bearing)
        rivals = [
            each for each in piece.bears if each != hypothesis and way(piece, piece.bears[each]) == same
        ]
        return "others", tuple(rivals), by_itself
    if _force(middle.unstaged[b]) > _force(middle.sure[b]):
        return "staging", (), float(middle.unstaged[b])
    return "report", sources, float(middle.sure[b])


def _why(middle: Middle, cause: Cause, behind: Sequence[str], weak: Sequence[Weak]) -> tuple[str, str]:
    """Say what makes words weak, with the numbers, and what to do about it."""
    pieces = [middle.file.case.evidence[each.piece] for each in weak]
    without = listed([times(each.without) for each in weak])
    it = "it" if len(weak) == 1 else "they"
    match cause:
        case "disagree":
            return (
                f"its reports ({listed(behind)}) disagree; if it were sure, {it} would come to {without}",
                "find out who is right",
            )
        case "absence":
            return (
                f"it did not happen, and at this otherwise its absence is worth {without} at most",
                "say with a likelihood how probable it was if only that hypothesis held, as likely",
            )
        case "otherwise":
            common = listed(list(dict.fromkeys(str(piece.otherwise) for piece in pieces)))
            return (
                f"where such a thing is {common} anyway, it is worth {without} at most",
                "ask again how often it happens anyway",
            )
        case "others":
            return (
                f"alone {it} would come to {without}",
                "look for what one explanation predicts and the other does not",
            )
        case "staging":
            return (
                f"{them(weak)} could be staged; if not, {it} would come to {without}",
                "keep the word if it fits the event, and look for a sign that would cost them something",
            )
    return (
        f"{listed([_doubt(middle, source, weak) for source in behind])}; "
        f"if the reports were sure, {it} would come to {without}",
        "keep the word if it fits the event itself, and look for another source",
    )


def _doubt(middle: Middle, source: str, weak: Sequence[Weak]) -> str:
    """Say why what a source reports is not simply so."""
    case = middle.file.case
    given = case.sources[source]
    said = [f"{'is graded' if given.grade is not None else 'has a reliability of'} {given.trust}"]
    reports = [report for each in weak for report in case.evidence[each.piece].reports if report.by == source]
    if chances := [str(report.by_chance) for report in reports if report.by_chance is not None]:
        said.append(f"would say so anyway ({listed(list(dict.fromkeys(chances)))})")
    if leans := [each.hypothesis for each in weak if each.hypothesis in given.leans]:
        said.append(f"leans to {listed(list(dict.fromkeys(leans)))}")
    if any(report.answer == "silent" for report in reports):
        said.append("might keep silent though it happened")
    return f"{source} {listed(said)}"


def _shift_nothing(middle: Middle) -> Iterator[CaseWarning]:
    """Pieces whose words all come to nearly nothing; those with a strong word are told already."""
    net = middle.network
    told = {each.piece for each in middle.weak}
    found = {}
    for k, name in enumerate(net.pieces):
        ratios = [float(middle.ratios[b]) for b in net.bearings(k)]
        if ratios and name not in told and not middle.inputs.void[0, k]:
            most = max(ratios, key=_force)
            if _force(most) < NOTHING:
                found[name] = f"{name} ({times(most, digits=2)} at most)"
    if found:
        says = f"{listed(list(found.values()))} {'shifts' if len(found) == 1 else 'shift'} next to nothing"
        they = "it" if len(found) == 1 else "they"
        fix = f"look at the otherwise and at who reports it; if both are right, {they} need not be there"
        yield warn(middle.file, place("evidence", list(found)), says, fix)


def times(ratio: float, digits: int = 1) -> str:
    """Say how many times more (×) or less (÷) often."""
    if ratio <= 0 or math.isinf(ratio):
        return "÷∞" if ratio <= 0 else "×∞"
    size = _force(ratio)
    return f"{'×' if ratio >= 1 else '÷'}{size:.{digits if size < 9.95 else 0}f}"


def percent(probability: float) -> str:
    """Say a probability in whole percent, with one more digit near the ends."""
    return f"{100 * probability:.{0 if 0.05 <= probability <= 0.95 else 1}f} %"


def _ratio(chance: float, other: float) -> float:
    return chance / other if other > 0 else 1.0 if chance <= 0 else math.inf


def _meant(piece: Evidence, bearing: Bearing) -> float:
    """Return the factor that a word gives the piece as it is reported; 1 where reports disagree, and neither way is meant."""
    answers = {report.answer == "confirms" for report in piece.reports} or {True}
    return 1.0 if len(answers) > 1 else bearing.median if answers == {True} else 1 / bearing.median


def _weak_as_meant(ratio: float, meant: float) -> bool:
    """Say whether a ratio is weak, or speaks the other way than the word that it should realise."""
    return _weak(ratio) or (ratio - 1) * (meant - 1) < 0


def _weak(ratio: float) -> bool:
    return round(_force(ratio), 1) < WEAK


def _force(ratio: float) -> float:
    """How far a ratio is from 1, either way."""
    return max(ratio, 1 / ratio) if ratio > 0 else math.inf

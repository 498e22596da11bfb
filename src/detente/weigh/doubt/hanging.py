"""Sources, groups and assumptions on which a word hangs: left out alone, a judgement would be worded otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from detente.case.load import CaseFile
from detente.case.warnings import listed, warn
from detente.errors import CaseWarning
from detente.weigh.assess import Options, answered, plan_draws
from detente.weigh.doubt.confidence import SINGLE
from detente.weigh.doubt.effects import effects, omissions
from detente.weigh.doubt.parts import Effect
from detente.weigh.network import AUTHOR, compile_case
from detente.weigh.omit import SECTIONS
from detente.weigh.results import Assessment

DRAWS = 1000
"""A quarter of the usual draws: a word that hangs on one thing moves by more than the noise of these."""
_SECTION = {sort: section for section, sort in SECTIONS.items()} | {"origin": "sources"}


def hanging(file: CaseFile) -> list[CaseWarning]:
    """Remark on every word that hangs on a single thing. Raises ImpossibleEvidence as weighing does."""
    draws, _ = plan_draws(compile_case(file.case), Options())
    answer, kept = answered(file, Options(draws=min(draws, DRAWS), point=draws == 0))
    found = effects(answer, kept, [each for each in omissions(file.case) if each[0] in SINGLE])
    return [
        remark
        for name in file.case.hypotheses
        if (remark := _remark(file, name, answer, [each for each in found if name in each.turned]))
    ]


def _remark(file: CaseFile, name: str, answer: Assessment, found: Sequence[Effect]) -> CaseWarning | None:
    """Say on what one word hangs. A note: in a small case every word hangs on something, and no edit mends it."""
    if not found:
        return None
    things = [f'{_thing(file, each)} ("{each.without[name].word}" without it)' for each in found]
    says = f'"{answer.hypotheses[name].now.word}" hangs on {listed(things)}'
    fix = f"look for evidence on {name} that has another source and another cause"
    return warn(file, ("hypotheses", name), says, fix, note=True)


def _thing(file: CaseFile, found: Effect) -> str:
    if found.id not in getattr(file.case, _SECTION[found.sort]):
        return f"{found.id.removeprefix(AUTHOR)}'s own judgements"
    return f"{_SECTION[found.sort]}.{found.id}"

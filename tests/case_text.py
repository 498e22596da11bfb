"""A small case with something of everything, for tests to spoil one line at a time."""

CASE = """\
detente: 1
title: A small case
as_of: 2031-06-30
sides: {us: Us, them: Them}
explains: [offer]
hypotheses:
  need: {says: They need money, prior: even}
  turn: {says: They have changed course, prior: unlikely}
  trap: {says: They stall, prior: unlikely, deceives: true}
relations:
  - goes_with: [need, turn]
    odds: 2
sources:
  paper: {outlet: A paper, date: 2031-06-01, grade: B, leans: [turn]}
  reprint: {outlet: A reprint, grade: C, origin: paper}
  archive: {outlet: An archive}
groups:
  approach: {says: The approach}
evidence:
  offer:
    says: They offer to talk
    date: 2031-06-10
    group: approach
    bears: {need: for, turn: for, trap: for}
    otherwise: very unlikely
  letter:
    says: A friendly letter
    date: 2031-06
    known: 2031-06-20
    reports: [paper, {by: reprint, date: 2031-06-25}]
    bears: {turn: for, need: neutral}
    otherwise: unlikely
    stageable: high
    shows: [turn]
assumptions:
  true-paper: {says: The paper is free, likely: likely, touches: [letter], if_false: 0.5}
indicators:
  deposit:
    says: They lodge a deposit
    bears: {turn: for, trap: strongly against}
    otherwise: unlikely
    by: 2031-09-30
    stageable: low
goods: [peace, money]
characters:
  them:
    keeper: {base: even, because: {turn: for}, values: {peace: 2, money: 1}}
    breaker: {base: even, values: {money: 3}}
  us:
    steady: {prior: likely, we_are: true, values: {peace: 3, money: 1}}
    fickle: {prior: unlikely, values: {peace: 1}}
steps:
  us:
    meet: {says: Meet, changes: {peace: 1}}
    pay:
      says: Pay
      gives: {money: 2}
      costs: {money: 2}
      needs: [meet]
      parts: 2
  them:
    stop: {says: Stop, gives: {peace: 2}, costs: {money: 1}}
roadmap:
  - {us: meet}
  - {us: pay.1, them: stop}
  - {us: pay.2}
channels:
  phone: {calms: 0.1, opened_by: us.meet}
outside:
  weather: {says: It rains, now: true, flip: 0.1, flip_back: 0.1, when_not: {each_round: 2, money: 2}}
shocks: {each_round: 0.1, toll: {crisis: {peace: -1}}}
outcomes: {war: {peace: -9}}
questions:
  met:
    ask: Do they meet?
    by: 2031-12-31
    resolves: Yes if they do
    event: {done: us.meet}
"""


def spoilt(old: str, new: str) -> str:
    """Return the case with one text in place of another that it has exactly once."""
    assert CASE.count(old) == 1, f"{old!r} stands {CASE.count(old)} times"
    return CASE.replace(old, new)

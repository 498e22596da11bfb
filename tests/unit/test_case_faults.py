"""Everything that can be wrong with a case: each fault in its line and with its path, and no other beside it."""

import pytest

from detente.case.load import build, load
from detente.errors import CaseFaults, Fault
from tests.case_text import CASE, spoilt


def faults_of(text: str, tmp_path) -> tuple[Fault, ...]:
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseFaults) as caught:
        load(path)
    return caught.value.faults


def line_of(marker: str, text: str) -> int:
    assert text.count(marker) == 1, f"{marker!r} stands {text.count(marker)} times"
    return text[: text.index(marker)].count("\n") + 1


# what stands in the case, what is put in its place, where the fault must lie, its path, words of what it says
FORMAT = [
    ("title: A small case", "titel: A small case", "titel", "titel", 'did you mean "title"?'),
    ("title: A small case\n", "", "detente: 1", "title", "a value, as it is required"),
    ("title: A small case", "title: 1984", "title", "title", "a text; put it in quotes"),
    ("title: A small case", 'title: " "', "title", "title", "a text that is not empty"),
    ("title: A small case", r'title: "a\x07b"', "title", "title", "U+0007"),
    ("title: A small case", "title: [a]", "title", "title", "= a list of 1: expected a text"),
    ("detente: 1", "detente: 2", "detente", "detente", "= 2: expected 1"),
    ("as_of: 2031-06-30", "as_of: 2031-06", "as_of", "as_of", "a full date, as 2018-04-20"),
    ("as_of: 2031-06-30", "as_of: 2031-02-30", "as_of", "as_of", "a date that exists"),
    ("as_of: 2031-06-30", "as_of: 30 June 2031", "as_of", "as_of", "a date: 2018-03-08"),
    ("sides: {us: Us, them: Them}", "sides: Us", "sides", "sides", "a mapping: keys, each with its value"),
    ("sides: {us: Us, them: Them}", "sides: {us: Us}", "sides", "sides.them", "a value, as it is required"),
    ("explains: [offer]", "explains: offer", "explains", "explains", "a list, as [a, b]"),
    ("explains: [offer]", "explains: []", "explains", "explains", "at least 1 of them"),
    ("explains: [offer]", "explains: [offer, offer]", "explains", "explains", "delete the second offer"),
    ("  met:\n", "  m.et:\n", "m.et", "questions.m.et", "an id: a letter, then"),
    ("  met:\n", '  "[key]":\n', "[key]", "questions.[key]", "an id: a letter, then"),
    ("prior: even", "prior: evn", "prior: evn", "hypotheses.need.prior", 'did you mean "even"?'),
    ("prior: even", "prior: 60", "prior: 60", "hypotheses.need.prior", "60 % is written 0.6"),
    ("prior: even", "prior: 5%", "prior: 5%", "hypotheses.need.prior", "5 % is written 0.05"),
    ("prior: even", "prior: 0.4..0.2", "prior: 0.4", "hypotheses.need.prior", "a range rises"),
    ("prior: even", "prior: .nan", ".nan", "hypotheses.need.prior", "a likelihood"),
    ("prior: even", "prior: -.inf", ".inf", "hypotheses.need.prior", "a likelihood"),
    ("prior: even", f"prior: {'9' * 400}", "prior: 999", "hypotheses.need.prior", "a likelihood"),
    ("prior: even", "prior: true", "prior: true", "hypotheses.need.prior", "= true: expected a likelihood"),
    ("deceives: true", "deceives: yes", "deceives", "hypotheses.trap.deceives", 'did you mean "true"?'),
    ("deceives: true", "deceives: 1", "deceives", "hypotheses.trap.deceives", "true or false"),
    ("    odds: 2\n", "", "- goes_with", "relations.1", "add odds, as odds: 2"),
    ("    odds: 2\n", "    odds: 0\n", "odds: 0", "relations.1.odds", "a factor above 0"),
    ("  - goes_with: [need, turn]\n    odds: 2", "  - excludes: [need, turn]\n    odds: 2", "- excludes", "relations.1", "delete odds"),
    ("  - goes_with: [need, turn]\n    odds: 2", "  - implies: [need]", "- implies", "relations.1", "implies names two"),
    ("  - goes_with: [need, turn]\n    odds: 2", "  - one_of: [need]", "- one_of", "relations.1", "two hypotheses or more"),
    ("  - goes_with: [need, turn]\n    odds: 2", "  - {}", "- {}", "relations.1", "exactly one of excludes"),
    ("grade: B,", "grade: G,", "grade: G", "sources.paper.grade", "a grade from A to F"),
    ("grade: B,", "grade: 0.8,", "grade: 0.8", "sources.paper.grade", "a grade from A to F"),
    ("grade: B,", "grade: B, reliability: 0.8,", "grade: B", "sources.paper", "a grade or a reliability, not both"),
    ("outlet: A paper", "outlet: A paper, link: example.org", "link", "sources.paper.link", "https://"),
    ("reports: [paper, {by: reprint, date: 2031-06-25}]", "reports: paper", "reports: p", "evidence.letter.reports", "a list"),
    ("{by: reprint, date: 2031-06-25}", "{by: reprint, answer: denys}", "denys", "evidence.letter.reports.2.answer", 'did you mean "denies"?'),
    ("{by: reprint, date: 2031-06-25}", "{by: reprint, answer: silent}", "silent", "evidence.letter.reports.2", "add would_report"),
    ("{by: reprint, date: 2031-06-25}", "{by: reprint, would_report: likely}", "would_report", "evidence.letter.reports.2", "delete would_report"),
    ("{by: reprint, date: 2031-06-25}", "{by: reprint, span: [1, 2]}", "span", "evidence.letter.reports.2", "delete the span"),
    ("{by: reprint, date: 2031-06-25}", "{by: reprint, quote: a, span: [2, 1]}", "span", "evidence.letter.reports.2.span", "two rising whole numbers"),
    ("bears: {turn: for, need: neutral}", "bears: {turn: agaisnt}", "agaisnt", "evidence.letter.bears.turn", 'did you mean "against"?'),
    ("bears: {turn: for, need: neutral}", "bears: {turn: {odds: 0}}", "odds: 0", "evidence.letter.bears.turn", "{odds: x}, a factor"),
    ("bears: {turn: for, need: neutral}", "bears: {turn: {odd: 2}}", "odd: 2", "evidence.letter.bears.turn", "{odds: x}, a factor"),
    ("bears: {turn: for, need: neutral}", "bears: {turn: 1.5}", "turn: 1.5", "evidence.letter.bears.turn", "a bearing such as"),
    ("bears: {turn: for, need: neutral}", "bears: [turn]", "bears: [turn]", "evidence.letter.bears", "a mapping"),
    ("    otherwise: very unlikely\n", "", "  offer:\n", "evidence.offer.otherwise", "How likely it would be if none"),
    ("    otherwise: very unlikely\n", "    otherwis: likely\n", "otherwis:", "evidence.offer.otherwis", 'did you mean "otherwise"?'),
    ("    stageable: high\n", "", "  letter:\n", "evidence.letter", "add stageable"),
    ("stageable: high", "stageable: hihg", "hihg", "evidence.letter.stageable", 'did you mean "high"?'),
    ("touches: [letter]", "touches: []", "touches", "assumptions.true-paper.touches", "at least 1"),
    ("if_false: 0.5", "if_false: nothin", "nothin", "assumptions.true-paper.if_false", "nothing, a number"),
    ("parts: 2", "parts: 13", "parts", "steps.us.pay.parts", "a number up to 12"),
    ("parts: 2", "parts: 0", "parts", "steps.us.pay.parts", "a number from 1 up"),
    ("parts: 2", "parts: two", "parts", "steps.us.pay.parts", "a whole number"),
    ("parts: 2", "parts: 2\n      reversible: true\n      verify: 0.5", "    pay:\n", "steps.us.pay", "delete verify"),
    ("  - {us: meet}", "  - {}", "- {}", "roadmap.1", "a step of us, of them, or both"),
    ("opened_by: us.meet", "open: false", "phone", "channels.phone", "either opened_by a step or open"),
    ("event: {done: us.meet}", "event: {}", "event", "questions.met.event", "either done"),
]  # fmt: skip

TOGETHER = [
    ("explains: [offer]", "explains: [offers]", "offers", "explains.1", 'did you mean "offer"?'),
    ("goes_with: [need, turn]", "goes_with: [need, trun]", "trun", "relations.1.goes_with.2", 'did you mean "turn"?'),
    ("leans: [turn]", "leans: [peace]", "leans", "sources.paper.leans.1", "known are need, turn, trap"),
    ("origin: paper", "origin: papers", "papers", "sources.reprint.origin", 'did you mean "paper"?'),
    ("origin: paper", "origin: reprint", "origin", "sources.reprint.origin", "origins that end"),
    ("leans: [turn]", "origin: reprint", "A paper", "sources.paper.origin", "(paper from reprint from paper)"),
    ("group: approach", "group: aproach", "aproach", "evidence.offer.group", 'did you mean "approach"?'),
    ("bears: {turn: for, need: neutral}", "bears: {turn: for, ned: for}", "ned:", "evidence.letter.bears.ned", 'did you mean "need"?'),
    ("shows: [turn]", "shows: [turns]", "turns", "evidence.letter.shows.1", 'did you mean "turn"?'),
    ("shows: [turn]", "shows: [turn]\n    hides: [traps]", "traps", "evidence.letter.hides.1", 'did you mean "trap"?'),
    ("[paper, {by", "[papr, {by", "papr", "evidence.letter.reports.1", 'did you mean "paper"?'),
    ("{by: reprint, date: 2031-06-25}", "{by: reprnt}", "reprnt", "evidence.letter.reports.2.by", 'did you mean "reprint"?'),
    ("{by: reprint, date: 2031-06-25}", "{by: reprint, origin: x}", "origin: x", "evidence.letter.reports.2.origin", "sources"),
    ("touches: [letter]", "touches: [later]", "later", "assumptions.true-paper.touches.1", 'did you mean "letter"?'),
    ("bears: {turn: for, trap: strongly", "bears: {turm: for, trap: strongly", "turm", "indicators.deposit.bears.turm", 'did you mean "turn"?'),
    ("because: {turn: for}", "because: {tun: for}", "tun:", "characters.them.keeper.because.tun", 'did you mean "turn"?'),
    ("goods: [peace, money]", "goods: [peace, money, peace]", "goods", "goods", "delete the second peace"),
    ("fickle: {prior: unlikely, values: {peace: 1}}", "fickle: {prior: unlikely, values: {pece: 1}}", "pece", "characters.us.fickle.values.pece", 'did you mean "peace"?'),
    ("changes: {peace: 1}", "changes: {pece: 1}", "pece", "steps.us.meet.changes.pece", 'did you mean "peace"?'),
    ("toll: {crisis: {peace: -1}}", "toll: {crisis: {pece: -1}}", "pece", "shocks.toll.crisis.pece", 'did you mean "peace"?'),
    ("war: {peace: -9}", "war: {pece: -9}", "pece", "outcomes.war.pece", 'did you mean "peace"?'),
    ("when_not: {each_round: 2", "when_not: {each_rond: 2", "each_rond", "outside.weather.when_not.each_rond", 'did you mean "each_round"?'),
    ("needs: [meet]", "needs: [met]", "needs", "steps.us.pay.needs.1", 'did you mean "meet"?'),
    ("{us: pay.1, them: stop}", "{us: pay.1, them: stp}", "stp", "roadmap.2.them", 'did you mean "stop"?'),
    ("  - {us: pay.2}", "  - {us: pay.3}", "pay.3", "roadmap.3.us", 'did you mean'),
    ("  - {us: pay.2}", "  - {us: meet.1}", "meet.1", "roadmap.3.us", 'did you mean "meet"?'),
    ("opened_by: us.meet", "opened_by: us.met", "us.met", "channels.phone.opened_by", 'did you mean "us.meet"?'),
    ("event: {done: us.meet}", "event: {done: meet}", "event", "questions.met.event.done", 'did you mean "us.meet"?'),
    ("date: 2031-06-10", "date: 2031-07-01", "07-01", "evidence.offer.date", "no hindsight"),
    ("date: 2031-06-10", "date: 2031-07", "2031-07", "evidence.offer.date", "no hindsight"),
    ("known: 2031-06-20", "known: 2031-07-01", "07-01", "evidence.letter.known", "no hindsight"),
    ("known: 2031-06-20", "known: 2031-05", "2031-05", "evidence.letter.known", "from 2031-06 on"),
    ("date: 2031-06-25", "date: 2031-07-25", "07-25", "evidence.letter.reports.2.date", "no hindsight"),
    ("date: 2031-06-01", "date: 2031-08-01", "08-01", "sources.paper.date", "no hindsight"),
    ("[paper, {by", "[archive, {by", "archive:", "sources.archive", "add grade"),
    ("date: 2031-06-25", "answer: denies", "denies", "evidence.letter.reports.2", 'both have it from paper'),
    ("    shows: [turn]\n", "", "stageable: high", "evidence.letter.stageable", "add shows: [...]"),
    ("shows: [turn]", "shows: [need]", "stageable: high", "evidence.letter.stageable", "staging changes nothing"),
    ("shows: [turn]", "shows: [turn, trap]", "shows", "evidence.letter.shows", "under hides"),
    ("bears: {turn: for, trap: strongly against}", "bears: {turn: for}", "stageable: low", "indicators.deposit.stageable", "add shows"),
    ("touches: [letter]", "touches: [letter, offer]", "touches", "assumptions.true-paper.touches.2", "if_false: nothing"),
    ("fickle: {prior: unlikely", "fickle: {we_are: true, prior: unlikely", "we_are: true, p", "characters.us.fickle.we_are", "steady is it already"),
    ("    keeper: {base: even, because: {turn: for}, values: {peace: 2, money: 1}}\n    breaker: {base: even, values: {money: 3}}", "    keeper: {base: never, values: {peace: 2, money: 1}}", "  them:\n    keeper", "characters.them", "base is above 0"),
    ("meet: {says: Meet, changes: {peace: 1}}", "meet: {says: Meet, needs: [pay]}", "Meet", "steps.us.meet.needs", "run in a circle (meet needs pay needs meet)"),
    ("gives: {peace: 2}", "gives: {peace: 2}, needs: [stop]", "Stop", "steps.them.stop.needs", "(stop needs stop)"),
    ("values: {peace: 3, money: 1}", "values: {peace: 3}", "costs: {money: 2}", "steps.us.pay.costs.money", "a character of us values"),
    ("goods: [peace, money]", "goods: [peace, money, air]", None, None, None),
    ("changes: {peace: 1}", "changes: {peace: 0..1}", None, None, None),
    ("  - {us: pay.2}", "  - {us: pay}", "us: pay}", "roadmap.3.us", "no earlier line has"),
    ("  - {us: pay.1, them: stop}\n", "", "- {us: pay.2}", "roadmap.2.us", "put pay.1 before it"),
    ("  - {us: meet}\n", "", "pay.1", "roadmap.1.us", "earlier lines: meet"),
    ("  - {us: pay.2}\n", "", None, None, None),
    ("goods: [peace, money]", "words: {likelihood: {rather: {low: 0.3, mode: 0.35, high: 0.4}}}\ngoods: [peace, money]", "words", "words.likelihood.rather", "ranges that rise"),
    ("goods: [peace, money]", "words: {likelihood: {likely: {low: 0.1, mode: 0.15, high: 0.17}}}\ngoods: [peace, money]", "words", "words.likelihood.likely", "ranges that rise"),
    ("goods: [peace, money]", "words: {bearing: {likely: {odds: 2}}}\ngoods: [peace, money]", "words", "words.bearing.likely", "mean something else"),
    ("goods: [peace, money]", "words: {bearing: {neutral: {odds: 2}}}\ngoods: [peace, money]", "words", "words.bearing.neutral", "mean something else"),
    ("goods: [peace, money]", "words: {likelihood: {never: {low: 0.001, mode: 0.002, high: 0.009}}}\ngoods: [peace, money]", "words", "words.likelihood.never", "mean something else"),
    ("goods: [peace, money]", "words: {likelihood: {even: {low: 0.5, mode: 0.3, high: 0.6}}}\ngoods: [peace, money]", "words", "words.likelihood.even", "rising order"),
    ("goods: [peace, money]", "words: {grade: {A: {low: 0.5, mode: 0.6, high: 0.7}}}\ngoods: [peace, money]", None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "at", "path", "says"), FORMAT + TOGETHER)
def test_each_fault_is_named_alone_with_its_line_and_path(old, new, at, path, says, tmp_path):
    text = spoilt(old, new)
    if at is None:  # a neighbour of a fault that is none
        (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
        load(tmp_path)
        return
    faults = faults_of(text, tmp_path)
    line = line_of(at, text)
    assert [(fault.line, fault.path) for fault in faults] == [(line, path)], "\n".join(map(str, faults))
    assert says in str(faults[0])
    assert str(faults[0]).startswith(f"{tmp_path}/case.yaml:{line} {path}")


YAML = [
    ("says: A friendly letter", "says: A letter: friendly", "A letter:", "a sentence with a colon: put it on its own line after >-"),
    ("    date: 2031-06\n", "\tdate: 2031-06\n", "\tdate", "use spaces"),
    ("    date: 2031-06\n", "  \tdate: 2031-06\n", "  \tdate", "use spaces"),
    ("says: A friendly letter", 'says: "A friendly letter', '"A friendly', "a quotation mark that closes"),
    ("says: A friendly letter", "says: 'A friendly letter", "'A friendly", "a quotation mark that closes"),
    ("says: A friendly letter", 'says: "A" letter', '"A" letter', "put it on its own line after >-"),
    ("says: A friendly letter", r'says: "A \letter"', "letter\"", "use single quotes"),
    ("says: A friendly letter", "says: >- A letter", ">- A", "start the text on the next line"),
    ("says: A friendly letter", "says: @letter", "@letter", 'does not start with "@"'),
    ("says: A friendly letter", "says: `letter", "`letter", 'does not start with "`"'),
    ("says: A friendly letter", "says: - letter", "- letter", "start the list on the next line"),
    ("says: A friendly letter", "says: & letter", "& letter", "put it in quotes"),
    ("says: A friendly letter", "says: , letter", ", letter", 'does not start with ","'),
    ("shows: [turn]", "shows: [turn", "shows: [turn", "add the ]"),
    ("sides: {us: Us, them: Them}", "sides: {us: Us, them: Them", "sides: {us", "add the }"),
    ("{says: The approach}", "{says: The approach: ours}", "approach: ours", "put it in quotes"),
    ("    date: 2031-06\n", "   date: 2031-06\n", "   date: 2031-06\n", "indent it like its neighbours"),
    ("    date: 2031-06\n", "      date: 2031-06\n", "      date: 2031-06\n", "indent it like its neighbours"),
    ("    date: 2031-06\n", "    date 2031-06\n    more: x\n", "date 2031-06", "indent"),
    ("title: A small case", "title: A small case\nby a hand", "by a hand", "add the colon"),
    ("title: A small case", "title: A\x07", "title", "delete the character"),
    ("goods: [peace, money]", "---\ngoods: [peace, money]", "---", "delete the line ---"),
    ("title: A small case", "? [a, b]\n: c", "? [a", "write the key as a single word"),
    ("title: A small case", "title: !x A", "title", "text that starts with ! in quotes"),
    ("title: A small case", "title: &x A", "title", "text that starts with & in quotes"),
    ("title: A small case", "title: *x", "title", "text that starts with * in quotes"),
    ("title: A small case", "title: A small case\n<<: {a: b}", "<<", "without anchor, tag or merge"),
    ("title: A small case", "title: A small case\ntitle: B", "title: B", "stands on line 2 already"),
    ("title: A small case", "title: A small case\n7: B", "7: B", 'put it in quotes: "7"'),
    ("title: A small case", "title: A small case\nmarking:", "marking", "write it, or delete the key"),
    ("title: A small case", "title: A small case\nmarking: ~", "marking", "write it, or delete the key"),
    ("title: A small case", "title: A small case\nmarking: null", "marking", "write it, or delete the key"),
    ("explains: [offer]", "explains: [offer, ]\nmarking: [a, null]", "null", "a value, as the key is empty"),
    ("{says: They need money, prior", "{says: They need money, and soon, prior", "and soon", "a comma inside {...} cut a sentence"),
    ("{says: They need money, prior", "{says: They need, money, prior", "They need", "if a comma cut a sentence"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "at", "says"), YAML)
def test_a_fault_of_the_yaml_names_its_remedy(old, new, at, says, tmp_path):
    text = spoilt(old, new)
    found = [fault for fault in faults_of(text, tmp_path) if says in str(fault)]
    assert [fault.line for fault in found] == [line_of(at, text)]


def test_a_word_at_fault_causes_no_fault_where_it_is_used(tmp_path):
    text = spoilt("prior: even", "prior: perhaps") + "words: {likelihood: {perhaps: {low: 0.3}}}\n"
    assert {fault.path for fault in faults_of(text, tmp_path)} == {
        "words.likelihood.perhaps.mode",
        "words.likelihood.perhaps.high",
    }


def test_a_hypothesis_cannot_have_a_name_that_means_something_else(tmp_path):
    for name in ("something_else", "and", "Or", "NOT"):
        text = CASE.replace("turn", name)
        (fault,) = faults_of(text, tmp_path)
        assert (fault.line, fault.path) == (line_of(f"{name}: {{says", text), f"hypotheses.{name}")


def test_staging_where_nobody_deceives(tmp_path):
    text = spoilt(", deceives: true", "")
    found = {(fault.line, fault.path) for fault in faults_of(text, tmp_path)}
    assert found == {
        (line_of("stageable: high", text), "evidence.letter.stageable"),
        (line_of("stageable: low", text), "indicators.deposit.stageable"),
    }


def test_a_good_that_nobody_values(tmp_path):
    text = spoilt("values: {peace: 2, money: 1}}", "values: {peace: 2}}")
    text = text.replace("breaker: {base: even, values: {money: 3}}", "breaker: {base: even}")
    assert {(fault.path, fault.fix) for fault in faults_of(text, tmp_path)} == {
        ("steps.us.pay.gives.money", "write money: 0 there if it is worth nothing"),
        ("steps.them.stop.costs.money", "write money: 0 there if it is worth nothing"),
    }


@pytest.mark.parametrize("section", ["groups", "sources", "goods", "steps"])
def test_a_misspelt_section_is_one_fault(section, tmp_path):
    text = CASE.replace(f"\n{section}:", f"\n{section}x:")
    (fault,) = faults_of(text, tmp_path)
    assert (fault.path, fault.fix) == (f"{section}x", f'did you mean "{section}"?')


def test_ids_are_shown_without_what_hides_in_them(tmp_path):
    text = spoilt("  approach: {says", '  "\\u202eappr": {says: x}\n  approach: {says')
    said = "".join(map(str, faults_of(text.replace("group: approach", "group: appr"), tmp_path)))
    assert r"\u202eappr" in said
    assert said.isprintable()


def test_data_that_contains_itself():
    data: dict = {"detente": 1}
    data["evidence"] = data
    with pytest.raises(CaseFaults, match="at most 40 levels"):
        build(data)


def test_goes_with_in_a_case_of_two(tmp_path):
    text = CASE.replace("  trap: {says: They stall, prior: unlikely, deceives: true}\n", "")
    text = text.replace(", trap: for", "").replace(", trap: strongly against", "")
    text = text.replace("    stageable: high\n    shows: [turn]\n", "").replace("    stageable: low\n", "")
    (fault,) = faults_of(text, tmp_path)
    assert (fault.line, fault.path) == (line_of("- goes_with", text), "relations.1")


def test_all_faults_at_once_each_with_its_line(tmp_path):
    planted = {
        "title: A small case": ("titel: A small case", "titel"),
        "prior: even}": ("prior: evn}", "hypotheses.need.prior"),
        "grade: B,": ("grade: G,", "sources.paper.grade"),
        "group: approach": ("group: aproach", "evidence.offer.group"),
        "bears: {need: for, turn: for, trap: for}": ("bears: {need: for, tarp: for}", "evidence.offer.bears.tarp"),
        "    otherwise: very unlikely": ("    otherwise: ~", "evidence.offer.otherwise"),
        "known: 2031-06-20": ("known: 2031-05", "evidence.letter.known"),
        "fickle: {prior: unlikely,": ("fickle: {prior: unlikely, we_are: true,", "characters.us.fickle.we_are"),
        "needs: [meet]": ("needs: [met]", "steps.us.pay.needs.1"),
    }  # fmt: skip
    text = CASE
    for old, (new, _) in planted.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    expected = {(line_of(new, text), path) for new, path in planted.values()}
    assert {(fault.line, fault.path) for fault in faults_of(text, tmp_path)} == expected


def test_what_lacks_its_head_is_checked_all_the_same(tmp_path):
    text = CASE.replace("title: A small case\nas_of: 2031-06-30\nsides: {us: Us, them: Them}\n", "")
    text = text.replace("known: 2031-06-20", "known: 2031-05")
    assert {fault.path for fault in faults_of(text, tmp_path)} == {
        "title",
        "as_of",
        "sides",
        "evidence.letter.known",
    }


def test_hidden_characters_are_shown(tmp_path):
    text = spoilt("prior: even", 'prior: "\u202eev\\u0007en"').replace("deceives: true", '"bad\u202ekey": 1')
    said = "\n".join(map(str, faults_of(text, tmp_path)))
    assert r"\u202eev\x07en" in said
    assert r"bad\u202ekey" in said
    assert said.replace("\n", "").isprintable()


@pytest.mark.parametrize("bomb", ["[" * 3000, "[\n" * 3000, "{a: " * 3000, "- " * 3000, "? " * 3000])
def test_nesting_bombs_are_refused_at_once(bomb, tmp_path):
    assert faults_of(f"a: {bomb}", tmp_path)
    assert faults_of(bomb, tmp_path)


def test_deep_indentation_is_refused(tmp_path):
    (fault,) = faults_of("".join(f"{' ' * depth}a:\n" for depth in range(3000)), tmp_path)
    assert "at most 40 levels" in fault.expected


def test_a_case_has_limits(tmp_path):
    (fault,) = faults_of("a: [" + "1, " * 200_001 + "]", tmp_path)
    assert "at most 200,000" in fault.expected


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n", "just text\n", "7\n", "~\n"])
def test_a_file_that_holds_no_case(text, tmp_path):
    (fault,) = faults_of(text, tmp_path)
    assert (fault.line, fault.path) == (1, "the case")
    assert "detente new" in fault.fix


def test_data_in_memory_meets_the_same_checks():
    with pytest.raises(CaseFaults) as caught:
        build({"detente": 1, "title": None, "sides": {7: "x"}, "explains": ["a", ["b"]]})
    assert {fault.path for fault in caught.value.faults} == {"title", "sides.7"}
    with pytest.raises(CaseFaults) as caught:
        build({"detente": 1, "explains": ["a", ["b"]]})
    assert "explains.2" in {fault.path for fault in caught.value.faults}
    assert {(fault.file, fault.line) for fault in caught.value.faults} == {("<memory>", 1)}

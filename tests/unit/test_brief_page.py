"""The page: whatever an analyst wrote reaches it only as text, and anyone can read it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from detente.brief.content import content
from detente.brief.page import css_string, page
from detente.case.load import build
from detente.weigh import Options, examine, weigh

EVIL = [
    "<script>alert(1)</script>",
    "\"'`<img src=x onerror=alert(1)>",
    "</style></title><svg onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "&lt;b&gt;&amp;#x3c;",
    "\u202etxet desrever\u2066",
    '";} body{display:none} @import url(http://x)',
    "\\3c script\\3e \\",
    "]]><!--",
]
VOID = {"meta", "line", "rect", "circle"}
TAGS = {
    "a", "article", "aside", "b", "bdi", "body", "caption", "circle", "cite", "dd", "details", "div", "dl", "dt", "figure",
    "footer", "h1", "h2", "h3", "h4", "head", "header", "html", "i", "li", "line", "main", "meta", "ol", "p", "q", "rect", "section",
    "span", "style", "summary", "svg", "table", "tbody", "td", "text", "th", "thead", "title", "tr", "ul",
}  # fmt: skip


class Reader(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[list[tuple[str, dict[str, str | None]]], str]] = []
        self.comments: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(([*self.open], data))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def all(self, name: str) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get(name)) is not None]


def case(text: Callable[[str], str], **more: Any) -> dict[str, Any]:
    """A case with a text of ours in every field that takes one."""
    return {
        "detente": 1,
        "title": text("title"),
        "marking": text("marking"),
        "as_of": "2020-01-01",
        "words": {
            "likelihood": {text("word"): {"low": 0.3, "mode": 0.4, "high": 0.5}},
            "bearing": {text("bearing"): {"odds": 3}},
        },
        "sides": {"us": text("us"), "them": text("them")},
        "explains": ["offer"],
        "hypotheses": {
            "growth": {"says": text("says"), "prior": 0.7, "name": text("name"), "that": text("that")},
            "trap": {"says": text("says2"), "prior": 0.35, "name": text("name2"), "deceives": True},
            "bare": {"says": text("says3"), "prior": "unlikely"},
        },
        "sources": {
            "alpha": {"author": text("author"), "outlet": text("outlet"), "title": text("work"), "grade": "B"},
            "beta": {"outlet": text("outlet2"), "grade": "C", "origin": "alpha", "leans": ["trap"]},
            "gamma": {"outlet": text("outlet3"), "reliability": 0.5, "link": "https://example.org/" + text("path")},
        },
        "groups": {"spring": {"says": text("group"), "overlap": 0.5}},
        "evidence": {
            "offer": {
                "says": text("offer"), "date": "2019-06-01", "bears": {"growth": "for", "trap": text("bearing")},
                "otherwise": "unlikely", "group": "spring",
            },
            "visit": {
                "says": text("visit"), "date": "2019-07", "known": "2019-08", "group": "spring",
                "reports": [{"by": "alpha", "quote": text("quote")}, "beta", {"by": "gamma", "answer": "denies"}],
                "bears": {"growth": "for", "bare": "against"}, "otherwise": 0.3, "stageable": "high", "shows": ["growth"],
                "judged": {"by": text("judge"), "when": 2019, "why": text("why")},
            },
            "test": {
                "says": text("test"), "date": 2019, "reports": [{"by": "alpha", "answer": "denies"}],
                "bears": {"trap": "likely", "growth": {"odds": "0.2..0.4"}, "bare": "0.1..0.2"}, "otherwise": "even",
            },
            "quiet": {
                "says": text("quiet"), "date": 2019, "bears": {"trap": "weakly for"}, "otherwise": "even",
                "reports": [{"by": "alpha", "answer": "silent", "would_report": "likely"}], "kind": "judgement",
            },
        },
        "assumptions": {
            "mind": {"says": text("assumption"), "likely": "likely", "touches": ["visit"], "if_false": 0.5}
        },
        "indicators": {
            "list": {
                "says": text("sign"), "bears": {"growth": "strongly for", "trap": "strongly against"},
                "otherwise": "unlikely", "by": "2020-06", "cost": 2,
            },
            "gesture": {
                "says": text("sign2"), "bears": {"growth": "for"}, "otherwise": "even", "by": "2019-12-01",
                "stageable": "high", "shows": ["growth"],
            },
        },
        "characters": {
            "them": {
                "builder": {"base": "even", "because": {"growth": "for", "trap": "strongly against"}, "says": text("who")},
                "trickster": {"base": "even", "because": {"trap": "for"}},
            },
        },
    } | more  # fmt: skip


def html_of(data: dict[str, Any], **options: Any) -> str:
    file = build(data)
    return page(content(examine(file, Options(**({"draws": 200} | options))), file.documents))


@pytest.fixture(scope="module")
def plain() -> str:
    return html_of(case(lambda field: f"{field} " + "x" * 40))


def shape(reader: Reader) -> list[tuple[str, tuple[str, ...]]]:
    return [(tag, tuple(attrs)) for tag, attrs in reader.tags]


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("doubt", [False, True])
def test_hostile_text_changes_nothing_but_text(evil: str, doubt: bool) -> None:
    def made(text: Callable[[str], str]) -> Reader:
        # an author's name seeds the draws of his judgements, so that only central inputs give the very same doubt
        file = build(case(text))
        found = examine(file, Options(point=True)) if doubt else weigh(file, Options(draws=200))
        return Reader(page(content(found, file.documents)))

    same = made(lambda field: f"{field} " + "x" * 40)
    found = made(lambda field: (f"{field} {evil}" + "x" * 60)[: len(field) + 41])
    if "\u202e" in evil or any(char in evil for char in "\"'`<>"):
        # an address with such characters is shown, and may or may not be one that opens; all else is the same
        drop = ("a", ("class", "href", "rel"))
        assert [each for each in shape(found) if each != drop] == [
            each for each in shape(same) if each != drop
        ]
    else:
        assert shape(found) == shape(same)
    assert not found.comments
    assert {tag for tag, _ in found.tags} <= TAGS


def test_hostile_text_arrives_whole_and_set_apart() -> None:
    evil = EVIL[0] + EVIL[1]
    found = Reader(html_of(case(lambda field: f"{field} {evil}")))
    said = "\n".join(text for _, text in found.texts)
    for field in ("title", "marking", "says", "says2", "offer", "quote", "why", "assumption", "group"):
        assert f"{field} {evil}" in said, field
    for path, text in found.texts:
        if "alert(1)" in text:
            assert path[-1][0] in ("bdi", "title"), path


@pytest.mark.parametrize("evil", EVIL)
def test_the_style_sheet_cannot_be_left(evil: str) -> None:
    assert re.fullmatch(r'"(?:[A-Za-z]|\\[0-9a-f]{6})*"', css_string(evil * 20))
    html = html_of(case(lambda field: f"{field} {evil}"), point=True)
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert len(styles) == 1
    assert html.count("<style") == html.count("</style") == 1
    assert styles[0].count("{") == styles[0].count("}")
    assert "@import" not in styles[0]
    assert "MARKING" not in styles[0]


def test_control_characters_never_reach_a_page(plain: str) -> None:
    file = build(case(lambda field: f"{field} text"))
    made = content(weigh(file, Options(point=True)))
    broken = replace(made, title="a\x00b\x1b[31m\u2028c", marking="m\x07")
    html = page(broken)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", html)


def test_texts_of_100_kb_are_shown_and_titles_stay_short() -> None:
    long = "word " * 20_000
    html = html_of(case(lambda field: f"{field} {long}" if field not in ("path",) else "path"), point=True)
    found = Reader(html)
    heads = [text for path, text in found.texts if any(tag in ("h2", "h3", "h4") for tag, _ in path)]
    assert max(map(len, heads)) < 100_100
    assert max(len(text) for path, text in found.texts if any(tag == "h3" for tag, _ in path)) < 400
    assert any(len(text) > 99_000 for _, text in found.texts)
    assert "overflow-wrap: anywhere" in html


def test_the_page_fetches_nothing_and_runs_nothing(plain: str) -> None:
    found = Reader(plain)
    policy = next(
        attrs["content"] for tag, attrs in found.tags if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    names = {name for _, attrs in found.tags for name in attrs}
    assert not {
        name for name in names if name.startswith("on") or name in ("src", "srcset", "action", "data")
    }
    assert "url(" not in plain
    assert "@import" not in plain
    for tag, attrs in found.tags:
        address = attrs.get("href")
        if address is not None:
            assert tag == "a"
            assert address.startswith("#") or attrs.get("rel") == "noopener noreferrer"


def links(address: str) -> list[str]:
    data = case(lambda field: f"{field} text")
    data["sources"]["gamma"]["link"] = address
    return [href for href in Reader(html_of(data, point=True)).all("href") if not href.startswith("#")]


def test_only_addresses_that_open_safely_are_links() -> None:
    assert links("https://example.org/a?b=c&d=%22") == ["https://example.org/a?b=c&d=%22"]
    assert links("http://example.org") == ["http://example.org"]
    for address in (
        "https://",
        "http:///x",
        "https://exa mple.org/",
        "https://[::1",
        "https://a.org/\nx",
        "https://a.org/\u202e",
        "https://good.org@bad.org/",
    ):
        assert links(address) == [], address


def test_headings_nest_and_ids_are_unique_and_found(plain: str) -> None:
    found = Reader(plain)
    levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch(r"h\d", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    ids = found.all("id")
    assert len(set(ids)) == len(ids)
    assert {href[1:] for href in found.all("href") if href.startswith("#")} <= set(ids)
    assert set(found.all("aria-labelledby")) <= set(ids)
    assert [section for section in ids if re.fullmatch(r"s\d", section)] == ["s1", "s2", "s3", "s4", "s5"]


def test_pictures_state_their_finding_and_landmarks_stand(plain: str) -> None:
    found = Reader(plain)
    assert found.tags[0] == ("html", {"lang": "en"})
    for tag, attrs in found.tags:
        if tag == "svg":
            assert attrs.get("aria-label") or attrs.get("aria-hidden") == "true"
    moves = [attrs["aria-label"] for tag, attrs in found.tags if attrs.get("class") == "move"]
    assert moves
    assert all(re.search(r": \S+ % before, \S+ % then, range \S+\.$", str(each)) for each in moves)
    tracks = [
        attrs["aria-label"] for tag, attrs in found.tags if tag == "svg" and attrs.get("class") == "track"
    ]
    assert len(tracks) == 4
    assert all(
        re.search(r", \S+\u00a0%|, \S+ %, range \S+; before the evidence \S+ %\.", str(each))
        for each in tracks
    )
    tags = [tag for tag, _ in found.tags]
    for landmark in ("header", "main", "footer"):
        assert tags.count(landmark) == 1
    assert all(attrs.get("aria-labelledby") or attrs.get("aria-label") or "chapter" in str(attrs.get("class"))
               for tag, attrs in found.tags if tag == "section")  # fmt: skip
    assert not re.search(r"font-size: (?:[0-8](?:\.\d+)?|9(?:\.\d+)?)px", plain)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "#ffffff"), ("grey", "#ffffff"), ("grey", "box"), ("ink", "box"), ("orange", "#ffffff"), ("#ffffff", "blue"),
        ("ink", "blue2"), ("ink", "blue3"), ("grey", "#f7f7f5"), ("grey", "#fbf6e4"),
    ],
)  # fmt: skip
def test_contrast(plain: str, text: str, ground: str) -> None:
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", plain))
    light, dark = sorted((luminance(colours.get(each, each)) for each in (text, ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_every_word_of_likelihood_is_made_from_a_number(plain: str) -> None:
    file = build(case(lambda field: f"{field} " + "x" * 40))
    made = content(examine(file, Options(draws=200)))
    assert made.mind is not None
    assert made.rests.leaving is not None
    computed = {each.now.word for each in made.why.rows} | {
        each.chance.word for each in made.rests.assumptions
    }
    computed |= {column.word for column in made.matrix.columns} | {word for word, _ in made.computed.words}
    left_out = [*made.rests.leaving.rows, *(each.without for each in made.rests.assumptions if each.without)]
    moves = [move for each in (*made.mind.flips.lines, *left_out) for move in each.moves]
    computed |= {found.word for move in moves for found in (move.before, move.after)}
    table = sorted(file.words.tables["likelihood"], key=len, reverse=True)
    pattern = re.compile(r"\b(?<!how )(?<!How )(" + "|".join(table) + r")\b")
    for path, text in Reader(plain).texts:
        marked = any("word" in str(attrs.get("class", "")).split() for _, attrs in path)
        if marked:
            assert text.strip().lower().replace("we cannot tell", "") in {
                each.lower() for each in computed
            } | {""}
        elif path[-1][0] not in ("bdi", "style", "text"):
            assert not pattern.search(text), text


def test_parts_that_a_case_does_not_have_are_absent() -> None:
    data = case(lambda field: f"{field} text")
    for key in ("sources", "assumptions", "groups", "marking"):
        del data[key]
    for piece in data["evidence"].values():
        for key in ("reports", "group", "judged", "stageable", "shows", "kind"):
            piece.pop(key, None)
    data["hypotheses"]["trap"].pop("deceives")
    del data["indicators"], data["characters"]
    html = html_of(data, point=True)
    for absent in ("Reports", "assumption", "stage", "Judged", "count as one voice", "None", "undefined"):
        assert absent not in re.sub(r"<style>.*?</style>|None of these", "", html, flags=re.DOTALL), absent
    assert "no source is named" in html
    assert "No range was computed" in html


def test_more_explanations_than_a_grid_holds_are_listed() -> None:
    data = case(lambda field: f"{field} text")
    data["hypotheses"] |= {f"h{n}": {"says": f"It is {n}", "prior": "unlikely"} for n in range(6)}
    assert 'class="matrix chips' in html_of(data, point=True)
    assert 'class="matrix chips' not in html_of(case(lambda field: f"{field} text"), point=True)


def test_a_voice_of_many_pieces_shows_the_first_and_links_to_the_rest() -> None:
    data = case(lambda field: f"{field} text")
    more = {
        "says": "Seen",
        "date": 2019,
        "bears": {"trap": "weakly for"},
        "otherwise": "even",
        "group": "spring",
    }
    data["evidence"] |= {f"p{n}": more for n in range(20)}
    html = html_of(data, point=True)
    assert "and 16 more" in html
    assert html.count('<article class="record"') == 24

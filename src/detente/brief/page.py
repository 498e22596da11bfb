"""One self-contained HTML file from the data of a brief: no script, no address it fetches, nothing but text and style."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from detente.brief.document import Brief
from detente.brief.phrase import Phrase, Run, clean, clip, plain

STYLES = ("brief.css", "attempt.css")
_MARGIN_LIMIT = 90
"""Longer handling lines would leave the margin of a printed page; the page itself holds them in full."""


def page(brief: Brief) -> str:
    """Render the brief. Raises nothing: whatever stands in it is shown as text."""
    return _environment().get_template("brief.html").render(brief=brief, css=style(brief))


def style(brief: Brief) -> Markup:
    """Return the style sheet, with the handling line and the title for the margins of printed pages."""
    folder = files("detente.brief.templates")
    css = "\n".join(folder.joinpath(name).read_text("utf-8") for name in STYLES)
    css = re.sub(r"\s*/\*.*?\*/\s*", "\n", css, flags=re.DOTALL)
    css = css.replace('"MARKING"', css_string(brief.marking)).replace('"TITLE"', css_string(brief.title))
    return Markup(css)  # our own file, and two strings made of nothing but letters and escapes


def css_string(text: str) -> str:
    """Write a text as a CSS string in which nothing but letters stands unescaped."""
    # digits and spaces are escaped as well: an escape swallows a space that follows it, and reads on into a digit
    line = plain(clip(text, _MARGIN_LIMIT))
    safe = (char if char.isascii() and char.isalpha() else f"\\{ord(char):06x}" for char in line)
    return '"' + "".join(safe) + '"'


def said(phrase: Phrase) -> Markup:
    """Write a sentence as HTML: an analyst's words set apart, words of likelihood bold and linked to their number."""
    return Markup("").join(_run(run) for run in phrase.runs)


def _run(run: Run) -> Markup:
    text = escape(clean(run.text))
    if run.kind not in ("theirs", "name", "old"):
        text = text.replace("–", "\u2060–\u2060")  # a range stays on one line
    match run.kind:  # a case may have words of its own, so they are set apart as well
        case "theirs":
            return Markup("<bdi>{}</bdi>").format(text)
        case "name":
            return Markup("<b><bdi>{}</bdi></b>").format(text)
        case "old":
            return Markup("<i><bdi>{}</bdi></i>").format(text)
        case "word" if run.to:
            return Markup('<a class="word" href="#{}"><bdi>{}</bdi></a>').format(run.to, text)
        case "word":
            return Markup('<b class="word"><bdi>{}</bdi></b>').format(text)
        case "strong":
            return Markup("<b>{}</b>").format(text)
        case "grey":
            return Markup('<span class="grey">{}</span>').format(text)
    return text


def bdi(text: str) -> Markup:
    """Set an analyst's text apart, so that its direction ends where it ends."""
    return Markup("<bdi>{}</bdi>").format(clean(text))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("detente.brief", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(said=said, bdi=bdi, plain=plain)
    return environment

"""Say what is wrong with the YAML of a file in an analyst's words, with the remedy."""

from __future__ import annotations

import re

import yaml

from detente.case.visible import shown

OWN_LINE = "put it on its own line after >-"


def explain(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str, str]:
    """Return the line, what was expected, and the remedy. libyaml and PyYAML word errors differently."""
    lines = text.splitlines()
    problem = error.problem or ""
    context = error.context or ""
    mark = error.problem_mark or error.context_mark
    at = mark.line if mark else 0
    began = error.context_mark.line if error.context_mark else at
    line = lines[at] if at < len(lines) else ""
    opening = lines[began] if began < len(lines) else ""
    sign = shown(line[mark.column : mark.column + 1] if mark else "")

    if "\t" in line[: len(line) - len(line.lstrip())]:
        return at + 1, "spaces before the first word", "YAML does not take tabs there: use spaces"
    if "mapping values" in problem:
        if len(re.findall(r":(?:\s|$)", line)) > 1:
            return at + 1, "one colon in a line", f"a sentence with a colon: {OWN_LINE}"
        fix = f"indent it like its neighbours; if it is a sentence with a colon, {OWN_LINE}"
        return at + 1, "no key here, as the line before has a value already", fix
    if "quoted scalar" in context:
        if "escape" in problem:
            return at + 1, r"no \ in a text between double quotes", f"use single quotes, or {OWN_LINE}"
        return began + 1, "a quotation mark that closes the text", f"add it at the end, or {OWN_LINE}"
    if "flow" in context:
        bracket = "}" if "mapping" in context else "]"
        if at >= len(lines) or (at > began and _indent(line) <= _indent(opening)):
            return began + 1, f"a {bracket} that closes what this line opens", f"add the {bracket}"
        fix = f"a comma or colon inside {{...}} or [...] cuts a sentence: put it in quotes, or {OWN_LINE}"
        return at + 1, f"a comma or a {bracket}", fix
    if "block scalar" in context:
        fix = "start the text on the next line, indented by spaces"
        return at + 1, "nothing after >- or | on its line", fix
    if "anchor" in context or "alias" in context or "tag" in context or "cannot start any token" in problem:
        return at + 1, f"a text that does not start with {sign}", f"put it in quotes, or {OWN_LINE}"
    if "could not find expected ':'" in problem:
        fix = "add the colon, or indent the line deeper than the key whose text it belongs to"
        return began + 1, "a key, a colon and a value", fix
    if "entries are not allowed" in problem:
        fix = "start the list on the next line, or write [a, b]"
        return at + 1, "no list after a key on the same line", fix
    if "node content" in problem or "node content" in context:
        fix = f"delete the sign, or put the text in quotes, or {OWN_LINE}"
        return at + 1, f"a value that does not start with {sign}", fix
    if re.search(r"""[:-]\s+["']""", line):
        fix = f"a sentence that begins with a quotation mark: {OWN_LINE}"
        return at + 1, "nothing after the quotation mark that closes a text", fix
    if "block" in context:
        fix = "indent it like its neighbours; look for a quotation mark or a bracket too many"
        return at + 1, "a key in line with the keys above it", fix
    return at + 1, f"YAML that can be read ({problem})", "look at this line and the one before it"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())

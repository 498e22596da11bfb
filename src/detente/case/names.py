"""Names of files and sections: apart, so that the shell's completion need not load what reads a case."""

from __future__ import annotations

CASE_NAME = "case.yaml"
VIEWS = "views"
"""The folder beside a case that holds its views, and their place among what two cases differ in."""
ROADMAP = "roadmap"
CASE = "case"
"""The name of the case's own reading among its views."""
OMITTED = ("evidence", "groups", "sources", "assumptions")
"""Sections of what can be left out."""
EXPLAINED = ("hypotheses", *OMITTED)
"""Sections of what ``detente why`` explains."""
SECTIONS_WITH_IDS = (*EXPLAINED, "indicators")
"""No change of a value adds an id to these."""

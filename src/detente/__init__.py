"""Detente: the analyst's workbench for a counterpart whose motives you cannot see."""

__version__ = "0.1.0"

"""Text as it may be shown, by its earlier address: whoever reads a case says its faults with it."""

from detente.visible import shortened, shown, visible

__all__ = ["shortened", "shown", "visible"]

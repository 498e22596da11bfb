"""Weighing: why is the counterpart doing this? A probability for every explanation and every combination of them."""

from detente.weigh.assess import Options, faults, weigh
from detente.weigh.doubt.examine import examine
from detente.weigh.results import Assessment

__all__ = ["Assessment", "Options", "examine", "faults", "weigh"]

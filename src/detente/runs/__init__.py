"""Long work on one core, on all of them, or on a cluster: it tells how far it is, can be stopped, and goes on from there."""

from detente.runs.jobs import finish
from detente.runs.kept import Kept
from detente.runs.store import Store
from detente.runs.workers import cores, pool

__all__ = ["Kept", "Store", "cores", "finish", "pool"]

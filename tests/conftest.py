"""What holds for all tests."""

from __future__ import annotations

import os

if "PYTEST_XDIST_WORKER" in os.environ:
    # the workers share the cores among themselves: threads inside each of them would only wait for one another
    os.environ.setdefault("NUMBA_NUM_THREADS", "1")

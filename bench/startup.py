"""Start-up of the command line: ``detente --help`` against a bare Python, whole processes on the clock.

Run: ``make startup``. The two are run in turn, so that a busy machine slows both; medians are compared. It reports and
never fails: a clock on a shared machine is no judge. What it can say for certain is which modules were imported.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ALLOWED = 0.3  # seconds over a bare Python: the promise
HEAVY = ("numpy", "numba", "scipy", "pydantic", "yaml", "jinja2", "rich")


def seconds(command: list[str]) -> float:
    """Wall-clock seconds of one process, from its birth to its end."""
    start = time.perf_counter()
    subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
    )
    return time.perf_counter() - start


def imported(command: list[str]) -> list[str]:
    """Names of the modules that one run of a Python command imports, in order."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", *command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "NO_COLOR": "1"},
    )
    lines = (line for line in run.stderr.splitlines() if line.startswith("import time:"))
    return [line.rsplit("|", 1)[1].strip() for line in lines][1:]  # the first line is the heading


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time `detente --help` against a bare Python.")
    parser.add_argument("--runs", type=int, default=15, help="runs of each command (default: %(default)s)")
    runs: int = parser.parse_args().runs

    script = Path(sys.executable).with_name("detente")
    tail = [str(script)] if script.exists() else ["-m", "detente"]
    bare = [sys.executable, "-c", "pass"]
    shown = [sys.executable, *tail, "--help"]
    try:
        seconds(bare), seconds(shown)  # once unmeasured: bytecode and the disk's cache
        pairs = [(seconds(bare), seconds(shown)) for _ in range(runs)]
        modules, floor = imported([*tail, "--help"]), imported(["-c", "pass"])
    except subprocess.CalledProcessError as fault:
        print(
            f"could not measure: {' '.join(fault.cmd)} ended with status {fault.returncode}", file=sys.stderr
        )
        return

    alone, whole = (median(column) for column in zip(*pairs, strict=True))
    over = whole - alone
    heavy = [name for name in HEAVY if name in modules]
    print(f"Python {sys.version.split()[0]}, medians of {runs} runs each, in turn")
    print(f"python -c pass   {alone * 1000:6.0f} ms   {len(floor):4d} modules imported")
    print(f"detente --help   {whole * 1000:6.0f} ms   {len(modules):4d} modules imported")
    print(
        f"difference       {over * 1000:6.0f} ms   {'within' if over <= ALLOWED else 'OVER'} {ALLOWED * 1000:.0f} ms"
    )
    print(f"heavy modules    {', '.join(heavy) or 'none'} (looked for: {', '.join(HEAVY)})")


if __name__ == "__main__":
    main()

"""How long it takes to read and check a case of 500 pieces of evidence, and an absurd one.

Run: ``python bench/load.py``. Prints the best of five of each; a promise of under two seconds is made for the first.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from detente.case.load import load
from detente.errors import CaseFaults

HEAD = """\
detente: 1
title: A large case
as_of: 2031-06-30
sides: {us: Us, them: Them}
explains: [piece-0]
hypotheses:
"""


def case(pieces: int, hypotheses: int = 8, sources: int = 40, bearing: str = "for") -> str:
    """Write a case in which every piece bears on four hypotheses and has two reports."""
    lines = [HEAD]
    lines += [
        f"  h-{n}: {{says: Explanation {n}, prior: even, deceives: {str(n == 0).lower()}}}\n"
        for n in range(hypotheses)
    ]
    lines += ["sources:\n"]
    lines += [f"  s-{n}: {{outlet: Outlet {n}, date: 2031-06-01, grade: B}}\n" for n in range(sources)]
    lines += ["groups:\n"] + [f"  g-{n}: {{says: Cause {n}}}\n" for n in range(pieces // 5)]
    lines += ["evidence:\n"]
    for n in range(pieces):
        bears = ", ".join(f"h-{(n + k) % hypotheses}: {bearing}" for k in range(4))
        lines += [
            f"  piece-{n}:\n    says: Something was seen, number {n}\n    date: 2031-05\n    group: g-{n // 5 % (pieces // 5)}\n",
            f"    reports: [s-{n % sources}, {{by: s-{(n + 7) % sources}, answer: confirms, by_chance: unlikely}}]\n",
            f"    bears: {{{bears}}}\n    otherwise: unlikely\n    stageable: low\n    shows: [h-{(n + 1) % hypotheses or 1}]\n",
            "    hides: [h-0]\n",
        ]
    return "".join(lines)


def best_of(text: str, rounds: int = 5) -> tuple[float, int]:
    """Return the shortest time in seconds, and how many faults were found."""
    times = []
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "case.yaml").write_text(text, encoding="utf-8")
        for _ in range(rounds):
            start, found = time.perf_counter(), 0
            try:
                load(folder)
            except CaseFaults as error:
                found = len(error.faults)
            times.append(time.perf_counter() - start)
    return min(times), found


if __name__ == "__main__":
    for what, text in {
        "500 pieces": case(500),
        "500 pieces, every bearing misspelt": case(500, bearing="agaisnt"),
        "5,000 pieces": case(5000),
        "5,000 pieces, every bearing misspelt": case(5000, bearing="agaisnt"),
    }.items():
        seconds, found = best_of(text)
        print(f"{what}: {seconds:.2f} s, {found} faults ({len(text) / 1000:.0f} kB)")

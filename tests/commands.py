"""Run a command as the command line does, in this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from typer.testing import CliRunner

from detente.cli.main import add_verbs, app
from detente.errors import DetenteError

if not app.registered_commands:
    add_verbs()


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, read as JSON."""
        return json.loads(self.out)


def run(*words: object) -> Done:
    """Run one command; what `main` would turn into exit code 2 becomes that here, all else is raised."""
    found = CliRunner(env={"COLUMNS": "80"}).invoke(app, [str(word) for word in words])
    if isinstance(found.exception, DetenteError):
        return Done(2, found.stdout, str(found.exception))
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return Done(found.exit_code, found.stdout, found.stderr)

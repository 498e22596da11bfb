"""``detente schema``: the JSON Schema of a case, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(schema)


def schema(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write it to this file.")] = None,
) -> None:
    """Print the JSON Schema of a case, so that an editor completes keys and marks typing errors."""
    import json

    from detente.case.save import write_new
    from detente.case.schema import schema as case_schema
    from detente.cli.terminal import print_json

    if output is None:
        print_json(case_schema())
    else:
        write_new(output, json.dumps(case_schema(), indent=2) + "\n")

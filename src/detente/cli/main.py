"""The ``detente`` command: one file a verb, nothing computed here. Heavy imports stay inside the verbs."""

from __future__ import annotations

import sys
from io import TextIOWrapper

import typer

from detente import __version__

STOPPED = 130
"""Exit code after Ctrl-C."""

app = typer.Typer(
    name="detente",
    help="Weigh what a counterpart is up to, and show the doubt.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"detente {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Say the version and stop."
    ),
) -> None:
    """Weigh what a counterpart is up to, and show the doubt."""


def add_verbs() -> None:
    """Register every verb, in the order in which help and reference list them; a second call adds nothing."""
    if app.registered_commands:
        return
    from detente.cli import (
        brief,
        check,
        compare,
        exports,
        foresee,
        game,
        imports,
        new,
        plan,
        schema,
        solve,
        weigh,
        what_if,
        why,
    )

    for verb in (
        new,
        check,
        weigh,
        why,
        what_if,
        compare,
        foresee,
        plan,
        brief,
        imports,
        exports,
        schema,
        solve,
        game,
    ):
        verb.add_to(app)


def main() -> None:
    """Run the command line; every fault that a reader can mend ends with exit code 2 and no traceback."""
    from detente.errors import DetenteError

    for stream in (sys.stdout, sys.stderr):
        # a terminal without UTF-8 shows \u2026 rather than fail
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    add_verbs()
    try:
        app()
    except DetenteError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        print(f"{error.filename or 'A file'}: {error.strerror}.", file=sys.stderr)
        sys.exit(2)
    except SystemExit as end:
        if end.code == STOPPED:
            print("Stopped. Nothing was written.", file=sys.stderr)
        raise

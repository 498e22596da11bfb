"""``python -m detente`` does what the ``detente`` command does."""

from detente.cli.main import main

main()

"""The command line. Whatever takes long to import is imported inside the commands, so that ``--help`` is quick."""

from bot.cli.start import main

__all__ = ["main"]

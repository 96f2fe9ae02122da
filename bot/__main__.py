"""``python -m bot`` is ``commonplace``."""

from bot.cli import main

main()

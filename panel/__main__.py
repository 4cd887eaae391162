"""`python -m panel` is the command `panel`."""

from panel.cli.main import main

main()

"""Notebook to HTML: find the pages, execute them, export them with nbconvert, write them whole.

Names that notebooks, exporter, template and script share are listed with their owners in
CONTRIBUTING.md.
"""


class BuildError(Exception):
    """A command that wrote nothing; the message says what happened and what to do."""


class BusyError(BuildError):
    """Another build of the same pages is running."""

"""Notebook to HTML: find the pages, execute them, export them with nbconvert, write them whole.

Names that notebooks, exporter, template and ``page.js`` share stand once, each with its owner:

- MIME types of outputs: ``figures.CHART``, ``tables.TABLE_MIMETYPE``, ``schema_org.JSON_LD``;
- what a chart carries in ``layout.meta``: written by ``theme.finish``, read by ``figures.Chart``;
- tags of cells: ``execute.EXPLORE`` and ``exporter.NO_CODE``;
- a notebook's metadata ``briefing`` with ``nav``, ``order`` and ``description``: ``pages.Page``;
- the title of a link that is a citation: ``prose.CITATION``;
- anchors and addresses: ``links``;
- ``data-`` attributes and classes that ``page.js`` looks for: the head of ``parts.html.j2``.
"""

import gc
import sys

# jsonschema, which nbformat, plotly and frictionless bring in, would compile 38 grammars for kinds
# of addresses that no schema here asks for. Without the module it skips them: it loads in 0.1 s
# instead of 1.2 s, in the process of the build and in the one that executes notebooks.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


class BuildError(Exception):
    """A command that wrote nothing; the message says what happened and what to do."""


def short_lived() -> None:
    """Do without the search for garbage, in a process that is soon over.

    It would take 1.0 s of the 4.9 s that this process computes in a build of all pages, and 0.1 s
    of the 1.2 s that each of the larger notebooks takes.
    """
    gc.disable()

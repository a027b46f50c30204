"""What the build's own processes do without.

Imported by the command line and by the processes that run notebooks, and nowhere else: it would
change an analyst's kernel.
"""

import atexit
import gc
import sys

# jsonschema, which nbformat, plotly and frictionless bring in, would compile 38 grammars for kinds
# of addresses that no schema here asks for. Without the module it skips them: it loads in 0.1 s
# instead of 1.2 s, in the process of the build and in the one that executes notebooks.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def short_lived() -> None:
    """Do without the search for garbage, in a process that is soon over.

    It would take 1.0 s of the 4.9 s that this process computes in a build of all pages, and 0.1 s
    of the 1.2 s that each of the larger notebooks takes, and once more when the process ends.
    """
    gc.disable()
    atexit.register(gc.freeze)

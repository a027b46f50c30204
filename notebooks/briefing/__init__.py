"""The evidence briefing on "A call to action for human rights": data, charts, prose and the build."""

import sys

# jsonschema, which nbformat, plotly and frictionless bring in, would compile 38 grammars for kinds
# of addresses that no schema here asks for; that takes a second in every process. Without the
# module it skips them.
sys.modules.setdefault("rfc3987_syntax", None)

from briefing.dataset import load  # noqa: E402

__all__ = ["load"]

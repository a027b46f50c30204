"""The evidence briefing on "A call to action for human rights": data, charts, prose, build."""

from briefing.dataset import load

__all__ = ["load"]

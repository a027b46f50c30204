"""The evidence briefing on "A call to action for human rights": data, charts, prose, build."""

from briefing.guard import DamagedTable, load

__all__ = ["DamagedTable", "load"]

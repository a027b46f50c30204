"""Live controls for JupyterLab over the same data and charts; the pages hold none of it.

For panels of one's own: ``panel`` (with an example), the controls ``pick_one``, ``pick_several``,
``pick_day`` and ``text_box``, and ``Marks``, a chart whose marks can be chosen.
"""

from importlib import import_module
from typing import Any

_PUBLIC = {
    **dict.fromkeys(("panel", "pick_day", "pick_one", "pick_several", "text_box"), "controls"),
    "Marks": "marks",
}


def __getattr__(name: str) -> Any:
    """The public names, loaded when asked for: the server of JupyterLab needs none of them."""
    if name in _PUBLIC:
        return getattr(import_module(f"{__name__}.{_PUBLIC[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *_PUBLIC]

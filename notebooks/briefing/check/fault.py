"""The one form of a fault: file and line, table, row, column, what is wrong, how to mend it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from briefing.dataset import DESCRIPTION

Said = tuple[str, str]  # what is wrong, how to mend it


@dataclass(frozen=True)
class Fault:
    """One fault of the data: where it is, what is wrong, how to mend it.

    Rows are numbered as in a text editor or spreadsheet: the header is row 1. ``file`` is where
    to find it from the project's root, so that an editor or terminal can jump to ``file:row``.
    """

    table: str
    row: int | None
    column: str | None
    what: str
    mend: str
    file: str = field(default="", compare=False)

    def __str__(self) -> str:
        jump = f"{self.file}:{self.row}" if self.row else self.file
        place = [
            "" if self.file and self.table == DESCRIPTION else self.table,
            f"row {self.row}" if self.row else "",
            f"column {self.column}" if self.column else "",
        ]
        parts = [jump if self.file else "", ", ".join(filter(None, place)), self.what]
        return f"{': '.join(filter(None, parts))} Mend: {self.mend}"


def counted(faults: Sequence[Fault]) -> str:
    """``1 fault``, ``3 faults``."""
    return f"{len(faults)} fault{'' if len(faults) == 1 else 's'}"


def short(text: object, limit: int = 60) -> str:
    """A cell in quotation marks, cut where it is long; what cannot be seen in it is spelled out."""
    text = str(text)
    quoted = json.dumps(text if len(text) <= limit else text[:limit] + "...", ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in quoted)


def sentence(note: object, limit: int = 400) -> str:
    """A note on one line that ends in a full stop."""
    note = " ".join(str(note).split())
    note = note if len(note) <= limit else note[:limit] + " ..."
    return note if note.endswith(".") else note + "."

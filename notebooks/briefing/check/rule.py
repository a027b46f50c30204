"""The form of a rule: a function on the loaded tables that flags rows and says what is wrong.

A new rule is one more function under ``@rule`` in ``rules`` or ``needs``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from string import Formatter

import pandas as pd

from briefing.check.fault import Fault, short
from briefing.dataset import Data, attribute

Rule = Callable[[Data], Iterator[Fault]]
RULES: list[Rule] = []  # all rules, in the order in which they stand in the files


def rule(*tables: str) -> Callable[[Rule], Rule]:
    """Marks a function as a rule, which runs where the package has these tables."""
    needed = {attribute(table) for table in tables}

    def marked(check: Rule) -> Rule:
        @wraps(check)
        def run(data: Data) -> Iterator[Fault]:
            if needed <= set(data.names):
                yield from check(data)

        RULES.append(run)
        return run

    return marked


class _Words(Formatter):
    """Fills ``{column}`` with a cell, and ``{column!q}`` with it in quotation marks."""

    def convert_field(self, value: object, conversion: str | None) -> object:
        return short(value) if conversion == "q" else super().convert_field(value, conversion)


def flag(
    table: str, wrong: pd.DataFrame, column: str, what: str, mend: str, **more: object
) -> Iterator[Fault]:
    """A fault in ``column`` for each of the rows that are ``wrong``, a selection of ``table``.

    ``what`` and ``mend`` are templates: ``{id}`` stands for the cell of the row, ``{id!q}`` for
    the cell in quotation marks, and names of ``more`` for what is the same for all rows.
    """
    if wrong.empty:
        return  # as nearly always; the rest takes pandas a while
    say = _Words()
    for index, cells in zip(wrong.index, wrong.to_dict("records"), strict=True):
        known = {str(name): cell for name, cell in cells.items()} | more
        said = (say.vformat(text, (), known) for text in (what, mend))
        yield Fault(table, index + 2, column, *said)


def ends_first(start: pd.Series, end: pd.Series) -> pd.Series:
    """Whether two partial dates are there and the second lies before the first.

    They are compared as far as the end says: 2020 does not end before 2020-08.
    """
    begins = pd.Series([a[: len(b)] for a, b in zip(start, end, strict=True)], start.index)
    return (start != "") & (end != "") & (end < begins)

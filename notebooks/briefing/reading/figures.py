"""Contested figures in words and tables: who says how many."""

from __future__ import annotations

import pandas as pd

from briefing import links, prose
from briefing.dataset import Data
from briefing.facts.figures import disputed_topics, figures_of, numbers_of
from briefing.tables import Column, Table

# Units of one thing that are not the plural without its "s".
ONE = {"people": "person", "countries": "country"}


def unit_of(figure) -> str:
    """The unit of a contested figure as it stands after the number: ``person`` after 1, nothing
    after a finding in words. ``figure`` has the ``unit`` of its topic.
    """
    if pd.isna(figure.value):
        return ""
    if figure.value == 1 and pd.isna(figure.value_to):
        return ONE.get(figure.unit, figure.unit.removesuffix("s"))
    return figure.unit


def says(data: Data, figure) -> str:
    """A contested figure with who says it and what it counts: ``Viasna: 234 people (country)``."""
    scope = f" ({figure.scope})" if figure.scope else ""
    return f"{figure.who}: {prose.amount(data, figure, unit_of(figure))}{scope}"


def side_by_side(data: Data, topics: list[str]) -> pd.DataFrame:
    """``numbers_of`` in the order in which they are read beside each other, each under its
    ``head``.

    Where each topic is about one day of its own, the heads are these days, and numbers of one
    area stand together. Elsewhere the heads are the titles of the topics, with ``when`` each number
    was stated, the oldest first; a single topic needs no head.
    """
    rows = numbers_of(data, topics)
    days = rows.groupby("topic").as_of.agg(["nunique", "first"])
    own_day = (days["nunique"] == 1).all() and days["first"].is_unique
    if own_day and (rows.as_of.str.len() == len("2020-12-10")).all():
        rows = rows.assign(head=rows.as_of.map(prose.partial_date), when="")
        areas = {area: n for n, area in enumerate(data.labels("figures", "area"))}
        return rows.assign(area_order=rows.area.map(areas)).sort_values(
            ["order", "area_order", "value"], kind="stable"
        )
    rows = rows.assign(head=rows.title if len(days) > 1 else "")
    rows["when"] = rows.as_of.map(prose.partial_date)
    return rows.sort_values(["order", "as_of", "value"], kind="stable")


def _with_area(data: Data, figure) -> str:
    """What a contested figure counts, with the area where the words do not name it."""
    area = data.labels("figures", "area").get(figure.area, "")
    named = area.casefold() in figure.scope.casefold()
    return ", ".join(part for part in ("" if named else area, figure.scope) if part)


def counted(data: Data, rows: pd.DataFrame) -> pd.Series:
    """Beside the number of each of ``rows``: when it was stated, by whom, and what it counts:
    ``12 August 2020, Viasna: by 11 pm``.

    ``rows`` are of ``side_by_side`` or ``facts.figures.spans``. The area is named where that of
    others in ``rows`` is another, the unit too.
    """
    several_areas, several_units = rows.area.nunique() > 1, rows.unit.nunique() > 1
    words = []
    for row in rows.itertuples():
        unit = [unit_of(row)] if several_units else []
        scope = _with_area(data, row) if several_areas else row.scope
        what = ", ".join([*unit, scope] if scope else unit)
        who = f"{row.when}, {row.who}" if row.when else row.who
        words.append(f"{who}: {what}" if what else who)
    return pd.Series(words, index=rows.index)


def times(ratio: float) -> str:
    """A ratio of two hedged counts as words: ``about 5.6 times``, ``about 10 times``."""
    return f"about {prose.number(ratio, 1).removesuffix('.0')} times"


def times_between(ratios: pd.Series) -> str:
    """The lowest and the highest of some ratios as words: ``about 5.6 to about 10 times``."""
    lowest, highest = times(ratios.min()), times(ratios.max())
    return highest if lowest == highest else f"{lowest.removesuffix(' times')} to {highest}"


def figures_frame(data: Data, rows: pd.DataFrame) -> pd.DataFrame:
    """Contested figures as the table behind a chart: Subject, Who says so, How many, Unit, What is
    counted, As of.
    """
    return pd.DataFrame(
        {
            "Subject": rows.title.array,
            "Who says so": rows.who.array,
            "How many": [prose.amount(data, r) for r in rows.itertuples()],
            "Unit": [unit_of(r) for r in rows.itertuples()],
            "What is counted": [_with_area(data, r) for r in rows.itertuples()],
            "As of": [prose.partial_date(d) if d else "" for d in rows.as_of],
        }
    )


def figures_table(data: Data) -> Table:
    """All contested figures by subject, with who says so, as of when, and the source."""
    rows = figures_of(data, list(data.topics.topic))
    frame = figures_frame(data, rows).assign(
        id=[links.anchor("figure", i) for i in rows.id],
        value=rows.value.array,
        note=rows.note.array,
        sources=[[s] for s in rows.source],
        as_of=rows.as_of.array,
    )
    return Table(
        frame,
        "figures",
        f"All {prose.count(len(frame), 'figure')} with who says so",
        anchor="id",
        stack=True,
        columns=(
            Column("Subject", "Subject", filter=True),
            Column("Who says so", "Who says so"),
            Column("How many", "How many", more=("Unit",), sort="value"),
            Column("What is counted", "What is counted", more=("note",)),
            Column("As of", "As of", sort="as_of"),
            Column("sources", "Source", sources=True),
        ),
    )


def topics_table(data: Data, kind: str) -> Table:
    """Why numbers side by side may not measure the same thing, for one kind of subject."""
    rows = data.topics[data.topics.topic.isin(disputed_topics(data, kind))]
    return Table(
        rows,
        links.anchor("comparability", kind),
        "Why these figures may not measure the same thing",
        columns=(Column("title", "Subject"), Column("note", "What keeps them apart")),
        fold=True,
    )

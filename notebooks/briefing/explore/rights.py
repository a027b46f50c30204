"""Controls over the links of goals and rights, and over the treaties on a day."""

from __future__ import annotations

from datetime import date

import ipywidgets as widgets
import pandas as pd

from briefing import prose
from briefing.charts import rights as charts
from briefing.dataset import SPEECH_DAY, Data
from briefing.explore.controls import (
    ALL,
    Parts,
    nothing,
    panel,
    pick_day,
    pick_one,
    shown_chart,
)
from briefing.facts import rights as facts
from briefing.reading.rights import ON_THE_DAY, belarus, on_a_day


def chosen(rows: pd.DataFrame, **wanted: object) -> pd.DataFrame:
    """The rows that have the values wanted in the columns named; 0 and ``""`` choose all."""
    for column, value in wanted.items():
        rows = rows[rows[column] == value] if value else rows
    return rows


def link_controls(data: Data, instruments: pd.Series) -> dict[str, widgets.Widget]:
    """Choices of a goal, a right and one of ``instruments``, by the name of what they choose."""
    goals = [(f"{goal.goal} {goal.short_title}", goal.goal) for goal in data.goals.itertuples()]
    rights = data.rights.sort_values("label")
    used = data.instruments[data.instruments.instrument.isin(instruments)]
    named = zip(used.instrument + ": " + used["name"], used.instrument, strict=True)
    return dict(
        goal=pick_one("Goal", [(ALL, 0), *goals]),
        right=pick_one(
            "Right", [(ALL, ""), *zip(rights.label, rights.right, strict=True)], width="34em"
        ),
        instrument=pick_one("Instrument", [(ALL, ""), *named], width="34em"),
    )


def coded_control(data: Data, title: str, table: str, field: str) -> widgets.Widget:
    """A choice of one of the coded values of a column."""
    return pick_one(title, {"": ALL, **data.labels(table, field)})


def choose_links(
    data: Data, goal: int = 0, right: str = "", instrument: str = "", basis: str = ""
) -> pd.DataFrame:
    """Links of goals and rights (``facts.rights.links``) with that goal, right, instrument and
    basis; 0 and ``""`` choose all.
    """
    return chosen(facts.links(data), goal=goal, right=right, instrument=instrument, basis=basis)


def show_links(
    data: Data, goal: int = 0, right: str = "", instrument: str = "", basis: str = ""
) -> Parts:
    """The links of goals and rights chosen as a table with the reason for each, and as a matrix."""
    rows = choose_links(data, goal, right, instrument, basis)
    if rows.empty:
        yield nothing("link", "Set one of the four to all.")
        return
    view = data.narrowed(
        goal_rights=data.goal_rights[lambda r: r.id.isin(rows.id)],
        rights=data.rights[lambda r: r.right.isin(rows.right)],
    )
    bases, counts = data.labels("goal-rights", "basis"), rows.basis.value_counts()
    by = [f"{label}: {counts[key]}" for key, label in bases.items() if key in counts]
    title = (
        f"{prose.count(len(rows), 'link')} of {prose.count(rows.goal.nunique(), 'goal')} with"
        f" {prose.count(rows.right.nunique(), 'right')} ({'; '.join(by)})"
    )
    figure = charts.matrix(view)
    yield from shown_chart(figure, title, charts.COUNT_NOTE, _link_rows(data, rows))


def _link_rows(data: Data, rows: pd.DataFrame) -> pd.DataFrame:
    """Links of goals and rights as a table to read."""
    why = rows.rationale.where(rows.basis == facts.READ, rows.source_label)
    names = {
        "goal": "goal",
        "label": "right",
        "article_id": "article",
        "short_title": "title",
        "basis": "basis",
        "why": "why",
        "confidence": "confidence",
        "belarus": ON_THE_DAY,
    }
    said = dict(
        basis=rows.basis.map(data.labels("goal-rights", "basis")),
        confidence=rows.confidence.map(data.labels("goal-rights", "confidence")),
        belarus=rows.instrument.map(belarus(data)),
    )
    return rows.assign(why=why, **said)[list(names)].rename(columns=names)


def show_treaties(data: Data, day: date | None, status: str = "") -> Parts:
    """What each instrument was to Belarus on ``day``: a table and the timeline of treaties."""
    if day is None:
        yield nothing("day", "Choose one.")
        return
    rows = facts.treaties_on(data, day)
    core = rows[rows.core_un.astype(bool)]
    figure = charts.treaty_timeline(data)
    figure.add_vline(x=pd.Timestamp(day), line=dict(width=2, dash="dash"))
    shown = chosen(rows, on_day=status)
    table = _treaty_rows(shown.assign(on_day=shown.on_day.map(on_a_day(data))))
    if shown.empty:
        yield nothing("instrument", "Choose another day or status.")
    yield from shown_chart(
        figure,
        f"On {prose.day(day)} (dashed line) {(core.on_day == facts.BOUND).sum()} of {len(core)}"
        " core UN human rights instruments bound Belarus",
        _counted(pd.Timestamp(day)),
        rows=None if shown.empty else table,
    )


def _counted(day: pd.Timestamp) -> str:
    """From when a treaty counts as binding, and what the tables do not follow after the speech."""
    note = (
        "Counted after the waiting time that a treaty sets for a State that joins, and not before"
        " the treaty itself was in force; where one of these was not found, from the earliest"
        " possible day."
    )
    later = (
        f" After {prose.day(SPEECH_DAY)} the tables follow only what Belarus left, not what it"
        " may have joined."
    )
    return note + later if day > SPEECH_DAY else note


def _treaty_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """The instruments of ``facts.treaties_on``, its ``on_day`` in words, as a table to read."""
    days = rows[["joined", "bound_from", "left"]].apply(
        lambda column: column.map(prose.day, na_action="ignore").astype("object").fillna("")
    )
    in_force = rows.in_force.map(lambda text: text and prose.partial_date(text))
    names = {
        "instrument": "instrument",
        "name": "name",
        "group": "group",
        "on_day": "status",
        "joined": "Belarus joined",
        "in_force": "treaty in force",
        "bound_from": "Belarus bound from",
        "exact": "that day is exact",
        "left": "Belarus left",
    }
    return rows.assign(**days, in_force=in_force)[list(names)].rename(columns=names)


def links(data: Data) -> widgets.VBox:
    """Links of goals and rights by goal, right, instrument and basis."""
    basis = coded_control(data, "Basis", "goal-rights", "basis")
    choices = link_controls(data, data.goal_rights.instrument)
    return panel(show_links, data, **choices, basis=basis)


def treaties(data: Data) -> widgets.VBox:
    """What bound Belarus on a chosen day."""
    day = pick_day("Day", SPEECH_DAY.date())
    status = pick_one("Status", {"": ALL, **on_a_day(data)})
    return panel(show_treaties, data, day=day, status=status)

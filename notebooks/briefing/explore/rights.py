"""Controls over the links of goals and rights, and over the treaties on a day."""

from __future__ import annotations

from datetime import date

import ipywidgets as widgets
import pandas as pd

from briefing import prose
from briefing.charts import rights as rights_charts
from briefing.dataset import Data
from briefing.explore.controls import (
    ALL,
    LEGEND_ON_TOP,
    Parts,
    nothing,
    panel,
    pick_day,
    pick_one,
    shown_chart,
)
from briefing.facts import rights as rights_facts


def choose_links(
    data: Data, goal: int = 0, right: str = "", instrument: str = "", basis: str = ""
) -> pd.DataFrame:
    """Links of goals and rights (``charts.rights.links``) with that goal, right, instrument and
    basis; 0 and ``""`` choose all.
    """
    rows = rights_facts.links(data)
    for column, wanted in (
        ("goal", goal),
        ("right", right),
        ("instrument", instrument),
        ("basis", basis),
    ):
        rows = rows[rows[column] == wanted] if wanted else rows
    return rows


BOUND_ON, NOT_YET, NOT_JOINED, LEFT = "bound", "joined, not yet bound", "not joined", "left"


def treaties_on(data: Data, day: date) -> pd.DataFrame:
    """Every instrument with what it was to Belarus on ``day``: columns of
    ``charts.rights.instruments`` and ``on_day``.

    Counted from the day from which the treaty bound Belarus (``briefing.treaties.bound_from``).
    What is no treaty, or was not looked into, keeps the words of ``standing``.
    """
    day, rows = pd.Timestamp(day), rights_facts.instruments(data)

    def words(row) -> str:
        if row.standing not in (rights_facts.BOUND, rights_facts.NOT_JOINED):
            return row.standing
        if pd.isna(row.joined) or row.joined > day:
            return NOT_JOINED
        if pd.notna(row.left) and row.left <= day:
            return LEFT
        return NOT_YET if row.bound_from > day else BOUND_ON

    return rows.assign(on_day=[words(row) for row in rows.itertuples()])


def show_links(
    data: Data, goal: int = 0, right: str = "", instrument: str = "", basis: str = ""
) -> Parts:
    """The links of goals and rights chosen as a matrix, and as a table with the reason for each."""
    rows = choose_links(data, goal, right, instrument, basis)
    if rows.empty:
        yield nothing("link", "Set one of the four to all.")
        return
    view = data.narrowed(
        goal_rights=data.goal_rights[lambda r: r.id.isin(rows.id)],
        rights=data.rights[lambda r: r.right.isin(rows.right)],
    )
    by = [
        f"{words}: {number}"
        for key, words in rights_facts.BASIS.items()
        if (number := (rows.basis == key).sum())
    ]
    title = (
        f"{prose.count(len(rows), 'link')} of {prose.count(rows.goal.nunique(), 'goal')} with"
        f" {prose.count(rows.right.nunique(), 'right')} ({'; '.join(by)})"
    )
    yield from shown_chart(
        rights_charts.matrix(view).update_layout(legend=LEGEND_ON_TOP),
        title,
        rights_charts.COUNT_NOTE,
    )
    why = rows.rationale.where(rows.basis == "our-reading", rows.source_label)
    yield rows.assign(basis=rows.basis.map(rights_facts.BASIS), why=why)[
        ["goal", "label", "article_id", "short_title", "basis", "why", "confidence", "belarus"]
    ].rename(
        columns={
            "label": "right",
            "article_id": "article",
            "short_title": "title",
            "belarus": "Belarus on 10 December 2020",
        }
    )


def show_treaties(data: Data, day: date | None, status: str = "") -> Parts:
    """What each instrument was to Belarus on ``day``, on the timeline of treaties and as a table."""
    if day is None:
        yield nothing("day", "Choose one.")
        return
    rows = treaties_on(data, day)
    core = rows[rows.core_un.astype(bool)]
    figure = (
        rights_charts.treaty_timeline(data)
        .add_vline(x=pd.Timestamp(day), line=dict(width=2, dash="dash"))
        .update_layout(legend=LEGEND_ON_TOP)
    )
    note = (
        "Counted after the waiting time that a treaty sets for a State that joins, and not before"
        " the treaty itself was in force; where one of these was not found, from the earliest"
        " possible day."
    )
    if pd.Timestamp(day) > rights_facts.SPEECH:
        note += (
            f" After {prose.day(rights_facts.SPEECH)} the tables follow only what Belarus left,"
            " not what it may have joined."
        )
    yield from shown_chart(
        figure,
        f"On {prose.day(day)} (dashed line) {(core.on_day == BOUND_ON).sum()} of {len(core)} core"
        " UN human rights instruments bound Belarus",
        note,
    )
    shown = rows[rows.on_day == status] if status else rows
    if shown.empty:
        yield nothing("instrument", "Choose another day or status.")
        return
    dates = shown[["joined", "bound_from", "left"]].apply(
        lambda column: column.map(prose.day, na_action="ignore").astype("object").fillna("")
    )
    yield shown.assign(
        **dates, in_force=shown.in_force.map(lambda text: text and prose.partial_date(text))
    )[
        [
            "instrument",
            "name",
            "group",
            "on_day",
            "joined",
            "in_force",
            "bound_from",
            "exact",
            "left",
        ]
    ].rename(
        columns={
            "on_day": "status",
            "joined": "Belarus joined",
            "in_force": "treaty in force",
            "bound_from": "Belarus bound from",
            "exact": "that day is exact",
            "left": "Belarus left",
        }
    )


def links(data: Data) -> widgets.VBox:
    """Links of goals and rights by goal, right, instrument and basis."""
    used = data.instruments[lambda i: i.instrument.isin(data.goal_rights.instrument)]
    return panel(
        show_links,
        data,
        goal=pick_one(
            "Goal",
            [
                (ALL, 0),
                *(
                    (f"{goal.goal} {goal.short_title}", goal.goal)
                    for goal in data.goals.itertuples()
                ),
            ],
        ),
        right=pick_one(
            "Right",
            [
                (ALL, ""),
                *(
                    (right.label, right.right)
                    for right in data.rights.sort_values("label").itertuples()
                ),
            ],
            width="34em",
        ),
        instrument=pick_one(
            "Instrument",
            [
                (ALL, ""),
                *(
                    (f"{code}: {name}", code)
                    for code, name in zip(used.instrument, used["name"], strict=True)
                ),
            ],
            width="34em",
        ),
        basis=pick_one(
            "Basis", [(ALL, ""), *((words, key) for key, words in rights_facts.BASIS.items())]
        ),
    )


def treaties(data: Data) -> widgets.VBox:
    """What bound Belarus on a chosen day."""
    statuses = [
        BOUND_ON,
        NOT_JOINED,
        NOT_YET,
        LEFT,
        rights_facts.DECLARATION,
        rights_facts.UNKNOWN,
    ]
    return panel(
        show_treaties,
        data,
        day=pick_day("Day", rights_facts.SPEECH.date()),
        status=pick_one("Status", [(ALL, ""), *statuses]),
    )

"""Controls over the claims of the speech and over what rests on a source."""

from __future__ import annotations

from collections.abc import Iterable

import ipywidgets as widgets
import pandas as pd

from briefing import prose
from briefing.charts import evidence as evidence_charts
from briefing.dataset import Data
from briefing.explore.controls import (
    ALL,
    Parts,
    containing,
    fitted,
    nothing,
    panel,
    pick_one,
    pick_several,
    shown_chart,
    text_box,
)
from briefing.facts import evidence as evidence_facts
from briefing.reading import evidence as evidence_reading


def choose_claims(
    data: Data, verdicts: Iterable[str], paragraph: str = "", kind: str = ""
) -> pd.DataFrame:
    """Statements of the speech with one of ``verdicts``, in ``paragraph``, whose evidence rests on
    a source of ``kind``; ``""`` chooses all.
    """
    rows = data.claims.sort_values("position")
    rows = rows[
        rows.verdict.isin(list(verdicts)) & (rows.paragraph == paragraph if paragraph else True)
    ]
    if kind:
        of_kind = set(data.sources[data.sources.kind == kind].id)
        rows = rows[rows.id.isin(resting(data)[lambda pieces: pieces.sources.isin(of_kind)].claim)]
    return rows


def resting(data: Data) -> pd.DataFrame:
    """Every piece of evidence once for each source behind it: id, claim, bears, shows, ``sources``
    (one id).
    """
    return evidence_facts.evidence(data, most=len(data.sources)).explode("sources")


def claims_on(data: Data, source: str) -> pd.DataFrame:
    """Statements whose evidence rests on a source: Statement, In our words, Verdict, Evidence,
    Shows.
    """
    rows = resting(data)[lambda pieces: pieces.sources == source].merge(
        data.claims, left_on="claim", right_on="id", suffixes=("_piece", "")
    )
    rows = rows.sort_values("position")
    return rows[["id", "claim", "verdict", "bears", "shows"]].set_axis(
        ["Statement", "In our words", "Verdict", "Evidence", "Shows"], axis=1
    )


def rows_on(data: Data, source: str) -> pd.DataFrame:
    """Rows of the tables that cite a source: Page, Table, Row (its anchor on the page) and What,
    where the row has a title.
    """
    topics = data.topics.set_index("topic").title
    titles = {
        **dict(zip(data.events.id, data.events.title, strict=True)),
        **dict(zip("row-" + data.contributions.id, data.contributions.title, strict=True)),
        **{f"figure-{f.id}": f"{topics[f.topic]}: {f.who}" for f in data.figures.itertuples()},
        **dict(zip(data.statements.id, data.statements.wording_note, strict=True)),
        **{f"goal-{g.goal}": g.short_title for g in data.goals.itertuples()},
        **{
            f"treaty-{i.instrument.lower()}": i.name
            for i in data.instruments.itertuples(index=False)
        },
    }
    uses = evidence_facts.uses(data)
    uses = uses[uses.source == source]
    anchors = uses.href.str.partition("#")[2] if len(uses) else pd.Series(dtype="str")
    return pd.DataFrame(
        {
            "Page": uses.page,
            "Table": uses.table,
            "Row": anchors,
            "What": anchors.map(titles).fillna(""),
        }
    ).drop_duplicates()


def show_claims(data: Data, verdicts: Iterable[str], paragraph: str = "", kind: str = "") -> Parts:
    """The statements chosen, at a glance and as a table with the reason for each verdict."""
    rows = choose_claims(data, verdicts, paragraph, kind)
    if rows.empty:
        yield nothing(
            "statement",
            (
                "Choose a verdict."
                if not verdicts
                else "Choose more verdicts, or set paragraph or kind of source to all."
            ),
        )
        return
    view = data.narrowed(
        claims=rows, paragraphs=data.paragraphs[lambda p: p.paragraph.isin(rows.paragraph)]
    )
    yield from shown_chart(
        evidence_charts.verdicts(view),
        f"{prose.count(len(rows), 'statement')} of {len(data.claims)}",
    )
    yield (
        evidence_reading.claims_table(view)
        .frame[["id", "name", "claim", "verdict", "reason"]]
        .rename(columns={"name": "where"})
    )


def show_source(data: Data, source: str | None) -> Parts:
    """A source, the rows that cite it and the statements of the speech whose evidence rests on it."""
    if source is None:
        yield nothing("source", "Try a shorter word.")
        return
    row, cited, stated = (
        data.sources.set_index("id").loc[source],
        rows_on(data, source),
        claims_on(data, source),
    )
    yield (
        f"**{prose.plain(row.title or row.url)}** ({prose.plain(row.publisher)}),"
        f" [{prose.plain(row.url)}](<{row.url}>), id `{source}`. On it rest"
        f" {prose.count(len(cited), 'row')} of the tables and"
        f" {prose.count(stated['Statement'].nunique(), 'statement')} of the speech."
    )
    yield from (frame for frame in (cited, stated) if len(frame))


def claims(data: Data) -> widgets.VBox:
    """The statements of the speech by verdict, paragraph and the kind of source that their evidence
    rests on.
    """
    paragraphs = [
        (evidence_reading.paragraph_name(paragraph), paragraph)
        for paragraph in data.paragraphs.sort_values("position").paragraph
    ]
    kinds = [
        (evidence_facts.KINDS.get(kind, kind), kind)
        for kind in data.sources.kind.value_counts().index
    ]
    return panel(
        show_claims,
        data,
        verdicts=pick_several("Verdict", evidence_facts.VERDICTS),
        paragraph=pick_one("Paragraph", [(ALL, ""), *paragraphs]),
        kind=pick_one("Kind of source", [(ALL, ""), *kinds]),
    )


def source(data: Data) -> widgets.VBox:
    """For any source, all that rests on it: rows of every page, and statements of the speech."""
    every = data.sources.sort_values(["publisher", "published", "id"])
    find, pick = (
        text_box("Find a source"),
        fitted(widgets.Select(description="Source", rows=6), "60em"),
    )

    def fill(change=None) -> None:
        rows = containing(every, find.value, ("id", "title", "publisher", "url"))
        pick.options = [
            (f"{row.publisher}: {row.title or row.url} ({row.published or 'no date'})", row.id)
            for row in rows.itertuples()
        ]
        pick.value = rows.id.iloc[0] if len(rows) else None

    fill()
    find.observe(fill, "value")
    return panel(show_source, data, [find], source=pick)

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
from briefing.reading import sources as sources_reading


def choose_claims(
    data: Data, verdicts: Iterable[str], paragraph: str = "", kind: str = ""
) -> pd.DataFrame:
    """Statements of the speech with one of ``verdicts``, in ``paragraph``, whose evidence rests on
    a source of ``kind``; ``""`` chooses all.
    """
    rows = data.claims.sort_values("position")
    rows = rows[rows.verdict.isin(list(verdicts))]
    if paragraph:
        rows = rows[rows.paragraph == paragraph]
    if kind:
        of_kind = data.sources.id[data.sources.kind == kind]
        pieces = evidence_facts.resting(data)
        rows = rows[rows.id.isin(pieces.claim[pieces.source.isin(of_kind)])]
    return rows


def claims_on(data: Data, source: str) -> pd.DataFrame:
    """Statements whose evidence rests on a source: Statement, In our words, Verdict, Evidence,
    Shows.
    """
    columns = {
        "claim": "Statement",
        "words": "In our words",
        "verdict": "Verdict",
        "bears": "Evidence",
        "shows": "Shows",
    }
    claims = data.claims[["id", "claim", "verdict", "position"]]
    claims["verdict"] = claims.verdict.map(data.labels("claims", "verdict"))
    claims = claims.set_axis(["claim", "words", "verdict", "position"], axis=1)
    pieces = evidence_facts.resting(data).query("source == @source").merge(claims, on="claim")
    pieces["bears"] = pieces.bears.map(data.labels("evidence", "bears"))
    return pieces.sort_values("position")[list(columns)].rename(columns=columns)


def rows_on(data: Data, source: str) -> pd.DataFrame:
    """Rows of the tables that cite a source: Page, Table, Row (its anchor on the page) and What,
    where the row has a title.
    """
    uses = sources_reading.uses_with_places(data).query("source == @source")
    titles = titles_of_rows(data)
    what = [titles.get(use.kind, {}).get(use.key, "") for use in uses.itertuples()]
    columns = {"page": "Page", "table": "Table", "at": "Row", "what": "What"}
    return uses.assign(what=what)[list(columns)].rename(columns=columns).drop_duplicates()


def titles_of_rows(data: Data) -> dict[str, dict]:
    """By kind of place and key: the title of the row that stands there."""
    figures = data.figures.merge(data.topics[["topic", "title"]], on="topic")
    named = {
        "event": data.events[["id", "title"]],
        "figure": figures.assign(title=figures.title + ": " + figures.who)[["id", "title"]],
        "statement": data.statements[["id", "wording_note"]],
        "contribution": data.contributions[["id", "title"]],
        "goal": data.goals[["goal", "short_title"]],
        "treaty": data.instruments[["instrument", "name"]],
    }
    return {kind: dict(rows.itertuples(index=False)) for kind, rows in named.items()}


def show_claims(data: Data, verdicts: Iterable[str], paragraph: str = "", kind: str = "") -> Parts:
    """The statements chosen, as a table with the reason for each verdict and at a glance."""
    rows = choose_claims(data, verdicts, paragraph, kind)
    if rows.empty:
        wider = "Choose more verdicts, or set paragraph or kind of source to all."
        yield nothing("statement", wider if verdicts else "Choose a verdict.")
        return
    paragraphs = data.paragraphs[data.paragraphs.paragraph.isin(rows.paragraph)]
    view = data.narrowed(claims=rows, paragraphs=paragraphs)
    columns = ["id", "name", "claim", "verdict", "reason"]
    yield from shown_chart(
        evidence_charts.verdicts(view),
        f"{prose.count(len(rows), 'statement')} of {len(data.claims)}",
        rows=evidence_reading.claims_table(view).frame[columns].rename(columns={"name": "where"}),
    )


def show_source(data: Data, source: str | None) -> Parts:
    """A source, the rows that cite it and the statements of the speech with evidence that rests on
    it.
    """
    if source is None:
        yield nothing("source", "Try a shorter word.")
        return
    row = data.sources.set_index("id").loc[source]
    cited, stated = rows_on(data, source), claims_on(data, source)
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
    names = data.labels("sources", "kind")
    kinds = [(names[kind], kind) for kind in data.sources.kind.value_counts().index]
    return panel(
        show_claims,
        data,
        verdicts=pick_several("Verdict", data.labels("claims", "verdict")),
        paragraph=pick_one("Paragraph", [(ALL, ""), *paragraphs]),
        kind=pick_one("Kind of source", [(ALL, ""), *kinds]),
    )


def source(data: Data) -> widgets.VBox:
    """For any source, all that rests on it: rows of every page, and statements of the speech."""
    every = data.sources.sort_values(["publisher", "published", "id"])
    find = text_box("Find a source")
    pick = fitted(widgets.Select(description="Source", rows=6), "60em")

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

"""The speech checked claim by claim: verdicts at a glance, the evidence of each claim, and where
every source is used.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pandas as pd
import plotly.graph_objects as go

from briefing import prose
from briefing.dataset import Data
from briefing.tables import Column, Table
from briefing.theme import BLUE, GREEN, INK, ORANGE, PURPLE, VERMILLION, escape, finish, wrap


class Look(NamedTuple):
    """How a verdict looks in a chart: sign and shape tell verdicts apart without colour; a filled
    shape carries a white sign.
    """

    sign: str
    symbol: str
    colour: str
    filled: bool = True


VERDICTS = {
    "confirmed": Look("✓", "circle", GREEN),
    "partly confirmed": Look("½", "square", BLUE),
    "differs": Look("≠", "diamond", VERMILLION),
    "not found": Look("?", "hexagon", ORANGE),
    "not checkable": Look("–", "circle-open", INK, False),
    "norm": Look("§", "square-open", PURPLE, False),
}

# Where a row that cites a source stands on the pages, for tables whose rows or charts have an
# anchor.
PLACES = {
    "event-sources": "timeline.html#{event}",
    "figures": "figures.html#figure-{id}",
    "statements": "funding.html#{id}",
    "contributions": "funding.html#row-{id}",
    "spent-to-date": "funding.html#row-{contribution}",
    "goals": "rights.html#goal-{goal}",
    "goal-right-sources": "rights.html#goal-{goal}",
    "treaty-sources": "rights.html#treaty-{code}",
    "target-counts": "rights.html#target-counts",
    "correction-sources": "corrections.html#{correction}",
    "covid-weekly": "timeline.html#clock",
    "stringency-weekly": "timeline.html#clock",
    "population": "timeline.html",
    "deaths-monthly": "timeline.html#deaths",
    "excess-deaths-2020": "timeline.html#deaths",
    "internet-outages": "timeline.html#outages",
    "blocked-sites": "timeline.html#outages",
}


def place(resource: dict) -> str:
    """Where readers meet rows of a table: its entry in ``PLACES``, or the page named like the
    table's folder.
    """
    return PLACES.get(resource["name"], f"{resource['path'].split('/')[0]}.html")


KINDS = {
    "un": "UN",
    "intergovernmental": "international",
    "government": "government",
    "ngo": "NGO",
    "media": "press",
    "dataset": "data set",
    "research": "research",
    "law": "law",
    "company": "company",
    "reference": "reference",
    "hosting": "document host",
}
PAGES = {
    "timeline": "Timeline",
    "figures": "Figures",
    "rights": "Rights",
    "funding": "Funding",
    "corrections": "Corrections",
}
VOICES = {"own": " (The word of the speaker or her office.)", "other": ""}


def paragraph_name(paragraph: str) -> str:
    """A paragraph as readers know it: ``4`` is ``Paragraph 4``, ``caption-1`` is ``Caption 1``."""
    return (
        f"Paragraph {paragraph}"
        if paragraph.isdigit()
        else paragraph.replace("-", " ").capitalize()
    )


def tally(data: Data) -> pd.Series:
    """Number of claims per verdict, in the order of ``VERDICTS``; 0 where no claim has it."""
    return data.claims.verdict.value_counts().reindex(list(VERDICTS), fill_value=0)


def claims_of(data: Data, verdict: str) -> list[str]:
    """Claims with that verdict as Markdown, each linked and with its place, in the order of the
    speech.
    """
    claims = data.claims.query("verdict == @verdict").sort_values("position")
    return [
        f"[{prose.plain(c.claim.rstrip('.'))}](#{c.id}) ({paragraph_name(c.paragraph).lower()})"
        for c in claims.itertuples()
    ]


def open_points(data: Data) -> str:
    """How many claims were not found and how many differ, as words: ``3 were not found and 1
    differs``.
    """
    counts = tally(data)
    missing, other = counts["not found"], counts["differs"]
    return (
        f"{missing} {'was' if missing == 1 else 'were'} not found and {other}"
        f" {'differs' if other == 1 else 'differ'}"
    )


def verdicts(data: Data) -> go.Figure:
    """Verdicts at a glance: one row per paragraph, one mark per claim, both in the order of the
    speech.
    """
    paragraphs = data.paragraphs.sort_values("position").paragraph.tolist()
    claims = data.claims.sort_values("position")
    claims["row"] = claims.paragraph.map(paragraphs.index)
    claims["place"] = claims.groupby("row").cumcount()
    counts = tally(data)
    figure = go.Figure()
    for verdict, look in VERDICTS.items():
        part = claims[claims.verdict == verdict]
        figure.add_scatter(
            x=part.place,
            y=part.row,
            mode="markers+text",
            name=f"{look.sign} {verdict} ({counts[verdict]})",
            text=[look.sign] * len(part),
            textfont=dict(color="white" if look.filled else look.colour, size=14),
            marker=dict(
                symbol=look.symbol,
                color=look.colour,
                size=22,
                line=dict(width=2, color=look.colour),
            ),
            hovertext=[
                f"<b>{c.id}: {verdict}</b><br>{wrap(c.claim, 50)}" for c in part.itertuples()
            ],
            hoverinfo="text",
        )
    figure.update_yaxes(
        tickvals=list(range(len(paragraphs))),
        ticktext=[escape(paragraph_name(p)) for p in paragraphs],
        range=[len(paragraphs) - 0.4, -0.6],
        fixedrange=True,
    )
    figure.update_xaxes(visible=False, range=[-0.6, int(claims.place.max()) + 0.6], fixedrange=True)
    figure.update_layout(
        legend=dict(y=1, itemclick=False, itemdoubleclick=False), margin=dict(t=56)
    )
    rows = [
        f"{paragraph_name(p)}: {', '.join(of.verdict)}"
        for p, of in claims.groupby("paragraph", sort=False)
    ]
    total, height = prose.count(len(claims), "statement"), 34 * len(paragraphs) + 72
    return finish(
        figure,
        id="verdicts",
        height=height,
        narrow=dict(height=height + 48, margin=dict(t=104)),
        title=(
            f"{counts['confirmed']} of {total} are confirmed and {counts['partly confirmed']}"
            f" partly confirmed; {open_points(data)}"
        ),
        alt=(
            f"A mark for each of {total}, in rows by paragraph and in the order of the speech."
            f" {'. '.join(rows)}."
        ),
        note=(
            "From left to right as in the speech. How many statements there are depends on how"
            " finely the text was cut: the count is no grade."
        ),
        sources=["speech-en"],
        data="claims",
    )


def verdict_counts(data: Data) -> go.Figure:
    """All claims in one bar, by verdict, each part with its sign and number."""
    counts = tally(data)
    figure = go.Figure()
    for verdict, look in VERDICTS.items():
        figure.add_bar(
            x=[counts[verdict]],
            y=[""],
            orientation="h",
            name=f"{look.sign} {verdict} ({counts[verdict]})",
            marker=dict(
                color=look.colour if look.filled else "white", line=dict(color=look.colour, width=2)
            ),
            hoverinfo="name",
            text=[look.sign],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont=dict(color="white" if look.filled else look.colour, size=14),
        )
    figure.update_layout(
        barmode="stack",
        legend=dict(
            y=-0.1, yanchor="top", traceorder="normal", itemclick=False, itemdoubleclick=False
        ),
    )
    figure.update_xaxes(visible=False, fixedrange=True)
    figure.update_yaxes(visible=False, fixedrange=True)
    frame = counts.rename_axis("Verdict").rename("Statements").reset_index()
    return finish(
        figure,
        id="verdict-counts",
        height=150,
        narrow=dict(height=230, legend=dict(orientation="v")),
        title=(
            f"{counts['confirmed'] + counts['partly confirmed']} of"
            f" {prose.count(int(counts.sum()), 'statement')} are confirmed in full or in part;"
            f" {open_points(data)}"
        ),
        alt="One bar of all statements by verdict: "
        + prose.listing([f"{verdict} {n}" for verdict, n in counts.items()])
        + ".",
        note="The count says how the text was cut, not how good the speech is.",
        sources=["speech-en"],
        data=frame,
    )


def grounds(data: Data) -> dict[tuple[str, str], tuple[str, list[str]]]:
    """For everything that evidence may point to, by column of ``data.evidence`` and id: where it
    stands, and its sources.
    """
    copies = data.goal_right_sources.groupby("goal_right").source.agg(list)
    read_in = data.articles.set_index("id").source
    treaties = data.treaty_sources.groupby("instrument").source.agg(list)
    found = {
        ("event", event): (f"timeline.html#{event}", sources)
        for event, sources in data.event_sources.groupby("event").source.agg(list).items()
    }
    found |= {
        ("figure", row.id): (f"figures.html#figure-{row.id}", [row.source])
        for row in data.figures.itertuples()
    }
    found |= {
        ("statement", row.id): (f"funding.html#{row.id}", [row.source])
        for row in data.statements.itertuples()
    }
    found |= {
        ("contribution", row.id): (f"funding.html#row-{row.id}", [row.source])
        for row in data.contributions.itertuples()
    }
    found |= {
        ("instrument", row.instrument): (
            f"rights.html#treaty-{row.instrument.lower()}",
            treaties.get(row.instrument, [row.source]),
        )
        for row in data.instruments.itertuples()
    }
    found |= {
        ("goal_right", row.id): (
            f"rights.html#goal-{row.goal}",
            copies.get(row.id, [read_in[row.article_id]]),
        )
        for row in data.goal_rights.itertuples()
    }
    found |= {
        ("series", name): (place(data.resource(name)), sources)
        for name, sources in series_sources(data).items()
    }
    found |= {("source", source): ("", [source]) for source in data.sources.id}
    return found


def series_sources(data: Data) -> dict[str, list[str]]:
    """Per table of the package that names its sources as a whole: their ids."""
    by_address = data.sources.set_index("url").id
    return {
        r["name"]: [by_address[s["path"]] for s in r["sources"] if s["path"] in by_address]
        for r in data.package["resources"]
        if r.get("sources")
    }


def evidence(data: Data, most: int | None = 3) -> pd.DataFrame:
    """Evidence for every claim: id, claim, bears, shows, voice, ``href`` of what it points to
    (``""`` for a source), ``sources``.

    Of the sources at most ``most`` ids are given, or all of them (``None``).
    """
    known = grounds(data)
    kinds = list(dict.fromkeys(kind for kind, _ in known))
    rows = (
        data.evidence.melt(
            ["id", "claim", "bears", "shows", "voice"], kinds, var_name="kind", value_name="key"
        )
        .query("key != ''")
        .sort_values("id")
    )
    places = [known[piece.kind, piece.key] for piece in rows.itertuples()]
    return rows.assign(
        href=[href for href, _ in places],
        sources=[[s for s in sources if s][:most] for _, sources in places],
    ).drop(columns=["kind", "key"])


def claims_table(data: Data) -> Table:
    """Every claim with paragraph, kind, verdict, reason and evidence; each row is anchored by the
    id of its claim.
    """
    pieces = evidence(data).rename(columns={"bears": "label"})
    pieces["text"] = pieces.shows + pieces.voice.map(VOICES)
    items = {
        claim: of[["label", "text", "href", "sources"]].to_dict("records")
        for claim, of in pieces.groupby("claim")
    }
    searched = searches_of(data)
    rows = data.claims.sort_values("position")
    frame = rows.assign(
        name=rows.paragraph.map(paragraph_name),
        home="#paragraph-" + rows.paragraph,
        label="Claim " + rows.id,
        lack=["What is missing: " + missing if missing else "" for missing in rows.missing],
        basis=["Legal basis: " + basis if basis else "" for basis in rows.legal_basis],
        change=["How it was cut: " + change if change else "" for change in rows.change_note],
        evidence=[[*items.get(claim, []), *searched.get(claim, [])] for claim in rows.id],
    )
    return Table(
        frame,
        "claims",
        "Every statement of the speech, in our words, with verdict, reason and evidence",
        anchor="id",
        stack=True,
        cite=True,
        note=(
            "Supports, qualifies or contradicts says how evidence bears on the statement. A norm"
            " has its legal basis in place of a verdict on fact. Searched leads to the searches"
            " made for a statement."
        ),
        columns=(
            Column("claim", "Statement", more=("label",), sort="position"),
            Column("name", "Where", link="home", filter=True, sort="position"),
            Column("kind", "Kind", filter=True),
            Column(
                "verdict",
                "Verdict and reason",
                more=("reason", "lack", "basis", "change"),
                filter=True,
            ),
            Column("evidence", "Evidence", items=True),
        ),
    )


def searches_of(data: Data) -> dict[str, list[dict]]:
    """Per claim that was searched for: one item with the languages, which leads to the list."""
    found = {}
    for claim, of in data.searches.groupby("claim"):
        codes = dict.fromkeys(code for cell in of.languages for code in cell.split(";"))
        text = f"What was searched, in {prose.listing([prose.language(code) for code in codes])}."
        found[claim] = [{"label": "searched", "text": text, "href": f"#{of.id.iloc[0]}"}]
    return found


def searches_table(data: Data) -> Table:
    """Every search that is listed, in the order of the claims; rows are anchored by its id."""
    claims = data.claims.set_index("id")
    rows = data.searches.assign(position=data.searches.claim.map(claims.position))
    rows = rows.sort_values("position", kind="stable")
    frame = rows.assign(
        statement=rows.claim.map(claims.claim),
        verdict=rows.claim.map(claims.verdict),
        home="#" + rows.claim,
        label="Claim " + rows.claim,
        tongues=[
            prose.listing([prose.language(code) for code in cell.split(";")])
            for cell in rows.languages
        ],
    )
    return Table(
        frame,
        "searches",
        "Searches made for statements",
        anchor="id",
        stack=True,
        note=(
            "A row may stand for several searches of one kind. Stored copies were searched, "
            "often of the opening part of a page only."
        ),
        columns=(
            Column("statement", "Statement", link="home", more=("label",), sort="position"),
            Column("verdict", "Verdict", filter=True),
            Column("terms", "What was looked for"),
            Column("where", "Where"),
            Column("tongues", "Languages"),
            Column("found", "What came of it"),
        ),
    )


def paragraphs_table(data: Data) -> Table:
    """Each paragraph with our summary and links to its claims; rows are anchored ``paragraph-4``,
    ``paragraph-caption-1``.
    """
    claims = data.claims.sort_values("position")
    items = {
        p: [{"label": c.verdict, "text": c.claim, "href": f"#{c.id}"} for c in of.itertuples()]
        for p, of in claims.groupby("paragraph")
    }
    rows = data.paragraphs.sort_values("position")
    frame = rows.assign(
        anchor="paragraph-" + rows.paragraph,
        name=rows.paragraph.map(paragraph_name),
        claims=[items.get(p, []) for p in rows.paragraph],
    )
    return Table(
        frame,
        "paragraphs",
        "The speech paragraph by paragraph",
        anchor="anchor",
        stack=True,
        columns=(
            Column("name", "Where", sort="position"),
            Column("summary", "What it says, in one sentence of ours"),
            Column("claims", "Statements and verdicts", items=True),
        ),
    )


def languages_table(data: Data) -> Table:
    """Differences between the English and the Russian publication of the speech."""
    rows = data.language_differences
    return Table(
        rows.assign(name=rows.paragraph.map(paragraph_name)),
        "languages",
        "Where the two versions differ",
        anchor="id",
        stack=True,
        columns=(
            Column("name", "Where"),
            Column("english", "English"),
            Column("russian", "Russian"),
            Column("why_it_matters", "Why it matters"),
        ),
    )


def reused_table(data: Data) -> Table:
    """Passages of the speech that stand in other UN texts too, with the other text and its sources."""
    rows, address = data.reused_wording, data.sources.set_index("id").url
    frame = rows.assign(
        name=rows.paragraph.map(paragraph_name),
        href=[
            f"timeline.html#{row.event}" if row.event else address[row.source]
            for row in rows.itertuples()
        ],
        sources=[
            prose.event_sources(data, row.event) if row.event else [row.source]
            for row in rows.itertuples()
        ],
    )
    return Table(
        frame,
        "reused",
        "Wording that other UN texts share",
        anchor="id",
        stack=True,
        columns=(
            Column("name", "Where"),
            Column("where_first", "Other text", link="href"),
            Column("note", "How they compare"),
            Column("sources", "Sources", sources=True),
        ),
    )


def entities_table(data: Data) -> Table:
    """The UN entities listed below the speech, with how many rows of the funding record name each
    as agency.
    """
    agencies = data.contributions.agency.str.split(";").explode().str.strip()
    rows = data.entities.assign(
        rows=[int((agencies == entity).sum()) for entity in data.entities.entity]
    )
    return Table(
        rows,
        "entities",
        "The entities that the speech lists",
        anchor="entity",
        note=(
            "Rows of the funding record that name the entity, goods and activities without an"
            " amount included. Rows may overlap; coordination leaves none."
        ),
        columns=(
            Column("entity", "Short name"),
            Column("name", "Name"),
            Column("rows", "Rows of the funding record"),
        ),
    )


def uses(data: Data) -> pd.DataFrame:
    """Every use of a source outside this page: ``source``, ``table``, ``page`` and ``href`` of the
    row that cites it.
    """
    goal_of = data.goal_rights.set_index("id").goal
    found = [
        {"source": source, "table": name, "href": place(data.resource(name))}
        for name, sources in series_sources(data).items()
        for source in sources
    ]
    for resource in data.package["resources"]:
        name = resource["name"]
        keys = [
            k["fields"][0]
            for k in resource["schema"].get("foreignKeys", [])
            if k["reference"]["resource"] == "sources"
        ]
        if not keys or name in ("evidence", "reused-wording"):
            continue
        for row in data.table(name).to_dict("records"):
            href = place(resource).format(
                **{
                    "goal": goal_of.get(row.get("goal_right")),
                    "code": row.get("instrument", "").lower(),
                }
                | row
            )
            found += [{"source": row[key], "table": name, "href": href} for key in keys if row[key]]
    frame = pd.DataFrame(found)
    return frame.assign(page=frame.href.str.split(".").str[0])


def sources_table(data: Data) -> Table:
    """Every source with publisher, kind, language and date, and where it is used; rows are anchored
    ``source-<id>``.
    """
    used, sources = uses(data), data.sources
    places = {
        source: (_places(of), of.href.iloc[0]) for source, of in used.groupby("source", sort=False)
    }
    pieces = evidence(data).explode("sources")
    claims = pieces.groupby("sources").claim.agg(lambda ids: list(dict.fromkeys(ids)))
    sources["what"] = sources.kind.map(lambda kind: KINDS.get(kind, kind))
    sources["order"] = sources.kind.map(lambda kind: [*KINDS, kind].index(kind))
    sources = sources.sort_values(["order", "publisher", "published", "id"])
    frame = sources.assign(
        anchor="source-" + sources.id,
        name=[row.title or _untitled(row.url) for row in sources.itertuples()],
        tongue=[prose.language(code) if code != "und" else "unknown" for code in sources.language],
        about=[
            ". ".join(
                filter(
                    None,
                    (
                        row.published and prose.partial_date(row.published),
                        row.note.rstrip("."),
                        row.licence,
                    ),
                )
            )
            for row in sources.itertuples()
        ],
        used=[places.get(s, ("", ""))[0] for s in sources.id],
        used_href=[places.get(s, ("", ""))[1] for s in sources.id],
        claims=[", ".join(claims.get(s, [])) for s in sources.id],
        claims_href=[f"evidence.html#{claims[s][0]}" if s in claims else "" for s in sources.id],
    )
    return Table(
        frame,
        "all-sources",
        "Every source, by kind and publisher",
        anchor="anchor",
        stack=True,
        note=(
            "Addresses are as recorded during research and were not opened live. Used on: rows of"
            " the page that cite the source, with a link to the first. Claims: those with evidence"
            " that rests on it."
        ),
        columns=(
            Column("name", "Source", link="url", more=("about",)),
            Column("publisher", "Publisher", filter=True),
            Column("what", "Kind", filter=True),
            Column("tongue", "Language", filter=True),
            Column("used", "Used on", link="used_href"),
            Column("claims", "Claims", link="claims_href"),
        ),
    )


def _places(uses_of_source: pd.DataFrame) -> str:
    pages = uses_of_source.groupby("page", sort=False).size()
    return ", ".join(f"{PAGES.get(page, page)}: {number}" for page, number in pages.items())


def _untitled(url: str) -> str:
    """A source whose title was not seen: host and end of its address."""
    parts = urlsplit(url)
    host, tail = (
        (parts.hostname or url).removeprefix("www."),
        unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]),
    )
    return f"{host}: {tail.replace('_', ' ')[:40]}" if tail else host

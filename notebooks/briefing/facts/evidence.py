"""The speech claim by claim: verdicts, what each rests on, where each source is used."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from briefing.dataset import Data
from briefing.theme import BLUE, GREEN, INK, ORANGE, PURPLE, VERMILLION


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


def tally(data: Data) -> pd.Series:
    """Number of claims per verdict, in the order of ``VERDICTS``; 0 where no claim has it."""
    return data.claims.verdict.value_counts().reindex(list(VERDICTS), fill_value=0)


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


def sources_behind(data: Data) -> set[str]:
    """Ids of the sources that the evidence on the statements rests on, directly or through the row
    that it points to.
    """
    return set(evidence(data, most=None).sources.explode().dropna())

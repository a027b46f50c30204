"""The speech claim by claim: verdicts, what each rests on, where each source is used."""

from __future__ import annotations

import pandas as pd

from briefing import links
from briefing.dataset import Data


def tally(data: Data) -> pd.Series:
    """Number of claims per verdict, in the order of the verdicts; 0 where no claim has it."""
    verdicts = data.categories("claims", "verdict").index
    return data.claims.verdict.value_counts().reindex(verdicts, fill_value=0)


def series_sources(data: Data) -> dict[str, list[str]]:
    """Per table of the package that names its sources as a whole: their ids."""
    by_address = data.sources.set_index("url").id
    return {
        r["name"]: [by_address[s["path"]] for s in r["sources"] if s["path"] in by_address]
        for r in data.package["resources"]
        if r.get("sources")
    }


def grounds(data: Data) -> pd.DataFrame:
    """Everything that evidence may point to: ``kind`` (a column of ``data.evidence``), ``key`` and
    ``sources`` (ids).
    """
    read_in = data.goal_rights.article_id.map(data.articles.set_index("id").source)
    read = _sources(data.goal_rights.assign(source=read_in), "id")
    own = _sources(data.instruments, "instrument")
    stands = {
        "event": _sources(data.event_sources, "event"),
        "figure": _sources(data.figures, "id"),
        "statement": _sources(data.statements, "id"),
        "contribution": _sources(data.contributions, "id"),
        "instrument": own | _sources(data.treaty_sources, "instrument"),
        "goal_right": read | _sources(data.goal_right_sources, "goal_right"),
        "series": series_sources(data),
        "source": {source: [source] for source in data.sources.id},
    }
    rows = [(kind, key, ids) for kind, by_key in stands.items() for key, ids in by_key.items()]
    return pd.DataFrame(rows, columns=["kind", "key", "sources"])


def _sources(rows: pd.DataFrame, key: str) -> dict[str, list[str]]:
    """Per value of a column: the sources of its rows, in their order."""
    return {str(value): list(sources) for value, sources in rows.groupby(key).source}


def evidence(data: Data, most: int | None = 3) -> pd.DataFrame:
    """Evidence for every claim: id, claim, bears, shows, voice, ``kind`` and ``key`` of what it
    points to (as in ``grounds``), ``sources``.

    Of the sources at most ``most`` ids are given, or all of them (``None``).
    """
    known = grounds(data)
    about = ["id", "claim", "bears", "shows", "voice"]
    pieces = data.evidence.melt(about, known.kind.unique(), var_name="kind", value_name="key")
    pieces = pieces[pieces.key != ""].sort_values("id").merge(known, "left", on=["kind", "key"])
    pieces["sources"] = [[source for source in ids if source][:most] for ids in pieces.sources]
    return pieces


def resting(data: Data) -> pd.DataFrame:
    """Every piece of evidence once for each source behind it: the columns of ``evidence``, with
    one id as ``source``.
    """
    return evidence(data, most=None).explode("sources").rename(columns={"sources": "source"})


def flat(data: Data) -> pd.DataFrame:
    """Every statement of the speech with its evidence and the sources behind it, one row for each
    source of each piece; a statement without evidence has one row.

    Columns: claim (its id), paragraph, statement (in our words), verdict, reason; evidence (its
    id), bears, shows, voice, kind and key of what it points to; source (its id), source_title,
    publisher, published, url. What is missing is ``""``.
    """
    claims = data.claims.sort_values("position")
    claims = claims[["id", "paragraph", "claim", "verdict", "reason"]]
    claims = claims.set_axis(["claim", "paragraph", "statement", "verdict", "reason"], axis=1)
    pieces = resting(data).rename(columns={"id": "evidence"})
    sources = data.sources[["id", "title", "publisher", "published", "url"]]
    named = sources.rename(columns={"id": "source", "title": "source_title"})
    found = claims.merge(pieces, "left", on="claim").merge(named, "left", on="source")
    return found.astype("object").fillna("")


def uses(data: Data) -> pd.DataFrame:
    """Every use of a source by a table, evidence and shared wording left out: ``source``,
    ``table``, ``kind`` and ``key`` of the row that cites it, both ``""`` where readers meet the
    table as a whole.
    """
    found = [
        {"source": source, "table": name, "kind": "", "key": ""}
        for name, sources in series_sources(data).items()
        for source in sources
    ]
    for resource in data.package["resources"]:
        if resource["name"] not in ("evidence", "reused-wording"):
            found += _citing(data, resource)
    return pd.DataFrame(found)


def _citing(data: Data, resource: dict) -> list[dict]:
    """A table's rows, once for each source that they cite in one of its columns."""
    keys = resource["schema"].get("foreignKeys", [])
    cited = [key["fields"][0] for key in keys if key["reference"]["resource"] == "sources"]
    if not cited:
        return []
    name = resource["name"]
    kind, column = links.ROWS.get(name, ("", ""))
    rows = data.table(name)
    if name == "goal-right-sources":
        rows["goal"] = rows.goal_right.map(data.goal_rights.set_index("id").goal)
    return [
        {"source": row[field], "table": name, "kind": kind, "key": row.get(column, "")}
        for row in rows.to_dict("records")
        for field in cited
        if row[field]
    ]


def on_own_word(data: Data) -> list[str]:
    """The partly confirmed claims that nothing supports but the word of the speaker or her office:
    their ids.
    """
    partly = data.claims.id[data.claims.verdict == "partly confirmed"]
    supporting = data.evidence[data.evidence.bears == "supports"]
    others = supporting.claim[supporting.voice != "own"]
    return partly[~partly.isin(others)].tolist()


def funding_rows(data: Data) -> pd.Series:
    """By entity that the speech lists: number of rows of the funding record that name it as
    agency.
    """
    agencies = data.contributions.agency.str.split(";").explode().str.strip()
    return agencies.value_counts().reindex(data.entities.entity, fill_value=0)

"""Validation of the data package: frictionless for what its schema says, and the rules a schema cannot state.

Every fault has one form: table, row, column, what is wrong, how to mend it. Rows are
numbered as in a text editor or spreadsheet: the header is row 1.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from frictionless import Package, system
from frictionless import errors as frictionless_errors

from briefing.dataset import Data, data_folder, load, read_package
from briefing.mapping import NONE, decided, links_summary, uncovered
from briefing.money import overlap
from briefing.treaties import bound_from


@dataclass(frozen=True)
class Fault:
    """One fault of the data: where it is, what is wrong, how to mend it."""

    table: str
    row: int | None
    column: str | None
    what: str
    mend: str

    def __str__(self) -> str:
        where = [self.table]
        if self.row:
            where.append(f"row {self.row}")
        if self.column:
            where.append(f"column {self.column}")
        return f"{', '.join(where)}: {self.what} Mend: {self.mend}"


MEND = {
    "type-error": "write the value in the form the column's type asks for (datapackage.json).",
    "constraint-error": "use a value that the column's constraint allows (datapackage.json).",
    "primary-key": "give each row a key of its own; change or remove one of the two.",
    "unique-error": "change or remove one of the two.",
    "foreign-key": "add the missing row to the other table, or correct the name here.",
    "blank-row": "remove the empty line.",
    "extra-cell": "remove the cell, or quote text that holds a comma.",
    "missing-cell": "add the missing cells; an empty value still needs its comma.",
    "extra-label": "remove the column, or describe it in datapackage.json.",
    "missing-label": "add the column to the header, in the order of datapackage.json.",
    "incorrect-label": "name the columns as in datapackage.json, in the same order.",
    "encoding-error": "save the file as UTF-8.",
    "scheme-error": "restore the file, or remove its resource from datapackage.json.",
    "source-error": "restore the file's header and rows.",
}


def schema_faults(folder: Path) -> Iterator[Fault]:
    """Faults that frictionless finds: types, constraints, keys, foreign keys, damaged files."""
    try:
        with system.use_context(trusted=False):
            report = Package(str(folder / "datapackage.json")).validate()
    except Exception as error:  # frictionless raises on a descriptor that is no package
        note = " ".join(str(error).split())
        yield Fault("datapackage.json", None, None, note, "repair or restore the file.")
        return
    for error in report.errors:
        yield Fault("datapackage.json", None, None, _sentence(error.note), "repair or restore the file.")
    for task in report.tasks:
        for error in task.errors:
            row = getattr(error, "row_number", None)
            column = getattr(error, "field_name", None) or getattr(error, "label", None)
            if isinstance(error, frictionless_errors.ForeignKeyError):
                column = ", ".join(error.field_names)
            cell = getattr(error, "cell", None)
            note = f"{_short(cell)}: {error.note}" if cell else error.note
            mend = MEND.get(error.type, "repair the file.")
            yield Fault(task.name, row, column, _sentence(note), mend)


CELLS = {  # how a cell of a type is written; frictionless and pandas both take more, and not the same
    "integer": (re.compile(r"-?[0-9]{1,15}"), "a whole number in plain digits (1234)"),
    "number": (re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?"), "a number in plain digits with a point (1234.5)"),
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "a date as YYYY-MM-DD"),
}
BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069]")
LONGEST = 32_767  # characters; what a cell of a spreadsheet holds
TYPES = {"string", "boolean", *CELLS}


def description_faults(folder: Path) -> Iterator[Fault]:
    """Faults of ``datapackage.json`` that would keep a table from being read, or leave one out."""
    def fault(what: str) -> Fault:
        return Fault("datapackage.json", None, None, what, "repair or restore the file.")

    try:
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        json.dumps(package, ensure_ascii=False).encode("utf-8")
    except (OSError, ValueError, RecursionError) as error:
        yield fault(_sentence(f"not readable: {type(error).__name__}: {_short(error, 200)}"))
        return
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list) or not all(isinstance(one, dict) for one in resources):
        yield fault("it is no data package with a list of resources.")
        return
    for key in ("title", "version", "licenses"):
        if not package.get(key):
            yield fault(f"the package has no {key}.")
    for n, one in enumerate(resources, 1):
        name = one.get("name") or f"resource {n}"
        schema = one.get("schema")
        fields = schema.get("fields") if isinstance(schema, dict) else None
        if not all(isinstance(one.get(key), str) and one[key] for key in ("name", "path", "title", "description")):
            yield fault(f"{name} lacks a name, path, title or description.")
        elif not (isinstance(fields, list) and fields and all(isinstance(field, dict) for field in fields)):
            yield fault(f"{name} has no schema with fields.")
        elif extra := {"dialect", "encoding", "missingValues"} & ({*one, *schema} - ({"encoding"} if one.get("encoding") == "utf-8" else set())):
            yield fault(f"{name} sets {', '.join(sorted(extra))}; every table is UTF-8 with commas, and an empty cell is an empty cell.")
        else:
            for field in fields:
                if not all(isinstance(field.get(key), str) and field[key] for key in ("name", "type", "title", "description")) or field["type"] not in TYPES:
                    yield fault(f"{name}: the field {field.get('name')!r} lacks a name, title or description, or its type is none of {', '.join(sorted(TYPES))}.")
                elif field["type"] == "boolean" and not (field.get("trueValues") and field.get("falseValues")):
                    yield fault(f"{name}: the field {field['name']!r} does not say which words are yes and no.")
    names = [str(one.get("name")) for one in resources]
    for missing in sorted(NEEDED - set(names)):
        yield fault(f"there is no table {missing}, which the pages need.")
    described = {str(one.get("path")) for one in resources}
    for file in sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")):
        if file not in described:
            yield fault(f"{file} is described by no resource, so that nothing would read it.")


def cell_faults(folder: Path) -> Iterator[Fault]:
    """Faults of the files as text, read strictly: quotes, line breaks, and cells that two readers would take for two things."""
    for resource in read_package(folder)["resources"]:
        table, fields = resource["name"], resource["schema"]["fields"]
        try:
            text = (folder / resource["path"]).read_bytes().decode("utf-8-sig")
        except (OSError, ValueError):
            continue  # frictionless says it
        row = 0
        try:
            for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1):
                if row == 1 and cells != [field["name"] for field in fields]:
                    yield Fault(table, 1, None, "the header is not that of the schema.", MEND["incorrect-label"])
                    break
                for field, cell in zip(fields, cells, strict=False):  # frictionless counts the cells
                    if fault := _cell_fault(field["type"], cell, row):
                        yield Fault(table, row, field["name"], *fault)
        except csv.Error as error:
            yield Fault(table, row + 1, None, _sentence(str(error)), "close the quote that was left open, or double a quote inside a cell.")


def _cell_fault(kind: str, cell: str, row: int) -> tuple[str, str] | None:
    """What is wrong with one cell as text, and how to mend it."""
    if BREAKS.search(cell):
        return f"{_short(cell)}: a line break, a control character or a mark that turns the direction of writing.", "write the cell on one line; if rows below are in it, close the quote that was left open."
    if len(cell) > LONGEST:
        return f"{len(cell):,} characters.", f"shorten the text; a cell of a spreadsheet holds {LONGEST:,}."
    if row > 1 and cell and kind in CELLS and not CELLS[kind][0].fullmatch(cell):
        return f"{_short(cell)} is not {CELLS[kind][1]}.", MEND["type-error"]
    return None


def _short(text: object, limit: int = 60) -> str:
    text = str(text)
    return json.dumps(text if len(text) <= limit else text[:limit] + "...", ensure_ascii=False)


def _sentence(note: str) -> str:
    note = " ".join(str(note).split())
    note = note if len(note) <= 400 else note[:400] + " ..."
    return note if note.endswith(".") else note + "."


# Tables that the rules of this module read; the notebooks name what else they need.
NEEDED = {
    "sources", "research", "left-out", "paragraphs", "events", "event-sources", "topics", "figures", "policy-documents",
    "claims", "evidence", "searches", "goal-rights", "goal-right-sources", "goal-right-gaps", "targets", "target-rights",
    "targets-without-link", "treaty-status", "contributions",
}


def rule_faults(data: Data) -> Iterator[Fault]:
    """Faults that a schema cannot state: spans, precision, attribution, completeness of the research."""
    for rule in RULES:
        yield from rule(data)


def _rows(frame: pd.DataFrame, mask: pd.Series) -> Iterator[tuple[int, pd.Series]]:
    """Rows where ``mask`` holds, each with its line number in the file."""
    for index in frame.index[mask.fillna(False).astype(bool)]:
        yield index + 2, frame.loc[index]


def event_dates(data: Data) -> Iterator[Fault]:
    """A span ends after it starts; a month, quarter or year runs from its first day to its last."""
    events = data.events
    for row, event in _rows(events, events.end_date < events.date):
        yield Fault("events", row, "end_date", f"{event.id} ends on {event.end_date:%Y-%m-%d}, before it starts on {event.date:%Y-%m-%d}.", "correct one of the two dates.")
    for precision in ("month", "quarter", "year"):
        of_kind = events[events.precision == precision]
        starts = of_kind.date == of_kind.date.dt.to_period(precision[0].upper()).dt.start_time
        last = of_kind.end_date.dt.to_period(precision[0].upper()).dt.end_time.dt.normalize()
        ends = of_kind.end_date == last
        for row, event in _rows(of_kind, ~(starts & ends)):
            yield Fault("events", row, "precision", f"{event.id} is dated to a {precision} but does not run from the first to the last day of one.", f"give the first day of the {precision} as date and the last as end_date, or change the precision.")


def event_sources_complete(data: Data) -> Iterator[Fault]:
    """Every event has a source."""
    events = data.events
    for row, event in _rows(events, ~events.id.isin(data.event_sources.event)):
        yield Fault("events", row, "id", f"{event.id} has no source.", "add a row with its source to event_sources.csv.")


def event_speech(data: Data) -> Iterator[Fault]:
    """An event that the speech names or implies says in which paragraph; another does not."""
    events = data.events
    for row, event in _rows(events, (events.in_speech == "no") != (events.paragraph == "")):
        yield Fault("events", row, "paragraph", f"{event.id} has in_speech {event.in_speech} and paragraph {_short(event.paragraph)}.", "give the paragraph for named or implied, and none for no.")


def doubts_are_said(data: Data) -> Iterator[Fault]:
    """A row of low confidence says why."""
    events = data.events
    for row, event in _rows(events, (events.confidence == "low") & (events.note == "")):
        yield Fault("events", row, "note", f"{event.id} has low confidence and no note.", "say what the doubt is, or leave the event out.")


def figure_values(data: Data) -> Iterator[Fault]:
    """A figure is a number with its bound or a finding in words; ranges and windows are in order."""
    figures = data.figures
    for row, figure in _rows(figures, figures.value.isna() == (figures.text_value == "")):
        yield Fault("figures", row, "value", f"{figure.id} needs either a value or a finding in words.", "fill value or text_value, not both.")
    for row, figure in _rows(figures, figures.value.notna() & (figures.bound == "")):
        yield Fault("figures", row, "bound", f"{figure.id} has a value without a bound.", "say how the source hedges it (exactly, about, at-least ...).")
    for row, figure in _rows(figures, figures.value_to < figures.value):
        yield Fault("figures", row, "value_to", f"{figure.id} ends below its start.", "correct the range.")
    for row, figure in _rows(figures, (figures.window_end != "") & (figures.window_end < figures.window_start)):
        yield Fault("figures", row, "window_end", f"{figure.id} counts a period that ends before it starts.", "correct the window.")
    topics = data.topics
    for row, topic in _rows(topics, ~topics.topic.isin(figures.topic)):
        yield Fault("topics", row, "topic", f"{topic.topic} has no figure.", "add a figure or remove the topic.")


def figure_bounds(data: Data) -> Iterator[Fault]:
    """A number without a hedge is round in whole hundreds, and exact otherwise."""
    figures = data.figures
    whole = (figures.value > 0) & (figures.value % 100 == 0)
    for row, figure in _rows(figures, (figures.bound == "exactly") & whole):
        yield Fault(
            "figures", row, "bound",
            f"{figure.id} gives whole hundreds as exact, which may be a rounded number.",
            "write round, or the hedge of the source.",
        )
    for row, figure in _rows(figures, (figures.bound == "round") & ~whole):
        yield Fault(
            "figures", row, "bound",
            f"{figure.id} is called round but is not in whole hundreds.",
            "write exactly, or the hedge of the source.",
        )


def figure_areas(data: Data) -> Iterator[Fault]:
    """A crowd or a number of detained people says which area it covers."""
    figures = data.figures
    counted = data.topics.topic[data.topics.kind.isin(["crowd", "detained"])]
    for row, figure in _rows(figures, figures.topic.isin(counted) & (figures.area == "")):
        yield Fault(
            "figures", row, "area",
            f"{figure.id} does not say whether it covers Minsk or the country.",
            "write minsk or country, or unstated where the source leaves it open.",
        )


def document_doubts(data: Data) -> Iterator[Fault]:
    """A document without a date of adoption, or not identified, says so."""
    documents = data.policy_documents
    unclear = documents.adopted.isna() | (documents.identity == "not-established")
    for row, document in _rows(documents, unclear & (documents.note == "")):
        yield Fault("policy-documents", row, "note", f"{document.document} has no date or no identity, and no note.", "say what was not found.")


def sources_cited(data: Data) -> Iterator[Fault]:
    """Every source is cited by some row, or by a resource of the package."""
    ids, urls = set(), set()
    for resource in data.package["resources"]:
        urls |= {source["path"] for source in resource.get("sources", [])}
        for key in resource["schema"].get("foreignKeys", []):
            if key["reference"]["resource"] == "sources":
                ids |= set(data.table(resource["name"])[key["fields"][0]])
    sources = data.sources
    for row, source in _rows(sources, ~(sources.id.isin(ids) | sources.url.isin(urls))):
        yield Fault("sources", row, "id", f"{source.id} is cited nowhere.", "cite it from a row, or remove it.")


EVIDENCE = ["event", "figure", "statement", "contribution", "instrument", "goal_right", "series", "source"]


def claims_evidence(data: Data) -> Iterator[Fault]:
    """A verdict on facts has evidence, a norm its legal basis; each piece of evidence points to one thing."""
    claims, evidence = data.claims, data.evidence
    factual = claims.verdict.isin(["confirmed", "partly confirmed", "differs", "not found"])
    for row, claim in _rows(claims, factual & ~claims.id.isin(evidence.claim)):
        yield Fault("claims", row, "verdict", f"{claim.id} is {claim.verdict} without evidence.", "add a row to evidence.csv, or change the verdict.")
    for row, claim in _rows(claims, (claims.verdict == "norm") & (claims.legal_basis == "")):
        yield Fault("claims", row, "legal_basis", f"{claim.id} is a norm without its basis.", "say where the norm stands.")
    for row, piece in _rows(evidence, (evidence[EVIDENCE] != "").sum(axis=1) != 1):
        yield Fault("evidence", row, "event", f"{piece.id} must point to exactly one thing.", f"fill one of {', '.join(EVIDENCE)}.")


def verdicts_carried(data: Data) -> Iterator[Fault]:
    """What is confirmed has another voice than the speaker's, and what is so in part has support."""
    claims = data.claims
    supporting = data.evidence[data.evidence.bears == "supports"]
    others = supporting[supporting.voice == "other"].claim
    alone = (claims.verdict == "confirmed") & ~claims.id.isin(others)
    for row, claim in _rows(claims, alone):
        yield Fault("claims", row, "verdict",
                    f"{claim.id} is confirmed, but no evidence that supports it has another voice "
                    "than the speaker's or her office's.",
                    "add such a row to evidence.csv, or change the verdict.")
    unsupported = (claims.verdict == "partly confirmed") & ~claims.id.isin(supporting.claim)
    for row, claim in _rows(claims, unsupported):
        yield Fault("claims", row, "verdict",
                    f"{claim.id} is partly confirmed, but no evidence supports it.",
                    "add a supporting row to evidence.csv, or change the verdict.")


def missing_is_said(data: Data) -> Iterator[Fault]:
    """A partly confirmed claim says what is missing, and another does not."""
    claims = data.claims
    partly = claims.verdict == "partly confirmed"
    for row, claim in _rows(claims, partly & (claims.missing == "")):
        yield Fault("claims", row, "missing",
                    f"{claim.id} is partly confirmed and does not say what is missing.",
                    "say in a short sentence what the evidence does not show.")
    for row, claim in _rows(claims, ~partly & (claims.missing != "")):
        yield Fault("claims", row, "missing",
                    f"{claim.id} is {claim.verdict} and says what is missing.",
                    "empty the cell, or make the verdict partly confirmed.")


def searches_listed(data: Data) -> Iterator[Fault]:
    """A claim that was not found lists what was searched."""
    claims = data.claims
    unlisted = (claims.verdict == "not found") & ~claims.id.isin(data.searches.claim)
    for row, claim in _rows(claims, unlisted):
        yield Fault("claims", row, "verdict",
                    f"{claim.id} was not found, but no search for it is listed.",
                    "add a row to searches.csv for each search that was made.")


def paragraphs_checked(data: Data) -> Iterator[Fault]:
    """Every paragraph of the speech has a claim, if only to say that it holds nothing to check."""
    paragraphs = data.paragraphs
    for row, paragraph in _rows(paragraphs, ~paragraphs.paragraph.isin(data.claims.paragraph)):
        yield Fault("paragraphs", row, "paragraph", f"paragraph {paragraph.paragraph} has no claim.", "add one to claims.csv, or say there why nothing can be checked.")


def readings_explained(data: Data) -> Iterator[Fault]:
    """A link of our own reading has a rationale; one from the OHCHR table has a source."""
    links = data.goal_rights
    for row, link in _rows(links, (links.basis == "our-reading") & (links.rationale == "")):
        yield Fault("goal-rights", row, "rationale", f"{link.id} is our reading without a rationale.", "say in a sentence what goal and article share.")
    for row, link in _rows(links, (links.basis == "ohchr-table") & ~links.id.isin(data.goal_right_sources.goal_right)):
        yield Fault("goal-rights", row, "basis", f"{link.id} claims the OHCHR table without a copy.", "add the copy to goal_right_sources.csv.")


def targets_decided(data: Data) -> Iterator[Fault]:
    """Every target has links or a reason for none, and so has every goal and right that are linked for the goal as a whole."""
    rows = decided(data).set_index("target")
    undecided = rows.index[(rows.strength == NONE) & (rows.reason == "")]
    for row, target in _rows(data.targets, data.targets.target.isin(undecided)):
        yield Fault("targets", row, "target", f"{target.target} is linked to nothing and has no reason.", "add a row to target_rights.csv, or say in targets_without_link.csv why there is none.")
    left_out = data.targets_without_link
    for row, target in _rows(left_out, left_out.target.isin(rows.index[rows.strength != NONE])):
        yield Fault("targets-without-link", row, "target", f"{target.target} has a link.", "remove this row, or the links.")
    links, gaps, missing = data.goal_rights, data.goal_right_gaps, uncovered(data)
    keys = {name: pd.MultiIndex.from_frame(frame[["goal", "right"]]) for name, frame in (("links", links), ("gaps", gaps), ("missing", missing))}
    unsaid = keys["links"].isin(keys["missing"]) & ~keys["links"].isin(keys["gaps"])
    for row, link in _rows(links, pd.Series(unsaid, links.index) & ~links.duplicated(["goal", "right"])):
        yield Fault("goal-rights", row, "right", f"goal {link.goal} is linked to {link.right}, but none of its targets is.", "link a target in target_rights.csv, or say in goal_right_gaps.csv why none is.")
    for row, gap in _rows(gaps, pd.Series(~keys["gaps"].isin(keys["missing"]), gaps.index)):
        yield Fault("goal-right-gaps", row, "right", f"goal {gap.goal} and {gap.right}: a target is linked, or the goal itself is not.", "remove this row.")


def treaty_dates(data: Data) -> Iterator[Fault]:
    """Signature, joining and later change follow each other; a party has joined and was bound."""
    treaties = data.treaty_status
    joined = treaties.joined.dt.strftime("%Y-%m-%d").fillna("")
    for row, treaty in _rows(treaties, (joined != "") & (treaties.signed > joined)):
        yield Fault("treaty-status", row, "joined", f"{treaty.instrument} is joined before it is signed.", "correct one of the two dates.")
    bound = treaties.instrument.map(bound_from(data))
    late = (treaties.status_on_day == "party") & (bound > pd.Timestamp("2020-12-10"))
    for row, treaty in _rows(treaties, late):
        yield Fault("treaty-status", row, "status_on_day",
                    f"{treaty.instrument} bound Belarus only after 10 December 2020.",
                    "change the status, or a date in treaty_status, instruments or waiting_times.")
    for row, treaty in _rows(treaties, treaties.later_effect < treaties.later_notified):
        yield Fault("treaty-status", row, "later_effect", f"{treaty.instrument} takes effect before it is notified.", "correct one of the two dates.")
    for row, treaty in _rows(treaties, (treaties.status_on_day == "party") != (treaties.joined.notna() & (treaties["mode"] != ""))):
        yield Fault("treaty-status", row, "status_on_day", f"{treaty.instrument}: a party has a date and a mode, another State has neither.", "complete the row or change the status.")


def default_view_adds_up(data: Data) -> Iterator[Fault]:
    """No two rows of the default view overlap, and all are in one currency."""
    rows = data.contributions
    view = rows[rows.in_default_view.fillna(False)]
    for index, row in view.iterrows():
        for _, other in view.loc[:index].iloc[:-1].iterrows():
            if overlap(row.overlap_group, other.overlap_group):
                yield Fault("contributions", index + 2, "overlap_group", f"{row.id} and {other.id} hold the same money and are both in the default view.", "take one out of the default view.")
    for row, wrong in _rows(view, (view.unit != "USD") | view.amount.isna()):
        yield Fault("contributions", row, "unit", f"{wrong.id} is in the default view without an amount in US dollars.", "take it out of the default view.")


def research_ids(data: Data) -> dict[str, tuple[int, set[str], set[str]]]:
    """Per research batch: rows researched, ids carried over, ids left out.

    A cell may hold several ids, separated by semicolons; an id with a letter at its end
    (``FIG-004b``) is a part of the researched row without it.
    """
    cells, left = set(), set(data.left_out.research_id)
    for resource in data.package["resources"]:
        columns = [field["name"] for field in resource["schema"]["fields"]]
        if "research_id" in columns and resource["name"] != "left-out":
            cells |= set(data.table(resource["name"]).research_id)
    carried = {part.strip() for cell in cells for part in cell.split(";")}
    result = {}
    for batch in data.research.itertuples():
        pattern = re.compile(f"({batch.id_pattern})[a-z]?")

        def of_batch(ids: set[str], pattern: re.Pattern = pattern) -> set[str]:
            return {match[1] for match in map(pattern.fullmatch, ids) if match}

        result[batch.batch] = (int(batch.rows), of_batch(carried), of_batch(left))
    return result


def research_adds_up(data: Data) -> Iterator[Fault]:
    """Rows carried over and rows left out add up to what was researched, and none is both."""
    for row, (batch, (researched, kept, left)) in enumerate(research_ids(data).items(), 2):
        for both in sorted(kept & left):
            yield Fault("left-out", None, "research_id", f"{both} is both carried over and left out.", "remove one of the two.")
        if len(kept | left) != researched:
            yield Fault("research", row, "rows", f"{batch}: {len(kept)} rows carried over and {len(left)} left out do not add up to {researched}.", "carry the missing rows over, or record in left_out.csv why not.")


RULES = [
    event_dates, event_sources_complete, event_speech, doubts_are_said, figure_values,
    figure_bounds, figure_areas,
    document_doubts, sources_cited, claims_evidence, verdicts_carried, missing_is_said,
    searches_listed, paragraphs_checked, readings_explained,
    targets_decided, treaty_dates, default_view_adds_up, research_adds_up,
]


def faults(folder: Path | None = None) -> list[Fault]:
    """All faults of the package in ``folder``; rules run only once the schema holds.

    Returns an empty list for sound data. Never raises on damaged data.
    """
    folder = folder or data_folder()
    for find in (description_faults, cell_faults, schema_faults, lambda of: rule_faults(load(of))):
        if found := list(find(folder)):
            return found
    return []


def verdicts_summary(data: Data) -> str:
    """How many statements have each verdict, in the order in which the schema names them."""
    fields = {field["name"]: field for field in data.resource("claims")["schema"]["fields"]}
    counts = Counter(data.claims.verdict)
    order = fields["verdict"]["constraints"]["enum"]
    said = [f"{counts[verdict]} {verdict}" for verdict in order]
    return f"Statements by verdict: {', '.join(said)}"


def summary(folder: Path | None = None) -> list[str]:
    """Lines that say how many rows each table holds and how the research adds up."""
    data = load(folder)
    lines = [f"{r['title']}: {len(data.table(r['name'])):,} rows" for r in data.package["resources"]]
    titles = data.research.set_index("batch").title
    for batch, (researched, kept, left) in research_ids(data).items():
        reasons = Counter(data.left_out.reason[data.left_out.research_id.isin(left)])
        why = f" ({', '.join(f'{n} {reason}' for reason, n in sorted(reasons.items()))})" if left else ""
        lines.append(f"{titles[batch]}: {len(kept)} carried over + {len(left)} left out{why} = {researched} researched")
    return [*lines, verdicts_summary(data), *links_summary(data)]

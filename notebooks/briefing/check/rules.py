"""Rules on sources, dates, verdicts, links and sums that a schema cannot state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from briefing.check.fault import Fault
from briefing.check.parallels import LINK, needless_gaps, parallels, unparallel
from briefing.check.rule import ends_first, flag, rule
from briefing.dataset import SPEECH, SPEECH_DAY, Data, tuples, version_number
from briefing.money import overlap
from briefing.treaties import bound_from

# ---- Events and figures


@rule("events")
def event_dates(data: Data) -> Iterator[Fault]:
    """A span ends after it starts; a month, quarter or year runs from its first day to its last."""
    events = data.events
    wrong = events[events.end_date < events.date]
    what = "{id} ends on {end_date:%Y-%m-%d}, before it starts on {date:%Y-%m-%d}."
    yield from flag("events", wrong, "end_date", what, "correct one of the two dates.")
    what = "{id} is dated to a {precision} but does not run from the first to the last day of one."
    mend = (
        "give the first day of the {precision} as date and the last as end_date, or change the"
        " precision."
    )
    for precision in ("month", "quarter", "year"):
        of_kind = events[events.precision == precision]
        period = precision[0].upper()
        starts = of_kind.date == of_kind.date.dt.to_period(period).dt.start_time
        last = of_kind.end_date.dt.to_period(period).dt.end_time.dt.normalize()
        wrong = of_kind[~(starts & (of_kind.end_date == last))]
        yield from flag("events", wrong, "precision", what, mend)


@rule("events", "event-sources")
def event_sources_complete(data: Data) -> Iterator[Fault]:
    """Every event has a source."""
    wrong = data.events[~data.events.id.isin(data.event_sources.event)]
    mend = "add a row with its source to event_sources.csv."
    yield from flag("events", wrong, "id", "{id} has no source.", mend)


@rule("events")
def event_speech(data: Data) -> Iterator[Fault]:
    """An event that the speech names or implies says in which paragraph; another does not."""
    events = data.events
    wrong = events[(events.in_speech == "no") != (events.paragraph == "")]
    what = "{id} has in_speech {in_speech} and paragraph {paragraph!q}."
    mend = "give the paragraph for named or implied, and none for no."
    yield from flag("events", wrong, "paragraph", what, mend)


@rule("events")
def doubts_are_said(data: Data) -> Iterator[Fault]:
    """A row of low confidence says why."""
    wrong = data.events[(data.events.confidence == "low") & (data.events.note == "")]
    mend = "say what the doubt is, or leave the event out."
    yield from flag("events", wrong, "note", "{id} has low confidence and no note.", mend)


@rule("events")
def event_labels(data: Data) -> Iterator[Fault]:
    """A label in the picture of the year has its reason, and is of an event of that year."""
    events = data.events
    bare = events[(events.label == "") != (events.label_reason == "")]
    what = "{id} has label {label!q} and label_reason {label_reason!q}."
    mend = "give both, or leave both empty."
    yield from flag("events", bare, "label_reason", what, mend)
    year = events.date.dt.year == SPEECH_DAY.year
    what = "{id} has a label in the picture of {year}, but begins on {date:%Y-%m-%d}."
    mend = "empty label and label_reason, or correct the date."
    wrong = events[(events.label != "") & ~year]
    yield from flag("events", wrong, "label", what, mend, year=SPEECH_DAY.year)


@rule("figures", "topics")
def figure_values(data: Data) -> Iterator[Fault]:
    """A figure is a number with its bound, or a finding in words; ranges are in order."""
    figures, topics = data.figures, data.topics
    wrong = figures[figures.value.isna() == (figures.text_value == "")]
    what = "{id} needs either a value or a finding in words."
    yield from flag("figures", wrong, "value", what, "fill value or text_value, not both.")
    wrong = figures[figures.value.notna() & (figures.bound == "")]
    what = "{id} has a value without a bound."
    mend = "say how the source hedges it (exactly, about, at-least ...)."
    yield from flag("figures", wrong, "bound", what, mend)
    wrong = figures[figures.value_to < figures.value]
    what = "{id} ends below its start."
    yield from flag("figures", wrong, "value_to", what, "correct the range.")
    wrong = figures[ends_first(figures.window_start, figures.window_end)]
    what = "{id} counts a period that ends before it starts."
    yield from flag("figures", wrong, "window_end", what, "correct the window.")
    wrong = topics[~topics.topic.isin(figures.topic)]
    mend = "add a figure or remove the topic."
    yield from flag("topics", wrong, "topic", "{topic} has no figure.", mend)


@rule("figures")
def figure_bounds(data: Data) -> Iterator[Fault]:
    """A number without a hedge is round in whole hundreds, and exact otherwise."""
    figures = data.figures
    whole = (figures.value > 0) & (figures.value % 100 == 0)
    wrong = figures[(figures.bound == "exactly") & whole]
    what = "{id} gives whole hundreds as exact, which may be a rounded number."
    yield from flag("figures", wrong, "bound", what, "write round, or the hedge of the source.")
    wrong = figures[(figures.bound == "round") & ~whole]
    what = "{id} is called round but is not in whole hundreds."
    yield from flag("figures", wrong, "bound", what, "write exactly, or the hedge of the source.")


@rule("figures", "topics")
def figure_areas(data: Data) -> Iterator[Fault]:
    """A crowd or a number of detained people says which area it covers."""
    figures = data.figures
    counted = data.topics.topic[data.topics.kind.isin(["crowd", "detained"])]
    wrong = figures[figures.topic.isin(counted) & (figures.area == "")]
    what = "{id} does not say whether it covers Minsk or the country."
    mend = "write minsk or country, or unstated where the source leaves it open."
    yield from flag("figures", wrong, "area", what, mend)


@rule("policy-documents")
def document_doubts(data: Data) -> Iterator[Fault]:
    """A document without a date of adoption, or not identified, says so."""
    documents = data.policy_documents
    unclear = documents.adopted.isna() | (documents.identity == "not-established")
    wrong = documents[unclear & (documents.note == "")]
    what = "{document} has no date or no identity, and no note."
    yield from flag("policy-documents", wrong, "note", what, "say what was not found.")


# ---- Sources and claims


@rule("sources")
def sources_cited(data: Data) -> Iterator[Fault]:
    """Every source is cited by some row, or by a resource of the package."""
    ids: set[str] = set()
    urls: set[str] = set()
    for resource in data.package["resources"]:
        urls |= {source["path"] for source in resource.get("sources", [])}
        for key in resource["schema"].get("foreignKeys", []):
            if key["reference"]["resource"] == "sources":
                ids |= set(data.table(resource["name"])[key["fields"][0]])
    sources = data.sources
    wrong = sources[~(sources.id.isin(ids) | sources.url.isin(urls))]
    mend = "cite it from a row, or remove it."
    yield from flag("sources", wrong, "id", "{id} is cited nowhere.", mend)


EVIDENCE = [
    *("event", "figure", "statement", "contribution"),
    *("instrument", "goal_right", "series", "source"),
]


@rule("claims", "evidence")
def claims_evidence(data: Data) -> Iterator[Fault]:
    """A verdict on facts has evidence, a norm its legal basis; each piece of evidence points to one
    thing.
    """
    claims, evidence = data.claims, data.evidence
    factual = data.categories("claims", "verdict").factual.astype(bool)  # none where not said
    factual = claims.verdict.isin(factual.index[factual])
    wrong = claims[factual & ~claims.id.isin(evidence.claim)]
    mend = "add a row to evidence.csv, or change the verdict."
    yield from flag("claims", wrong, "verdict", "{id} is {verdict} without evidence.", mend)
    wrong = claims[(claims.verdict == "norm") & (claims.legal_basis == "")]
    what = "{id} is a norm without its basis."
    yield from flag("claims", wrong, "legal_basis", what, "say where the norm stands.")
    wrong = evidence[(evidence[EVIDENCE] != "").sum(axis=1) != 1]
    what, mend = "{id} must point to exactly one thing.", f"fill one of {', '.join(EVIDENCE)}."
    yield from flag("evidence", wrong, "event", what, mend)


@rule("claims", "evidence")
def verdicts_carried(data: Data) -> Iterator[Fault]:
    """What is confirmed has another voice than the speaker's, what is so in part has support."""
    claims = data.claims
    supporting = data.evidence[data.evidence.bears == "supports"]
    others = supporting[supporting.voice == "other"].claim
    wrong = claims[(claims.verdict == "confirmed") & ~claims.id.isin(others)]
    what = (
        "{id} is confirmed, but no evidence that supports it has another voice than the speaker's"
        " or her office's."
    )
    mend = "add such a row to evidence.csv, or change the verdict."
    yield from flag("claims", wrong, "verdict", what, mend)
    wrong = claims[(claims.verdict == "partly confirmed") & ~claims.id.isin(supporting.claim)]
    what = "{id} is partly confirmed, but no evidence supports it."
    mend = "add a supporting row to evidence.csv, or change the verdict."
    yield from flag("claims", wrong, "verdict", what, mend)


@rule("claims")
def missing_is_said(data: Data) -> Iterator[Fault]:
    """A partly confirmed claim says what is missing, and another does not."""
    claims = data.claims
    partly = claims.verdict == "partly confirmed"
    what = "{id} is partly confirmed and does not say what is missing."
    mend = "say in a short sentence what the evidence does not show."
    yield from flag("claims", claims[partly & (claims.missing == "")], "missing", what, mend)
    what = "{id} is {verdict} and says what is missing."
    mend = "empty the cell, or make the verdict partly confirmed."
    yield from flag("claims", claims[~partly & (claims.missing != "")], "missing", what, mend)


@rule("claims", "searches")
def searches_listed(data: Data) -> Iterator[Fault]:
    """A claim that was not found lists what was searched."""
    claims = data.claims
    wrong = claims[(claims.verdict == "not found") & ~claims.id.isin(data.searches.claim)]
    what = "{id} was not found, but no search for it is listed."
    mend = "add a row to searches.csv for each search that was made."
    yield from flag("claims", wrong, "verdict", what, mend)


@rule("paragraphs", "claims")
def paragraphs_checked(data: Data) -> Iterator[Fault]:
    """Every paragraph of the speech has a claim, if only to say that it holds nothing to check."""
    wrong = data.paragraphs[~data.paragraphs.paragraph.isin(data.claims.paragraph)]
    what = "paragraph {paragraph} has no claim."
    mend = "add one to claims.csv, or say there why nothing can be checked."
    yield from flag("paragraphs", wrong, "paragraph", what, mend)


# ---- Goals, targets and rights


@rule("goal-rights", "goal-right-sources")
def readings_explained(data: Data) -> Iterator[Fault]:
    """A link of our own reading has a rationale; one from the OHCHR table has a source."""
    links = data.goal_rights
    wrong = links[(links.basis == "our-reading") & (links.rationale == "")]
    what = "{id} is our reading without a rationale."
    mend = "say in a sentence what goal and article share."
    yield from flag("goal-rights", wrong, "rationale", what, mend)
    copied = links.id.isin(data.goal_right_sources.goal_right)
    wrong = links[(links.basis == "ohchr-table") & ~copied]
    what = "{id} claims the OHCHR table without a copy."
    yield from flag("goal-rights", wrong, "basis", what, "add the copy to goal_right_sources.csv.")


def uncovered(data: Data) -> pd.DataFrame:
    """Goals and rights that are linked for the goal as a whole but by none of its targets:
    ``goal``, ``right``.
    """
    goals = data.goal_rights[["goal", "right"]].drop_duplicates()
    return goals[~_among(goals, data.targets.merge(data.target_rights, on="target"))]


def _among(rows: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    """Whether the goal and right of a row stand in ``others``."""
    keys, known = (pd.MultiIndex.from_frame(one[["goal", "right"]]) for one in (rows, others))
    return pd.Series(keys.isin(known), rows.index)


@rule("targets", "target-rights", "targets-without-link")
def targets_decided(data: Data) -> Iterator[Fault]:
    """Every target has links, or a reason for none."""
    targets, left_out, linked = data.targets, data.targets_without_link, data.target_rights.target
    open_ = targets[~targets.target.isin(linked) & ~targets.target.isin(left_out.target)]
    what = "{target} is linked to nothing and has no reason."
    mend = "add a row to target_rights.csv, or say in targets_without_link.csv why there is none."
    yield from flag("targets", open_, "target", what, mend)
    wrong = left_out[left_out.target.isin(linked)]
    cut = (wrong.target + "0").isin(open_.target)
    what, table = "{target} has a link.", "targets-without-link"
    yield from flag(table, wrong[~cut], "target", what, "remove this row, or the links.")
    mend = "remove this row, or the links; if a spreadsheet took a zero from {target}0, write that."
    yield from flag(table, wrong[cut], "target", what, mend)


@rule("goal-rights", "goal-right-gaps", "targets", "target-rights")
def goals_decided(data: Data) -> Iterator[Fault]:
    """Every goal and right that are linked for the goal as a whole have linked targets, or a reason
    for none.
    """
    links, gaps, missing = data.goal_rights, data.goal_right_gaps, uncovered(data)
    unsaid = _among(links, missing) & ~_among(links, gaps)
    wrong = links[unsaid & ~links.duplicated(["goal", "right"])]
    what = "goal {goal} is linked to {right}, but none of its targets is."
    mend = "link a target in target_rights.csv, or say in goal_right_gaps.csv why none is."
    yield from flag("goal-rights", wrong, "right", what, mend)
    wrong = gaps[~_among(gaps, missing)]
    what = "goal {goal} and {right}: a target is linked, or the goal itself is not."
    yield from flag("goal-right-gaps", wrong, "right", what, "remove this row.")


@rule("parallels")
def parallels_founded(data: Data) -> Iterator[Fault]:
    """A parallel provision has a source, or a reason of ours."""
    wrong = data.parallels[(data.parallels.source == "") == (data.parallels.reason == "")]
    what = "{guarantee}, {article_id}: one of source and reason must be filled."
    yield from flag("parallels", wrong, "reason", what, "give a source, or a reason of ours.")


@rule("parallels", "parallel-gaps", "targets", "target-rights", "target-reach", "articles")
def parallels_drawn(data: Data) -> Iterator[Fault]:
    """A target linked to a guarantee has the parallel provisions of other instruments too, or a
    reason why not.
    """
    rows, gaps = parallels(data), data.parallel_gaps
    missing, needless = unparallel(rows), needless_gaps(data, rows)
    longer = gaps.assign(target=gaps.target + "0")[LINK]  # 8.1 may be what is left of 8.10
    keys = pd.MultiIndex.from_frame(missing[LINK])
    cut = needless & pd.MultiIndex.from_frame(longer).isin(keys)
    what = (
        "{target} has probably lost its zero in a spreadsheet: nothing is excused for it, but"
        " {target}0 lacks {article_id}."
    )
    mend = "write {target}0, and edit the file as text."
    yield from flag("parallel-gaps", gaps[cut], "target", what, mend)
    said = keys.isin(pd.MultiIndex.from_frame(longer[cut]))
    yield from _missing_parallels(data, missing[~said])
    where = gaps.target.where(gaps.target != "", "every target")
    wrong = gaps.assign(where=where)[needless & ~cut]
    what = "{where}, {guarantee}, {article_id}: nothing is excused by this."
    yield from flag("parallel-gaps", wrong, "article_id", what, "remove this row.")


def _missing_parallels(data: Data, missing: pd.DataFrame) -> Iterator[Fault]:
    """What to say of links that are asked for: at the link that asks, else at the words that do."""
    links = {link.id: link for link in tuples(data.target_rights)}
    reach = {(one.target, one.reach): one.Index for one in tuples(data.target_reach)}
    mend = "link the target to that as well, or say in parallel_gaps.csv why not."
    for one in tuples(missing):
        provision = f", {one.provision}" if one.provision else ""
        what = f"to {one.article_id}, which guarantees the same ({one.guarantee}{provision})."
        if one.because_of:
            link = links[one.because_of[0]]
            what = f"{link.id} links {one.target} to {link.article_id}, but not {what}"
            yield Fault("target-rights", link.Index + 2, "article_id", what, mend)
        else:
            row = reach[one.target, one.guarantee] + 2
            what = f"{one.target} asks for {one.guarantee}, but is not linked {what}"
            yield Fault("target-reach", row, "reach", what, mend)


@rule("treaty-status", "instruments", "waiting-times")
def treaty_dates(data: Data) -> Iterator[Fault]:
    """Signature, joining and later change follow each other; a party has joined and was bound."""
    treaties, table = data.treaty_status, "treaty-status"
    party = treaties.status_on_day == "party"
    joined = treaties.joined.dt.strftime("%Y-%m-%d").fillna("")
    wrong = treaties[(joined != "") & (treaties.signed > joined)]
    what = "{instrument} is joined before it is signed."
    yield from flag(table, wrong, "joined", what, "correct one of the two dates.")
    bound = treaties.instrument.map(bound_from(data))
    what = "{instrument} bound Belarus only after 10 December 2020."
    mend = "change the status, or a date in treaty_status, instruments or waiting_times."
    late = party & (bound > pd.Timestamp(SPEECH))
    yield from flag(table, treaties[late], "status_on_day", what, mend)
    wrong = treaties[treaties.later_effect < treaties.later_notified]
    what = "{instrument} takes effect before it is notified."
    yield from flag(table, wrong, "later_effect", what, "correct one of the two dates.")
    wrong = treaties[party != (treaties.joined.notna() & (treaties["mode"] != ""))]
    what = "{instrument}: a party has a date and a mode, another State has neither."
    yield from flag(table, wrong, "status_on_day", what, "complete the row or change the status.")


# ---- Sums


@rule("contributions")
def default_view_adds_up(data: Data) -> Iterator[Fault]:
    """No two rows of the default view overlap, and all are in one currency."""
    rows = data.contributions
    view = rows[rows.in_default_view.fillna(False)]
    for other, row in combinations(tuples(view), 2):
        if overlap(row.overlap_group, other.overlap_group):
            what = f"{row.id} and {other.id} hold the same money and are both in the default view."
            mend = "take one out of the default view."
            yield Fault("contributions", row.Index + 2, "overlap_group", what, mend)
    wrong = view[(view.unit != "USD") | view.amount.isna()]
    what = "{id} is in the default view without an amount in US dollars."
    yield from flag("contributions", wrong, "unit", what, "take it out of the default view.")


def research_ids(data: Data) -> dict[str, tuple[int, set[str], set[str]]]:
    """Per research batch: rows researched, ids carried over, ids left out.

    A cell may hold several ids, separated by semicolons; an id with a letter at its end
    (``FIG-004b``) is a part of the researched row without it.
    """
    cells: set[str] = set()
    for resource in data.package["resources"]:
        columns = [field["name"] for field in resource["schema"]["fields"]]
        if "research_id" in columns and resource["name"] != "left-out":
            cells |= set(data.table(resource["name"]).research_id)
    carried = {part.strip() for cell in cells for part in cell.split(";")}

    def of_batch(pattern: str, ids: set[str]) -> set[str]:
        found = (re.fullmatch(f"({pattern})[a-z]?", one) for one in ids)
        return {match[1] for match in found if match}

    left = set(data.left_out.research_id)
    return {
        one.batch: (
            int(one.rows),
            of_batch(one.id_pattern, carried),
            of_batch(one.id_pattern, left),
        )
        for one in tuples(data.research)
    }


@rule("research", "left-out")
def research_adds_up(data: Data) -> Iterator[Fault]:
    """Rows carried over and rows left out add up to what was researched, and none is both."""
    for row, (batch, (researched, kept, left)) in enumerate(research_ids(data).items(), 2):
        for both in sorted(kept & left):
            what, mend = f"{both} is both carried over and left out.", "remove one of the two."
            yield Fault("left-out", None, "research_id", what, mend)
        if len(kept | left) != researched:
            what = (
                f"{batch}: {len(kept)} rows carried over and {len(left)} left out do not add up to"
                f" {researched}."
            )
            mend = "carry the missing rows over, or record in left_out.csv why not."
            yield Fault("research", row, "rows", what, mend)


@rule("corrections")
def corrections_dated(data: Data) -> Iterator[Fault]:
    """A correction came with a version of this package that exists."""
    rows, now = data.corrections, data.package["version"]
    ahead = [version_number(one) > version_number(now) for one in rows.version]
    wrong = rows[pd.Series(ahead, rows.index, dtype=bool)]
    what = "{id} came with version {version}, and this is {now}."
    mend = "correct the version, or raise that of the package in datapackage.json."
    yield from flag("corrections", wrong, "version", what, mend, now=now)

"""The rules that a schema cannot state, each a function on the loaded tables. A new rule is one
more function in ``RULES``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from briefing.check.fault import Fault, short
from briefing.check.parallels import needless_gaps, parallels, unparallel
from briefing.dataset import SPEECH, Data
from briefing.money import overlap
from briefing.treaties import bound_from


def _rows(frame: pd.DataFrame, mask: pd.Series) -> Iterator[tuple[int, pd.Series]]:
    """Rows where ``mask`` holds, each with its line number in the file."""
    for index in frame.index[mask.fillna(False).astype(bool)]:
        yield index + 2, frame.loc[index]


def ends_first(start: pd.Series, end: pd.Series) -> pd.Series:
    """Whether two partial dates are there and the second lies before the first.

    They are compared as far as the end says: 2020 does not end before 2020-08.
    """
    begins = pd.Series([a[: len(b)] for a, b in zip(start, end, strict=True)], start.index)
    return (start != "") & (end != "") & (end < begins)


def event_dates(data: Data) -> Iterator[Fault]:
    """A span ends after it starts; a month, quarter or year runs from its first day to its last."""
    events = data.events
    for row, event in _rows(events, events.end_date < events.date):
        yield Fault(
            "events",
            row,
            "end_date",
            f"{event.id} ends on {event.end_date:%Y-%m-%d}, before it starts on"
            f" {event.date:%Y-%m-%d}.",
            "correct one of the two dates.",
        )
    for precision in ("month", "quarter", "year"):
        of_kind = events[events.precision == precision]
        starts = of_kind.date == of_kind.date.dt.to_period(precision[0].upper()).dt.start_time
        last = of_kind.end_date.dt.to_period(precision[0].upper()).dt.end_time.dt.normalize()
        ends = of_kind.end_date == last
        for row, event in _rows(of_kind, ~(starts & ends)):
            yield Fault(
                "events",
                row,
                "precision",
                f"{event.id} is dated to a {precision} but does not run from the first to the last"
                " day of one.",
                f"give the first day of the {precision} as date and the last as end_date, or change"
                " the precision.",
            )


def event_sources_complete(data: Data) -> Iterator[Fault]:
    """Every event has a source."""
    events = data.events
    for row, event in _rows(events, ~events.id.isin(data.event_sources.event)):
        yield Fault(
            "events",
            row,
            "id",
            f"{event.id} has no source.",
            "add a row with its source to event_sources.csv.",
        )


def event_speech(data: Data) -> Iterator[Fault]:
    """An event that the speech names or implies says in which paragraph; another does not."""
    events = data.events
    for row, event in _rows(events, (events.in_speech == "no") != (events.paragraph == "")):
        yield Fault(
            "events",
            row,
            "paragraph",
            f"{event.id} has in_speech {event.in_speech} and paragraph {short(event.paragraph)}.",
            "give the paragraph for named or implied, and none for no.",
        )


def doubts_are_said(data: Data) -> Iterator[Fault]:
    """A row of low confidence says why."""
    events = data.events
    for row, event in _rows(events, (events.confidence == "low") & (events.note == "")):
        yield Fault(
            "events",
            row,
            "note",
            f"{event.id} has low confidence and no note.",
            "say what the doubt is, or leave the event out.",
        )


def figure_values(data: Data) -> Iterator[Fault]:
    """A figure is a number with its bound or a finding in words; ranges and windows are in order."""
    figures = data.figures
    for row, figure in _rows(figures, figures.value.isna() == (figures.text_value == "")):
        yield Fault(
            "figures",
            row,
            "value",
            f"{figure.id} needs either a value or a finding in words.",
            "fill value or text_value, not both.",
        )
    for row, figure in _rows(figures, figures.value.notna() & (figures.bound == "")):
        yield Fault(
            "figures",
            row,
            "bound",
            f"{figure.id} has a value without a bound.",
            "say how the source hedges it (exactly, about, at-least ...).",
        )
    for row, figure in _rows(figures, figures.value_to < figures.value):
        yield Fault(
            "figures", row, "value_to", f"{figure.id} ends below its start.", "correct the range."
        )
    for row, figure in _rows(figures, ends_first(figures.window_start, figures.window_end)):
        yield Fault(
            "figures",
            row,
            "window_end",
            f"{figure.id} counts a period that ends before it starts.",
            "correct the window.",
        )
    topics = data.topics
    for row, topic in _rows(topics, ~topics.topic.isin(figures.topic)):
        yield Fault(
            "topics",
            row,
            "topic",
            f"{topic.topic} has no figure.",
            "add a figure or remove the topic.",
        )


def figure_bounds(data: Data) -> Iterator[Fault]:
    """A number without a hedge is round in whole hundreds, and exact otherwise."""
    figures = data.figures
    whole = (figures.value > 0) & (figures.value % 100 == 0)
    for row, figure in _rows(figures, (figures.bound == "exactly") & whole):
        yield Fault(
            "figures",
            row,
            "bound",
            f"{figure.id} gives whole hundreds as exact, which may be a rounded number.",
            "write round, or the hedge of the source.",
        )
    for row, figure in _rows(figures, (figures.bound == "round") & ~whole):
        yield Fault(
            "figures",
            row,
            "bound",
            f"{figure.id} is called round but is not in whole hundreds.",
            "write exactly, or the hedge of the source.",
        )


def figure_areas(data: Data) -> Iterator[Fault]:
    """A crowd or a number of detained people says which area it covers."""
    figures = data.figures
    counted = data.topics.topic[data.topics.kind.isin(["crowd", "detained"])]
    for row, figure in _rows(figures, figures.topic.isin(counted) & (figures.area == "")):
        yield Fault(
            "figures",
            row,
            "area",
            f"{figure.id} does not say whether it covers Minsk or the country.",
            "write minsk or country, or unstated where the source leaves it open.",
        )


def document_doubts(data: Data) -> Iterator[Fault]:
    """A document without a date of adoption, or not identified, says so."""
    documents = data.policy_documents
    unclear = documents.adopted.isna() | (documents.identity == "not-established")
    for row, document in _rows(documents, unclear & (documents.note == "")):
        yield Fault(
            "policy-documents",
            row,
            "note",
            f"{document.document} has no date or no identity, and no note.",
            "say what was not found.",
        )


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
        yield Fault(
            "sources",
            row,
            "id",
            f"{source.id} is cited nowhere.",
            "cite it from a row, or remove it.",
        )


EVIDENCE = [
    "event",
    "figure",
    "statement",
    "contribution",
    "instrument",
    "goal_right",
    "series",
    "source",
]


def claims_evidence(data: Data) -> Iterator[Fault]:
    """A verdict on facts has evidence, a norm its legal basis; each piece of evidence points to one
    thing.
    """
    claims, evidence = data.claims, data.evidence
    factual = claims.verdict.isin(["confirmed", "partly confirmed", "differs", "not found"])
    for row, claim in _rows(claims, factual & ~claims.id.isin(evidence.claim)):
        yield Fault(
            "claims",
            row,
            "verdict",
            f"{claim.id} is {claim.verdict} without evidence.",
            "add a row to evidence.csv, or change the verdict.",
        )
    for row, claim in _rows(claims, (claims.verdict == "norm") & (claims.legal_basis == "")):
        yield Fault(
            "claims",
            row,
            "legal_basis",
            f"{claim.id} is a norm without its basis.",
            "say where the norm stands.",
        )
    for row, piece in _rows(evidence, (evidence[EVIDENCE] != "").sum(axis=1) != 1):
        yield Fault(
            "evidence",
            row,
            "event",
            f"{piece.id} must point to exactly one thing.",
            f"fill one of {', '.join(EVIDENCE)}.",
        )


def verdicts_carried(data: Data) -> Iterator[Fault]:
    """What is confirmed has another voice than the speaker's, and what is so in part has support."""
    claims = data.claims
    supporting = data.evidence[data.evidence.bears == "supports"]
    others = supporting[supporting.voice == "other"].claim
    alone = (claims.verdict == "confirmed") & ~claims.id.isin(others)
    for row, claim in _rows(claims, alone):
        yield Fault(
            "claims",
            row,
            "verdict",
            f"{claim.id} is confirmed, but no evidence that supports it has another voice "
            "than the speaker's or her office's.",
            "add such a row to evidence.csv, or change the verdict.",
        )
    unsupported = (claims.verdict == "partly confirmed") & ~claims.id.isin(supporting.claim)
    for row, claim in _rows(claims, unsupported):
        yield Fault(
            "claims",
            row,
            "verdict",
            f"{claim.id} is partly confirmed, but no evidence supports it.",
            "add a supporting row to evidence.csv, or change the verdict.",
        )


def missing_is_said(data: Data) -> Iterator[Fault]:
    """A partly confirmed claim says what is missing, and another does not."""
    claims = data.claims
    partly = claims.verdict == "partly confirmed"
    for row, claim in _rows(claims, partly & (claims.missing == "")):
        yield Fault(
            "claims",
            row,
            "missing",
            f"{claim.id} is partly confirmed and does not say what is missing.",
            "say in a short sentence what the evidence does not show.",
        )
    for row, claim in _rows(claims, ~partly & (claims.missing != "")):
        yield Fault(
            "claims",
            row,
            "missing",
            f"{claim.id} is {claim.verdict} and says what is missing.",
            "empty the cell, or make the verdict partly confirmed.",
        )


def searches_listed(data: Data) -> Iterator[Fault]:
    """A claim that was not found lists what was searched."""
    claims = data.claims
    unlisted = (claims.verdict == "not found") & ~claims.id.isin(data.searches.claim)
    for row, claim in _rows(claims, unlisted):
        yield Fault(
            "claims",
            row,
            "verdict",
            f"{claim.id} was not found, but no search for it is listed.",
            "add a row to searches.csv for each search that was made.",
        )


def paragraphs_checked(data: Data) -> Iterator[Fault]:
    """Every paragraph of the speech has a claim, if only to say that it holds nothing to check."""
    paragraphs = data.paragraphs
    for row, paragraph in _rows(paragraphs, ~paragraphs.paragraph.isin(data.claims.paragraph)):
        yield Fault(
            "paragraphs",
            row,
            "paragraph",
            f"paragraph {paragraph.paragraph} has no claim.",
            "add one to claims.csv, or say there why nothing can be checked.",
        )


def readings_explained(data: Data) -> Iterator[Fault]:
    """A link of our own reading has a rationale; one from the OHCHR table has a source."""
    links = data.goal_rights
    for row, link in _rows(links, (links.basis == "our-reading") & (links.rationale == "")):
        yield Fault(
            "goal-rights",
            row,
            "rationale",
            f"{link.id} is our reading without a rationale.",
            "say in a sentence what goal and article share.",
        )
    for row, link in _rows(
        links, (links.basis == "ohchr-table") & ~links.id.isin(data.goal_right_sources.goal_right)
    ):
        yield Fault(
            "goal-rights",
            row,
            "basis",
            f"{link.id} claims the OHCHR table without a copy.",
            "add the copy to goal_right_sources.csv.",
        )


def uncovered(data: Data) -> pd.DataFrame:
    """Goals and rights that are linked for the goal as a whole but by none of its targets:
    ``goal``, ``right``.
    """
    goals = data.goal_rights[["goal", "right"]].drop_duplicates()
    targets = data.targets.merge(data.target_rights, on="target")
    keys = pd.MultiIndex.from_frame(targets[["goal", "right"]])
    return goals[~pd.MultiIndex.from_frame(goals).isin(keys)]


def targets_decided(data: Data) -> Iterator[Fault]:
    """Every target has links or a reason for none, and so has every goal and right that are linked
    for the goal as a whole.
    """
    linked, left_out = set(data.target_rights.target), data.targets_without_link
    undecided = set(data.targets.target) - linked - set(left_out.target)
    for row, target in _rows(data.targets, data.targets.target.isin(undecided)):
        yield Fault(
            "targets",
            row,
            "target",
            f"{target.target} is linked to nothing and has no reason.",
            "add a row to target_rights.csv, or say in targets_without_link.csv why there is none.",
        )
    for row, target in _rows(left_out, left_out.target.isin(linked)):
        zero = (
            f"; if a spreadsheet took a zero from {target.target}0, write that"
            if f"{target.target}0" in undecided
            else ""
        )
        yield Fault(
            "targets-without-link",
            row,
            "target",
            f"{target.target} has a link.",
            f"remove this row, or the links{zero}.",
        )
    links, gaps, missing = data.goal_rights, data.goal_right_gaps, uncovered(data)
    keys = {
        name: pd.MultiIndex.from_frame(frame[["goal", "right"]])
        for name, frame in (("links", links), ("gaps", gaps), ("missing", missing))
    }
    unsaid = keys["links"].isin(keys["missing"]) & ~keys["links"].isin(keys["gaps"])
    for row, link in _rows(
        links, pd.Series(unsaid, links.index) & ~links.duplicated(["goal", "right"])
    ):
        yield Fault(
            "goal-rights",
            row,
            "right",
            f"goal {link.goal} is linked to {link.right}, but none of its targets is.",
            "link a target in target_rights.csv, or say in goal_right_gaps.csv why none is.",
        )
    for row, gap in _rows(gaps, pd.Series(~keys["gaps"].isin(keys["missing"]), gaps.index)):
        yield Fault(
            "goal-right-gaps",
            row,
            "right",
            f"goal {gap.goal} and {gap.right}: a target is linked, or the goal itself is not.",
            "remove this row.",
        )


def parallels_drawn(data: Data) -> Iterator[Fault]:
    """A target linked to a guarantee has the parallel provisions of other instruments too, or a
    reason why not.
    """
    table, gaps, links, reach = (
        data.parallels,
        data.parallel_gaps,
        data.target_rights,
        data.target_reach,
    )
    for row, one in _rows(table, (table.source == "") == (table.reason == "")):
        yield Fault(
            "parallels",
            row,
            "reason",
            f"{one.guarantee}, {one.article_id}: one of source and reason must be filled.",
            "give a source, or a reason of ours.",
        )
    row_of, article_of = (
        {link.id: link.Index + 2 for link in links.itertuples()},
        links.set_index("id").article_id,
    )
    said = {(one.target, one.reach): one.Index + 2 for one in reach.itertuples()}
    rows = parallels(data)
    missing, needless = unparallel(rows), needless_gaps(data, rows)
    asked = set(missing[["target", "guarantee", "article_id"]].itertuples(index=False, name=None))
    astray = needless & pd.Series(
        [(f"{g.target}0", g.guarantee, g.article_id) in asked for g in gaps.itertuples()],
        gaps.index,
        dtype=bool,
    )
    lost = {(f"{g.target}0", g.guarantee, g.article_id) for g in gaps[astray].itertuples()}
    for row, gap in _rows(gaps, astray):
        yield Fault(
            "parallel-gaps",
            row,
            "target",
            f"{gap.target} has probably lost its zero in a spreadsheet: nothing is excused for it,"
            f" but {gap.target}0 lacks {gap.article_id}.",
            f"write {gap.target}0, and edit the file as text.",
        )
    for one in missing.itertuples():
        if (one.target, one.guarantee, one.article_id) in lost:
            continue
        what = (
            f"but not to {one.article_id}, which guarantees the same"
            f" ({one.guarantee}{f', {one.provision}' if one.provision else ''})."
        )
        mend = "link the target to that as well, or say in parallel_gaps.csv why not."
        if one.because_of:
            link = one.because_of[0]
            yield Fault(
                "target-rights",
                row_of[link],
                "article_id",
                f"{link} links {one.target} to {article_of[link]}, {what}",
                mend,
            )
        else:
            yield Fault(
                "target-reach",
                said[one.target, one.guarantee],
                "reach",
                f"{one.target} asks for {one.guarantee},"
                f" {what.replace('not to', 'is not linked to')}",
                mend,
            )
    for row, gap in _rows(gaps, needless & ~astray):
        yield Fault(
            "parallel-gaps",
            row,
            "article_id",
            f"{gap.target or 'every target'}, {gap.guarantee}, {gap.article_id}: nothing is excused"
            " by this.",
            "remove this row.",
        )


def treaty_dates(data: Data) -> Iterator[Fault]:
    """Signature, joining and later change follow each other; a party has joined and was bound."""
    treaties = data.treaty_status
    joined = treaties.joined.dt.strftime("%Y-%m-%d").fillna("")
    for row, treaty in _rows(treaties, (joined != "") & (treaties.signed > joined)):
        yield Fault(
            "treaty-status",
            row,
            "joined",
            f"{treaty.instrument} is joined before it is signed.",
            "correct one of the two dates.",
        )
    bound = treaties.instrument.map(bound_from(data))
    late = (treaties.status_on_day == "party") & (bound > pd.Timestamp(SPEECH))
    for row, treaty in _rows(treaties, late):
        yield Fault(
            "treaty-status",
            row,
            "status_on_day",
            f"{treaty.instrument} bound Belarus only after 10 December 2020.",
            "change the status, or a date in treaty_status, instruments or waiting_times.",
        )
    for row, treaty in _rows(treaties, treaties.later_effect < treaties.later_notified):
        yield Fault(
            "treaty-status",
            row,
            "later_effect",
            f"{treaty.instrument} takes effect before it is notified.",
            "correct one of the two dates.",
        )
    for row, treaty in _rows(
        treaties,
        (treaties.status_on_day == "party") != (treaties.joined.notna() & (treaties["mode"] != "")),
    ):
        yield Fault(
            "treaty-status",
            row,
            "status_on_day",
            f"{treaty.instrument}: a party has a date and a mode, another State has neither.",
            "complete the row or change the status.",
        )


def default_view_adds_up(data: Data) -> Iterator[Fault]:
    """No two rows of the default view overlap, and all are in one currency."""
    rows = data.contributions
    view = rows[rows.in_default_view.fillna(False)]
    for index, row in view.iterrows():
        for _, other in view.loc[:index].iloc[:-1].iterrows():
            if overlap(row.overlap_group, other.overlap_group):
                yield Fault(
                    "contributions",
                    index + 2,
                    "overlap_group",
                    f"{row.id} and {other.id} hold the same money and are both in the default"
                    " view.",
                    "take one out of the default view.",
                )
    for row, wrong in _rows(view, (view.unit != "USD") | view.amount.isna()):
        yield Fault(
            "contributions",
            row,
            "unit",
            f"{wrong.id} is in the default view without an amount in US dollars.",
            "take it out of the default view.",
        )


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
            yield Fault(
                "left-out",
                None,
                "research_id",
                f"{both} is both carried over and left out.",
                "remove one of the two.",
            )
        if len(kept | left) != researched:
            yield Fault(
                "research",
                row,
                "rows",
                f"{batch}: {len(kept)} rows carried over and {len(left)} left out do not add up to"
                f" {researched}.",
                "carry the missing rows over, or record in left_out.csv why not.",
            )


def corrections_dated(data: Data) -> Iterator[Fault]:
    """A correction came with a version of this package that exists."""
    rows = data.corrections
    newest = _version(data.package["version"])
    ahead = pd.Series([_version(one) > newest for one in rows.version], rows.index, dtype=bool)
    for row, one in _rows(rows, ahead):
        yield Fault(
            "corrections",
            row,
            "version",
            f"{one.id} came with version {one.version}, and this is {data.package['version']}.",
            "correct the version, or raise that of the package in datapackage.json.",
        )


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


RULES = [
    event_dates,
    event_sources_complete,
    event_speech,
    doubts_are_said,
    figure_values,
    figure_bounds,
    figure_areas,
    document_doubts,
    sources_cited,
    claims_evidence,
    verdicts_carried,
    missing_is_said,
    searches_listed,
    paragraphs_checked,
    readings_explained,
    targets_decided,
    parallels_drawn,
    treaty_dates,
    default_view_adds_up,
    research_adds_up,
    corrections_dated,
]

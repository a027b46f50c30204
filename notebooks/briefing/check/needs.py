"""Rules on which sums, charts and sentences rely: whatever passes them can be drawn and said.

Each is a function on the loaded tables, as in ``rules``; a new one is one more in ``RULES``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, wraps

import pandas as pd

from briefing.check.fault import Fault, short
from briefing.check.rules import _rows, ends_first
from briefing.dataset import SPEECH, Data
from briefing.money import IATI_FUNDING, is_currency

Rule = Callable[[Data], Iterator[Fault]]


def reads(*tables: str) -> Callable[[Rule], Rule]:
    """Marks a rule that runs where these tables are; pages name the tables that they need."""

    def marked(rule: Rule) -> Rule:
        @wraps(rule)
        def run(data: Data) -> Iterator[Fault]:
            if {table.replace("-", "_") for table in tables} <= set(data.names):
                yield from rule(data)

        return run

    return marked


def _first(rows: pd.DataFrame, unless: bool) -> tuple[pd.DataFrame, pd.Series]:
    """The first of ``rows`` as ``_rows`` takes it, to name a place for what all of them lack."""
    return rows, pd.Series([n == 0 and not unless for n in range(len(rows))], rows.index)


@cache
def _currencies() -> frozenset[str]:
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


def currency_codes(data: Data) -> Iterator[Fault]:
    """Money names its currency by a code of ISO 4217; nothing else looks like one."""
    for resource in data.package["resources"]:
        names = {field["name"] for field in resource["schema"]["fields"]}
        for column in names & {"currency", "base"}:
            rows = data.table(resource["name"])
            for row, wrong in _rows(rows, ~rows[column].isin(_currencies() | {""})):
                yield Fault(
                    resource["name"],
                    row,
                    column,
                    f"{short(wrong[column])} is no currency code of ISO 4217.",
                    "write the code in capitals (USD, EUR, BYN).",
                )


@reads("contributions")
def money_has_a_code(data: Data) -> Iterator[Fault]:
    """Money in a table that also counts items names its currency by a code, and only money does."""
    rows = data.contributions
    signs = rows.unit.str.contains(r"[$€£₽]|(?i:dollar|euro|rouble|ruble|pound|zloty)")
    like = rows.unit.str.fullmatch(r"[A-Z]{3}") | rows.unit.str.upper().isin(_currencies())
    for row, wrong in _rows(rows, signs | (like & ~rows.unit.isin(_currencies()))):
        yield Fault(
            "contributions",
            row,
            "unit",
            f"{short(wrong.unit)} is no currency code of ISO 4217.",
            "write money with its code in capitals (USD, EUR, BYN), and anything else as a word for"
            " what is counted.",
        )


@reads("exchange-rates")
def rate_periods(data: Data) -> Iterator[Fault]:
    """The rate of a kind is that of a year or of a month, between two currencies."""
    rates = data.exchange_rates
    length = rates.kind.map({"annual-average": 4, "monthly-average": 7, "end-of-month": 7})
    for row, rate in _rows(rates, rates.period.str.len() != length):
        form = "YYYY" if rate.kind == "annual-average" else "YYYY-MM"
        yield Fault(
            "exchange-rates",
            row,
            "period",
            f"{short(rate.period)} is no period of a rate of the kind {rate.kind}.",
            f"write it as {form}, or correct the kind.",
        )
    for row, rate in _rows(rates, rates.currency == rates.base):
        yield Fault(
            "exchange-rates",
            row,
            "base",
            f"a rate of {rate.currency} to itself.",
            "give the two currencies of the rate.",
        )


@reads("contributions")
def amounts_complete(data: Data) -> Iterator[Fault]:
    """Amount and unit come together; a range has a start and ends above it."""
    rows = data.contributions
    for row, one in _rows(rows, rows.amount.notna() & (rows.unit == "")):
        yield Fault(
            "contributions",
            row,
            "unit",
            f"{one.id} has an amount without its currency or unit.",
            "fill this cell (USD, EUR, items ...).",
        )
    for row, one in _rows(rows, rows.amount.isna() & ((rows.unit != "") | rows.amount_to.notna())):
        yield Fault(
            "contributions",
            row,
            "amount",
            f"{one.id} has a unit or the end of a range without an amount.",
            "fill this cell, or empty unit and amount_to.",
        )
    for row, one in _rows(rows, rows.amount_to <= rows.amount):
        yield Fault(
            "contributions",
            row,
            "amount_to",
            f"{one.id} ends no higher than it starts.",
            "correct the range, or leave amount_to empty.",
        )
    differs = (rows.unit == "USD") & (rows.amount_usd_stated != rows.amount) & rows.amount_to.isna()
    for row, one in _rows(rows, differs):
        yield Fault(
            "contributions",
            row,
            "amount_usd_stated",
            f"{one.id} is in US dollars, but states another amount of them.",
            "give the same amount twice, or leave this cell empty.",
        )


@reads("contributions")
def contribution_dates(data: Data) -> Iterator[Fault]:
    """A period ends after it starts, and a record is not older than what it records."""
    rows = data.contributions
    for row, one in _rows(rows, ends_first(rows.period_start, rows.period_end)):
        yield Fault(
            "contributions",
            row,
            "period_end",
            f"{one.id} ends in {one.period_end}, before it starts in {one.period_start}.",
            "correct one of the two dates.",
        )
    for row, one in _rows(rows, ends_first(rows.period_start, rows.as_of)):
        yield Fault(
            "contributions",
            row,
            "as_of",
            f"{one.id} is stated as of {one.as_of}, before its period starts in"
            f" {one.period_start}.",
            "correct one of the two dates.",
        )


# What a row must say to stand in a sum or chart, by the panel that shows it.
IN_VIEW = (
    "donor",
    "donor_group",
    "agency",
    "period_start",
    "period_end",
    "as_of",
    "amount",
    "unit",
    "overlap_group",
)
IN_LAYERS = ("donor", "period_start", "period_end", "as_of", "amount", "unit")
DRAWN_LAYERS = ("tagged-women", "tagged-facility", "untagged-eu-grant")


@reads("contributions")
def shown_rows_complete(data: Data) -> Iterator[Fault]:
    """Rows in a sum or a layer of a chart have all that is said of them there."""
    rows = data.contributions
    view, layers = (
        rows.in_default_view.fillna(False).astype(bool),
        rows.sme_layer.isin(DRAWN_LAYERS),
    )
    for columns, mask, where in (
        (IN_VIEW, view, "in the default view"),
        (IN_LAYERS, layers & ~view, "in a layer of money for small firms"),
    ):
        for column in columns:
            empty = rows[column].isna() | (rows[column].astype("str") == "")
            for row, one in _rows(rows, mask & empty):
                yield Fault(
                    "contributions",
                    row,
                    column,
                    f"{one.id} is {where} without {column}.",
                    "fill this cell, or take the row out of"
                    f" {'the default view' if where.endswith('view') else 'its layer'}.",
                )
    for row, one in _rows(rows, layers & ~rows.unit.map(is_currency) & (rows.unit != "")):
        yield Fault(
            "contributions",
            row,
            "unit",
            f"{one.id} is in a layer of money for small firms, but {one.unit} is no money.",
            "give an amount of money, or file the row under activity or context.",
        )
    for row, one in _rows(rows, view & rows.amount_to.notna()):
        yield Fault(
            "contributions",
            row,
            "amount_to",
            f"{one.id} is in the default view with a range, and a sum needs one amount.",
            "leave the cell empty, or take the row out of the default view.",
        )
    for row, one in _rows(rows, view & rows.agency.str.contains(";", regex=False)):
        yield Fault(
            "contributions",
            row,
            "agency",
            f"{one.id} is in the default view under several agencies.",
            "split the row by agency, or take it out of the default view.",
        )


@reads("statements")
def stated_totals(data: Data) -> Iterator[Fault]:
    """The stated total moves from day to day: two statements with an amount, or more."""
    rows = data.statements
    with_amount = rows.amount.notna()
    for row, one in _rows(rows, with_amount & (rows.date.str.len() != 10)):
        yield Fault(
            "statements",
            row,
            "date",
            f"{one.id} states an amount but is dated {one.date}, to no day.",
            "give the day (YYYY-MM-DD), since the total is drawn by day; or leave the amount"
            " empty.",
        )
    for row, one in _rows(rows, rows.amount == 0):
        yield Fault(
            "statements",
            row,
            "amount",
            f"{one.id} states an amount of 0.",
            "leave the cell empty where no amount was stated.",
        )
    for row, one in _rows(rows, with_amount != (rows.currency != "")):
        yield Fault(
            "statements",
            row,
            "currency",
            f"{one.id} has an amount without its currency, or a currency without an amount.",
            "fill both cells, or neither.",
        )
    if not (with_amount & (rows.currency == "USD") & (rows.date <= SPEECH)).any():
        yield Fault(
            "statements",
            None,
            "currency",
            "no statement up to 10 December 2020 gives an amount in US dollars.",
            "restore it; the pages set the records beside the total that was stated by then.",
        )
    if with_amount.sum() < 2:
        yield Fault(
            "statements",
            None,
            "amount",
            "fewer than two statements have an amount.",
            "restore the statements; the pages compare the first with the last.",
        )


@reads("spent-to-date")
def spending_for_measures(data: Data) -> Iterator[Fault]:
    """Measure A adds what UNICEF and UNDP had booked by 30 September 2020."""
    rows = data.spent_to_date
    known = set(rows[rows.as_of <= "2020-09-30"].agency)
    for agency in sorted({"UNICEF", "UNDP"} - known):
        yield Fault(
            "spent-to-date",
            None,
            "agency",
            f"{agency} has no spending booked by 30 September 2020, which measure A adds.",
            "restore the row, or correct its agency or day.",
        )


@reads("iati-transactions")
def iati_funding(data: Data) -> Iterator[Fault]:
    """The transactions that give the agencies' sums again are there, in US dollars."""
    rows = data.iati_transactions
    for publisher, code, years in IATI_FUNDING.values():
        own = (
            (rows.reporting_org == publisher)
            & (rows.transaction_type_code == code)
            & rows.transaction_date.dt.year.isin(years)
            & (rows.currency == "USD")
        )
        if not own.any():
            yield Fault(
                "iati-transactions",
                None,
                "reporting_org",
                f"no transaction of {publisher} in US dollars of type {code} and {years[0]}.",
                "restore the rows.",
            )


@reads("contributions", "population")
def neighbours_have_people(data: Data) -> Iterator[Fault]:
    """WHO's amounts for neighbours are compared by inhabitant, so that these must be known."""
    rows = data.contributions
    compared = (rows.agency == "WHO") & (rows.kind == "commitment") & (rows.panel == "neighbours")
    people = data.population
    for row, one in _rows(rows, compared & ~rows.geography.isin(people.country)):
        yield Fault(
            "contributions",
            row,
            "geography",
            f"{short(one.geography)} has no population to divide {one.id} by.",
            "name a country of population.csv, or show the row in another panel.",
        )
    if "BLR" not in set(people.country_iso3):
        yield Fault(
            "population", None, "country_iso3", "Belarus (BLR) is missing.", "restore the row."
        )


@reads("treaty-status", "instruments")
def treaties_complete(data: Data) -> Iterator[Fault]:
    """Adoption comes first, then force, signature and joining; leaving is told in full."""
    treaties = data.treaty_status.merge(
        data.instruments[["instrument", "adopted", "in_force"]], on="instrument", how="left"
    )
    joined = treaties.joined.dt.strftime("%Y-%m-%d").fillna("")
    for row, one in _rows(
        treaties, (treaties.status_on_day == "not-a-party") & (treaties.adopted == "")
    ):
        yield Fault(
            "treaty-status",
            row,
            "instrument",
            f"{one.instrument} was not joined, and instruments.csv does not say when it was"
            " adopted.",
            "give the date of adoption there; the timeline draws from it.",
        )
    for column, day in (("signed", treaties.signed), ("joined", joined)):
        for row, one in _rows(treaties, ends_first(treaties.adopted, day)):
            yield Fault(
                "treaty-status",
                row,
                column,
                f"{one.instrument} is {column} before it was adopted ({one.adopted}).",
                "correct one of the two dates.",
            )
    later = pd.concat(
        [
            treaties.later_change != "",
            treaties.later_notified.notna(),
            treaties.later_effect.notna(),
        ],
        axis=1,
    ).sum(axis=1)
    for row, one in _rows(treaties, later.isin([1, 2])):
        yield Fault(
            "treaty-status",
            row,
            "later_change",
            f"{one.instrument}: a later change has a kind, a day of notice and a day of effect, or"
            " none of them.",
            "complete the row.",
        )
    instruments = data.instruments
    for row, one in _rows(instruments, ends_first(instruments.adopted, instruments.in_force)):
        yield Fault(
            "instruments",
            row,
            "in_force",
            f"{one.instrument} is in force before it was adopted.",
            "correct one of the two dates.",
        )


@reads("articles", "goal-rights", "target-rights", "speech-links")
def articles_belong(data: Data) -> Iterator[Fault]:
    """An article belongs to the instrument named beside it."""
    home = data.articles.set_index("id").instrument
    for table in ("goal-rights", "target-rights", "speech-links"):
        rows = data.table(table)
        for row, link in _rows(rows, rows.article_id.map(home) != rows.instrument):
            yield Fault(
                table,
                row,
                "article_id",
                f"{link.article_id} is no article of {link.instrument}.",
                "correct the article or the instrument.",
            )


@reads("targets")
def targets_belong(data: Data) -> Iterator[Fault]:
    """A target stands under the goal of its code."""
    targets = data.targets
    for row, target in _rows(
        targets, targets.target.str.split(".").str[0] != targets.goal.astype("str")
    ):
        yield Fault(
            "targets",
            row,
            "goal",
            f"target {target.target} stands under goal {target.goal}.",
            "correct the goal or the code of the target.",
        )


@reads("target-counts")
def targets_are_counted(data: Data) -> Iterator[Fault]:
    """Some source says how many targets are linked to instruments."""
    if data.target_counts.linked.isna().all():
        yield Fault(
            "target-counts",
            None,
            "linked",
            "no row says how many targets are linked.",
            "restore the number.",
        )


@reads("speech-links")
def links_are_of_numbered_paragraphs(data: Data) -> Iterator[Fault]:
    """Rights are touched by numbered paragraphs, which the chart counts."""
    links = data.speech_links
    for row, link in _rows(links, ~links.paragraph.str.fullmatch("[0-9]+")):
        yield Fault(
            "speech-links",
            row,
            "paragraph",
            f"{short(link.paragraph)} is no numbered paragraph.",
            "give the number of the paragraph; the chart of touched rights counts them.",
        )


@reads("paragraphs", "language-differences", "reused-wording")
def wording_has_a_place(data: Data) -> Iterator[Fault]:
    """What is said of wording is said of a paragraph of the speech, and leads to one other text."""
    known = set(data.paragraphs.paragraph)
    for table in ("language-differences", "reused-wording"):
        rows = data.table(table)
        for row, one in _rows(rows, ~rows.paragraph.isin(known | {"title"})):
            yield Fault(
                table,
                row,
                "paragraph",
                f"{short(one.paragraph)} is no paragraph of the speech.",
                "give a paragraph of paragraphs.csv, or title.",
            )
    reused = data.reused_wording
    for row, one in _rows(reused, (reused.event == "") == (reused.source == "")):
        yield Fault(
            "reused-wording",
            row,
            "event",
            f"{one.id} needs either an event or a source.",
            "fill event or source, not both.",
        )


@reads("policy-documents", "policy-document-events")
def documents_have_events(data: Data) -> Iterator[Fault]:
    """A policy document has an event, whose sources it cites; one that is dated has an act."""
    documents = data.policy_documents
    for row, one in _rows(
        documents, ~documents.document.isin(data.policy_document_events.document)
    ):
        yield Fault(
            "policy-documents",
            row,
            "document",
            f"{one.document} has no event, and so no source.",
            "add a row to policy_document_events.csv.",
        )
    for row, one in _rows(documents, documents.adopted.notna() & (documents.act == "")):
        yield Fault(
            "policy-documents",
            row,
            "act",
            f"{one.document} has a date but no act.",
            "say what happened on that day (approval, launch ...).",
        )


@reads("policy-documents")
def advice_is_dated(data: Data) -> Iterator[Fault]:
    """Some document on which the UN advised has a date, from which the front page counts."""
    documents = data.policy_documents
    advised = documents[documents.relation == "advised"]
    for row, one in _rows(*_first(advised, unless=advised.adopted.notna().any())):
        yield Fault(
            "policy-documents",
            row,
            "adopted",
            f"no document on which the UN advised has a date, {one.document} included.",
            "restore the dates; the front page counts the days to the speech.",
        )


@reads("figures", "topics")
def crowds_compare(data: Data) -> Iterator[Fault]:
    """Counts of a crowd are above zero, since the pages divide one by another."""
    figures = data.figures
    crowd = figures.topic.isin(data.topics[data.topics.kind == "crowd"].topic)
    for row, one in _rows(figures, crowd & (figures.value == 0)):
        yield Fault(
            "figures",
            row,
            "value",
            f"{one.id} counts a crowd of 0.",
            "give what the source says in text_value instead.",
        )
    counted = figures[crowd & figures.value.notna() & (figures.area == "minsk")]
    both = (
        counted.assign(official=counted.who_kind == "official").groupby("topic").official.nunique()
    )
    for row, one in _rows(*_first(counted, unless=(both == 2).any())):
        yield Fault(
            "figures",
            row,
            "who_kind",
            f"no crowd of Minsk has both an official count and another, {one.topic} included.",
            "restore the figures; the front page compares them.",
        )


@reads("topics")
def topics_share_a_unit(data: Data) -> Iterator[Fault]:
    """Crowds that stand in one chart are counted in one unit."""
    topics = data.topics[data.topics.kind == "crowd"]
    usual = topics.unit.mode().iloc[0] if len(topics) else ""
    for row, topic in _rows(topics, topics.unit != usual):
        yield Fault(
            "topics",
            row,
            "unit",
            f"{topic.topic} is counted in {topic.unit}, other crowds in {usual}.",
            f"write {usual}, or give the topic a kind of its own.",
        )


@reads("covid-weekly", "stringency-weekly")
def weeks_follow(data: Data) -> Iterator[Fault]:
    """Weekly series run from Monday to Monday without a gap; Belarus is there."""
    for table in ("covid-weekly", "stringency-weekly"):
        rows = data.table(table)
        for row, one in _rows(rows, rows.week_start.dt.day_of_week != 0):
            yield Fault(
                table,
                row,
                "week_start",
                f"{one.week_start:%Y-%m-%d} is no Monday.",
                "give the Monday of the week.",
            )
        step = rows.sort_values("week_start").groupby("country_iso3").week_start.diff().dt.days
        for row, one in _rows(
            rows, (step.reindex(rows.index) != 7) & step.reindex(rows.index).notna()
        ):
            yield Fault(
                table,
                row,
                "week_start",
                f"{one.country_iso3} has no row for the week before {one.week_start:%Y-%m-%d}.",
                "restore the missing week, or correct this one.",
            )
        if "BLR" not in set(rows.country_iso3):
            yield Fault(
                table, None, "country_iso3", "Belarus (BLR) is missing.", "restore its rows."
            )
    rows = data.stringency_weekly
    compared = (rows.country_iso3 == "BLR") & (rows.week_start == "2020-08-03")
    if rows[compared].stringency_on_day.isna().all():
        yield Fault(
            "stringency-weekly",
            None,
            "stringency_on_day",
            "Belarus has no value in the week from 2020-08-03, which the text compares.",
            "restore it.",
        )


@reads("deaths-monthly")
def months_follow(data: Data) -> Iterator[Fault]:
    """Months follow without a gap; those of Belarus are official to June 2020 and no later."""
    rows = data.deaths_monthly
    month = pd.PeriodIndex(rows.month, freq="M")
    for row, one in _rows(rows, pd.Series(month.days_in_month, rows.index) != rows.days):
        yield Fault(
            "deaths-monthly",
            row,
            "days",
            f"{one.month} does not have {one.days} days.",
            "correct the month or the days.",
        )
    number = pd.Series(month.year * 12 + month.month, rows.index)
    step = number.groupby(rows.country_iso3).transform(lambda numbers: numbers.sort_values().diff())
    for row, one in _rows(rows, step.notna() & (step != 1)):
        yield Fault(
            "deaths-monthly",
            row,
            "month",
            f"{one.country_iso3} has no row for the month before {one.month}.",
            "restore the missing month, or correct this one.",
        )
    ours = rows.country_iso3 == "BLR"
    for row, one in _rows(
        rows,
        ours
        & (
            rows.status
            != rows.month.map(lambda m: "official" if m <= "2020-06" else "not-official")
        ),
    ):
        yield Fault(
            "deaths-monthly",
            row,
            "status",
            f"{one.month} is {one.status}; the chart says that official figures end in June 2020.",
            "write official to 2020-06 and not-official after it.",
        )
    needed = {f"{year}-{n:02}" for year in (2019, 2020) for n in range(1, 13)}
    if missing := sorted(needed - set(rows[ours].month)):
        yield Fault(
            "deaths-monthly",
            None,
            "month",
            f"Belarus lacks {', '.join(missing)}.",
            "restore the months of 2019 and 2020, which are compared.",
        )


@reads("internet-outages")
def outages_in_order(data: Data) -> Iterator[Fault]:
    """A disruption ends after it starts, on its day."""
    rows = data.internet_outages
    for row, one in _rows(rows, rows.end_utc <= rows.start_utc):
        yield Fault(
            "internet-outages",
            row,
            "end_utc",
            f"it ends at {one.end_utc}, not after {one.start_utc}.",
            "correct one of the two times; give a disruption past midnight a row for each day.",
        )


@reads("evidence")
def series_name_their_sources(data: Data) -> Iterator[Fault]:
    """A series that serves as evidence names its sources in the description of the package."""
    named = {resource["name"] for resource in data.package["resources"] if resource.get("sources")}
    evidence = data.evidence
    for row, piece in _rows(evidence, (evidence.series != "") & ~evidence.series.isin(named)):
        yield Fault(
            "evidence",
            row,
            "series",
            f"{piece.series} names no sources in datapackage.json.",
            "add them there, or point to something else.",
        )


RULES = [
    currency_codes,
    money_has_a_code,
    rate_periods,
    amounts_complete,
    contribution_dates,
    shown_rows_complete,
    stated_totals,
    spending_for_measures,
    iati_funding,
    neighbours_have_people,
    treaties_complete,
    articles_belong,
    targets_belong,
    targets_are_counted,
    links_are_of_numbered_paragraphs,
    wording_has_a_place,
    documents_have_events,
    advice_is_dated,
    crowds_compare,
    topics_share_a_unit,
    weeks_follow,
    months_follow,
    outages_in_order,
    series_name_their_sources,
]

"""Rules on which sums, charts and sentences rely: whatever passes them can be drawn and said."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pandas as pd

from briefing.check.fault import Fault
from briefing.check.rule import ends_first, flag, rule
from briefing.dataset import ELECTION_WEEK, SPEECH, Data
from briefing.money import IATI_FUNDING, MEASURED, MEASURED_BY, is_currency

# ---- Money


@cache
def _currencies() -> frozenset[str]:
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


@rule()
def currency_codes(data: Data) -> Iterator[Fault]:
    """Money names its currency by a code of ISO 4217; nothing else looks like one."""
    mend = "write the code in capitals (USD, EUR, BYN)."
    for resource in data.package["resources"]:
        names = {field["name"] for field in resource["schema"]["fields"]}
        for column in sorted(names & {"currency", "base"}):
            rows = data.table(resource["name"])
            wrong = rows[~rows[column].isin(_currencies() | {""})]
            what = f"{{{column}!q}} is no currency code of ISO 4217."
            yield from flag(resource["name"], wrong, column, what, mend)


@rule("contributions")
def money_has_a_code(data: Data) -> Iterator[Fault]:
    """Money in a table that also counts items names its currency by a code, and only money does."""
    rows = data.contributions
    signs = rows.unit.str.contains(r"[$€£₽]|(?i:dollar|euro|rouble|ruble|pound|zloty)")
    like = rows.unit.str.fullmatch(r"[A-Z]{3}") | rows.unit.str.upper().isin(_currencies())
    wrong = rows[signs | (like & ~rows.unit.isin(_currencies()))]
    what = "{unit!q} is no currency code of ISO 4217."
    mend = (
        "write money with its code in capitals (USD, EUR, BYN), and anything else as a word for"
        " what is counted."
    )
    yield from flag("contributions", wrong, "unit", what, mend)


@rule("exchange-rates")
def rate_periods(data: Data) -> Iterator[Fault]:
    """The rate of a kind is that of a year or of a month, between two currencies."""
    forms = data.categories("exchange-rates", "kind").form
    rates = data.exchange_rates.assign(form=data.exchange_rates.kind.map(forms))
    wrong = rates[rates.period.str.len() != rates.form.str.len()]
    what = "{period!q} is no period of a rate of the kind {kind}."
    mend = "write it as {form}, or correct the kind."
    yield from flag("exchange-rates", wrong, "period", what, mend)
    wrong = rates[rates.currency == rates.base]
    what, mend = "a rate of {currency} to itself.", "give the two currencies of the rate."
    yield from flag("exchange-rates", wrong, "base", what, mend)


@rule("contributions")
def amounts_complete(data: Data) -> Iterator[Fault]:
    """An amount has a unit, and nothing is said of an amount that is not there; a range ends above
    its start.
    """
    rows, table = data.contributions, "contributions"
    wrong = rows[rows.amount.notna() & (rows.unit == "")]
    what = "{id} has an amount without its currency or unit."
    yield from flag(table, wrong, "unit", what, "fill this cell (USD, EUR, items ...).")
    wrong = rows[rows.amount.isna() & ((rows.unit != "") | rows.amount_to.notna())]
    what = "{id} has a unit or the end of a range without an amount."
    yield from flag(table, wrong, "amount", what, "fill this cell, or empty unit and amount_to.")
    wrong = rows[rows.amount.isna() & (rows.bound != "")]
    what = "{id} hedges an amount that is not there."
    yield from flag(table, wrong, "bound", what, "fill the amount, or empty this cell.")
    wrong = rows[rows.amount_to <= rows.amount]
    what = "{id} ends no higher than it starts."
    mend = "correct the range, or leave amount_to empty."
    yield from flag(table, wrong, "amount_to", what, mend)
    differs = (rows.unit == "USD") & (rows.amount_usd_stated != rows.amount)
    what = "{id} is in US dollars, but states another amount of them."
    mend = "give the same amount twice, or leave this cell empty."
    wrong = rows[differs & rows.amount_to.isna()]
    yield from flag(table, wrong, "amount_usd_stated", what, mend)


@rule("contributions")
def contribution_dates(data: Data) -> Iterator[Fault]:
    """A period ends after it starts, and a record is not older than what it records."""
    rows, mend = data.contributions, "correct one of the two dates."
    wrong = rows[ends_first(rows.period_start, rows.period_end)]
    what = "{id} ends in {period_end}, before it starts in {period_start}."
    yield from flag("contributions", wrong, "period_end", what, mend)
    wrong = rows[ends_first(rows.period_start, rows.as_of)]
    what = "{id} is stated as of {as_of}, before its period starts in {period_start}."
    yield from flag("contributions", wrong, "as_of", what, mend)


# What a row must say to stand in a layer of money for small firms, and to stand in a sum.
IN_LAYERS = ["donor", "period_start", "period_end", "as_of", "amount", "unit"]
IN_VIEW = [*IN_LAYERS, "donor_group", "agency", "overlap_group"]


@rule("contributions")
def shown_rows_complete(data: Data) -> Iterator[Fault]:
    """Rows in a sum or a layer of money have all that is said of them there."""
    rows = data.contributions
    view = rows.in_default_view.fillna(False).astype(bool)
    drawn = data.categories("contributions", "sme_layer").query("tagged != ''")
    layers = rows.sme_layer.isin(drawn.index)
    mend = "fill this cell, or take the row out of {its}."
    for column in IN_VIEW:
        wrong = rows[view & _empty(rows[column])]
        what = f"{{id}} is in the default view without {column}."
        yield from flag("contributions", wrong, column, what, mend, its="the default view")
    for column in IN_LAYERS:
        wrong = rows[layers & ~view & _empty(rows[column])]
        what = f"{{id}} is in a layer of money for small firms without {column}."
        yield from flag("contributions", wrong, column, what, mend, its="its layer")
    wrong = rows[layers & ~rows.unit.map(is_currency).astype(bool) & (rows.unit != "")]
    what = "{id} is in a layer of money for small firms, but {unit} is no money."
    mend = "give an amount of money, or file the row under activity or context."
    yield from flag("contributions", wrong, "unit", what, mend)


def _empty(column: pd.Series) -> pd.Series:
    return column.isna() | (column.astype("str") == "")


@rule("contributions")
def sums_add_amounts(data: Data) -> Iterator[Fault]:
    """A row of a sum is one amount under one agency."""
    rows = data.contributions
    view = rows[rows.in_default_view.fillna(False).astype(bool)]
    what = "{id} is in the default view with a range, and a sum needs one amount."
    mend = "leave the cell empty, or take the row out of the default view."
    yield from flag("contributions", view[view.amount_to.notna()], "amount_to", what, mend)
    wrong = view[view.agency.str.contains(";", regex=False)]
    what = "{id} is in the default view under several agencies."
    mend = "split the row by agency, or take it out of the default view."
    yield from flag("contributions", wrong, "agency", what, mend)


@rule("statements")
def stated_totals(data: Data) -> Iterator[Fault]:
    """The stated total moves from day to day: two statements with an amount, or more."""
    rows, table = data.statements, "statements"
    with_amount = rows.amount.notna()
    wrong = rows[with_amount & (rows.date.str.len() != 10)]
    what = "{id} states an amount but is dated {date}, to no day."
    mend = "give the day (YYYY-MM-DD), since the total is drawn by day; or leave the amount empty."
    yield from flag(table, wrong, "date", what, mend)
    what, mend = "{id} states an amount of 0.", "leave the cell empty where no amount was stated."
    yield from flag(table, rows[rows.amount == 0], "amount", what, mend)
    wrong = rows[with_amount != (rows.currency != "")]
    what = "{id} has an amount without its currency, or a currency without an amount."
    yield from flag(table, wrong, "currency", what, "fill both cells, or neither.")
    if not (with_amount & (rows.currency == "USD") & (rows.date <= SPEECH)).any():
        what = "no statement up to 10 December 2020 gives an amount in US dollars."
        mend = "restore it; the pages set the records beside the total that was stated by then."
        yield Fault(table, None, "currency", what, mend)
    if with_amount.sum() < 2:
        what = "fewer than two statements have an amount."
        mend = "restore the statements; the pages compare the first with the last."
        yield Fault(table, None, "amount", what, mend)


@rule("spent-to-date")
def spending_for_measures(data: Data) -> Iterator[Fault]:
    """Measure A adds what two agencies had booked by a day."""
    rows = data.spent_to_date
    known = set(rows[rows.as_of <= MEASURED_BY].agency)
    for agency in sorted(set(MEASURED) - known):
        what = f"{agency} has no spending booked by {MEASURED_BY}, which measure A adds."
        mend = "restore the row, or correct its agency or day."
        yield Fault("spent-to-date", None, "agency", what, mend)


@rule("iati-transactions")
def iati_funding(data: Data) -> Iterator[Fault]:
    """The transactions that give the agencies' sums again are there, in US dollars."""
    rows = data.iati_transactions
    rows = rows[rows.currency == "USD"]
    for publisher, code, years in IATI_FUNDING.values():
        own = (rows.reporting_org == publisher) & (rows.transaction_type_code == code)
        if not (own & rows.transaction_date.dt.year.isin(years)).any():
            what = f"no transaction of {publisher} in US dollars of type {code} and {years[0]}."
            yield Fault("iati-transactions", None, "reporting_org", what, "restore the rows.")


@rule("contributions", "population")
def neighbours_have_people(data: Data) -> Iterator[Fault]:
    """WHO's amounts for neighbours are compared by inhabitant, so that these must be known."""
    rows, people = data.contributions, data.population
    compared = (rows.agency == "WHO") & (rows.kind == "commitment") & (rows.panel == "neighbours")
    wrong = rows[compared & ~rows.geography.isin(people.country)]
    what = "{geography!q} has no population to divide {id} by."
    mend = "name a country of population.csv, or show the row in another panel."
    yield from flag("contributions", wrong, "geography", what, mend)
    yield from _has_belarus("population", people, "restore the row.")


def _has_belarus(table: str, rows: pd.DataFrame, mend: str) -> Iterator[Fault]:
    if "BLR" not in set(rows.country_iso3):
        yield Fault(table, None, "country_iso3", "Belarus (BLR) is missing.", mend)


# ---- Treaties, targets and paragraphs


@rule("treaty-status", "instruments")
def treaties_complete(data: Data) -> Iterator[Fault]:
    """Adoption comes first, then force, signature and joining; leaving is told in full."""
    instruments, table, mend = data.instruments, "treaty-status", "correct one of the two dates."
    days = instruments[["instrument", "adopted", "in_force"]]
    treaties = data.treaty_status.merge(days, on="instrument", how="left")
    wrong = treaties[(treaties.status_on_day == "not-a-party") & (treaties.adopted == "")]
    what = "{instrument} was not joined, and instruments.csv does not say when it was adopted."
    where = "give the date of adoption there; the timeline draws from it."
    yield from flag(table, wrong, "instrument", what, where)
    joined = treaties.joined.dt.strftime("%Y-%m-%d").fillna("")
    for column, day in (("signed", treaties.signed), ("joined", joined)):
        wrong = treaties[ends_first(treaties.adopted, day)]
        what = f"{{instrument}} is {column} before it was adopted ({{adopted}})."
        yield from flag(table, wrong, column, what, mend)
    told = (treaties.later_change != "").astype(int)
    told += treaties[["later_notified", "later_effect"]].notna().sum(axis=1)
    what = (
        "{instrument}: a later change has a kind, a day of notice and a day of effect, or none of"
        " them."
    )
    yield from flag(table, treaties[told.isin([1, 2])], "later_change", what, "complete the row.")
    wrong = instruments[ends_first(instruments.adopted, instruments.in_force)]
    what = "{instrument} is in force before it was adopted."
    yield from flag("instruments", wrong, "in_force", what, mend)


@rule("articles", "goal-rights", "target-rights", "speech-links")
def articles_belong(data: Data) -> Iterator[Fault]:
    """An article belongs to the instrument named beside it."""
    home = data.articles.set_index("id").instrument
    what = "{article_id} is no article of {instrument}."
    for table in ("goal-rights", "target-rights", "speech-links"):
        rows = data.table(table)
        wrong = rows[rows.article_id.map(home) != rows.instrument]
        mend = "correct the article or the instrument."
        yield from flag(table, wrong, "article_id", what, mend)


@rule("targets")
def targets_belong(data: Data) -> Iterator[Fault]:
    """A target stands under the goal of its code."""
    targets = data.targets
    wrong = targets[targets.target.str.split(".").str[0] != targets.goal.astype("str")]
    what = "target {target} stands under goal {goal}."
    yield from flag("targets", wrong, "goal", what, "correct the goal or the code of the target.")


@rule("target-counts")
def targets_are_counted(data: Data) -> Iterator[Fault]:
    """Some source says how many targets are linked to instruments."""
    if data.target_counts.linked.isna().all():
        what = "no row says how many targets are linked."
        yield Fault("target-counts", None, "linked", what, "restore the number.")


@rule("speech-links")
def links_are_of_numbered_paragraphs(data: Data) -> Iterator[Fault]:
    """Rights are touched by numbered paragraphs, which the chart counts."""
    wrong = data.speech_links[~data.speech_links.paragraph.str.fullmatch("[0-9]+")]
    what = "{paragraph!q} is no numbered paragraph."
    mend = "give the number of the paragraph; the chart of touched rights counts them."
    yield from flag("speech-links", wrong, "paragraph", what, mend)


@rule("paragraphs", "language-differences", "reused-wording")
def wording_has_a_place(data: Data) -> Iterator[Fault]:
    """What is said of wording is said of a paragraph of the speech, and leads to one other text."""
    known = {*data.paragraphs.paragraph, "title"}
    mend = "give a paragraph of paragraphs.csv, or title."
    for table in ("language-differences", "reused-wording"):
        rows = data.table(table)
        wrong = rows[~rows.paragraph.isin(known)]
        what = "{paragraph!q} is no paragraph of the speech."
        yield from flag(table, wrong, "paragraph", what, mend)
    reused = data.reused_wording
    wrong = reused[(reused.event == "") == (reused.source == "")]
    what = "{id} needs either an event or a source."
    yield from flag("reused-wording", wrong, "event", what, "fill event or source, not both.")


# ---- Documents and crowds


@rule("policy-documents", "policy-document-events")
def documents_have_events(data: Data) -> Iterator[Fault]:
    """A policy document has an event, whose sources it cites; one that is dated has an act."""
    documents, table = data.policy_documents, "policy-documents"
    wrong = documents[~documents.document.isin(data.policy_document_events.document)]
    what = "{document} has no event, and so no source."
    yield from flag(table, wrong, "document", what, "add a row to policy_document_events.csv.")
    wrong = documents[documents.adopted.notna() & (documents.act == "")]
    what = "{document} has a date but no act."
    mend = "say what happened on that day (approval, launch ...)."
    yield from flag(table, wrong, "act", what, mend)


@rule("policy-documents")
def advice_is_dated(data: Data) -> Iterator[Fault]:
    """Some document on which the UN advised has a date, from which the front page counts."""
    advised = data.policy_documents[data.policy_documents.relation == "advised"]
    if advised.adopted.isna().all():
        what = "no document on which the UN advised has a date, {document} included."
        mend = "restore the dates; the front page counts the days to the speech."
        yield from flag("policy-documents", advised.head(1), "adopted", what, mend)


@rule("figures", "topics")
def crowds_compare(data: Data) -> Iterator[Fault]:
    """Counts of a crowd are above zero, since the pages divide one by another."""
    crowds = data.topics.topic[data.topics.kind == "crowd"]
    crowd = data.figures[data.figures.topic.isin(crowds)]
    what, mend = "{id} counts a crowd of 0.", "give what the source says in text_value instead."
    yield from flag("figures", crowd[crowd.value == 0], "value", what, mend)
    counted = crowd[crowd.value.notna() & (crowd.area == "minsk")]
    kinds = (counted.who_kind == "official").groupby(counted.topic).nunique()
    if not (kinds == 2).any():
        what = "no crowd of Minsk has both an official count and another, {topic} included."
        mend = "restore the figures; the front page compares them."
        yield from flag("figures", counted.head(1), "who_kind", what, mend)


@rule("topics")
def topics_share_a_unit(data: Data) -> Iterator[Fault]:
    """Crowds that stand in one chart are counted in one unit."""
    topics = data.topics[data.topics.kind == "crowd"]
    usual = topics.unit.mode().iloc[0] if len(topics) else ""
    what = "{topic} is counted in {unit}, other crowds in {usual}."
    mend = "write {usual}, or give the topic a kind of its own."
    yield from flag("topics", topics[topics.unit != usual], "unit", what, mend, usual=usual)


# ---- Series


@rule("covid-weekly", "stringency-weekly")
def weeks_follow(data: Data) -> Iterator[Fault]:
    """Weekly series run from Monday to Monday without a gap; Belarus is there."""
    for table in ("covid-weekly", "stringency-weekly"):
        rows = data.table(table)
        wrong = rows[rows.week_start.dt.day_of_week != 0]
        what, mend = "{week_start:%Y-%m-%d} is no Monday.", "give the Monday of the week."
        yield from flag(table, wrong, "week_start", what, mend)
        step = rows.sort_values("week_start").groupby("country_iso3").week_start.diff().dt.days
        step = step.reindex(rows.index)
        what = "{country_iso3} has no row for the week before {week_start:%Y-%m-%d}."
        mend = "restore the missing week, or correct this one."
        yield from flag(table, rows[step.notna() & (step != 7)], "week_start", what, mend)
        yield from _has_belarus(table, rows, "restore its rows.")
    rows = data.stringency_weekly
    compared = (rows.country_iso3 == "BLR") & (rows.week_start == ELECTION_WEEK)
    if rows[compared].stringency_on_day.isna().all():
        what = f"Belarus has no value in the week from {ELECTION_WEEK}, which the text compares."
        yield Fault("stringency-weekly", None, "stringency_on_day", what, "restore it.")


@rule("deaths-monthly")
def months_follow(data: Data) -> Iterator[Fault]:
    """Months have their days, and follow without a gap."""
    rows, table = data.deaths_monthly, "deaths-monthly"
    month = pd.PeriodIndex(rows.month, freq="M")
    what, mend = "{month} does not have {days} days.", "correct the month or the days."
    yield from flag(table, rows[month.days_in_month != rows.days], "days", what, mend)
    number = pd.Series(month.year * 12 + month.month, rows.index)
    step = number.groupby(rows.country_iso3).transform(lambda numbers: numbers.sort_values().diff())
    what = "{country_iso3} has no row for the month before {month}."
    mend = "restore the missing month, or correct this one."
    yield from flag(table, rows[step.notna() & (step != 1)], "month", what, mend)


@rule("deaths-monthly")
def deaths_of_belarus(data: Data) -> Iterator[Fault]:
    """Deaths of Belarus are official to June 2020 and no later, and there for both years."""
    rows, table = data.deaths_monthly, "deaths-monthly"
    ours = rows[rows.country_iso3 == "BLR"]
    due = (ours.month <= "2020-06").map({True: "official", False: "not-official"})
    wrong = ours[ours.status != due]
    what = "{month} is {status}; the chart says that official figures end in June 2020."
    mend = "write official to 2020-06 and not-official after it."
    yield from flag(table, wrong, "status", what, mend)
    needed = {f"{year}-{n:02}" for year in (2019, 2020) for n in range(1, 13)}
    if missing := sorted(needed - set(ours.month)):
        what = f"Belarus lacks {', '.join(missing)}."
        mend = "restore the months of 2019 and 2020, which are compared."
        yield Fault(table, None, "month", what, mend)


@rule("internet-outages")
def outages_in_order(data: Data) -> Iterator[Fault]:
    """A disruption ends after it starts, on its day."""
    rows = data.internet_outages
    wrong = rows[rows.end_utc <= rows.start_utc]
    what = "it ends at {end_utc}, not after {start_utc}."
    mend = "correct one of the two times; give a disruption past midnight a row for each day."
    yield from flag("internet-outages", wrong, "end_utc", what, mend)


@rule("evidence")
def series_name_their_sources(data: Data) -> Iterator[Fault]:
    """A series that serves as evidence names its sources in the description of the package."""
    named = {resource["name"] for resource in data.package["resources"] if resource.get("sources")}
    wrong = data.evidence[(data.evidence.series != "") & ~data.evidence.series.isin(named)]
    what = "{series} names no sources in datapackage.json."
    mend = "add them there, or point to something else."
    yield from flag("evidence", wrong, "series", what, mend)

"""The findings of the front page, each a headline, a sentence and a link; the downloads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pandas as pd

from briefing import money
from briefing.dataset import Data
from briefing.facts import epidemic as epidemic_facts
from briefing.facts import evidence as evidence_facts
from briefing.facts import figures as figures_facts
from briefing.facts import funding as funding_facts
from briefing.facts import rights as rights_facts
from briefing.facts import timeline as timeline_facts
from briefing.links import notebook, shown, table_file
from briefing.prose import (
    amount,
    cite,
    count,
    day,
    event_sources,
    listing,
    number,
    partial_date,
    percent,
    plain,
)
from briefing.prose import money as amount_of_money
from briefing.reading import figures as figures_reading
from briefing.reading import funding as funding_reading
from briefing.tables import Column, Table


@dataclass(frozen=True)
class Finding:
    """A finding: ``title`` in a few words, ``text`` one Markdown sentence, ``link`` to the notebook
    and anchor that prove it.
    """

    title: str
    text: str
    link: str
    proof: str


def markdown(findings: list[Finding]) -> str:
    """The findings as a numbered Markdown list, each with its link."""
    return "\n".join(
        f"{n}. **{f.title}.** {f.text} [{f.proof}]({f.link})" for n, f in enumerate(findings, 1)
    )


def all_findings(data: Data) -> list[Finding]:
    """The findings in the order of the front page."""
    return [
        money_stated(data),
        small_firms(data),
        deaths(data),
        crowds(data),
        documents(data),
        law(data),
        targets(data),
        verdicts(data),
    ]


def money_stated(data: Data) -> Finding:
    """How the stated total moved, and what public records hold beside it."""
    said = data.statements[data.statements.amount.notna()].sort_values("date")
    first, last = said.iloc[0], funding_facts.stated(data)
    same = said[(said.amount == last.amount) & (said.currency == last.currency)].iloc[0]
    view = funding_facts.default_view(data)
    return Finding(
        "A stated sum without a breakdown",
        f"The UN spoke of {amount_of_money(money.of(first))} on"
        f" {partial_date(first.date)}{cite(data, first.source)} and of"
        f" {amount_of_money(money.of(last))} by {partial_date(same.date)}{cite(data, same.source)};"
        " no breakdown was found, and public records of"
        f" {count(view.agency.nunique(), 'agency', 'agencies')} hold"
        f" {amount_of_money(money.total(view))}, partly in lines that run to"
        f" {view.period_end.max()[:4]} and cannot be cut at the first months of the pandemic.",
        shown("stated-and-recorded"),
        "The stated sum and the records",
    )


def small_firms(data: Data) -> Finding:
    """What the recorded money and the dated grants show for small and medium-sized firms."""
    together = partial(funding_reading.together, data)
    tagged = funding_facts.tagged_for_small_firms(data)
    naming = tagged[tagged.names_firms]
    named = f", of which {together(naming)} names small firms" if len(naming) else ""
    grants = funding_facts.untagged_grants(data)
    announced = dict.fromkeys(partial_date(d) if d else "a day not given" for d in grants.as_of)
    return Finding(
        "Small firms: activity, little tagged money",
        f"Help for small firms is well documented as activity, with {together(grants)} of EU"
        f" grants announced on {listing(list(announced))}{cite(data, *grants.source)}, while"
        f" {together(tagged)} of the recorded COVID-19 money"
        f" ({percent(funding_facts.share_tagged(data), 1)}) is near to"
        f" business{named}{cite(data, *tagged.source)}.",
        notebook("funding", "small-firms"),
        "Money for small firms",
    )


def deaths(data: Data) -> Finding:
    """Deaths of the second quarter against the year before and against reported COVID-19 deaths,
    and when they were public.
    """
    quarter = epidemic_facts.second_quarter(data)
    more = quarter["now"] - quarter["before"]
    published = data.events.set_index("id").loc[epidemic_facts.DEATHS_PUBLISHED]
    months = epidemic_facts.months_public(data)
    return Finding(
        "Second-quarter deaths stood in a UN database before the speech",
        f"From April to June 2020 official figures show {number(more)} more deaths"
        f" than a year earlier ({percent(more / quarter['before'], 1)}), while"
        f" {number(quarter['reported'])} were reported as"
        f" COVID-19{cite(data, 'economist-excess-deaths')}; the press found the quarter's deaths in"
        f" a UN statistical database in {published.date:%B %Y}"
        f"{cite(data, *event_sources(data, published.name)[:3])}, {count(months, 'month')} before"
        " the speech, and causes are not given.",
        notebook("timeline", "deaths"),
        "Deaths by month",
    )


def crowds(data: Data) -> Finding:
    """The Sunday on which two counts of the crowd in Minsk lie furthest apart: the ministry's and
    the largest other.
    """
    pairs = figures_facts.crowd_pairs(data)
    ratios = pairs.other / pairs.official
    official, other = figures_facts.crowd_pair(data, ratios.idxmax())
    return Finding(
        "Two families of crowd figures",
        f"For Minsk on {partial_date(official.as_of)} the {plain(official.who)} gave"
        f" {amount(data, official)} people{cite(data, official.source)}, {plain(other.who)}"
        f" {amount(data, other)}{cite(data, other.source)}:"
        f" {figures_reading.times(ratios.max())} as many, and we found no method for either.",
        notebook("timeline", "crowds"),
        "Crowds by who counted",
    )


def documents(data: Data) -> Finding:
    """The policy documents on which the speech says the UN advised, and the one that it offers to
    support, against its day.
    """
    advised = timeline_facts.documents_by(data, "advised")
    offered = timeline_facts.documents_by(data, "offered")
    dated = advised[advised.adopted.notna()]
    later = dated[dated.days > 0]
    links = data.policy_document_events
    events = links[links.document.isin([*later.document, *offered.document])].event
    after = listing([number(n) for n in sorted(later.days)])
    more = listing(
        [
            f"the {plain(d.name_in_speech)}, which the UN offers to support, after {number(d.days)}"
            for d in offered[offered.days > 0].itertuples()
        ]
    )
    return Finding(
        "Advice on plans that came later",
        f"Of {count(len(advised), 'national document')} on which the UN says it advised,"
        f" {len(dated)} have a known date of adoption, and"
        f" {'all' if len(later) == len(dated) else len(later)} of them came after the speech,"
        f" {after} days later{f'; {more}' if more else ''}"
        f"{cite(data, *event_sources(data, *events)[:3])}.",
        shown("documents"),
        "The documents against the day of the speech",
    )


def law(data: Data) -> Finding:
    """How many core instruments bound Belarus on the day, and the ban on torture."""
    bound, others = rights_facts.core(data)
    since = day(bound.set_index("instrument").bound_from["CAT"])
    torture = cite(data, *rights_facts.bound_sources(data, "CAT"))
    visits = cite(data, *rights_facts.treaty_sources(data, "OPCAT"))
    return Finding(
        "The law behind paragraph 7",
        f"On the day of the speech Belarus was bound by {len(bound)} of {len(bound) + len(others)}"
        " core UN human rights treaties and protocols, among them the Convention against Torture,"
        f" which had bound it since {since}{torture}, but not by the protocol that opens places of"
        f" detention to visits{visits}.",
        shown("treaties-timeline"),
        "Belarus and the treaties",
    )


def targets(data: Data) -> Finding:
    """The count of targets linked to human rights instruments, by the Danish Institute for Human
    Rights.
    """
    linked = rights_facts.targets_linked(data)
    return Finding(
        "Goals tied to rights",
        f"The Danish Institute for Human Rights links {linked['linked']} of the {linked['of']}"
        " targets of the Sustainable Development Goals"
        f" ({percent(linked['linked'] / linked['of'], 1)}) to human rights and labour"
        f" instruments{cite(data, linked['source'])}, in line with paragraph 13.",
        shown("target-counts"),
        "Targets and instruments",
    )


# What the finding on the verdicts says of one statement and of several, in its order; of another
# verdict it gives the label.
FARED = {
    "confirmed": ("{} is confirmed", "{} are confirmed"),
    "partly confirmed": ("{} partly confirmed", "{} partly confirmed"),
    "differs": ("{} differs from the record", "{} differ from the record"),
    "not found": ("{} could not be found", "{} could not be found"),
    "norm": ("{} is a norm", "{} are norms"),
    "not checkable": ("{} cannot be checked", "{} cannot be checked"),
}


def verdicts(data: Data) -> Finding:
    """How the claims of the speech fared: first by the verdicts on facts, which have a rating, then
    by the others.
    """
    tally, looks = evidence_facts.tally(data), data.categories("claims", "verdict")
    rated, others = [], []
    for verdict in dict.fromkeys([*FARED, *looks.index]):
        look, number_of = looks.loc[verdict], tally[verdict]
        one, several = FARED.get(verdict, (f"{{}} {look.label}",) * 2)
        said = (one if number_of == 1 else several).format(number_of)
        (rated if look.rating else others).append(said)
    return Finding(
        "The speech, claim by claim",
        f"Of {count(int(tally.sum()), 'statement')}, {listing(rated)}; {listing(others)}.",
        shown("verdicts"),
        "Every claim with its verdict",
    )


def downloads_table(data: Data) -> Table:
    """Every table of the package as a CSV file to download: title, description, number of rows."""
    rows = pd.DataFrame(
        [
            {
                "title": r["title"],
                "description": r["description"],
                "rows": len(data.table(r["name"])),
                "file": table_file(r["name"]),
            }
            for r in data.package["resources"]
        ]
    )
    return Table(
        rows,
        "downloads",
        "Every table as CSV",
        stack=True,
        columns=(
            Column("title", "Table (CSV)", link="file"),
            Column("description", "What it holds"),
            Column("rows", "Rows"),
        ),
    )

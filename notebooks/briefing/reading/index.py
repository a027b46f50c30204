"""The front page: key numbers, findings of two lines each, date and version."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pandas as pd

from briefing import money
from briefing.dataset import SPEECH_DAY, Data
from briefing.facts import epidemic as epidemic_facts
from briefing.facts import evidence as evidence_facts
from briefing.facts import figures as figures_facts
from briefing.facts import funding as funding_facts
from briefing.facts import rights as rights_facts
from briefing.facts import timeline as timeline_facts
from briefing.links import notebook, shown
from briefing.prose import (
    amount,
    cite,
    count,
    day,
    event_sources,
    in_words,
    listing,
    number,
    partial_date,
    percent,
    plain,
)
from briefing.prose import money as amount_of_money
from briefing.reading import evidence as evidence_reading
from briefing.reading import figures as figures_reading
from briefing.reading import funding as funding_reading
from briefing.tables import KeyNumber, KeyNumbers


def in_full_or_in_part(data: Data) -> int:
    """Number of statements that are confirmed or partly confirmed."""
    return int(evidence_facts.tally(data)[["confirmed", "partly confirmed"]].sum())


def key_numbers(data: Data) -> KeyNumbers:
    """Three numbers to take away: the sum that the speech names, the deaths of spring and the
    treaties. How the statements fared stands in the chart.
    """
    said, quarter = funding_facts.stated(data), epidemic_facts.second_quarter(data)
    value, unit = funding_reading.value_and_unit(data, said)
    bound, others = rights_facts.core(data)
    return KeyNumbers(
        (
            KeyNumber(
                value,
                unit,
                "Stated by the UN for the COVID-19 response; no breakdown was found",
                "UN Resident Coordinator",
                partial_date(said.date),
                (said.source,),
                notebook("funding"),
            ),
            KeyNumber(
                number(quarter["now"] - quarter["before"]),
                "more deaths",
                "Deaths from all causes, April to June 2020 against the year before",
                "official figures",
                "as collected by The Economist",
                ("economist-excess-deaths",),
                shown("deaths"),
            ),
            KeyNumber(
                f"{len(bound)} of {len(bound) + len(others)}",
                "",
                "Core UN human rights treaties and protocols that bound Belarus",
                "our count of treaty records",
                day(SPEECH_DAY),
                tuple(rights_facts.treaty_sources(data, "ICCPR"))[:1],
                shown("treaties-timeline"),
            ),
        )
    )


def edition(data: Data) -> str:
    """Version, day and address of the briefing, as far as the package knows them, as Markdown."""
    created, address = data.package.get("created"), data.package.get("homepage")
    of = f" of {day(pd.Timestamp(created))}" if created else ""
    at = f" at <{address}>" if address else ""
    version = f"Version {data.package['version']}{of}{at}."
    return f"{version} To quote it, give its title, this version and the page."


@dataclass(frozen=True)
class Finding:
    """A finding: ``title`` and ``text``, two lines together, and the ``link`` between notebooks to
    what proves it.
    """

    title: str
    text: str
    link: str


def markdown(findings: list[Finding]) -> str:
    """The findings as a numbered Markdown list; each title leads to the proof."""
    return "\n".join(f"{n}. [**{f.title}.**]({f.link}) {f.text}" for n, f in enumerate(findings, 1))


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
    """The stated total, and what public records hold beside it."""
    said, view = funding_facts.stated(data), funding_facts.default_view(data)
    recorded, agencies = money.total(view), funding_facts.sums(data, "agency")
    first = agencies.index[0]
    part = f"{percent(agencies.iloc[0] / recorded)} of it {first}'s"
    years = funding_reading.period(view[view.agency == first])
    return Finding(
        "A sum, no breakdown",
        f"The UN stated {funding_reading.in_own_unit(data, said)}{cite(data, said.source)};"
        f" {count(len(agencies), 'agency', 'agencies')} recorded"
        f" {amount_of_money(recorded)}, {part} for {years}.",
        shown("stated-and-recorded"),
    )


def small_firms(data: Data) -> Finding:
    """What the recorded money and the dated grants show for small and medium-sized firms."""
    together = partial(funding_reading.together, data)
    tagged, grants = funding_facts.tagged_for_small_firms(data), funding_facts.untagged_grants(data)
    return Finding(
        f"{percent(funding_facts.share_tagged(data), 1)} of the recorded COVID-19 money is near to"
        " business",
        f"By our reading that is {together(tagged)}{cite(data, *tagged.source[:1])}; EU grants"
        f" announced beside it: {together(grants)}{cite(data, *grants.source)}.",
        shown("small-firms"),
    )


def deaths(data: Data) -> Finding:
    """Deaths of the second quarter against the year before and against reported COVID-19 deaths,
    and when they were public.
    """
    quarter = epidemic_facts.second_quarter(data)
    more = quarter["now"] - quarter["before"]
    published = data.events.set_index("id").loc[epidemic_facts.DEATHS_PUBLISHED]
    return Finding(
        f"Deaths of April to June 2020 were public in {published.date:%B}",
        f"Official: {number(more)} ({percent(more / quarter['before'], 1)}) more than a year"
        f" before, {number(quarter['reported'])} reported as"
        f" COVID-19{cite(data, 'economist-excess-deaths')}; a UN database had"
        f" them{cite(data, *event_sources(data, published.name)[:1])}.",
        shown("deaths"),
    )


def crowds(data: Data) -> Finding:
    """The day on which two counts of the crowd in Minsk lie furthest apart: the official one and
    the largest other.
    """
    pairs = figures_facts.crowd_pairs(data)
    ratios = pairs.other / pairs.official
    official, other = figures_facts.crowd_pair(data, ratios.idxmax())
    return Finding(
        f"One crowd, counts {figures_reading.times(ratios.max())} apart",
        f"Minsk, {partial_date(official.as_of)}: {plain(official.who)}"
        f" {amount(data, official)}{cite(data, official.source)}, {plain(other.who)}"
        f" {amount(data, other)}{cite(data, other.source)}; no method found.",
        shown("crowds"),
    )


def documents(data: Data) -> Finding:
    """The policy documents on which the speech says the UN advised, against its day."""
    advised = timeline_facts.documents_by(data, "advised")
    dated = advised[advised.adopted.notna()]
    later = dated[dated.days > 0].sort_values("days")
    links = data.policy_document_events
    events = [links.event[links.document == document] for document in later.document]
    sources = [source for of in events for source in event_sources(data, *of)[:1]]
    after = f"{listing([number(n) for n in later.days])} days after the speech"
    some = "" if len(later) == len(dated) else f" {number(len(later))} of them"
    return Finding(
        f"Advice on plans: {in_words(len(later))} came after the speech",
        f"Of {count(len(advised), 'national document')} the date of adoption was found for"
        f" {number(len(dated))}:{some} {after}{cite(data, *sources[:2])}.",
        shown("documents"),
    )


def law(data: Data) -> Finding:
    """How many core instruments bound Belarus on the day, and the ban on torture."""
    bound, others = rights_facts.core(data)
    since = day(bound.set_index("instrument").bound_from["CAT"])
    return Finding(
        "The ban on torture bound Belarus",
        f"It was bound by {len(bound)} of {len(bound) + len(others)} core UN human rights treaties"
        f" and protocols, since {since} by the Convention against"
        f" Torture{cite(data, *rights_facts.bound_sources(data, 'CAT')[:1])}.",
        shown("treaties-timeline"),
    )


def targets(data: Data) -> Finding:
    """The count of targets linked to human rights instruments, by the Danish Institute for Human
    Rights.
    """
    linked = rights_facts.targets_linked(data)
    return Finding(
        "Targets of the global goals are tied to rights",
        f"The Danish Institute for Human Rights links {linked['linked']} of the {linked['of']}"
        f" ({percent(linked['linked'] / linked['of'], 1)}) to human rights or labour"
        f" instruments{cite(data, linked['source'])}.",
        shown("target-counts"),
    )


def verdicts(data: Data) -> Finding:
    """What was not confirmed, and what that means."""
    tally = evidence_facts.tally(data)
    factual = data.categories("claims", "verdict").factual.astype(bool)
    return Finding(
        f"Of {count(int(tally.sum()), 'statement')} {evidence_reading.open_points(data)}",
        "What was not found may still be true."
        f" {number(tally[~factual].sum())} more are judgements, promises or norms (what should"
        " be).",
        shown("verdicts"),
    )

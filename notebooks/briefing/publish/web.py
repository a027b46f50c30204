"""What programs read of the whole collection: an Atom feed of corrections and new versions (RFC
4287), and, where the pages are published, the list of them (sitemaps.org).

Without an address the links of the feed are relative to it, as RFC 4287 allows, so that it works
wherever the folder is served; a sitemap takes whole addresses only, and so is left out.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any
from xml.etree import ElementTree

import pandas as pd
from markupsafe import Markup

from briefing import links, prose
from briefing.dataset import SPEECH_DAY, Data, tuples, version_number
from briefing.facts import corrections as facts
from briefing.publish import changes, markdown
from briefing.publish.collection import Collection
from briefing.publish.html import clean

ATOM = "http://www.w3.org/2005/Atom"
MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def files(collection: Collection) -> dict[str, bytes]:
    """Feed and sitemap by their addresses. Raises ``ValueError`` for a changelog with a day that
    does not exist.
    """
    made = {links.FEED: feed(collection)}
    if collection.home:
        made[links.SITEMAP] = sitemap(collection)
    return made


def sitemap(collection: Collection) -> bytes:
    """The list of all pages, each with the day of the edition, if the package names it."""
    root = ElementTree.Element("urlset", xmlns=MAP)
    created = collection.package.package.get("created", "")[:10]
    for page in collection.pages:
        url = ElementTree.SubElement(root, "url")
        _text(url, "loc", collection.home + page.address)
        if created:
            _text(url, "lastmod", created)
    return _xml(root)


@dataclass(frozen=True)
class Entry:
    """An entry of the feed: ``key`` names it for good; ``link`` is where it stands, ``about`` where
    that stands now of which it tells, ``kind`` its code and label.
    """

    key: str
    title: str
    day: date
    html: str
    link: str
    about: str = ""
    kind: tuple[str, str] | None = field(default=None)


def feed(collection: Collection) -> bytes:
    """Every version and every correction, the newest first."""
    data, home = collection.package, collection.home
    package = data.package
    listed = list(entries(data))
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _text(root, "title", f"Corrections and new versions of “{package['title']}”")
    _text(root, "id", _id(package, "feed"))
    _text(root, "updated", _time(max((entry.day for entry in listed), default=SPEECH_DAY.date())))
    author = ElementTree.SubElement(root, "author")
    names = [one["title"] for one in package.get("contributors", [])]
    _text(author, "name", "; ".join(names) or package["title"])
    _text(root, "rights", package["licenses"][0]["title"])
    _link(root, "self", home + links.FEED, "application/atom+xml")
    _link(root, "alternate", home + links.page(links.CORRECTIONS), "text/html")
    for entry in listed:
        _entry(root, entry, package, home)
    return _xml(root)


def entries(data: Data) -> Iterator[Entry]:
    """What the feed tells, the newest first: each version, and below it its corrections."""
    kinds = data.labels("corrections", "kind")
    rows = data.corrections
    for version in _versions(data):
        yield version
        for row in tuples(rows[rows.version == version.key]):
            yield Entry(
                key=row.id,
                title=f"Correction: {row.subject}",
                day=row.date.date(),
                html=f"<p>What was said: {escape(row.said)}</p>"
                f"<p>What is right: {escape(row.right)}</p>",
                link=links.address("correction", row.id),
                about=row.page,
                kind=(row.kind, kinds[row.kind]),
            )


def _html(text: str) -> str:
    """Markdown of the changelog as HTML. Raises ``ValueError`` for what no page shows either."""

    def nobody(source: str) -> Markup:
        raise ValueError(f"{changes.CHANGELOG} cites {source!r}; it names its sources in words")

    html, by_hand = markdown.render(text, nobody)
    return (clean(html).html if by_hand else html).strip()


def _versions(data: Data) -> list[Entry]:
    """Each version of which the changelog, the corrections or the package itself know, the newest
    first.
    """
    package, known = data.package, facts.versions(data)
    days = {row.version: row.date.date() for row in tuples(known)}
    if package.get("created"):
        days[package["version"]] = pd.Timestamp(package["created"]).date()
    told = {one.version: one for one in changes.versions(data.folder)}
    days |= {version: one.day for version, one in told.items()}
    counts = known.set_index("version").corrections
    return [
        Entry(
            key=version,
            title=f"Version {version} of the data",
            day=days[version],
            html=_html(told[version].text)
            if version in told
            else f"<p>{prose.count(int(counts.get(version, 0)), 'correction')}.</p>",
            link=links.page(links.CORRECTIONS),
        )
        for version in sorted(days, key=version_number, reverse=True)
    ]


def _entry(root: ElementTree.Element, entry: Entry, package: dict, home: str) -> None:
    element = ElementTree.SubElement(root, "entry")
    _text(element, "title", entry.title)
    _text(element, "id", _id(package, entry.key))
    _text(element, "updated", _time(entry.day))
    _link(element, "alternate", home + entry.link, "text/html")
    if entry.about:
        _link(element, "related", home + entry.about, "text/html")
    if entry.kind:
        ElementTree.SubElement(element, "category", term=entry.kind[0], label=entry.kind[1])
    _text(element, "content", entry.html).set("type", "html")


def _id(package: dict, key: str) -> str:
    """The name of a thing for good, the same wherever the pages are published."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{package['name']}/{key}").urn


def _time(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _link(parent: ElementTree.Element, rel: str, href: str, mediatype: str) -> None:
    ElementTree.SubElement(parent, "link", rel=rel, type=mediatype, href=href)


def _text(parent: ElementTree.Element, name: str, text: Any) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name)
    element.text = str(text)
    return element


def _xml(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"

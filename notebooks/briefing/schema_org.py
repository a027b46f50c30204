"""The briefing in the words of schema.org, as JSON-LD: a report on every page, the data set and its
tables, and a review of every statement.

Addresses are those of links between pages; where the pages are published, ``absolute`` makes whole
addresses of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

JSON_LD = "application/ld+json"
CONTEXT = "https://schema.org"
ADDRESSES = ("@id", "url", "contentUrl")  # the keys under which addresses of ours stand


@dataclass(frozen=True)
class Linked:
    """JSON-LD to be put into a page; shows as a line of text in JupyterLab."""

    content: dict
    summary: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {JSON_LD: self.content, "text/plain": self.summary}


def graph(*parts: dict) -> dict:
    """JSON-LD of several things."""
    return {"@context": CONTEXT, "@graph": list(parts)}


def absolute(content: Any, page: str) -> Any:
    """JSON-LD with whole addresses, as they are from the address ``page``."""
    if isinstance(content, list):
        return [absolute(one, page) for one in content]
    if not isinstance(content, dict):
        return content
    return {
        key: urljoin(page, value)
        if key in ADDRESSES and isinstance(value, str)
        else absolute(value, page)
        for key, value in content.items()
    }


def authors(package: dict, url: str) -> dict:
    """Who answers for the briefing; ``url`` is the address of its first page."""
    names = [one["title"] for one in package.get("contributors", [])]
    return {"@type": "Organization", "name": "; ".join(names) or package["title"], "url": url}


def _edition(package: dict) -> dict:
    """What holds for everything in an edition of the briefing."""
    own = {
        "license": package["licenses"][0]["path"],
        "version": package["version"],
        "isAccessibleForFree": True,
    }
    return own | dated(package)


def dated(package: dict) -> dict:
    """The day of an edition, where the package names it."""
    return {"datePublished": package["created"][:10]} if package.get("created") else {}


def report(
    title: str, description: str, url: str, package: dict, by: dict, basis: str, image: str
) -> dict:
    """A page as ``Report``: ``by`` its authors, based on the data set at the address ``basis``;
    ``image`` is the address of its preview, if it has one.
    """
    about = {
        "@type": "Report",
        "@id": f"{url}#report",
        "name": title,
        "headline": title,
        "description": description,
        "url": url,
        "inLanguage": "en",
        "author": by,
        "publisher": by,
        "isBasedOn": {"@id": basis},
        **_edition(package),
    }
    return about | ({"image": {"@type": "ImageObject", "url": image}} if image else {})


def dataset(package: dict, at: str, url: str, by: dict, downloads: list[tuple[str, str]]) -> dict:
    """The data package as ``Dataset``: ``at`` its own address, ``url`` that of its page;
    ``downloads`` are address and MIME type of each file that holds all of it.
    """
    return {
        "@type": "Dataset",
        "@id": at,
        "identifier": package["name"],
        "name": package["title"],
        "description": package["description"],
        "url": url,
        "inLanguage": "en",
        "creator": by,
        "keywords": package.get("keywords", []),
        "distribution": [_download(file, mediatype) for file, mediatype in downloads],
        **_edition(package),
    }


def table(resource: dict, package: dict, at: str, by: dict, whole: str, file: str) -> dict:
    """A table of the package as ``Dataset``: ``at`` the address of the look into it, ``whole`` the
    address of the data set that it is part of, ``file`` its download.
    """
    columns = [field["title"] for field in resource["schema"]["fields"]]
    part = {
        "@type": "Dataset",
        "@id": at,
        "identifier": f"{package['name']}/{resource['name']}",
        "name": f"{resource['title']} ({package['title']})",
        "description": f"{resource['description']} Columns: {', '.join(columns)}."
        f" A table of the data behind “{package['title']}”.",
        "url": at,
        "inLanguage": "en",
        "creator": by,
        "keywords": package.get("keywords", []),
        "isPartOf": {"@id": whole},
        "distribution": [_download(file, "text/csv")],
        "variableMeasured": [_variable(field) for field in resource["schema"]["fields"]],
        **_edition(package),
    }
    if resource.get("licenses"):
        terms = resource["licenses"][0]
        named = {"@type": "CreativeWork", "name": terms.get("title") or terms.get("name", "")}
        part["license"] = terms.get("path") or named
    if resource.get("sources"):
        part["isBasedOn"] = [source["path"] for source in resource["sources"]]
    return part


def _download(file: str, mediatype: str) -> dict:
    return {"@type": "DataDownload", "contentUrl": file, "encodingFormat": mediatype}


def _variable(field: dict) -> dict:
    """A column by the name that it has in the file."""
    said = {
        "@type": "PropertyValue",
        "name": field["name"],
        "description": field["description"],
    }
    return said | ({"unitText": field["unit"]} if field.get("unit") else {})


@dataclass(frozen=True)
class Review:
    """What we found of a statement: the ``claim`` in short, the ``verdict`` in words and its
    ``meaning``, and the ``reason``; ``url`` is where it stands.
    """

    claim: str
    verdict: str
    meaning: str
    reason: str
    url: str


def claim_review(review: Review, claimed: dict, by: dict, package: dict) -> dict:
    """A review as ``ClaimReview`` of a ``claimed`` thing (author, date, appearance).

    The rating has a name and no number: our verdicts are kinds of result, not steps of a scale.
    """
    return {
        "@type": "ClaimReview",
        "@id": review.url,
        "url": review.url,
        "inLanguage": "en",
        "author": by,
        "claimReviewed": review.claim,
        "reviewBody": review.reason,
        "itemReviewed": {"@type": "Claim", **claimed},
        "reviewRating": {
            "@type": "Rating",
            "alternateName": review.verdict,
            "ratingExplanation": review.meaning,
        },
        **_edition(package),
    }

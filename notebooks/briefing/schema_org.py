"""The briefing in the words of schema.org, as JSON-LD: a report and a data set on every page."""

from __future__ import annotations

from dataclasses import dataclass

JSON_LD = "application/ld+json"
CONTEXT = "https://schema.org"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
AUTHORS = {"@type": "Organization", "name": "The briefing's authors"}


@dataclass(frozen=True)
class Linked:
    """JSON-LD to be put into a page; shows as a line of text in JupyterLab."""

    content: dict
    summary: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {JSON_LD: self.content, "text/plain": self.summary}


def page_description(
    title: str, description: str, file: str, package: dict, downloads: list[dict]
) -> dict:
    """A page as ``Report`` about the speech, and the data behind it as ``Dataset`` with its
    distributions.
    """
    dataset = {
        "@type": "Dataset",
        "@id": "#dataset",
        "name": package["title"],
        "description": package["description"],
        "license": LICENCE,
        "version": package["version"],
        "creator": AUTHORS,
        "keywords": package["keywords"],
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "name": d["title"],
                "contentUrl": d["file"],
                "encodingFormat": d["type"],
            }
            for d in downloads
        ],
    }
    report = {
        "@type": "Report",
        "@id": f"{file}#report",
        "name": title,
        "headline": title,
        "description": description,
        "url": file,
        "inLanguage": "en",
        "license": LICENCE,
        "version": package["version"],
        "author": AUTHORS,
        "publisher": AUTHORS,
        "isAccessibleForFree": True,
        "isBasedOn": {"@id": "#dataset"},
    }
    return {"@context": CONTEXT, "@graph": [report, dataset]}

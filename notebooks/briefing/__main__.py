"""The command line: ``python -m briefing check | build | watch | pdf | pack | lite | lab`` ..."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from briefing.dataset import ROOT, data_folder
from briefing.publish import BuildError, startup
from briefing.publish.collection import Collection


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 faults or a failed build, 2 wrong use, 130
    stopped from the keyboard.
    """
    parser = _parser()
    options, options.others = parser.parse_known_args(arguments)
    if options.others and options.run is not _lab:
        parser.error(f"unrecognized arguments: {' '.join(options.others)}")
    try:
        return options.run(options)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run the same command again.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m briefing",
        description="Check the data, build the pages, or open the notebooks.",
        epilog="Where pages are published, the environment variable BRIEFING_HOMEPAGE gives the"
        " address of their folder (default: homepage in datapackage.json, if it is there): their"
        " addresses for others are then whole, and there is a sitemap.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    def command(name: str, run: Callable, text: str, *folders: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text)
        one.set_defaults(run=run)
        for folder in folders:
            default, what = FOLDERS[folder]
            one.add_argument(
                f"--{folder}", type=Path, default=default(), metavar="FOLDER", help=what
            )
        return one

    command("check", _check, "validate the data package", "data")
    build = command("build", _build, "check, then build every page into exports/", *FOLDERS)
    build.add_argument("--force", action="store_true", help="execute every notebook again")
    build.add_argument(
        "--lite", action="store_true", help="link to what the command lite makes beside the pages"
    )
    watch = command("watch", _watch, "build after every change, in pages that follow", *FOLDERS)
    watch.add_argument(
        "--port", type=int, help="where to serve the pages (default: 8010, else a free one)"
    )
    watch.add_argument("--no-browser", action="store_true", help="open no browser")
    command("pdf", _pdf, "print every page of exports/ to exports/pdf/", "exports")
    command("pack", _pack, "write every page as one file, and a zip, to exports/pack/", *FOLDERS)
    command("lite", _lite, "make exports/lite/: the notebooks live in a browser", *FOLDERS)
    release = command("release", _release, "gather what goes with a release", *FOLDERS)
    release.add_argument("--tag", default="", help="refuse one that is not the version's: v1.2.3")
    command("lab", _lab, "open the notebooks in JupyterLab, which gets all further options")
    return parser


FOLDERS = {
    "data": (data_folder, "folder of the data package (default: BRIEFING_DATA, else data/)"),
    "notebooks": (lambda: ROOT / "notebooks", "folder of the notebooks"),
    "exports": (lambda: ROOT / "exports", "where the pages are"),
}


def _say(line: str) -> None:
    print(line, flush=True)


def _collection(options: argparse.Namespace) -> Collection:
    return Collection(options.data, options.notebooks, options.exports)


def _check(options: argparse.Namespace) -> int:
    from briefing import check
    from briefing.check.fault import counted
    from briefing.facts import research

    faults = check.faults(options.data)
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        print(f"{counted(faults)} found.", file=sys.stderr)
        return 1
    print("\n".join(research.summary(options.data)))
    print("No faults found.")
    return 0


def _build(options: argparse.Namespace) -> int:
    from briefing.publish.build import build

    startup.short_lived()
    folders = (options.data, options.notebooks, options.exports)
    build(*folders, _say, options.force, options.lite)
    return 0


def _watch(options: argparse.Namespace) -> int:
    from briefing.publish.watch import watch

    folders = (options.data, options.notebooks, options.exports)
    watch(*folders, _say, options.port, not options.no_browser)
    return 0


def _pdf(options: argparse.Namespace) -> int:
    from briefing.publish import takeaway

    takeaway.write_pdfs(options.exports, _say)
    return 0


def _pack(options: argparse.Namespace) -> int:
    from briefing.publish import takeaway

    startup.short_lived()
    takeaway.write_packs(_collection(options), _say)
    return 0


def _lite(options: argparse.Namespace) -> int:
    from briefing.publish import lite

    lite.make(_collection(options), _say)
    return 0


def _release(options: argparse.Namespace) -> int:
    from briefing.publish.release import gather

    gather(_collection(options), options.tag, _say)
    return 0


def _lab(options: argparse.Namespace) -> int:
    from briefing.explore import server

    try:
        server.serve(options.others)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

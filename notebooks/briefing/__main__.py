"""The command line: ``python -m briefing check | build | pdf | pack | lab``, from the ``notebooks``
folder.
"""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
from pathlib import Path

from briefing.dataset import ROOT, data_folder


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code (0 done, 1 faults or a failed build, 2 wrong use, 130
    stopped from the keyboard).
    """
    parser = argparse.ArgumentParser(
        prog="python -m briefing",
        description="Check the data, build the pages, or open the notebooks.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    data = argparse.ArgumentParser(add_help=False)
    data.add_argument(
        "--data",
        type=Path,
        default=data_folder(),
        metavar="FOLDER",
        help="folder of the data package (default: data/)",
    )
    commands.add_parser("check", parents=[data], help="validate the data package")
    build = commands.add_parser(
        "build", parents=[data], help="check, then build every page into exports/"
    )
    build.add_argument(
        "--notebooks",
        type=Path,
        default=ROOT / "notebooks",
        metavar="FOLDER",
        help="folder of the notebooks",
    )
    build.add_argument(
        "--exports",
        type=Path,
        default=ROOT / "exports",
        metavar="FOLDER",
        help="where the pages go",
    )
    build.add_argument("--force", action="store_true", help="execute every notebook again")
    for name, text in (
        ("pdf", "print every page of exports/ to exports/pdf/"),
        ("pack", "write every page as one file, and all as a zip, to exports/pack/"),
    ):
        take = commands.add_parser(name, help=text)
        take.add_argument(
            "--exports",
            type=Path,
            default=ROOT / "exports",
            metavar="FOLDER",
            help="where the pages are",
        )
    commands.add_parser("lab", help="open the notebooks in JupyterLab")
    options = parser.parse_args(arguments)
    try:
        return {"check": _check, "build": _build, "pdf": _take, "pack": _take, "lab": _lab}[
            options.command
        ](options)
    except KeyboardInterrupt:
        print("Stopped. Run the same command again.", file=sys.stderr)
        return 130


def _check(options: argparse.Namespace) -> int:
    from briefing import check
    from briefing.facts import research

    faults = check.faults(options.data)
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        print(f"{len(faults)} faults found.", file=sys.stderr)
        return 1
    print("\n".join(research.summary(options.data)))
    print("No faults found.")
    return 0


def _build(options: argparse.Namespace) -> int:
    from briefing.publish.build import BuildError, build

    # looking for garbage takes a sixth of a build's time, and this process is soon over
    gc.disable()
    try:
        build(
            options.data,
            options.notebooks,
            options.exports,
            lambda line: print(line, flush=True),
            options.force,
        )
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _take(options: argparse.Namespace) -> int:
    from briefing.publish import takeaway
    from briefing.publish.build import BuildError

    try:
        {"pdf": takeaway.write_pdfs, "pack": takeaway.write_packs}[options.command](
            options.exports, lambda line: print(line, flush=True)
        )
    except (BuildError, OSError, subprocess.TimeoutExpired) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _lab(options: argparse.Namespace) -> int:
    index = ROOT / "notebooks" / "index.ipynb"
    return subprocess.call([sys.executable, "-m", "jupyterlab", str(index)], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())

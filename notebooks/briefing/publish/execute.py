"""Executes notebooks, each in a fresh IPython process of its own, several at a time.

A Jupyter kernel is an IPython shell behind a messaging protocol that a build does not need:
the shell alone runs the same cells to the same outputs in about a quarter of the time. Where
a system can fork safely, the libraries are loaded once and every process begins with them.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from briefing.publish.pages import Page, read_notebook, without_explore
from briefing.publish.plan import PACKAGE
from briefing.publish.shell import ExecutionError

# macOS has libraries that break in a forked process, and Windows does not fork: there a clean
# interpreter starts.
FORKS = sys.platform == "linux"
PROCESSES: Any = multiprocessing.get_context("forkserver" if FORKS else "spawn")
if FORKS:
    rooms = (PACKAGE / "reading", PACKAGE / "charts")
    drawing = [f"briefing.{room.name}.{file.stem}" for room in rooms for file in room.glob("*.py")]
    first = ["briefing.publish.startup", __name__, "IPython.core.interactiveshell"]
    PROCESSES.set_forkserver_preload([*first, *sorted(drawing)])


@dataclass(frozen=True)
class Executed:
    """The text of a page's notebook with its outputs, and the tables that it read."""

    page: Page
    text: str
    tables: list[str]
    seconds: float

    @property
    def notebook(self) -> NotebookNode:
        """The notebook with its outputs, the same whether it is fresh or from the cache."""
        return nbformat.reads(self.text, as_version=4)


def warm_up() -> None:
    """Begin to load the libraries for the notebooks' processes, where they can share them; returns
    at once.
    """
    if FORKS:
        from multiprocessing import forkserver

        forkserver.ensure_running()


@contextmanager
def executing(pages: list[Page], data: Path) -> Iterator[Iterator[Executed]]:
    """Begin to execute the notebooks of ``pages`` on the package in ``data``; gives an iterator
    over each as it ends.

    As many run at once as there are cores. The iterator raises ``ExecutionError`` at the first
    that fails, or whose process ends before it. On leaving, none goes on.
    """
    processes: list[multiprocessing.process.BaseProcess] = []
    left = threading.Event()
    with (
        tempfile.TemporaryDirectory() as scratch,
        ThreadPoolExecutor(os.cpu_count() or 2) as threads,
    ):

        def execute(page: Page) -> Executed:
            return _in_process(page, data, Path(scratch), processes, left)

        running = [threads.submit(execute, page) for page in pages]
        try:
            yield (done.result() for done in as_completed(running))
        finally:
            left.set()
            threads.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                if process.pid:
                    process.terminate()


def execute(page: Page, data: Path) -> Executed:
    """Execute one notebook. Raises ``ExecutionError`` where it does not run to its end."""
    with executing([page], data) as results:
        return next(results)


def _in_process(
    page: Page, data: Path, scratch: Path, processes: list, left: threading.Event
) -> Executed:
    """Run one notebook in a process of its own, which is added to ``processes``, and ends at once
    where nobody waits for it any more.
    """
    here, there = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_answer, args=(there, page, data, scratch), daemon=True)
    processes.append(process)
    process.start()
    if left.is_set():
        process.terminate()
    there.close()
    try:
        result = here.recv()
    except EOFError:
        process.join()
        raise ExecutionError(
            f"{page.path.name}: its process ended before its last cell (exit code"
            f" {process.exitcode}): stopped from outside, by the system for want of memory, or"
            " by the notebook itself. Build again."
        ) from None
    finally:
        here.close()
    process.join()
    if isinstance(result, ExecutionError):
        raise result
    return result


def _answer(there: Connection, page: Page, data: Path, scratch: Path) -> None:
    """Run one notebook, in a process that does nothing else, and send its ``Executed``, or the
    ``ExecutionError``.
    """
    from briefing.publish.startup import short_lived  # which changes the process that imports it

    # Whoever stops the build from the keyboard stops its first process, which ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    short_lived()
    try:
        result: Executed | ExecutionError = _run(page, data, scratch)
    except ExecutionError as error:
        result = error
    except Exception as error:  # such as an output that is no JSON
        result = ExecutionError(f"{page.path.name}: {type(error).__name__}: {error}")
    there.send(result)


def _end_with_parent() -> None:
    """End this process when the build is gone, however it was ended."""
    if parent := multiprocessing.parent_process():
        wait([parent.sentinel])
    os._exit(1)


def _run(page: Page, data: Path, scratch: Path) -> Executed:
    """Run one notebook in this process; IPython may use the folder ``scratch``, and nothing of the
    user's own.
    """
    from briefing.dataset import recording
    from briefing.publish.shell import as_text, run_cells

    start = time.perf_counter()
    os.environ["BRIEFING_DATA"] = str(data)
    os.chdir(page.path.parent)
    notebook = without_explore(read_notebook(page.path))
    with recording() as tables:
        run_cells(notebook, page, scratch)
    text = as_text(notebook, page)
    return Executed(page, text, sorted(tables), time.perf_counter() - start)

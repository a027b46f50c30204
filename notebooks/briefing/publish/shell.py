"""Runs the cells of one notebook in this process, which does nothing else, and gives what each
displays, as JupyterLab would keep it.
"""

from __future__ import annotations

import asyncio
import builtins
import getpass
import json
import os
import traceback
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from nbformat import NotebookNode

from briefing.publish import BuildError
from briefing.publish.pages import Page, beginning
from briefing.publish.record import Programs, Record, Stream

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

FAILS = "raises-exception"  # tag of cells that are meant to fail, as Jupyter knows it
CELL = "<ipython-input-"  # how IPython begins the name of a cell where Python names a file


class ExecutionError(BuildError):
    """A notebook that did not run to its end; the message names notebook and cell."""


def run_cells(notebook: NotebookNode, page: Page, scratch: Path) -> None:
    """Run the cells of the notebook of ``page`` and put into each what it displays; IPython may
    use the folder ``scratch``. Raises ``ExecutionError`` at the first that fails.
    """
    record = Record()
    shell = _shell(scratch, record)
    builtins.input = getpass.getpass = _nobody
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    shell.loop_runner = loop.run_until_complete
    with ExitStack() as streams:
        streams.enter_context(redirect_stdout(Stream(record, "stdout")))
        streams.enter_context(redirect_stderr(Stream(record, "stderr")))
        programs = streams.enter_context(Programs(record, scratch))
        for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
            cell.outputs = record.begin()
            failed = _failed(shell, record, cell.source)
            programs.drain()
            if failed and FAILS not in cell.metadata.get("tags", []):
                raise ExecutionError(
                    f"{page.path.name}: the cell that begins {beginning(cell.source)!r} {failed}"
                )


def as_text(notebook: NotebookNode, page: Page) -> str:
    """The notebook as JSON. Raises ``ExecutionError``, naming the cell, where it displays what is
    none.
    """
    try:
        text = json.dumps(notebook, ensure_ascii=False)
        text.encode("utf-8")
        return text
    except (TypeError, ValueError):
        from jupyter_client.jsonutil import json_default  # what a kernel makes of bytes and dates

        for cell in notebook.cells:
            try:
                outputs = cell.get("outputs", [])
                text = json.dumps(outputs, default=json_default, ensure_ascii=False)
                text.encode("utf-8")
                cell.outputs = json.loads(text)
            except (TypeError, ValueError) as error:
                raise ExecutionError(
                    f"{page.path.name}: the cell that begins {beginning(cell.source)!r} displays"
                    f" what no notebook can hold ({error})"
                ) from None
        return json.dumps(notebook, ensure_ascii=False)


def _shell(scratch: Path, record: Record) -> InteractiveShell:
    """An IPython shell that gives ``record`` what a cell displays, its last value included."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    class ResultAsDisplay(DisplayHook):
        """Publishes the value of a cell's last line like anything else it displays."""

        def write_output_prompt(self) -> None:
            pass

        def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
            InteractiveShell.instance().display_pub.publish(format_dict, md_dict)

    class Shell(InteractiveShell):
        """Keeps errors as outputs, those too after which a cell goes on: of an object that cannot
        show itself.
        """

        def _showtraceback(self, etype, evalue, stb) -> None:
            record.error(etype.__name__, str(evalue), stb)

        def enable_gui(self, gui=None) -> None:
            if gui:
                raise ValueError(f"a build opens no windows ({gui}); write %matplotlib inline")

        def ask_exit(self) -> NoReturn:
            raise SystemExit

    # A kernel does the same: figures of matplotlib stand where they are drawn.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    shell = Shell.instance(
        displayhook_class=ResultAsDisplay,
        display_pub_class=_publisher(record),
        ipython_dir=str(scratch),
        xmode="Minimal",  # pages show no more; code beside each of 1,000 frames would take seconds
        config=Config({"HistoryManager": {"enabled": False}}),
    )
    # A page takes the structure of a table; what JupyterLab shows of it would be made for nothing.
    assert shell.display_formatter is not None
    bundles = shell.display_formatter.mimebundle_formatter
    bundles.for_type_by_name("briefing.tables", "Readable", lambda shown, **_: shown.for_page())
    # JupyterLab opens the help on an object (``name?``) beside the notebook, not in it.
    shell.set_hook("show_in_pager", lambda *_, **__: None, 0)
    return shell


def _publisher(record: Record) -> type:
    """What gives ``record`` all that is displayed, as IPython wants it."""
    from IPython.core.displaypub import DisplayPublisher

    class Publisher(DisplayPublisher):
        """Keeps what is displayed."""

        def publish(self, data, metadata=None, source=None, **how) -> None:
            self._validate_data(data, metadata)
            record.display(data, metadata or {}, **how)

        def clear_output(self, wait: bool = False) -> None:
            record.clear(wait)

    return Publisher


def _nobody(prompt: object = "", *_: object, **__: object) -> NoReturn:
    raise RuntimeError(f"nobody is there to answer {str(prompt)!r}; write the answer into the cell")


def _failed(shell: InteractiveShell, record: Record, source: str) -> str:
    """Run a cell, inside of an event loop as a kernel does: how it failed, ``""`` if it did not."""
    loop = asyncio.get_event_loop()

    async def run():
        return shell.run_cell(source, store_history=True)

    if _awaits(shell, source):
        result = shell.run_cell(source, store_history=True)  # begins the loop itself
    else:
        result = loop.run_until_complete(run())
    if error := result.error_before_exec or result.error_in_exec:
        said = "a page is the whole notebook" if isinstance(error, SystemExit) else error
        return f"failed with {type(error).__name__}: {said}{_line(error, source)}"
    if record.errors:
        return f"displays what cannot be shown: {record.errors[0]}"
    if waiting := asyncio.all_tasks(loop):
        return f"ends before {len(waiting)} of its tasks; await them in the cell"
    return ""


def _awaits(shell: InteractiveShell, source: str) -> bool:
    try:
        cell = shell.transform_cell(source)
    except Exception:  # which running it will tell
        return False
    return shell.should_run_async(source, transformed_cell=cell)


def _line(error: BaseException, source: str) -> str:
    """Where in a cell of several lines an error began."""
    frames = traceback.walk_tb(error.__traceback__)
    of_cell = (line for frame, line in frames if frame.f_code.co_filename.startswith(CELL))
    number = next(of_cell, error.lineno if isinstance(error, SyntaxError) else 0) or 0
    lines = source.splitlines()
    if not 1 < number <= len(lines):
        return ""
    return f" (line {number}: {lines[number - 1].strip()})"

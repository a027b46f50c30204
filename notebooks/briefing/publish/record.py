"""What the cells of a notebook display, kept in the order and by the rules of JupyterLab."""

from __future__ import annotations

import codecs
import io
import os
import tempfile
import threading
from pathlib import Path
from typing import IO

from nbformat import NotebookNode


class Record:
    """The outputs of the cells of one notebook. ``errors`` are those of the cell that runs."""

    def __init__(self) -> None:
        self.outputs: list[NotebookNode] = []
        self.errors: list[str] = []
        self.programs: Programs | None = None
        self._named: dict[str, list[NotebookNode]] = {}
        self._clear_next = False
        self._lock = threading.RLock()  # a cell may display from several threads

    def begin(self) -> list[NotebookNode]:
        """Begin a cell: the list into which its outputs come."""
        with self._lock:
            self.outputs, self.errors, self._clear_next = [], [], False
            return self.outputs

    def write(self, stream: str, text: str) -> None:
        """Text on ``stdout`` or ``stderr``, after what programs wrote before it."""
        with self._lock:
            if self.programs:
                self.programs.drain()
            self.add(stream, text)

    def add(self, stream: str, text: str) -> None:
        """Text on a stream; what follows on the same one is one output."""
        self._cleared()
        last = self.outputs[-1] if self.outputs else None
        if last and last.output_type == "stream" and last.name == stream:
            last.text += text
        else:
            self.outputs.append(_output("stream", name=stream, text=text))

    def display(
        self, data: dict, metadata: dict, transient: dict | None = None, update: bool = False
    ) -> None:
        """An output by MIME types, or a newer one in the place of those with its ``display_id``,
        in whatever cell they stand.
        """
        name = (transient or {}).get("display_id", "")
        with self._lock:
            if self.programs:
                self.programs.drain()
            if update:
                for old in self._named.get(name, []):
                    old.update(data=data, metadata=metadata)
                return
            self._cleared()
            self.outputs.append(_output("display_data", data=data, metadata=metadata))
            if name:
                self._named.setdefault(name, []).append(self.outputs[-1])

    def error(self, name: str, message: str, lines: list[str]) -> None:
        """An error that was raised in a cell, or while a thing was to be shown."""
        with self._lock:
            if self.programs:
                self.programs.drain()
            self._cleared()
            self.errors.append(f"{name}: {message}")
            self.outputs.append(_output("error", ename=name, evalue=message, traceback=lines))

    def clear(self, wait: bool) -> None:
        """Forget what the cell displayed so far: now, or when it displays something next."""
        with self._lock:
            self._clear_next = True
            if not wait:
                self._cleared()

    def _cleared(self) -> None:
        if self._clear_next:
            self.outputs.clear()
            self._clear_next = False


def _output(kind: str, **parts: object) -> NotebookNode:
    return NotebookNode(output_type=kind, **parts)


class Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of a cell."""

    encoding = "utf-8"

    def __init__(self, record: Record, name: str):
        self.record, self.name = record, name

    def write(self, text: str) -> int:
        """Add text to the outputs of the cell."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            self.record.write(self.name, text)
        return len(text)

    def writable(self) -> bool:
        """As a file that is open for writing."""
        return True

    def fileno(self) -> int:
        """The number under which programs know the stream."""
        return 1 if self.name == "stdout" else 2


class Programs:
    """What programs that a cell starts write to the streams of this process, past Python: while
    it is entered, ``drain`` gives a record what came since the last time.
    """

    def __init__(self, record: Record, scratch: Path):
        self.record, self.scratch = record, scratch
        self._files: dict[int, IO[bytes]] = {}
        self._own: dict[int, int] = {}
        self._texts = {n: codecs.getincrementaldecoder("utf-8")("replace") for n in (1, 2)}

    def __enter__(self) -> Programs:
        for number in (1, 2):
            # two places in one file: programs add at its end, ``drain`` reads behind them
            end, name = tempfile.mkstemp(dir=self.scratch)
            os.close(end)
            end = os.open(name, os.O_WRONLY | os.O_APPEND)
            self._files[number] = Path(name).open("rb", buffering=0)
            self._own[number] = os.dup(number)
            os.dup2(end, number)
            os.close(end)
        self.record.programs = self
        return self

    def __exit__(self, *_: object) -> None:
        self.drain()
        self.record.programs = None
        for number, own in self._own.items():
            os.dup2(own, number)
            os.close(own)
            self._files[number].close()

    def drain(self) -> None:
        """Give the record what programs wrote since."""
        for number, file in self._files.items():
            if text := self._texts[number].decode(file.read()):
                self.record.add("stdout" if number == 1 else "stderr", text)

"""Runs a notebook on the real Java kernel, from top to bottom, and says what went wrong where."""

import logging
import re
import shutil
import time
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.notebooknode import NotebookNode
from traitlets.config import Config

from layout import TARGET, Problem
from tidy import plain, tidy
from whole import require_inside

CELL_SECONDS = 120
END = Config(KernelManager={"shutdown_wait_time": 1})  # asked to end, JJava waits for the second, louder word
HEAP = "-Xmx768m"  # readers get 2 GB where the machine has it: a small one need not
KERNEL_FRAME = re.compile(r"\bat (org\.dflib|io\.github\.spencerpark|java\.base|jdk\.)|^-+$")
logging.getLogger("traitlets").setLevel(logging.CRITICAL)  # nbclient repeats what the report says


class SmallKernels(AsyncKernelManager):
    """Starts kernels with the memory of a small machine: what runs here runs there."""

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        command: list[str] = super().format_kernel_cmd(extra_arguments)
        return [HEAP if word.startswith("-Xmx") else word for word in command]


def client(nb: NotebookNode, folder: Path, **options: Any) -> NotebookClient:
    return NotebookClient(
        nb,
        kernel_name="java",
        timeout_func=lambda cell: cell.metadata.get("timeout", CELL_SECONDS),
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
        config=END,
        **options,
    )


def require_kernel() -> None:
    try:
        kernel = KernelSpecManager().get_kernel_spec("java")
    except NoSuchKernel:
        raise Problem("no Java kernel in this Python: run ./mvnw once, or use .venv's python") from None
    try:
        require_inside("Java kernel", Path(kernel.resource_dir))
    except Problem as problem:
        raise Problem(f"this Python is led elsewhere ({problem}): unset JUPYTER_PATH, or start by ./mvnw") from None


def run(nb: NotebookNode, name: str) -> tuple[NotebookNode, str]:
    """Executes and tidies; gives the notebook and how long it took.

    A cell's error is a Problem that quotes the cell.
    """
    metadata = deepcopy(nb.metadata)  # the kernel would report its JDK's version there
    folder = TARGET / "notebooks" / name  # a fresh folder: what a cell writes by accident stays out of the way
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    log = folder.with_suffix(".log")
    begun: list[float] = []  # when each cell was begun: the last is the one that runs
    start = time.monotonic()
    with log.open("wb") as messages:
        starts = partial(client, kernel_manager_class=SmallKernels)
        runner = starts(nb, folder, on_cell_start=lambda **_: begun.append(time.monotonic()))
        try:
            runner.execute(stdout=messages, stderr=messages)
        except CellExecutionError:
            raise Problem(f"{name}: {first_error(nb)}") from None
        except (CellTimeoutError, DeadKernelError) as e:
            what = "the kernel died" if isinstance(e, DeadKernelError) else "it took too long (timeout=… in its head)"
            where = f"the kernel's messages are in {log}{last_words(log)}"
            raise Problem(f"{name}: cell {len(begun)}: {what}; {where}") from None
    end = time.monotonic()
    nb.metadata = metadata
    for i, cell in enumerate(nb.cells, 1):
        if errors := [o.text for o in cell.get("outputs", []) if o.get("name") == "stderr"]:
            raise Problem(f"{name}: cell {i} writes to stderr\n{indent(''.join(errors))}")
    slowest, cell = max((b - a, i) for i, (a, b) in enumerate(zip(begun, [*begun[1:], end], strict=True), 1))
    return tidy(nb), f"{end - start:.1f} s, of which cell {cell} {slowest:.1f} s"


def first_error(nb: NotebookNode) -> str:
    for i, cell in enumerate(nb.cells, 1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                lines = plain("\n".join(output.traceback) or f"{output.ename}: {output.evalue}").splitlines()
                trace = "\n".join(line for line in lines if not KERNEL_FRAME.search(line))
                return f"cell {i} fails\n{indent(cell.source)}\n  gives\n{indent(trace)}"
    return "a cell fails"


def last_words(log: Path) -> str:
    """What a dying kernel said, if it said why."""
    told = log.read_text(errors="replace").splitlines()
    lines = [line for line in told if re.match(r"error|Exception|Caused|#", line)]
    return "\n" + indent("\n".join(lines)) if lines else ""


def indent(text: str, lines: int = 25) -> str:
    return "\n".join("    | " + line for line in text.strip().splitlines()[:lines])

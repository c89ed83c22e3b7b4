"""Runs a notebook on the real Java kernel, from top to bottom, and says what went wrong where."""

import logging
import re
import shutil
import time
from copy import deepcopy
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from layout import TARGET, Problem
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.notebooknode import NotebookNode
from tidy import plain, tidy

CELL_SECONDS = 120
logging.getLogger("traitlets").setLevel(logging.CRITICAL)  # nbclient repeats what the report says


def client(nb: NotebookNode, folder: Path, **options) -> NotebookClient:
    return NotebookClient(
        nb,
        kernel_name="java",
        timeout_func=lambda cell: cell.metadata.get("timeout", CELL_SECONDS),
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
        **options,
    )


def require_kernel() -> None:
    try:
        KernelSpecManager().get_kernel_spec("java")
    except NoSuchKernel:
        raise Problem("no Java kernel in this Python: run ./mvnw once, or use .venv's python") from None


def run(nb: NotebookNode, name: str) -> tuple[NotebookNode, float]:
    """Executes and tidies; gives the notebook and its seconds. A cell's error is a Problem that quotes the cell."""
    metadata = deepcopy(nb.metadata)  # the kernel would report its JDK's version there
    folder = TARGET / "notebooks" / name  # a fresh folder: what a cell writes by accident stays out of the way
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    log = folder.with_suffix(".log")
    start = time.monotonic()
    with open(log, "wb") as messages:
        try:
            client(nb, folder).execute(stdout=messages, stderr=messages)
        except CellExecutionError:
            raise Problem(f"{name}: {first_error(nb)}") from None
        except (CellTimeoutError, DeadKernelError) as e:
            i = max((i for i, c in enumerate(nb.cells, 1) if c.get("execution_count") or c.get("outputs")), default=1)
            what = "the kernel died" if isinstance(e, DeadKernelError) else "a cell took too long (timeout=… in its head)"
            said = [x for x in log.read_text(errors="replace").splitlines() if re.match(r"error|Exception|Caused|#", x)]
            raise Problem(f"{name}: {what} at or after cell {i}; the kernel said (all of it is in {log}):\n{indent(chr(10).join(said))}") from None
    nb.metadata = metadata
    for i, cell in enumerate(nb.cells, 1):
        if any(o.output_type == "stream" and o.name == "stderr" for o in cell.get("outputs", [])):
            text = "".join(o.text for o in cell.outputs if o.get("name") == "stderr")
            raise Problem(f"{name}: cell {i} writes to stderr\n{indent(text)}")
    return tidy(nb), time.monotonic() - start


def first_error(nb: NotebookNode) -> str:
    for i, cell in enumerate(nb.cells, 1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                trace = plain("\n".join(output.traceback) or f"{output.ename}: {output.evalue}")
                return f"cell {i} fails\n{indent(cell.source)}\n  gives\n{indent(trace)}"
    return "a cell fails"


def indent(text: str, lines: int = 25) -> str:
    return "\n".join("    | " + line for line in text.strip().splitlines()[:lines])

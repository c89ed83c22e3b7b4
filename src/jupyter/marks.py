"""How a check cell becomes a mark: run quietly, looked at before, and never full marks for want of a number."""

import json
import os
import re
import time
from collections.abc import Iterable
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

import sandbox
from layout import JAR, exercises, jars_above
from text import read

IMPORT = re.compile(r"^import (static )?(unrolled\..+);", re.M)
LONGEST = 300  # seconds for a whole submission: endless code in every cell must not hold up a class
Resources = dict[str, Any]  # nbconvert's, handed on


class QuietExecute(Execute):
    """nbgrader's own, but the kernel is boxed and looks at cells before they run, and its messages drown nothing."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        if sandbox.BOXED in os.environ:
            options["kernel_manager_class"] = sandbox.BoxedKernels
        super().__init__(*arguments, **options)

    def preprocess(self, nb: NotebookNode, resources: Resources, *more: Any) -> tuple[NotebookNode, Resources]:
        self.end = time.monotonic() + LONGEST
        self.opening = opening(resources["unique_key"], Path(resources["metadata"]["path"]))
        nb.cells.insert(0, self.opening)
        try:
            nb, resources = super().preprocess(nb, resources, *more)
        finally:
            nb.cells.remove(self.opening)
        return nb, resources

    def preprocess_cell(self, cell: NotebookNode, resources: Resources, index: int) -> tuple[NotebookNode, Resources]:
        cell, resources = super().preprocess_cell(cell, resources, index)
        if cell is self.opening and any(o.output_type == "error" for o in cell.outputs):
            raise RuntimeError(" ".join(o.get("evalue", "") for o in cell.outputs))
        return cell, resources

    def _get_timeout(self, cell: NotebookNode) -> int:
        return int(max(1, min(super()._get_timeout(cell), self.end - time.monotonic())))

    def start_new_kernel(self, **options: Any) -> None:
        super().start_new_kernel(stdout=DEVNULL, stderr=DEVNULL, **options)


def opening(name: str, folder: Path) -> NotebookNode:
    """The cell that runs before a submission's: from there on the kernel looks at what each cell was compiled to.

    Cells as they were handed out may do what they do; all others may use what exercises need (unrolled.check.marking).
    """
    exercise = next(e for e in exercises() if e.name == name)
    cells = [c for c in read(exercise).cells if c.cell_type == "code"]
    target = jars_above(folder)
    jars = [target / JAR.name, target / "marking" / "*.jar"]
    released = [c.source for c in cells if not is_solution(c)]
    arguments = f"getKernelInstance().getJShell(), {java_list(released)}, {java_list(rules(cells))}"
    return new_code_cell(
        f'lineMagic("classpath", {java_list(map(str, jars))});\nunrolled.check.marking.Marking.begin({arguments});'
    )


def rules(cells: list[NotebookNode]) -> list[str]:
    """Of the library answers may use what the first cell imports, without what that cell's head says: without=[…]."""
    imported = [name.removesuffix(".*") if static else name for static, name in IMPORT.findall(cells[0].source)]
    allowed = [f"+ {name}" for name in imported if not name.startswith("unrolled.check.")]
    return allowed + [f"- {name}" for name in cells[0].metadata.get("without", [])]


def java_list(texts: Iterable[str]) -> str:
    return f"java.util.List.of({', '.join(map(json.dumps, texts))})"  # what JSON writes for text, Java reads


def locked(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("locked"))


class StrictMarks(NbGraderPreprocessor):
    """nbgrader gives full marks to a check without a result, or with false or NaN; here it counts as failed."""

    def preprocess_cell(self, cell: NotebookNode, resources: Resources, index: int) -> tuple[NotebookNode, Resources]:
        if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell) and mark(cell) is None:
            cell.outputs.append(new_output("error", ename="NoMark", evalue="", traceback=["The check gave no mark."]))
        return cell, resources


def mark(cell: NotebookNode) -> float | None:
    """The number that a check cell ends in, if it is a mark at all."""
    results = [o.data.get("text/plain", "") for o in cell.outputs if o.output_type == "execute_result"]
    try:
        value = float(results[0])
    except (IndexError, ValueError):
        return None
    return value if 0 <= value <= cell.metadata["nbgrader"]["points"] else None

"""Undoes a submission's accidents before it is marked: cells that were split, copied, deleted or turned into text.

nbgrader knows a cell by the id in its metadata, and a notebook's editor copies metadata along with a cell.
"""

from collections import defaultdict
from copy import deepcopy

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_markdown_cell


def repaired(submission: bytes, release: bytes) -> tuple[bytes, list[str]]:
    """The submission with every cell of the exercise once and of its own kind, and what was mended, for its author."""
    released = nbformat.reads(release.decode("utf-8"), nbformat.NO_CONVERT).cells
    wanted = {grade_id(c): c for c in released if grade_id(c)}
    try:
        nb = nbformat.reads(submission.decode("utf-8"), nbformat.NO_CONVERT)
        before = deepcopy(nb)
        told = without_copies(nb.cells, wanted) + own_kinds(nb.cells, wanted) + without_gaps(nb.cells, wanted)
        if nb == before:
            return submission, []
        if told:
            lines = ["**This file was mended before it was marked:**", "", *(f"- {line}" for line in told)]
            nb.cells.insert(0, new_markdown_cell("\n".join(lines), id="mended"))
        return nbformat.writes(nb, nbformat.NO_CONVERT).encode(), told
    except Exception:  # no notebook, or one that only looks like one: nbgrader finds the words for it
        return submission, []


def grade_id(cell: NotebookNode) -> str:
    marking = cell.get("metadata", {}).get("nbgrader") or {}
    return str(marking.get("grade_id", "")) if isinstance(marking, dict) else ""


def without_copies(cells: list[NotebookNode], wanted: dict[str, NotebookNode]) -> list[str]:
    """A cell that was split or copied counts once: the part with the most in it; the others run as plain cells.

    What it says about itself is what was handed out, points and time included.
    """
    told, same = [], defaultdict(list)
    for cell in cells:
        if grade_id(cell) in wanted:
            same[grade_id(cell)].append(cell)
        else:  # of another exercise, or made up
            cell.get("metadata", {}).pop("nbgrader", None)
    for name, copies in same.items():
        kept = max(copies, key=lambda cell: len(cell.source.strip()))
        for cell in copies:
            if cell is not kept:
                del cell.metadata["nbgrader"]
        kept.metadata = deepcopy(wanted[name].metadata)
        if len(copies) > 1:
            told.append(f"The cell “{name}” was there {len(copies)} times: the one with the most in it is marked.")
    return told


def own_kinds(cells: list[NotebookNode], wanted: dict[str, NotebookNode]) -> list[str]:
    """Code that was turned into text is code again, and the other way round."""
    told = []
    for cell in cells:
        kind = wanted.get(grade_id(cell), cell).cell_type
        if kind != cell.cell_type:
            told.append(f"The cell “{grade_id(cell)}” had become {cell.cell_type}; it is {kind} again.")
            cell.cell_type = kind
            if kind == "code":
                cell.update(outputs=[], execution_count=None)
                cell.pop("attachments", None)
            else:
                cell.pop("outputs", None)
                cell.pop("execution_count", None)
    return told


def without_gaps(cells: list[NotebookNode], wanted: dict[str, NotebookNode]) -> list[str]:
    """What is missing comes back as it was handed out, behind what stood before it; code typed anew comes after it."""
    told, place = [], 0
    for name, cell in wanted.items():
        there = next((i for i, c in enumerate(cells) if grade_id(c) == name), None)
        if there is None:
            cells.insert(place, deepcopy(cell))
            there = place
            told.append(f"The cell “{name}” was missing; it is back as it was handed out.")
        place = there + 1
    return told

"""Text to notebook and back (jupytext's markdown), the same in both directions, nothing lost."""

import hashlib
import re
from itertools import zip_longest
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat.notebooknode import NotebookNode

from layout import Problem, Source

NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Java", "language": "java", "name": "java"},
    "language_info": {
        "codemirror_mode": "java",
        "file_extension": ".jshell",
        "mimetype": "text/x-java-source",
        "name": "Java",
        "pygments_lexer": "java",
    },
}
# What nbgrader wants in every cell; the text names only what differs.
NBGRADER = {"grade": False, "locked": False, "schema_version": 3, "solution": False, "task": False}
# What nbgrader and editors add by themselves; no author writes it.
NOT_AUTHORED = ("cell_type", "checksum")
EDITORS = ("ExecuteTime", "collapsed", "deletable", "editable", "execution", "scrolled", "trusted", "vscode")

# A cell whose code is folded away: ```java folded. JupyterLab knows the one, builders of books the other.
FOLDED_FENCE = re.compile(r"^```java folded(?= |$)", re.M)
FOLDED_WRITTEN = re.compile(r"^```java(.*?) folded=true(?= |$)", re.M)
FOLDED_CELL, FOLDED_TAG = {"source_hidden": True}, "hide-input"

Cell = tuple[str, str, dict[str, Any]]  # kind, source, metadata


def read(source: Source) -> NotebookNode:
    """The notebook of a text: no outputs, full nbgrader metadata, the same cell ids every time."""
    return parse(source.text.read_text(encoding="utf-8"), source)


def parse(text: str, source: Source) -> NotebookNode:
    nb = jupytext.reads(FOLDED_FENCE.sub("```java folded=true", text), fmt="md")
    language = nb.metadata.get("jupytext", {}).get("main_language", "java")
    if language != "java":
        raise Problem(f"{source.text}: more {language} cells than java cells; write ~~~{language} for what is no cell")
    nb.metadata = nbformat.from_dict({**NOTEBOOK_METADATA, "course": {"text": digest(text)}})
    nb.nbformat, nb.nbformat_minor = 4, 5
    ids = set()
    for i, cell in enumerate(nb.cells):
        if cell.metadata.pop("folded", False):
            cell.metadata["jupyter"] = nbformat.from_dict(FOLDED_CELL)
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), FOLDED_TAG]
        marking = cell.metadata.get("nbgrader")
        if marking is not None:
            if not marking.get("grade_id"):
                raise Problem(f"{source.text}: cell {i + 1} has nbgrader metadata but no grade_id")
            filled = {**NBGRADER, **marking}
            if filled["grade"] and not filled["solution"]:
                filled["locked"] = True
            cell.metadata["nbgrader"] = nbformat.from_dict(filled)
        cell.id = marking["grade_id"] if marking else f"{source.name}-{i:02d}"[-64:]
        if cell.id in ids:
            raise Problem(f"{source.text}: two cells are called {cell.id}")
        ids.add(cell.id)
    return nb


def digest(text: str) -> str:
    """A built notebook names its text by this, so that neither overwrites edits of the other."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def write(nb: NotebookNode, source: Source) -> str:
    """The text of a notebook; refuses what the text could not hold, so that nothing is lost silently."""
    settings = {"notebook_metadata_filter": "-all", "main_language": "java"}
    plain = nbformat.v4.new_notebook(metadata={"jupytext": settings})
    for i, cell in enumerate(nb.cells, 1):
        if cell.get("attachments"):
            raise Problem(f"{source.label}: cell {i} holds a pasted picture, which text can't keep: draw it in code")
        new = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
        if cell.cell_type == "raw":
            new = nbformat.v4.new_raw_cell
        plain.cells.append(new(cell.source, metadata=authored(cell)))
    text: str = jupytext.writes(plain, fmt={"extension": ".md", "format_name": "markdown"})
    again = jupytext.reads(text, fmt="md")
    wanted, got = skeleton(plain), skeleton(again)
    if wanted != got:
        pairs = enumerate(zip_longest(wanted, got), 1)
        first = next(i for i, (cell, survived) in pairs if cell != survived)
        raise Problem(
            f"{source.label}: cell {first} would not survive as text (does it hold a mark such as <!-- #region -->,"
            " or a line of --- at its start?): mend it in the notebook, then try again"
        )
    return FOLDED_WRITTEN.sub(r"```java folded\1", text)


def is_folded(cell: NotebookNode) -> bool:
    return FOLDED_TAG in cell.metadata.get("tags", [])


def authored(cell: NotebookNode) -> dict[str, Any]:
    """A cell's metadata as an author writes it: without what editors, nbgrader and defaults add."""
    kept = {k: v for k, v in cell.metadata.items() if k not in EDITORS}
    if is_folded(cell):
        kept["tags"] = [tag for tag in kept["tags"] if tag != FOLDED_TAG]
        kept.pop("jupyter", None)
        kept["folded"] = True
    if "nbgrader" in kept:
        marking = {k: v for k, v in kept["nbgrader"].items() if k not in NOT_AUTHORED and v != NBGRADER.get(k)}
        if marking.get("grade") and not marking.get("solution"):
            marking.pop("locked", None)
        if "points" in marking and not marking.get("grade"):
            del marking["points"]
        kept["nbgrader"] = dict(sorted(marking.items()))
    return {k: v for k, v in kept.items() if v not in ({}, [])}


def skeleton(nb: NotebookNode) -> list[Cell]:
    """What an author owns of a notebook: kind, source and metadata of each cell."""
    return [(c.cell_type, c.source.rstrip("\n"), authored(c)) for c in nb.cells]


def to_bytes(nb: NotebookNode) -> bytes:
    nbformat.validate(nb)
    written: str = nbformat.writes(nb, version=nbformat.NO_CONVERT)
    return (written + "\n").encode()


def load(path: Path) -> NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except Exception as e:
        raise Problem(f"{path} is not a readable notebook: {e}") from e

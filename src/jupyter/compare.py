"""What a re-run must reproduce: cells and metadata, printed text, tables; figures by their numbers and their looks."""

import base64
import difflib
import io
import re
from copy import deepcopy

from nbformat.notebooknode import NotebookNode

from text import Cell, skeleton


def unlike_text(committed: NotebookNode, fresh: NotebookNode) -> list[str]:
    """Where the committed notebook's cells are not those of its text, one readable piece each."""
    old, new = skeleton(committed), skeleton(fresh)
    if [s[0] for s in old] != [s[0] for s in new]:
        counts = f"the text has {len(new)} cells, the notebook {len(old)}, or of other kinds"
        return [f"{counts}\n{diff(heads(old), heads(new))}"]
    found = []
    for i, ((_, was, marks_were), (_, now, marks_are)) in enumerate(zip(old, new, strict=True), 1):
        if was != now:
            found.append(f"cell {i}: its source differs from the text\n{diff(was, now)}")
        elif marks_were != marks_are:
            found.append(f"cell {i}: its metadata differ from the text\n{diff(str(marks_were), str(marks_are))}")
    if [c.id for c in committed.cells] != [c.id for c in fresh.cells] or committed.metadata != fresh.metadata:
        found = found or ["the notebook's cell ids or metadata are not as the build writes them"]
    return found


def unlike_outputs(committed: NotebookNode, fresh: NotebookNode) -> list[str]:
    """Where a re-run does not tell what the committed notebook tells."""
    found = []
    for i, (before, after) in enumerate(zip(committed.cells, fresh.cells, strict=True), 1):
        was, now = told(before), told(after)
        if was != now:
            found.append(f"cell {i}: a re-run gives another output\n{diff(was, now)}")
        elif not is_timing(before) and not all(map(look_alike, pictures(before), pictures(after))):
            found.append(f"cell {i}: a re-run draws the same numbers as another picture")
    return found


def pictures(cell: NotebookNode) -> list[str]:
    return [o.data["image/png"] for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]


def look_alike(one: str, other: str) -> bool:
    """Whether an eye sees one picture: on one system the bytes are the same, on another letters have other edges."""
    if one == other:
        return True
    from PIL import Image, ImageChops  # only those who change the course have it

    a, b = (Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB") for png in (one, other))
    return a.size == b.size and all(
        most <= 48 for _, most in ImageChops.difference(a.reduce(4), b.reduce(4)).getextrema()
    )


def is_timing(cell: NotebookNode) -> bool:
    """Cells tagged `timing` say how long something took; no two runs agree on that."""
    return "timing" in cell.metadata.get("tags", [])


def without_timing(nb: NotebookNode) -> NotebookNode:
    kept = deepcopy(nb)
    for cell in kept.cells:
        if cell.cell_type == "code" and is_timing(cell):
            cell.outputs = []
    return kept


def told(cell: NotebookNode) -> str:
    """The part of a cell's outputs that must not change."""
    if cell.cell_type != "code" or is_timing(cell):
        return ""
    return "\n".join(map(said, cell.outputs))


def said(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return str(output.text).rstrip("\n")
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    data = output.data
    if "image/png" in data:
        return f"figure: {data.get('text/plain', '')}"
    if "text/html" in data:  # what it says, not how it looks; a line a row, so that a difference names the row
        html = re.sub(r'\sstyle="[^"]*"', "", data["text/html"])
        return re.sub(r"(</tr>|</p>|<br ?/?>)\s*", r"\1\n", html).rstrip("\n")
    return str(data.get("text/plain", sorted(data)))


def heads(cells: list[Cell]) -> str:
    return "\n".join(f"{kind}: {source.splitlines()[0] if source else ''}" for kind, source, _ in cells)


def diff(old: str, new: str) -> str:
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), "committed", "now", lineterm="", n=1)
    shown = [line[:200] for line in lines][2:]
    if len(shown) > 30:
        shown = shown[:30] + [f"… {len(shown) - 30} more lines"]
    return "\n".join("    " + line for line in shown)

"""What every notebook keeps to, so that it runs on either kernel (JJava, IJava) and starts like every other."""

import re
from pathlib import Path
from urllib.parse import unquote

from nbformat.notebooknode import NotebookNode

import redefined
import text
from claims import headings

# The words that exist in one kernel only, and its magics; the class path is the one that both know.
ONE_KERNEL = re.compile(
    r"^\s*%|\b(?:lineMagic|cellMagic|getKernelInstance|eval)\s*\(|org\.dflib|spencerpark|\b[JI]Java\b", re.M
)
CLASS_PATH = re.compile(r'lineMagic\("classpath",')
IMPORT = re.compile(r"^\s*import\s.*$", re.M)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(?:#([^)\s]+))?[^)]*\)")
COMMENT = re.compile(r"//.*$", re.M)


def broken(nb: NotebookNode, is_exercise: bool) -> list[str]:
    """The rules that a notebook breaks, in words."""
    found = []
    code = [(i, c) for i, c in enumerate(nb.cells, 1) if c.cell_type == "code"]
    if not code:
        return ["it has no code cell"]
    for i, cell in code:
        if word := ONE_KERNEL.search(CLASS_PATH.sub("", cell.source)):
            found.append(f"cell {i}: only one of the kernels knows “{word[0].strip()}”")
        if i != code[0][0] and (late := IMPORT.search(COMMENT.sub("", cell.source))):
            why = "a late import can null variables"
            found.append(f"cell {i}: “{late[0].strip()}” belongs in the first code cell ({why})")
    if not CLASS_PATH.search(code[0][1].source):
        found.append("the first code cell does not set the class path")
    for name, root in redefined.lost(nb):
        found.append(f"“var {name}” would be lost when a reader types {root} anew, as is wanted: give its type")
    if is_exercise and not code[0][1].metadata.get("nbgrader", {}).get("locked"):
        found.append('the first code cell must be read-only: nbgrader={"grade_id": "set-up", "locked": true}')
    prose = "\n".join(c.source for c in nb.cells if c.cell_type == "markdown")
    for name in code[0][1].metadata.get("without", []):
        if (short := re.sub("^[a-z0-9.]*", "", name)) not in prose:
            found.append(f"answers may not use {name}, and the text does not say so: it needs “{short}”")
    return found


def first_cell(nb: NotebookNode) -> str:
    """The first code cell but for its imports, which are each notebook's own."""
    source = next((c.source for c in nb.cells if c.cell_type == "code"), "")
    return re.sub(r"\n{2,}", "\n", IMPORT.sub("", source)).strip()


def dead_links(nb: NotebookNode, folder: Path) -> list[str]:
    """Links in the text that lead from the notebook's folder to no file, or to no section of a notebook."""
    found = []
    for i, cell in enumerate(nb.cells, 1):
        for link, anchor in LINK.findall(cell.source) if cell.cell_type == "markdown" else []:
            target = folder / link
            if not target.exists():
                found.append(f"cell {i} links to {link}, which is not there")
            elif anchor and target.suffix == ".ipynb" and unquote(anchor) not in anchors(text.load(target)):
                found.append(f"cell {i} links to {link}#{anchor}, and there is no such section")
    return found


def anchors(nb: NotebookNode) -> set[str]:
    """The names by which JupyterLab links to the sections of a notebook."""
    texts = [cell for cell in nb.cells if cell.cell_type == "markdown"]
    return {heading.replace(" ", "-") for cell in texts for heading in headings(cell)}

"""What a reader is invited to write or to set, and which variables would be lost with it.

A shell of Java empties a variable that is declared with `var` when anything that it was made from is typed anew, be it
by way of other methods. One that says its type keeps its value.
"""

import re
from collections.abc import Iterator

from nbformat.notebooknode import NotebookNode

QUOTED = re.compile(r'"""(?s:.*?)"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\])+\'|//.*|/\*(?s:.*?)\*/')
START = re.compile(r"^(?=[A-Za-z_@{])", re.M)  # what goes on is indented, or begins with a bracket
TYPE = re.compile(r"(?:[a-z]+ )*(?:class|record|interface|enum) (\w+)")
METHOD = re.compile(r"(?:[\w.]+(?:<.*>)?(?:\[\])*|<.*> \S+) (\w+)\([^=]*\{")
VARIABLE = re.compile(r"(?:[\w.]+(?:<.*?>)?(?:\[\])*) (\w+)\s*(?:=|;|,)")
WORD = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
TO_SET = re.compile(r"\b(?:Set|Put|Replace|Change|Vary)\b[^.?!\n]*")
CODE = re.compile(r"`(\w+)")


def lost(nb: NotebookNode) -> list[tuple[str, str]]:
    """The cells' variables that are declared with `var`, each with what it hangs on and may be typed anew elsewhere."""
    text: dict[str, str] = {}  # what declares a name
    place: dict[str, int] = {}  # in which cell it was declared last
    for i, cell in enumerate(nb.cells):
        if cell.cell_type == "code":
            for name, snippet in snippets(cell.source):
                text[name] = text.get(name, "") + snippet
                place[name] = i
    invited = to_be_written(nb, text)
    found = []
    for name in text.keys() - invited:
        roots = {root for root in reached(name, text) & invited if place[root] != place[name]}
        if roots and text[name].startswith("var "):
            found.append((name, min(roots)))
    return sorted(found)


def snippets(java: str) -> Iterator[tuple[str, str]]:
    """The declarations of a cell, each with its name."""
    for snippet in START.split(QUOTED.sub('""', java)):
        for kind in (TYPE, METHOD, VARIABLE):
            if found := kind.match(snippet):
                yield found[1], snippet
                break


def reached(name: str, text: dict[str, str]) -> set[str]:
    """All that a name hangs on, by way of other names."""
    seen, todo = {name}, [name]
    while todo:
        new = set(WORD.findall(text[todo.pop()])) & text.keys() - seen
        seen |= new
        todo += new
    return seen - {name}


def to_be_written(nb: NotebookNode, text: dict[str, str]) -> set[str]:
    """What solution cells declare, names that begin with `your`, and what the text says to set or to change."""
    invited = {name for name in text if name.startswith("your")}
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            words = [word for sentence in TO_SET.findall(cell.source) for word in CODE.findall(sentence)]
            for word in words:  # a name, or a method inside one
                method = re.compile(rf" {word}\([^;]*\) {{")
                invited |= {
                    name for name in text if name == word or (TYPE.match(text[name]) and method.search(text[name]))
                }
        elif cell.metadata.get("nbgrader", {}).get("solution"):
            invited |= {name for name, _ in snippets(cell.source)}
    return invited

"""The typical mistakes of an exercise, and the proof that its checks know them.

They stand beside the exercise, in NN-name.mistakes.md, which a teacher reads as it is:

    ## The derivative of tanh is forgotten

    - points: 2
    - hint: did you multiply by f′

    What the learner thinks, and where to read (free text, for teachers).

    ~~~diff backward
    - set(dNow.a, dNow.h, now.h, (d, h) -> d * (1 - h * h));
    + set(dNow.a, dNow.h, d -> d);
    ~~~

`points` is the sum over all check cells, `hint` a part of what they print. A fence changes the
solution cell of that grade_id: ~~~diff replaces lines (indentation does not matter; the lines to
replace must be in the solution, once), ~~~java replaces the whole cell. All mistakes of an
exercise run in one kernel, after the solution itself, which must get full marks and no hint. Cells
that have no part in the marks run with the solution alone. As in a class, mistakes are looked at
before they run: none may be refused.
"""

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from nbclient import NotebookClient
from nbformat.notebooknode import NotebookNode
from nbgrader.utils import is_grade, is_solution

from execute import client, indent
from layout import TARGET, Problem, Source
from marks import mark, opening
from text import read
from tidy import plain

FENCE = re.compile(r"^(~~~|```)(diff|java) +(\S+)\n(.*?)^\1\s*$", re.M | re.S)
HUNK = re.compile(r"(?:^-.*\n)+(?:^\+.*(?:\n|$))*", re.M)


@dataclass
class Mistake:
    name: str
    points: float
    hint: str
    changes: dict[str, str] = field(default_factory=dict)  # grade_id to the cell's code


def of(source: Source) -> list[Mistake]:
    """Reads the mistakes; says what is wrong with their file."""
    if not source.mistakes.exists():
        raise Problem(f"{source.label}: {source.mistakes.name} is missing beside it")
    solution = {c.metadata.nbgrader.grade_id: c.source for c in read(source).cells if is_solution(c)}
    found = []
    for part in re.split(r"^## +", source.mistakes.read_text(encoding="utf-8"), flags=re.M)[1:]:
        name, _, body = part.partition("\n")
        points, hint = (re.search(rf"^- {key}: *(\S.*)$", body, re.M) for key in ("points", "hint"))
        where = f"{source.mistakes.name}, “{name.strip()}”"
        if not points or not hint:
            raise Problem(f"{where}: needs the lines “- points: …” and “- hint: …”")
        mistake = Mistake(name.strip(), float(points[1]), squeezed(hint[1]))
        for _, kind, grade_id, code in FENCE.findall(body):
            if grade_id not in solution:
                raise Problem(f"{where}: no solution cell is called {grade_id}: there are {', '.join(solution)}")
            before = mistake.changes.get(grade_id, solution[grade_id])
            mistake.changes[grade_id] = code if kind == "java" else patched(before, code, where)
        if not mistake.changes:
            raise Problem(f"{where}: no fence such as ~~~diff {next(iter(solution), 'grade_id')}")
        found.append(mistake)
    if not found:
        raise Problem(f"{source.mistakes.name}: no mistake in it (each begins with “## ”)")
    return found


def patched(code: str, diff: str, where: str) -> str:
    """Replaces each run of "-" lines by the "+" lines after it."""
    lines = code.splitlines()
    hunks = HUNK.findall(diff)
    if not hunks:
        raise Problem(f"{where}: a ~~~diff needs lines that begin with “-”")
    for hunk in hunks:
        old = [line[1:].strip() for line in hunk.splitlines() if line.startswith("-")]
        new = [line[1:].strip() for line in hunk.splitlines() if line.startswith("+")]
        at = [i for i in range(len(lines)) if [x.strip() for x in lines[i : i + len(old)]] == old]
        if len(at) != 1:
            raise Problem(f"{where}: {len(at)} places in the solution read\n{indent(chr(10).join(old))}")
        lines[at[0] : at[0] + len(old)] = new
    return "\n".join(lines)


def prove(source: Source) -> list[str]:
    """Runs the solution and every mistake; gives what is not as the file says."""
    mistakes, nb = of(source), read(source)
    hints = [m.hint for m in mistakes]
    full = sum(c.metadata.nbgrader.points for c in nb.cells if is_grade(c) and not is_solution(c))
    faults = [f"two mistakes share the hint “{h}”: make them longer" for h in sorted(set(hints)) if hints.count(h) > 1]
    folder = TARGET / "notebooks" / f"mistakes-{source.name}"
    folder.mkdir(parents=True, exist_ok=True)
    nb.cells.insert(0, opening(source.name, folder))
    with folder.with_suffix(".log").open("wb") as log:
        runner = client(nb, folder, allow_errors=True)
        with runner.setup_kernel(stdout=log, stderr=log):
            marked = [i for i, c in enumerate(nb.cells) if is_solution(c) or is_grade(c)]
            defined: dict[int, str] = {}
            for mistake in [Mistake("the solution", full, ""), *mistakes]:
                which = marked if defined else range(len(nb.cells))
                total, told = execute(runner, nb, mistake.changes, which, defined)
                if total != mistake.points:
                    points = f"{total:g} points, not {mistake.points:g}"
                    faults.append(f"{mistake.name}: {points}; the checks said\n{indent(told)}")
                elif mistake.hint not in squeezed(told):
                    faults.append(f"{mistake.name}: its hint “{mistake.hint}” is not in\n{indent(told)}")
                if others := [h for h in hints if h not in mistake.hint and h in squeezed(told)]:
                    faults.append(f"{mistake.name}: gets another mistake's hint, “{others[0]}”")
    return faults


def execute(
    runner: NotebookClient, nb: NotebookNode, changes: dict[str, str], which: Sequence[int], defined: dict[int, str]
) -> tuple[float, str]:
    """Runs some of the cells, a few replaced; gives the marks' sum and what the checks printed.

    A solution cell whose code is defined already is left as it is: the Java shell takes its time.
    """
    runner.nb = changed_by(nb, changes)
    for i in which:
        cell = runner.nb.cells[i]
        if is_solution(cell) and defined.get(i) == cell.source:
            continue
        runner.execute_cell(cell, i)
        defined[i] = cell.source
    checks = checks_of([runner.nb.cells[i] for i in which])
    return sum(mark(cell) or 0 for cell in checks), said(checks)


def changed_by(nb: NotebookNode, changes: dict[str, str]) -> NotebookNode:
    """A copy of the notebook in which some cells, by their grade_id, hold other code."""
    changed = deepcopy(nb)
    for cell in changed.cells:
        cell.source = changes.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    return changed


def checks_of(cells: list[NotebookNode]) -> list[NotebookNode]:
    return [cell for cell in cells if cell.cell_type == "code" and is_grade(cell)]


def said(checks: list[NotebookNode]) -> str:
    """What checks printed, or how they failed."""
    outputs = [o for cell in checks for o in cell.outputs]
    return "".join(o.get("text") or plain("\n".join(o.get("traceback", []))) for o in outputs)


def squeezed(text: str) -> str:
    """A report is wrapped for reading; a hint is compared without its line ends."""
    return " ".join(text.split())

"""The page for teachers: what each chapter and exercise takes and needs, who errs how, and how written answers are marked.

Everything on it stands in the texts already; here it is gathered in one place.
"""

import re

import mistakes
from layout import Source
from text import read

HEAD = """# For teachers

Made from the chapters and exercises by the build; don't edit it here. How to hand out the exercises and mark them: see *In a class* in the [README](../README.md).

| chapter | minutes | needs | question |
|---|---|---|---|
"""


def page(all_sources: list[Source]) -> str:
    """The whole page, as Markdown."""
    chapters = [s for s in all_sources if not s.is_exercise]
    return HEAD + "".join(map(chapter_row, chapters)) + "".join(map(exercise, (s for s in all_sources if s.is_exercise)))


def chapter_row(source: Source) -> str:
    start = opening(source)
    question = re.search(r"\*\*The question:\*\* *(.+)", start)
    return f"| [{title(start)}]({source.notebook.name}) | {minutes(start)} | {needs(start)} | {question[1] if question else ''} |\n"


def exercise(source: Source) -> str:
    start = opening(source)
    points = re.search(r"\*\*Points:\*\* *(\d+)", start)[1]
    found = f"\n## {title(start)}\n\n[Student's file](exercises/{source.name}.ipynb), [solution](solutions/{source.name}.ipynb). "
    found += f"{minutes(start)} minutes, {points} points. Needs: {needs(start)}.\n\n"
    found += "| typical mistake | points from the checks | what the check says |\n|---|---|---|\n"
    found += "".join(f"| {m.name} | {m.points:g} | {m.hint} |\n" for m in mistakes.of(source))
    for cell in read(source).cells:
        if rubric := re.search(r"^\*\*Rubric.*", cell.source, re.M | re.S):
            found += f"\n{rubric[0].strip()}\n"
    return found


def opening(source: Source) -> str:
    return read(source).cells[0].source


def title(start: str) -> str:
    return start.splitlines()[0].lstrip("# ").strip()


def minutes(start: str) -> str:
    return re.search(r"\*\*Time:\*\* *(\d+)", start)[1]


def needs(start: str) -> str:
    return re.search(r"\*\*You need:\*\* *(.+?)\. *\*\*Time", start)[1]

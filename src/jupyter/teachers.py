"""The page for teachers: what each chapter and exercise takes and needs, who errs how, how written answers are marked.

Everything on it stands in the texts already; here it is gathered in one place.
"""

import re

import mistakes
from layout import Problem, Source
from text import read

HEAD = """# For teachers

Made from the chapters and exercises by the build; don't edit it here. \
How to hand out the exercises and mark them: see *In a class* in the [README](../README.md).

## What marking holds, and what it does not

In the order in which you meet it.

| | held | not held |
|---|---|---|
| before | On Linux with bubblewrap (`apt install bubblewrap`) each submission runs in a box. Where there can be \
none, the command says why, and stops. | With `-Dunboxed` a submission has your rights: your files, your network, \
others' marks. Do that in a virtual machine. |
| handing in | A broken file, a link, a pipe, a folder in place of a notebook, odd names: each is named, and the \
others are marked. | Who wrote it. The solutions are part of this course, and anybody can read them. |
| the run | In its box a submission sees no file but the jars, no other process, no network; it may write 200 MB, in \
memory, and take five minutes. Loops, floods and a full memory cost nobody else. | Holes in Linux or in Java: keep \
both up to date. |
| the mark | Each cell is looked at once it is compiled, before it runs. A check must be the course's own. Students' \
cells may use Java's language, collections, mathematics and text, EJML, and of the library what the first cell \
imports; no reflection, threads, processes, files, network, nothing of the kernel. What is refused is named in the \
feedback and costs that cell alone. | [The list](../src/main/resources/unrolled/check/marking/allowed.txt) is as good \
as those who wrote it. Full marks for odd code are worth a look. |
| the feedback | Scripts and links in answers and outputs are dead. | nbgrader's own formgrader shows them alive. |
| after | The gradebook, `marks.csv` and the feedback are written after each submission, and the run goes on where it \
was stopped. | Written answers: you read them. |

**What a mistake costs.** A check has points for each of its parts. If one slip that it knows explains all that is \
wrong, half of what it cost comes back; an index that is outside now and then costs half, too. Two mistakes at once, \
or an answer that misses what the task is about, cost what they cost. Hints cost nothing, and neither does trying again.

## Chapters

| chapter | minutes | needs | question |
|---|---|---|---|
"""


def page(all_sources: list[Source]) -> str:
    """The whole page, as Markdown."""
    rows = [chapter_row(s) for s in all_sources if not s.is_exercise]
    return HEAD + "".join(rows) + "".join(exercise(s) for s in all_sources if s.is_exercise)


def chapter_row(source: Source) -> str:
    start = opening(source)
    question = re.search(r"\*\*The question:\*\* *(.+)", start)  # the start page has none
    columns = [
        f"[{title(start)}]({source.notebook.name})",
        minutes(source),
        needs(source),
        question[1] if question else "",
    ]
    return f"| {' | '.join(columns)} |\n"


def exercise(source: Source) -> str:
    files = f"[Student's file](exercises/{source.name}.ipynb), [solution](solutions/{source.name}.ipynb)."
    effort = f"{minutes(source)} minutes, {points(source)} points. Needs: {needs(source)}."
    found = f"\n## {title(opening(source))}\n\n{files} {effort}\n\n"
    found += "| typical mistake | points from the checks | what the check says |\n|---|---|---|\n"
    found += "".join(f"| {m.name} | {m.points:g} | {m.hint} |\n" for m in mistakes.of(source))
    for cell in read(source).cells:
        if rubric := re.search(r"^\*\*Rubric.*", cell.source, re.M | re.S):
            found += f"\n{rubric[0].strip()}\n"
    return found


def opening(source: Source) -> str:
    return str(read(source).cells[0].source)


def title(start: str) -> str:
    return start.splitlines()[0].lstrip("# ").strip()


def minutes(source: Source) -> str:
    return told(source, "Time", r"(\d+)")


def needs(source: Source) -> str:
    return told(source, "You need", r"(.+?)\. *\*\*Time")


def points(source: Source) -> str:
    return told(source, "Points", r"(\d+)")


def told(source: Source, key: str, form: str) -> str:
    """What a text's first cell says behind **key:**."""
    match = re.search(rf"\*\*{key}:\*\* *{form}", opening(source))
    if not match:
        raise Problem(f"{source.label}: its first cell must say “**{key}:** …”, as those of the other texts do")
    return match[1]

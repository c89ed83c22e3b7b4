"""Hands the exercises out to a class, and marks what comes back."""

import csv
import io
import json
import re
import signal
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from classroom import Classroom, Result, sound
from layout import HOME, Problem, Source, write_whole

LARGEST = 20_000_000  # bytes of a submitted notebook
LITTER = re.compile(r"\..*|__MACOSX|Thumbs\.db|desktop\.ini")  # what systems and editors leave in folders
COLUMNS = ["assignment", "student_id", "score", "max_score", "remark"]


@dataclass
class Work:
    """What a folder of submissions holds: who is in it, what can be marked, and what can't and why."""

    students: list[str]
    submissions: list[tuple[str, Source, bytes]]
    refused: list[tuple[str, Path, str]]  # whose (nobody's: ""), what, why


def assign(exercises: list[Source], to: Path, say: Callable[[str], None]) -> None:
    """The students' files, one folder."""
    with Classroom(exercises) as room:
        for exercise in exercises:
            write_whole(to / f"{exercise.name}.ipynb", room.releases[exercise.name])
            say(f"{exercise.label}: wrote {to / exercise.name}.ipynb")


def collected(folder: Path, exercises: list[Source]) -> Work:
    """All of folder/student/exercise.ipynb, and whatever else somebody put there."""
    if not folder.is_dir():
        raise Problem(f"{folder} is no folder: it should hold a folder for each student")
    work = Work([], [], [])
    for entry in sorted(e for e in folder.iterdir() if not LITTER.fullmatch(e.name)):
        student = unicodedata.normalize("NFC", entry.name).strip()
        if entry.is_symlink():
            work.refused.append(("", entry, "it is a link: put a folder there"))
        elif not entry.is_dir():
            work.refused.append(("", entry, "it lies beside the students' folders: put it into its student's"))
        elif not student.isprintable() or not student or set(student) & set("*?[]"):
            work.refused.append(("", entry, "a folder is called like its student, without * ? [ ]"))
        elif student in work.students:
            work.refused.append((student, entry, "there is a second folder of this name, but for blanks or accents"))
        else:
            work.students.append(student)
            collect(student, entry, {e.name: e for e in exercises}, work)
    if not work.submissions:
        raise Problem(f"nothing to mark: {folder} has no student/exercise.ipynb{listed(work.refused)}")
    return work


def collect(student: str, folder: Path, known: dict[str, Source], work: Work) -> None:
    """What one student handed in."""
    files = sorted(e for e in folder.iterdir() if not LITTER.fullmatch(e.name))
    for file in files:
        if fault := unfit(file, known):
            work.refused.append((student, file, fault))
        else:
            work.submissions.append((student, known[file.stem], file.read_bytes()))
    if not files:
        work.refused.append((student, folder, "it is empty"))


def unfit(file: Path, known: dict[str, Source]) -> str:
    """Why this can't be marked; nothing if it can."""
    if file.is_symlink():
        return "it is a link: put the file itself there"
    if file.is_dir():
        return "it is a folder: notebooks belong into the student's folder itself"
    if not file.is_file():
        return "it is no ordinary file"
    if file.suffix in (".zip", ".gz", ".7z", ".rar", ".tar"):
        return "unpack it"
    if file.suffix != ".ipynb":
        return "it is no notebook"
    if file.stem not in known:
        near = [name for name in known if file.stem.startswith(name)]
        return f"is it {near[0]}? Then call it so" if near else f"the exercises are called {', '.join(known)}"
    if file.stat().st_size > LARGEST:
        return f"it is larger than {LARGEST // 1_000_000} MB"
    return ""


def listed(refused: list[tuple[str, Path, str]]) -> str:
    return "".join(f"\n  {path}: {why}" for _, path, why in refused)


def grade(exercises: list[Source], folder: Path, to: Path, say: Callable[[str], None]) -> None:
    """Marks a folder of submissions.

    `to` becomes an nbgrader course: gradebook, marked notebooks, feedback, marks.csv. All of it is written
    after each submission, so that an end in the middle costs one; what is marked already is not marked again.
    """
    work = collected(folder, exercises)
    book = to / "gradebook.db"
    if book.exists() and not sound(book):
        raise Problem(f"{book} is damaged: put a copy of it there, or delete the folder to mark everything again")
    signal.signal(signal.SIGTERM, interrupt)
    done = Done(to / "marked.json")
    with Classroom(exercises, book) as room:
        settings = (HOME / "src" / "jupyter" / "nbgrader_config.py").as_posix()
        write_whole(to / "nbgrader_config.py", f'load_subconfig("{settings}")\n'.encode())
        for name, source in room.sources.items():
            write_whole(to / "source" / name / f"{name}.ipynb", source)
        for i, (student, exercise, submission) in enumerate(work.submissions, 1):
            say(f"{i} of {len(work.submissions)}: {student}, {exercise.name} …")
            digest = room.digest(exercise, submission)
            if done.has(student, exercise, digest):
                say("  marked before")
                continue
            start = time.monotonic()
            result = room.mark(student, exercise, submission)
            for file, content in room.made(student, exercise).items():
                write_whole(to / file, content)
            write_whole(book, room.gradebook.read_bytes())
            done.add(result, digest)
            write_whole(to / "marks.csv", table(room, work, done))
            say(f"  {result} ({time.monotonic() - start:.1f} s)")
        write_whole(to / "marks.csv", table(room, work, done))
    say(f"wrote {to / 'marks.csv'}; feedback is in {to / 'feedback'}")
    faults = done.faults(work)
    if faults or work.refused:
        unmarked = "".join(f"\n  {student}, {exercise}: {fault}" for (student, exercise), fault in faults.items())
        raise Problem(
            ("not marked, look at it yourself (0 in marks.csv):" + unmarked + "\n" if faults else "")
            + ("not taken:" + listed(work.refused) if work.refused else "")
        )


class Done:
    """What has been marked, so that it need not be marked again, in a file beside the marks."""

    def __init__(self, file: Path):
        self.file = file
        self.known: dict[str, dict[str, str]] = json.loads(file.read_text("utf-8")) if file.exists() else {}

    def has(self, student: str, exercise: Source, digest: str) -> bool:
        return self.known.get(f"{student}/{exercise.name}", {}).get("digest") == digest

    def add(self, result: Result, digest: str) -> None:
        self.known[f"{result.student}/{result.exercise}"] = {"digest": digest, "fault": result.fault}
        write_whole(self.file, json.dumps(self.known, ensure_ascii=False, indent=1).encode())

    def fault(self, student: str, exercise: str) -> str:
        return self.known.get(f"{student}/{exercise}", {}).get("fault", "")

    def faults(self, work: Work) -> dict[tuple[str, str], str]:
        each = [(student, exercise.name) for student, exercise, _ in work.submissions]
        return {key: self.fault(*key) for key in each if self.fault(*key)}


def table(room: Classroom, work: Work, done: Done) -> bytes:
    """marks.csv: a row for every student and exercise, out of the gradebook, with a remark where there is none."""
    marks = room.marks()
    handed_in = {(exercise.name, student) for student, exercise, _ in work.submissions} | marks.keys()
    exercises = sorted({name for name, _ in handed_in})
    students = sorted({student for _, student in handed_in} | set(work.students))
    lines = io.StringIO()
    rows = csv.writer(lines, lineterminator="\n")
    rows.writerow(COLUMNS)
    for exercise in exercises:
        full = max((full for (name, _), (_, full) in marks.items() if name == exercise), default=0)
        for student in students:
            score = marks.get((exercise, student), (0, full))[0]
            remark = done.fault(student, exercise)
            if (exercise, student) not in handed_in:
                mine = [f"{path.name}: {why}" for whose, path, why in work.refused if whose == student]
                remark = "; ".join(["nothing to mark", *mine])
            elif (exercise, student) not in marks:
                remark = remark or "not marked yet"
            rows.writerow([exercise, student, f"{score:g}", f"{full:g}", remark])
    return lines.getvalue().encode("utf-8-sig")  # a spreadsheet takes it for UTF-8 only with this


def interrupt(_: int, __: FrameType | None) -> None:
    """The first signal ends the work in order; those that follow it must not end that."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt

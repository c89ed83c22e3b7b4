"""A course folder of stock nbgrader, in which submissions are marked one by one.

Each submission runs in a folder that holds nothing but itself, a copy of the jars and the exercises'
sources, while the gradebook lies elsewhere: code that writes to ../.. meets nobody else's work. A prison
it becomes with sandbox.py.
"""

import hashlib
import logging
import os
import re
import shutil
import sqlite3
import sysconfig
import tempfile
import warnings
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import psutil
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import capture_log, rmtree

from layout import JAR, LIBRARIES, Problem, Source, write_whole
from repair import repaired
from student import config
from text import read, to_bytes

warnings.filterwarnings("ignore", module="nbgrader.api")  # SQLAlchemy's advice to nbgrader's authors
os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])  # nbgrader calls alembic


@dataclass
class Result:
    """One submission's marks: what the checks gave, of how many, and whether an answer waits to be read."""

    student: str
    exercise: str
    score: float
    full: float
    unread: bool
    fault: str = ""
    mended: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        mended = "".join(f"\n    {line}" for line in self.mended)
        if self.fault:
            return f"NOT MARKED, {self.fault}{mended}"
        unread = ", a written answer to read" if self.unread else ""
        return f"{self.score:g} of {self.full:g} points from the checks{unread}{mended}"


class Classroom:
    """An nbgrader course made of the exercises' texts; leave it and its folders are gone."""

    def __init__(self, exercises: list[Source], gradebook: Path | None = None):
        self.sources = {e.name: to_bytes(read(e)) for e in exercises}
        self.releases: dict[str, bytes] = {}
        leave_nothing_of_the_dead()
        self.box = Path(tempfile.mkdtemp(prefix=f"unrolled-box-{os.getpid()}-"))
        self.safe = Path(tempfile.mkdtemp(prefix=f"unrolled-marks-{os.getpid()}-"))
        self.settings = config()
        self.settings.CourseDirectory.root = str(self.box)
        self.settings.CourseDirectory.db_url = f"sqlite:///{self.gradebook.as_posix()}"
        if gradebook and gradebook.exists():
            shutil.copy(gradebook, self.gradebook)

    @property
    def gradebook(self) -> Path:
        return self.safe / "gradebook.db"

    def __enter__(self) -> Self:
        try:
            self._clean_box()
            for name in self.sources:
                self._nbgrader(GenerateAssignment, name)
                self.releases[name] = (self.box / "release" / name / f"{name}.ipynb").read_bytes()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        end_all_in(self.box)
        for folder in (self.box, self.safe):
            rmtree(str(folder))

    def mark(self, student: str, exercise: Source, submission: bytes) -> Result:
        """Marks one submission and makes its feedback."""
        self._clean_box()
        submission, mended = repaired(submission, self.releases[exercise.name])
        write_whole(self.path("submitted", student, exercise), submission)
        before, fault = self.gradebook.read_bytes(), ""
        try:
            self._nbgrader(Autograde, exercise.name, student)
            self._nbgrader(GenerateFeedback, exercise.name, student)
        except Problem as p:
            fault = str(p)
        except BaseException:  # no 0 for a submission that was not marked to its end
            self.gradebook.write_bytes(before)
            raise
        if not sound(self.gradebook):
            self.gradebook.write_bytes(before)
            return Result(student, exercise.name, 0, 0, False, "its code damaged the gradebook", mended)
        result = self._result(student, exercise, fault, mended)
        if result.fault:  # nor the mark of an earlier version
            self._forget(student, exercise)
        return result

    def digest(self, exercise: Source, submission: bytes) -> str:
        """Changes when the submission does, or what marks it."""
        judge = hashlib.sha256(self.releases[exercise.name] + JAR.read_bytes())
        return hashlib.sha256(judge.digest() + submission).hexdigest()

    def _clean_box(self) -> None:
        end_all_in(self.box)  # what the submission before started and left running
        rmtree(str(self.box))
        (self.box / "target").mkdir(parents=True)
        shutil.copy(JAR, self.box / "target")
        for folder in filter(Path.exists, LIBRARIES):
            shutil.copytree(folder, self.box / "target" / folder.name)
        for name, source in self.sources.items():
            write_whole(self.box / "source" / name / f"{name}.ipynb", source)

    def path(self, step: str, student: str, exercise: Source, suffix: str = ".ipynb") -> Path:
        return self.box / step / student / exercise.name / (exercise.name + suffix)

    def made(self, student: str, exercise: Source) -> dict[Path, bytes]:
        """What marking this submission left, by its place in a course folder."""
        steps = {"submitted": ".ipynb", "autograded": ".ipynb", "feedback": ".html"}
        files = [self.path(step, student, exercise, suffix) for step, suffix in steps.items()]
        return {file.relative_to(self.box): file.read_bytes() for file in files if self._is_own(file)}

    def _is_own(self, file: Path) -> bool:
        """Whether this is a file of the box: where a submission wrote, a link could lead to anybody's."""
        return file.is_file() and file.resolve() == self.box.resolve() / file.relative_to(self.box)

    def _forget(self, student: str, exercise: Source) -> None:
        with Gradebook(self.settings.CourseDirectory.db_url) as book, suppress(MissingEntry):
            book.remove_submission(exercise.name, student)

    def _result(self, student: str, exercise: Source, fault: str, mended: list[str]) -> Result:
        with Gradebook(self.settings.CourseDirectory.db_url) as book:
            try:
                grades = book.find_submission(exercise.name, student).notebooks[0].grades
            except MissingEntry:
                return Result(student, exercise.name, 0, 0, False, fault, mended)
            checks = [g for g in grades if g.cell.cell_type == "code"]
            return Result(
                student,
                exercise.name,
                sum(g.auto_score or 0 for g in checks),
                sum(g.cell.max_score for g in checks),
                any(g.needs_manual_grade for g in grades if g.cell.cell_type != "code"),
                fault or ("a check did not run" if any(g.auto_score is None for g in checks) else ""),
                mended,
            )

    def marks(self) -> dict[tuple[str, str], tuple[float, float]]:
        """Score and full score of every submission in the gradebook, by exercise and student."""
        with Gradebook(self.settings.CourseDirectory.db_url) as book:
            return {
                (exercise.name, submission.student.id): (submission.score, submission.max_score)
                for exercise in book.assignments
                for submission in exercise.submissions
            }

    def _nbgrader(self, app: type, exercise: str, student: str = "*") -> None:
        settings = self.settings.copy()
        settings.CourseDirectory.assignment_id = exercise
        settings.CourseDirectory.student_id = student
        log = logging.Logger("nbgrader", logging.INFO)  # of its own: heard by capture_log, not by the terminal
        work = app(coursedir=CourseDirectory(config=settings, log=log), config=settings, log=log)
        work.force = True
        outcome = capture_log(work)
        if "KeyboardInterrupt" in outcome.get("error", ""):  # nbgrader swallows it and would go on
            raise KeyboardInterrupt
        if not outcome["success"]:
            raise Problem(reason(outcome))


def end_all_in(folder: Path) -> None:
    """Kills what runs in this folder."""
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.pid != os.getpid() and Path(process.cwd()).is_relative_to(folder.resolve()):
                process.kill()


def leave_nothing_of_the_dead() -> None:
    """Removes the folders and kernels of runs that were killed in the middle."""
    for folder in Path(tempfile.gettempdir()).glob("unrolled-*-*-*"):
        pid = folder.name.split("-")[2]
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            end_all_in(folder)
            shutil.rmtree(folder, ignore_errors=True)


def sound(gradebook: Path) -> bool:
    """Whether the gradebook is a whole database still."""
    try:
        with closing(sqlite3.connect(gradebook)) as book:
            return bool(book.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def reason(outcome: dict[str, Any]) -> str:
    """nbgrader's long log as a clause."""
    told = outcome.get("log", "") + outcome.get("error", "")
    known = {
        "DeadKernelError": "its code ended the kernel",
        "Kernel died": "its code ended the kernel",
        "unresponsive": "its code would not stop",
        "IOPub": "it printed too much",
        "NotJSONError": "not a readable notebook",
        "UnicodeDecodeError": "not a readable notebook",
        "Inconsistent checksums": "a check was tampered with",
        "ValidationError": "not a valid notebook",
    }
    for sign, words in known.items():
        if sign in told:
            return words
    errors = [line for line in told.splitlines() if re.match(r"\s*[\w.]+(Error|Exception)\b", line)]
    return f"nbgrader says: {(errors or told.strip().splitlines() or ['nothing'])[0].strip()}"

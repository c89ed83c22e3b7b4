"""Stock nbgrader in a folder of its own: hands out the exercises, marks what comes back.

Each submission runs in a course folder that holds nothing but itself, a copy of the jars and the
exercises' sources, while the gradebook lies elsewhere: code that writes to ../.. meets nobody
else's work. That is no prison: where submissions can't be trusted, mark in a container.
"""

import json
import logging
import os
import re
import shutil
import sysconfig
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from layout import HOME, JAR, TARGET, Problem, Source, write_whole
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import CsvExportPlugin
from nbgrader.utils import capture_log, is_solution, rmtree
from student import config
from text import read, to_bytes

warnings.filterwarnings("ignore", module="nbgrader.api")  # SQLAlchemy's advice to nbgrader's authors
STUDENT = re.compile(r"[\w@. '-]+")  # what can't break a row of marks.csv
os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])  # nbgrader calls alembic
LARGEST = 20_000_000  # bytes of a submitted notebook


@dataclass
class Result:
    """One submission's marks: what the checks gave, of how many, and whether an answer waits to be read."""

    student: str
    exercise: str
    score: float
    full: float
    unread: bool
    fault: str = ""

    def __str__(self):
        told = f"{self.score:g} of {self.full:g} points from the checks"
        return f"NOT MARKED, {self.fault}" if self.fault else told + (", a written answer to read" if self.unread else "")


class Course:
    """An nbgrader course made of the exercises' texts; leave it and its folders are gone."""

    def __init__(self, exercises: list[Source], gradebook: Path | None = None):
        self.sources = {e.name: to_bytes(read(e)) for e in exercises}
        self.releases: dict[str, bytes] = {}
        self.box = Path(tempfile.mkdtemp(prefix="course-"))
        self.safe = Path(tempfile.mkdtemp(prefix="marks-"))
        self.settings = config()
        self.settings.CourseDirectory.root = str(self.box)
        self.settings.CourseDirectory.db_url = f"sqlite:///{self.gradebook.as_posix()}"
        if gradebook and gradebook.exists():
            shutil.copy(gradebook, self.gradebook)

    @property
    def gradebook(self) -> Path:
        return self.safe / "gradebook.db"

    def __enter__(self):
        try:
            self._clean_box()
            for name in self.sources:
                self._nbgrader(GenerateAssignment, name)
                self.releases[name] = (self.box / "release" / name / f"{name}.ipynb").read_bytes()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for folder in (self.box, self.safe):
            rmtree(str(folder))

    def mark(self, student: str, exercise: Source, submission: bytes) -> Result:
        """Marks one submission and makes its feedback."""
        self._clean_box()
        write_whole(self.path("submitted", student, exercise), submission)
        try:
            self._nbgrader(Autograde, exercise.name, student)
            fault = ""
        except Problem as p:
            fault = str(p)
        else:
            self._nbgrader(GenerateFeedback, exercise.name, student)
        return self._result(student, exercise, fault)

    def _clean_box(self) -> None:
        rmtree(str(self.box))
        (self.box / "target").mkdir(parents=True)
        shutil.copy(JAR, self.box / "target")
        if (TARGET / "lib").exists():
            shutil.copytree(TARGET / "lib", self.box / "target" / "lib")
        for name, source in self.sources.items():
            write_whole(self.box / "source" / name / f"{name}.ipynb", source)

    def path(self, step: str, student: str, exercise: Source, suffix: str = ".ipynb") -> Path:
        return self.box / step / student / exercise.name / (exercise.name + suffix)

    def made(self, student: str, exercise: Source) -> dict[Path, bytes]:
        """What marking this submission left, by its place in a course folder."""
        steps = {"submitted": ".ipynb", "autograded": ".ipynb", "feedback": ".html"}
        files = [self.path(step, student, exercise, suffix) for step, suffix in steps.items()]
        files.append(self.box / "source" / exercise.name / f"{exercise.name}.ipynb")
        return {file.relative_to(self.box): file.read_bytes() for file in files if file.exists()}

    def _result(self, student: str, exercise: Source, fault: str) -> Result:
        with Gradebook(self.settings.CourseDirectory.db_url) as book:
            grades = book.find_submission(exercise.name, student).notebooks[0].grades
            checks = [g for g in grades if g.cell.cell_type == "code"]
            return Result(
                student,
                exercise.name,
                sum(g.auto_score or 0 for g in checks),
                sum(g.cell.max_score for g in checks),
                any(g.needs_manual_grade for g in grades if g.cell.cell_type != "code"),
                fault or ("a check did not run" if any(g.auto_score is None for g in checks) else ""),
            )

    def export(self, to: Path) -> None:
        with Gradebook(self.settings.CourseDirectory.db_url) as book:
            table = self.safe / "marks.csv"
            CsvExportPlugin(config=self.settings, to=str(table)).export(book)
        write_whole(to, table.read_bytes())

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


def reason(outcome: dict) -> str:
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


def assign(exercises: list[Source], to: Path, say: Callable[[str], None]) -> None:
    """The students' files, one folder."""
    with Course(exercises) as course:
        for exercise in exercises:
            write_whole(to / f"{exercise.name}.ipynb", course.releases[exercise.name])
            say(f"{exercise.label}: wrote {to / exercise.name}.ipynb")


def submissions(folder: Path, exercises: list[Source], say: Callable[[str], None]) -> list[tuple[str, Source, bytes]]:
    """All that can be marked in folder/student/exercise.ipynb; says what can't."""
    if not folder.is_dir():
        raise Problem(f"{folder} is no folder: it should hold a folder for each student")
    known = {e.name: e for e in exercises}
    found = []
    for file in sorted(folder.glob("*/*.ipynb")):
        student = file.parent.name
        if not STUDENT.fullmatch(student):
            say(f"{file}: skipped, a student's name may have letters, digits and @ . ' - _ only")
        elif file.stem not in known:
            say(f"{file}: skipped, the exercises are called {', '.join(known)}")
        elif file.is_symlink() or file.stat().st_size > LARGEST:
            say(f"{file}: skipped, it is a link or larger than {LARGEST // 1_000_000} MB")
        else:
            found.append((student, known[file.stem], file.read_bytes()))
    if not found:
        raise Problem(f"nothing to mark: {folder} has no student/exercise.ipynb")
    return found


def grade(exercises: list[Source], folder: Path, to: Path, say: Callable[[str], None]) -> None:
    """Marks a folder of submissions. `to` becomes an nbgrader course: gradebook, marked notebooks, feedback, marks.csv."""
    work = submissions(folder, exercises, say)
    kept: dict[Path, bytes] = {}
    unmarked: list[Result] = []
    with Course(exercises, to / "gradebook.db") as course:
        try:
            for i, (student, exercise, submission) in enumerate(work, 1):
                say(f"{i} of {len(work)}: {student}, {exercise.name} …")
                start = time.monotonic()
                result = course.mark(student, exercise, submission)
                kept |= course.made(student, exercise)
                unmarked += [result] if result.fault else []
                say(f"  {result} ({time.monotonic() - start:.1f} s)")
        finally:  # after Ctrl-C too: what is marked is marked
            for file, content in kept.items():
                write_whole(to / file, content)
            settings = (HOME / "src" / "jupyter" / "nbgrader_config.py").as_posix()
            write_whole(to / "nbgrader_config.py", f'load_subconfig("{settings}")\n'.encode())
            write_whole(to / "gradebook.db", course.gradebook.read_bytes())
            course.export(to / "marks.csv")
            say(f"wrote {to / 'marks.csv'}; feedback is in {to / 'feedback'}")
    if unmarked:
        say("not marked, to be looked at by hand (0 in marks.csv):")
        for result in unmarked:
            say(f"  {result.student}, {result.exercise}: {result.fault}")


# Ends the kernel, which loses its own mark; what it overwrites on the way must not cost anybody else's.
HOSTILE = """for (var file : new String[] {"../../../gradebook.db", "../../../source/x", "../../../target/unrolled.jar"})
  java.nio.file.Files.write(java.nio.file.Path.of(file), new byte[9]);
Runtime.getRuntime().exit(0);"""


def prove(exercises: list[Source], say: Callable[[str], None]) -> list[str]:
    """The solution gets full marks, the untouched file none, hostile code harms nobody else; the student's files are nbgrader's."""
    faults = []
    with Course(exercises) as course:
        for exercise in exercises:
            release = course.releases[exercise.name]
            if json.loads(release) != json.loads(exercise.student.read_bytes()):
                faults.append(f"{exercise.label}: {exercise.student.name} is not what nbgrader releases")
            work = {"solution": (to_bytes(read(exercise)), 1), "untouched": (release, 0)}
            if exercise is exercises[0]:
                work = {"hostile": (hostile(exercise), None), **work}
            for student, (submission, share) in work.items():
                start = time.monotonic()
                result = course.mark(student, exercise, submission)
                say(f"{exercise.label}: {student} marked by nbgrader: {result} ({time.monotonic() - start:.1f} s)")
                if share is None:
                    if not result.fault or result.score:
                        faults.append(f"{exercise.label}: hostile code should get no mark: {result}")
                elif result.fault or result.score != share * result.full or not result.full:
                    faults.append(f"{exercise.label}: the {student} should get {share * result.full:g} points: {result}")
    return faults


def hostile(exercise: Source) -> bytes:
    nb = read(exercise)
    next(c for c in nb.cells if c.cell_type == "code" and is_solution(c)).source = HOSTILE
    return to_bytes(nb)

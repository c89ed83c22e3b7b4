"""Hands the exercises out to a class, and marks what comes back."""

import re
import time
from collections.abc import Callable
from pathlib import Path

from classroom import Classroom, Result
from layout import HOME, Problem, Source, write_whole

STUDENT = re.compile(r"[\w@. '-]+")  # what can't break a row of marks.csv
LARGEST = 20_000_000  # bytes of a submitted notebook


def assign(exercises: list[Source], to: Path, say: Callable[[str], None]) -> None:
    """The students' files, one folder."""
    with Classroom(exercises) as room:
        for exercise in exercises:
            write_whole(to / f"{exercise.name}.ipynb", room.releases[exercise.name])
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
    """Marks a folder of submissions.

    `to` becomes an nbgrader course: gradebook, marked notebooks, feedback, marks.csv.
    """
    work = submissions(folder, exercises, say)
    kept: dict[Path, bytes] = {}
    unmarked: list[Result] = []
    with Classroom(exercises, to / "gradebook.db") as room:
        try:
            for i, (student, exercise, submission) in enumerate(work, 1):
                say(f"{i} of {len(work)}: {student}, {exercise.name} …")
                start = time.monotonic()
                result = room.mark(student, exercise, submission)
                kept |= room.made(student, exercise)
                unmarked += [result] if result.fault else []
                say(f"  {result} ({time.monotonic() - start:.1f} s)")
        finally:  # after Ctrl-C too: what is marked is marked
            kept |= {Path("source") / name / f"{name}.ipynb": source for name, source in room.sources.items()}
            for file, content in kept.items():
                write_whole(to / file, content)
            settings = (HOME / "src" / "jupyter" / "nbgrader_config.py").as_posix()
            write_whole(to / "nbgrader_config.py", f'load_subconfig("{settings}")\n'.encode())
            write_whole(to / "gradebook.db", room.gradebook.read_bytes())
            room.export(to / "marks.csv")
            say(f"wrote {to / 'marks.csv'}; feedback is in {to / 'feedback'}")
    if unmarked:
        say("not marked, to be looked at by hand (0 in marks.csv):")
        for result in unmarked:
            say(f"  {result.student}, {result.exercise}: {result.fault}")

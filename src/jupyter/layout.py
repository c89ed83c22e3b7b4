"""Where everything lies: texts, the notebooks built from them, the jar that they call."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
TEXTS = HOME / "src" / "notebooks"
BUILT = HOME / "notebooks"
TARGET = HOME / "target"
JAR = TARGET / "unrolled.jar"
LIBRARIES = [TARGET / "lib", TARGET / "marking"]  # beside the jar: everybody's, and what marking alone needs
LEDGER = HOME / "src" / "main" / "resources" / "unrolled" / "check" / "claims.csv"
ACCEPT = "./mvnw process-classes exec:java@notebooks"


class Problem(Exception):
    """Something that the user can mend; the message is all that they see."""


@dataclass(frozen=True)
class Source:
    """One text and what is built from it. An exercise has a solution (executed) and a student's file."""

    text: Path

    @property
    def name(self) -> str:
        return self.text.stem

    @property
    def is_exercise(self) -> bool:
        return self.text.parent.name == "exercises"

    @property
    def notebook(self) -> Path:
        return (BUILT / "solutions" if self.is_exercise else BUILT) / f"{self.name}.ipynb"

    @property
    def student(self) -> Path:
        return BUILT / "exercises" / f"{self.name}.ipynb"

    @property
    def mistakes(self) -> Path:
        return self.text.with_suffix(".mistakes.md")

    @property
    def label(self) -> str:
        """How messages name it."""
        return ("exercise " if self.is_exercise else "") + self.name


def sources(chapter: str | None = None) -> list[Source]:
    """All texts in order, or those of one chapter ("03" takes 03-…, 03a-… and its exercises)."""
    texts = sorted(TEXTS.glob("[0-9][0-9]*-*.md")) + sorted((TEXTS / "exercises").glob("[0-9][0-9]*-*.md"))
    found = [Source(t) for t in texts if not t.name.endswith(".mistakes.md")]
    if not found:
        raise Problem(f"no chapter in {TEXTS}: is this a whole checkout?")
    if chapter is None:
        return found
    chosen = [s for s in found if s.name.startswith(chapter.zfill(2))]
    if not chosen:
        raise Problem(f"no chapter {chapter}: there are {', '.join(sorted({s.name[:2] for s in found}))}")
    return chosen


def exercises(chapter: str | None = None) -> list[Source]:
    return [s for s in sources(chapter) if s.is_exercise]


def jars_above(folder: Path) -> Path:
    """The folder with the jar and its libraries that a notebook in this folder finds."""
    for above in folder.resolve().parents:
        if (above / "target" / JAR.name).exists():
            return above / "target"
    raise Problem(f"no target/{JAR.name} above {folder}: run ./mvnw process-classes")


def require_jar() -> None:
    if not JAR.exists():
        raise Problem(f"{JAR} is missing: run ./mvnw process-classes")


def read_by(text: Path) -> list[Path]:
    """The notebooks whose outputs a text reads: its code calls them by name, "04-vanishing-and-exploding"."""
    words = text.read_text(encoding="utf-8")
    return [built for built in sorted(BUILT.glob("*.ipynb")) if f'"{built.stem}"' in words]


def digest_of_inputs(text: Path) -> str:
    """Everything that decides what an execution gives: the text, what it reads, every jar, this tooling."""
    inputs = [text, *read_by(text), JAR, *sorted((TARGET / "lib").glob("*.jar"))]
    inputs += [*sorted(Path(__file__).parent.glob("*.py")), Path(__file__).with_name("requirements.txt")]
    total = hashlib.sha256()
    for path in inputs:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def write_whole(path: Path, content: bytes) -> bool:
    """Writes a file whole or not at all; says whether its content is new."""
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        part.chmod(0o644)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return True

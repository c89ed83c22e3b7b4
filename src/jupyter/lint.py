"""Whether the course's own Python is formatted, clean and typed: ruff and mypy, as .ruff.toml and .mypy.ini say."""

import subprocess
import sys

from layout import HOME, Problem

REQUIREMENTS = HOME / "src" / "jupyter" / "requirements-verify.txt"
RUFF, MYPY = f"--config={HOME / '.ruff.toml'}", f"--config-file={HOME / '.mypy.ini'}"
TOOLS = [
    ("ruff", "format", "--check", "--quiet", "--output-format=concise", RUFF),
    ("ruff", "check", "--quiet", "--output-format=concise", RUFF),
    ("mypy", "--no-error-summary", MYPY),
]


def check() -> None:
    """Fails with all that the tools find, and says how to mend what mends itself."""
    install()
    if found := faults():
        mend = "what can be mended by itself: .venv/bin/ruff check --fix && .venv/bin/ruff format"
        raise Problem("\n".join(["the course's own Python is not as it should be:", *found, mend]))


def install() -> None:
    """Puts the tools into this Python's environment, once: only those who change the course need them."""
    here = ["--target=", f"--prefix={sys.prefix}", "--no-user"]  # wherever pip's own configuration has packages go
    options = ["--quiet", "--no-input", "--disable-pip-version-check", *here]
    pip = run("pip", "install", *options, "-r", str(REQUIREMENTS))
    if pip.returncode:
        raise Problem(f"pip could not install {REQUIREMENTS.name}; the first verify needs a network:\n{pip.stdout}")


def faults(*paths: str) -> list[str]:
    """What each tool says against these files or folders; all of the course's Python unless named."""
    done = [run(*tool, *paths) for tool in TOOLS]
    return [tool.stdout.strip() for tool in done if tool.returncode]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Runs a Python module from the top of the checkout, where the tools find their settings."""
    return subprocess.run(
        [sys.executable, "-P", "-m", *command],
        cwd=HOME,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )

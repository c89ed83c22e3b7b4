"""Opens notebooks in a real (headless) browser, clears their outputs, presses Run All, waits, takes pictures.

    python src/test/python/browser.py --to target/pictures [--theme dark] notebooks/03-….ipynb …

Not part of verify: it needs chromium and pip's playwright (in any Python: the course's own private
environment, .venv, starts JupyterLab). The notebooks run in a copy; nothing in notebooks/ changes.
Fails if a cell shows an error, writes to stderr or is not run. Pictures: NN-name-theme-1.png … down
the whole notebook, as wide as a notebook is on a laptop.
"""

import argparse
import json
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

HOME = Path(__file__).resolve().parents[3]
TOKEN = "t"
WIDTH, HEIGHT = 1280, 1600  # a laptop's width; tall, so that few pictures show much
SECONDS_A_NOTEBOOK = 300
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--to", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--theme", choices=THEMES, default="light")
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("google-chrome"))
    chosen = parser.parse_args()
    if not chosen.chromium:
        sys.exit("no chromium on the PATH: apt-get install chromium, or name one with --chromium")
    chosen.to.mkdir(parents=True, exist_ok=True)
    copies = HOME / "target" / "browser"  # below the checkout, so that the first cell finds the jar
    shutil.rmtree(copies, ignore_errors=True)
    copies.mkdir(parents=True)
    failures: list[str] = []
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lab = start_lab(copies, port, chosen.theme)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chosen.chromium, args=["--no-sandbox"])
            for notebook in chosen.notebooks:
                shutil.copy(notebook, copies)
                page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
                content = json.loads(notebook.read_text("utf-8"))
                faults, took = run_all(page, f"http://127.0.0.1:{port}", notebook.name, content)
                pictures = take_pictures(page, chosen.to / f"{notebook.stem}-{chosen.theme}")
                print(f"{notebook.stem}: {took:.0f} s, {pictures} pictures", *faults, sep="\n  ", flush=True)
                failures += faults
                page.close()
            browser.close()
    finally:
        lab.terminate()
        lab.wait(30)
    return 1 if failures else 0


def start_lab(root: Path, port: int, theme: str) -> subprocess.Popen[bytes]:
    """A JupyterLab of the private environment, with settings of its own: the chosen theme."""
    scripts = HOME / ".venv" / ("Scripts" if sys.platform == "win32" else "bin")
    settings = root.parent / "browser-settings"
    shutil.rmtree(settings, ignore_errors=True)
    chosen = {
        "apputils-extension/themes": {"theme": THEMES[theme]},
        "notebook-extension/tracker": {"windowingMode": "none"},  # every cell in the page, so that none goes unseen
    }
    for name, values in chosen.items():
        file = settings / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(values))
    options = [
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}",
        f"--ServerApp.root_dir={root}",
    ]
    options += [f"--LabApp.user_settings_dir={settings}", f"--LabApp.workspaces_dir={settings / 'workspaces'}"]
    lab = subprocess.Popen(
        [scripts / "python", "-m", "jupyterlab", "--no-browser", "--allow-root", "--log-level=ERROR", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(300):
        try:
            urlopen(f"http://127.0.0.1:{port}/api?token={TOKEN}").close()
            return lab
        except OSError:
            if lab.poll() is not None:
                break
            time.sleep(0.2)
    lab.kill()
    sys.exit("JupyterLab does not start: run ./mvnw once")


def run_all(page: Page, server: str, name: str, notebook: dict[str, Any]) -> tuple[list[str], float]:
    """As a reader would: open, wait for the kernel, clear, run all. Gives what went wrong, and how long it took."""
    page.goto(f"{server}/lab/tree/{name}?token={TOKEN}&reset")
    wait_for_kernel(server, name)
    page.wait_for_selector('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
    menu(page, "Edit", "Clear Outputs of All Cells")
    menu(page, "Run", "Run All Cells")
    start = time.monotonic()
    done = """() => !document.querySelector('.jp-Notebook-ExecutionIndicator[data-status="busy"]')
        && ![...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].some(e => /\\*/.test(e.textContent))
        && [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].some(e => /[0-9]/.test(e.textContent))"""
    page.wait_for_timeout(1000)
    page.wait_for_function(done, timeout=SECONDS_A_NOTEBOOK * 1000)
    took = time.monotonic() - start
    cells = page.locator(".jp-CodeCell").count()
    wanted = sum(c["cell_type"] == "code" for c in notebook["cells"])
    missing = [f"{cells} of {wanted} code cells are in the page"] if cells != wanted else []
    wrong: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('.jp-CodeCell')].flatMap((cell, i) => {
            const outputs = kind => [...cell.querySelectorAll(`[data-mime-type="application/vnd.jupyter.${kind}"]`)];
            const bad = [...outputs('error'), ...outputs('stderr')].map(e => e.textContent.trim().slice(0, 400));
            const text = of => cell.querySelector(of)?.textContent;  // a folded cell shows neither
            const prompt = text('.jp-InputPrompt');
            if (prompt && !/[0-9]/.test(prompt)) bad.push(`not run: ${text('.jp-InputArea').slice(0, 80)}`);
            return bad.map(e => `code cell ${i + 1}: ${e}`);
        })"""
    )
    return missing + wrong, took


def wait_for_kernel(server: str, name: str) -> None:
    """The indicator says idle before there is a kernel, and Run All would then lose cells: ask the server."""
    for _ in range(600):
        with urlopen(f"{server}/api/sessions?token={TOKEN}") as answer:
            kernels = [s["kernel"] for s in json.load(answer) if s["path"] == name]
        if any(k["connections"] and k["execution_state"] == "idle" for k in kernels):
            return
        time.sleep(0.2)
    raise TimeoutError(f"{name}: no kernel within two minutes")


def menu(page: Page, name: str, item: str) -> None:
    page.get_by_role("menuitem", name=name, exact=True).click()
    page.get_by_text(item, exact=True).click()


def take_pictures(page: Page, stem: Path) -> int:
    """Scrolls down the notebook a screen at a time, so that cells are drawn as a reader sees them."""
    page.keyboard.press("Escape")
    outer = ".jp-NotebookPanel .jp-WindowedPanel-outer"
    panel = page.locator(outer).first
    page.evaluate(f"document.querySelector('{outer}').scrollTop = 0")
    for old in stem.parent.glob(f"{stem.name}-*.png"):
        old.unlink()
    taken = 0
    while True:
        page.wait_for_timeout(700)
        taken += 1
        panel.screenshot(path=f"{stem}-{taken}.png")
        more = page.evaluate(
            f"""() => {{ const p = document.querySelector('{outer}'), last = [...p.querySelectorAll('.jp-Cell')].at(-1);
                const more = last.getBoundingClientRect().bottom > p.getBoundingClientRect().bottom;
                p.scrollTop += p.clientHeight - 60; return more; }}"""
        )
        if not more:
            return taken


if __name__ == "__main__":
    sys.exit(main())

"""The notebook tooling's own laws; course.py check runs them before it judges anything."""

import base64
import io
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from collections.abc import Callable, Sequence
from contextlib import closing
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "src" / "jupyter"))

import nbformat
from jupyter_client import BlockingKernelClient, KernelManager
from jupyter_client.manager import start_new_kernel
from nbconvert.exporters import HTMLExporter, SlidesExporter
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image
from traitlets.config.loader import PyFileConfigLoader

import claims
import classroom
import execute
import form
import layout
import lint
import marking
import marks
import mistakes
import record
import redefined
import rules
import sandbox
import teachers
import text
import whole
from compare import unlike_outputs, unlike_text, without_timing
from harmless import Harmless, harmless_markdown
from layout import HOME, Problem, Source
from repair import grade_id, repaired
from tidy import tidy

SOURCE = Source(Path("src/notebooks/exercises/03-backward.md"))
TEXT = """# A title

A paragraph,
with a ~~~ in it.

~~~java
not a cell
~~~

```java nbgrader={"grade_id": "set-up", "locked": true}
lineMagic("classpath", List.of(home + "/target/unrolled.jar"));
import unrolled.check.Check;
```

```java folded tags=["timing"] timeout=90
var text = \"\"\"
    # no heading
    \"\"\";
```

```java nbgrader={"grade_id": "backward", "solution": true}
int twice(int x) {
  // BEGIN SOLUTION
  int y = x + x;
  return y;
  // END SOLUTION
}
```

```java nbgrader={"grade": true, "grade_id": "check", "points": 3}
Check.twice(x -> twice(x))
```

Why?

<!-- #region nbgrader={"grade": true, "grade_id": "why", "points": 2, "solution": true} -->
Because.


Two empty lines above.
<!-- #endregion -->
"""


def notebook(*outputs: NotebookNode, tags: Sequence[str] = ()) -> NotebookNode:
    return new_notebook(cells=[new_code_cell("x", id="a", outputs=list(outputs), metadata={"tags": list(tags)})])


def printed(words: str) -> NotebookNode:
    return new_output("stream", name="stdout", text=words)


def shown(html: str, plain: str | None = None) -> NotebookNode:
    return new_output("display_data", {"text/html": html, "text/plain": plain or html})


def figure(digest: str, shade: int, width: int = 40) -> NotebookNode:
    """A white picture with a square of one shade."""
    picture = Image.new("RGB", (width, 40), "white")
    picture.paste((shade, shade, shade), (8, 8, 20, 20))
    png = io.BytesIO()
    picture.save(png, "png")
    data = {"image/png": base64.b64encode(png.getvalue()).decode(), "text/plain": f"alt [{digest}]"}
    return notebook(new_output("display_data", data))


def result(words: str) -> NotebookNode:
    return new_output("execute_result", {"text/plain": words}, execution_count=1)


class TextTest(unittest.TestCase):
    def test_a_text_survives_the_way_to_a_notebook_and_back(self) -> None:
        self.assertEqual(text.write(text.parse(TEXT, SOURCE), SOURCE), TEXT)

    def test_a_text_is_the_same_after_an_editor_and_nbgrader_had_the_notebook(self) -> None:
        nb = text.parse(TEXT, SOURCE)
        nb.metadata = {"language_info": {"version": "25"}}
        for cell in nb.cells:
            cell.metadata["trusted"] = True
            if "nbgrader" in cell.metadata:
                cell.metadata.nbgrader.update(checksum="1f", cell_type="code")
        self.assertEqual(text.write(nb, SOURCE), TEXT)

    def test_cells_that_text_cannot_hold_are_refused_and_not_lost(self) -> None:
        for cells in ([new_markdown_cell("a", attachments={"p.png": {}})], [new_code_cell("%%bash\nls")]):
            with self.subTest(cells), self.assertRaises(Problem):
                text.write(new_notebook(cells=cells), SOURCE)

    def test_cell_ids_do_not_depend_on_the_run(self) -> None:
        ids = [c.id for c in text.parse(TEXT, SOURCE).cells]
        self.assertEqual(ids[:4], ["03-backward-00", "set-up", "03-backward-02", "backward"])
        self.assertEqual(ids[4:], ["check", "03-backward-05", "why"])


class TidyTest(unittest.TestCase):
    def test_a_figure_becomes_a_picture_with_its_alt_text_and_size(self) -> None:
        html = '<img width="700" height="360" alt="a &amp; b" data-digest="1a2b" src="data:image/png;base64,iVBO">'
        output = tidy(notebook(shown(html))).cells[0].outputs[0]
        self.assertEqual(output.data, {"image/png": "iVBO", "text/plain": "a & b [1a2b]"})
        self.assertEqual(output.metadata, {"image/png": {"alt": "a & b", "width": 700, "height": 360}})

    def test_a_picture_inside_other_html_stays(self) -> None:
        html = '<p><img width="7" height="3" alt="a" data-digest="1" src="data:image/png;base64,iVBO"></p>'
        self.assertEqual(tidy(notebook(shown(html))).cells[0].outputs[0].data, {"text/html": html})

    def test_the_second_copy_of_a_displayed_text_goes(self) -> None:
        self.assertEqual(tidy(notebook(shown("<b>1</b>"))).cells[0].outputs[0].data, {"text/html": "<b>1</b>"})
        self.assertIn("text/plain", tidy(notebook(shown("<b>1</b>", "one"))).cells[0].outputs[0].data)

    def test_display_ids_go_and_results_stay(self) -> None:
        outputs = tidy(notebook(result("e7dfbd21-1ff5-4cfd-8de1-1203aef182b1"), result("3.5"))).cells[0].outputs
        self.assertEqual([o.data["text/plain"] for o in outputs], ["3.5"])

    def test_prints_are_joined_but_keep_their_place_between_figures(self) -> None:
        outputs = tidy(notebook(printed("a\n"), printed("b\n"), shown("<i>f</i>"), printed("c\n"))).cells[0].outputs
        self.assertEqual([o.get("text", "figure") for o in outputs], ["a\nb\n", "figure", "c\n"])


class AltTextTest(unittest.TestCase):
    """Whoever cannot see a figure is told what it shows, in every page that is made of a notebook."""

    def test_pages_and_slides_have_the_alt_text(self) -> None:
        html = '<img width="700" height="360" alt="a &amp; &lt;b" data-digest="1" src="data:image/png;base64,iVBO">'
        nb = tidy(notebook(shown(html)))
        nb.cells[0].metadata["slideshow"] = {"slide_type": "slide"}
        settings = PyFileConfigLoader("jupyter_server_config.py", str(HOME / "src" / "jupyter")).load_config()
        ways: dict[str, Any] = {
            "classic": HTMLExporter(template_name="classic"),  # without the course's settings, as on nbviewer
            "lab": HTMLExporter(config=settings),
            "slides": SlidesExporter(config=settings),
        }
        for name, exporter in ways.items():
            with self.subTest(name):
                (image,) = re.findall(r"<img[^>]*base64,iVBO[^>]*>", exporter.from_notebook_node(nb)[0])
                self.assertIn('alt="a &amp; &lt;b"', image)
                self.assertRegex(image, 'width="?700')

    def test_every_committed_figure_has_one(self) -> None:
        for path in layout.BUILT.rglob("*.ipynb"):
            for cell in text.load(path).cells:
                for output in cell.get("outputs", []):
                    if "image/png" in output.get("data", {}):
                        self.assertTrue(output.metadata["image/png"].get("alt"), path)


class CompareTest(unittest.TestCase):
    def test_the_same_run_has_no_difference(self) -> None:
        self.assertEqual(unlike_outputs(notebook(printed("a")), notebook(printed("a"))), [])

    def test_a_changed_digit_is_found_and_shown(self) -> None:
        found = unlike_outputs(notebook(printed("loss 0.25\n")), notebook(printed("loss 0.26\n")))
        self.assertEqual(len(found), 1)
        self.assertIn("-loss 0.25", found[0])
        self.assertIn("+loss 0.26", found[0])
        self.assertIn("cell 1", found[0])

    def test_a_changed_table_and_a_lost_output_are_found(self) -> None:
        self.assertTrue(unlike_outputs(notebook(shown("<table>1</table>")), notebook(shown("<table>2</table>"))))
        self.assertTrue(unlike_outputs(notebook(printed("a")), notebook()))

    def test_how_a_table_looks_is_not_compared(self) -> None:
        before, after = (notebook(shown(f'<td style="{style}">1</td>')) for style in "ab")
        self.assertEqual(unlike_outputs(before, after), [])

    def test_a_figure_is_compared_by_its_digest_and_by_what_an_eye_sees(self) -> None:
        self.assertEqual(unlike_outputs(figure("1", shade=0), figure("1", shade=0)), [])
        self.assertTrue(unlike_outputs(figure("1", shade=0), figure("2", shade=0)))
        self.assertEqual(unlike_outputs(figure("1", shade=0), figure("1", shade=9)), [])
        self.assertTrue(unlike_outputs(figure("1", shade=0), figure("1", shade=200)))
        self.assertTrue(unlike_outputs(figure("1", shade=0), figure("1", shade=0, width=80)))

    def test_timing_is_not_compared(self) -> None:
        slow, fast = notebook(printed("9 s"), tags=["timing"]), notebook(printed("1 s"), tags=["timing"])
        self.assertEqual(unlike_outputs(slow, fast), [])
        self.assertEqual(without_timing(slow), without_timing(fast))

    def test_an_edited_cell_is_found(self) -> None:
        other = TEXT.replace("x + x", "2 * x")
        found = unlike_text(text.parse(TEXT, SOURCE), text.parse(other, SOURCE))
        self.assertEqual(len(found), 1)
        self.assertIn("+  int y = 2 * x;", found[0])

    def test_an_edited_tag_and_a_lost_cell_are_found(self) -> None:
        self.assertTrue(unlike_text(text.parse(TEXT, SOURCE), text.parse(TEXT.replace("timing", "slow"), SOURCE)))
        self.assertTrue(unlike_text(text.parse(TEXT, SOURCE), text.parse(TEXT + "\n```java\n1\n```\n", SOURCE)))


class RulesTest(unittest.TestCase):
    def test_a_notebook_as_it_should_be(self) -> None:
        self.assertEqual(rules.broken(text.parse(TEXT, SOURCE), True), [])

    def test_what_only_one_kernel_has_is_found(self) -> None:
        for line in ("%maven a:b:1", 'lineMagic("maven", List.of());', 'eval("1")', "import unrolled.math.Rng;"):
            with self.subTest(line):
                self.assertTrue(rules.broken(text.parse(TEXT + f"\n```java\n{line}\n```\n", SOURCE), True))

    def test_what_answers_may_not_use_stands_in_the_text(self) -> None:
        head = 'nbgrader={"grade_id": "set-up"'
        silent = TEXT.replace(head, 'without=["unrolled.math.Init.spectralRadius"] ' + head)
        self.assertIn("Init.spectralRadius", rules.broken(text.parse(silent, SOURCE), True)[0])
        told = silent.replace("A paragraph", "Without `Init.spectralRadius`, that is the answer. A paragraph")
        self.assertEqual(rules.broken(text.parse(told, SOURCE), True), [])

    def test_a_link_to_a_file_that_is_not_there_is_found(self) -> None:
        here = Path(__file__)
        links = f"[here]({here.name}#top), [web](https://x.org), [gone](gone.ipynb)"
        found = rules.dead_links(new_notebook(cells=[new_markdown_cell(links)]), here.parent)
        self.assertEqual(found, ["cell 1 links to gone.ipynb, which is not there"])

    def test_a_link_to_a_section_that_is_not_there_is_found(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            there = new_notebook(cells=[new_markdown_cell("# A\n\n## What, now?")])
            (Path(folder) / "a.ipynb").write_bytes(text.to_bytes(there))
            links = "[there](a.ipynb#What,-now%3F), [gone](a.ipynb#And-then)"
            found = rules.dead_links(new_notebook(cells=[new_markdown_cell(links)]), Path(folder))
        self.assertEqual(found, ["cell 1 links to a.ipynb#And-then, and there is no such section"])

    def test_the_pages_of_the_repository_link_to_files_that_are_there(self) -> None:
        pages = [*HOME.glob("*.md"), *(HOME / "src").rglob("README.md"), HOME / "notebooks" / "for-teachers.md"]
        self.assertIn("CONTRIBUTING.md", [page.name for page in pages])
        for page in pages:
            nb = new_notebook(cells=[new_markdown_cell(page.read_text(encoding="utf-8"))])
            self.assertEqual(rules.dead_links(nb, page.parent), [], page)

    def test_first_cells_differ_in_imports_only(self) -> None:
        more = TEXT.replace("import unrolled.check.Check;", "import unrolled.check.Check;\nimport unrolled.math.Rng;")
        self.assertEqual(rules.first_cell(text.parse(TEXT, SOURCE)), rules.first_cell(text.parse(more, SOURCE)))
        other = TEXT.replace("/target/", "/build/")
        self.assertNotEqual(rules.first_cell(text.parse(TEXT, SOURCE)), rules.first_cell(text.parse(other, SOURCE)))


class KernelTest(unittest.TestCase):
    """What the pinned Java kernel does where the course leans on it, or the README warns of it; outside the course."""

    manager: ClassVar[KernelManager]
    client: ClassVar[BlockingKernelClient]

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.manager, cls.client = start_new_kernel(kernel_name="java", cwd=folder.name, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(cls.manager.shutdown_kernel, now=True)
        cls.addClassCleanup(cls.client.stop_channels)

    def said(self, *cells: str) -> str:
        """What the last of the cells gives: its value or its error."""
        messages: list[Any] = []
        for cell in cells:
            messages.clear()
            self.client.execute_interactive(cell, output_hook=messages.append, timeout=60)
        return "".join(
            m["content"].get("evalue") or m["content"].get("data", {}).get("text/plain", "") for m in messages
        )

    def test_a_variable_outlives_a_later_import(self) -> None:
        names = 'List<String> names = new ArrayList<>(List.of("Ada"));'
        self.assertEqual(self.said(names, "import java.io.*;", "names"), "[Ada]")

    def test_a_variable_that_says_its_type_outlives_what_it_was_made_from_and_a_var_does_not(self) -> None:
        cells = ["int f() { return 5; }", "int typed = f();\nvar untyped = f();", "int f() { return 6; }"]
        self.assertEqual(self.said(*cells, 'typed + " and " + untyped'), "5 and 0")
        self.assertEqual(self.said("var untyped = f();", "untyped"), "6")

    def test_a_notebook_outside_the_course_is_told_where_it_belongs(self) -> None:
        first = next(c.source for c in text.read(layout.sources()[0]).cells if c.cell_type == "code")
        self.assertIn("This notebook belongs in the course's folder: move it back there.", self.said(first))


class RedefinedTest(unittest.TestCase):
    def lost(self, *sources: str) -> list[str]:
        """The names that would be lost; `t:` begins a text, `s:` a solution cell."""
        nb = new_notebook()
        for source in sources:
            kind, words = source[:2], source[2:]
            made = new_markdown_cell(words) if kind == "t:" else new_code_cell(words)
            nb.cells.append(made)
            if kind == "s:":
                made.metadata["nbgrader"] = {"solution": True}
        return [name for name, _ in redefined.lost(nb)]

    def test_a_var_that_is_made_from_an_answer_would_be_lost_be_it_by_way_of_others(self) -> None:
        answer, between = "s:int twice(int x) {\n  return 2 * x;\n}", "c:int more(int x) {\n  return twice(x) + 1;\n}"
        self.assertEqual(self.lost(answer, between, "c:var a = twice(3);", "c:var b = more(3);"), ["a", "b"])

    def test_one_that_says_its_type_or_is_made_from_other_things_is_not(self) -> None:
        answer = "s:int twice(int x) { return 2 * x; }"
        for other in ("int a = twice(3);", "var a = x.twice(3);", 'var a = "twice";', "var a = 3;   // twice(2)"):
            self.assertEqual(self.lost(answer, "c:" + other), [], other)
        self.assertEqual(self.lost("s:int x = 1;\nvar y = x;"), [])

    def test_what_the_text_says_to_set_or_to_change_and_what_is_called_yours_counts_as_an_answer(self) -> None:
        cell = "c:class Cell {\n  void back(int x) {\n  }\n}"
        self.assertEqual(self.lost(cell, "c:var c = new Cell();", "t:Change a sign in `back`."), ["c"])
        self.assertEqual(self.lost("c:int n = 3;", "c:var m = n;", "t:Set `n` to 4."), ["m"])
        self.assertEqual(self.lost("c:int n = 3;", "c:var m = n;", "t:Here `n` is 3. Change nothing."), [])
        self.assertEqual(self.lost("c:int yourN = 3;", "c:var m = yourN;"), ["m"])


class ClaimsTest(unittest.TestCase):
    RECORD = (
        '<tr><td style="text-align:left">it is 5 &amp; no more</td><td style="text-align:left">5</td>'
        '<td style="text-align:left">5</td><td style="text-align:left">bptt-dWhh (notes 001, 002)</td></tr>'
    )

    def test_rows_are_read_off_the_table_for_the_record_under_its_heading(self) -> None:
        nb = notebook(shown(self.RECORD))
        nb.cells.insert(0, new_markdown_cell("# A chapter\n\n## For the record"))
        (found,) = claims.decided(nb, Path("03.ipynb"))
        self.assertEqual((found.id, found.statement), ("bptt-dWhh", "it is 5 & no more"))
        self.assertEqual((found.section, found.place), ("For the record", Path("03.ipynb")))

    def test_a_promise_of_the_story_decides_no_row(self) -> None:
        self.assertEqual(claims.decided(notebook(printed("✓ it is 5: expected 5, measured 5\n"))), [])

    def test_an_unknown_row_is_found(self) -> None:
        self.assertIn("bptt-dWhh", claims.wrong(notebook(shown(self.RECORD)), {"a": {}})[0])

    def test_an_answer_is_in_the_section_that_it_names_and_that_must_be_there(self) -> None:
        told = self.RECORD.replace(">5<", ">answered in the text: Why?<")
        nb = notebook(shown(told))
        self.assertEqual(claims.decided(nb)[0].section, "Why?")
        self.assertIn("no section “Why?”", claims.wrong(nb, {"bptt-dWhh": {}})[0])
        nb.cells.insert(0, new_markdown_cell("## Why?\n\nSo."))
        self.assertEqual(claims.wrong(nb, {"bptt-dWhh": {}}), [])

    def test_a_row_that_nothing_decides_is_missing_only_where_its_chapter_exists(self) -> None:
        rows = {"a": {"chapter": "03"}, "b": {"chapter": "03"}, "c": {"chapter": "15"}}
        done = [claims.Decision("a", "", "", Path(), "")]
        self.assertEqual(claims.missing(done, rows, {"03"}), ["b"])

    def test_the_page_links_to_sections_and_tests_and_lists_the_errata_first(self) -> None:
        rows = {
            "a": {"chapter": "03", "verdict": "wrong"},
            "b": {"chapter": "03", "verdict": "true"},
            "c": {"chapter": "15", "verdict": "cond"},
        }
        done = [
            claims.Decision("a", "it | is not so", "5", layout.BUILT / "03-x.ipynb", "For the record"),
            claims.Decision("b", "a law", "", layout.HOME / "src/test/java/AbcTest.java", "AbcTest"),
        ]
        page = record.page(done, rows)
        self.assertIn("2 of 3 rows are decided", page)
        self.assertIn("| a | wrong as it is told | it \\| is not so: 5 | [03-x](03-x.ipynb#For-the-record) |", page)
        self.assertIn("[AbcTest](../src/test/java/AbcTest.java)", page)
        self.assertIn("| c | true under conditions | open | – |", page)
        self.assertLess(page.index("| a |"), page.index("| b |"))


class LayoutTest(unittest.TestCase):
    def test_a_text_reads_the_notebooks_that_its_code_names(self) -> None:
        some = min(layout.BUILT.glob("*.ipynb"))
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "16-x.md"
            page.write_text(f'see [there]({some.name})\n```java\nfrom("{some.stem}")\n```\n', encoding="utf-8")
            self.assertEqual(layout.read_by(page), [some])
            page.write_text(f"see [there]({some.name})", encoding="utf-8")
            self.assertEqual(layout.read_by(page), [])


class FormTest(unittest.TestCase):
    def chapter(self, *sources: str) -> form.Form:
        nb = new_notebook()
        for source in sources:
            code = source.startswith("c:")
            nb.cells.append(new_code_cell(source[2:]) if code else new_markdown_cell(source))
        return form.of(nb)

    def test_folded_code_is_not_open(self) -> None:
        folded = TEXT.replace('```java nbgrader={"grade_id": "set-up"', '```java folded nbgrader={"grade_id": "set-up"')
        less = form.of(text.parse(TEXT, SOURCE)).open_lines - form.of(text.parse(folded, SOURCE)).open_lines
        self.assertEqual(less, 2)

    def test_what_exceeds_the_form_is_named(self) -> None:
        long = "c:" + "x();\n" * 251
        self.assertIn("251 lines of code lie open", self.chapter("prose", long).faults()[0])
        self.assertIn("3 code cells follow", self.chapter("c:a", "c:b", "c:c").faults()[0])
        self.assertEqual(self.chapter("prose", "c:a", "c:b", "more prose", "c:c").faults(), [])

    def test_claims_of_the_story_are_counted_and_those_for_the_record_are_not(self) -> None:
        nb = notebook(printed("✓ a: expected 1, measured 1\n✓ b: expected 1, measured 1\n"))
        self.assertEqual(form.of(nb).claims, 2)


class MarksTest(unittest.TestCase):
    def cell(self, *outputs: NotebookNode) -> NotebookNode:
        marking = {"grade": True, "grade_id": "c", "points": 3, "solution": False, "locked": True}
        return new_code_cell("c", outputs=list(outputs), metadata={"nbgrader": marking})

    def test_only_a_number_within_the_points_is_a_mark(self) -> None:
        self.assertEqual([marks.mark(self.cell(result(w))) for w in ("3", "1.5", "0")], [3, 1.5, 0])
        for words in ("4", "-1", "NaN", "false", "Infinity", ""):
            self.assertIsNone(marks.mark(self.cell(result(words))), words)
        self.assertIsNone(marks.mark(self.cell()))

    def test_a_check_without_a_mark_counts_as_failed(self) -> None:
        cell, _ = marks.StrictMarks().preprocess_cell(self.cell(result("NaN")), {}, 0)
        self.assertEqual(cell.outputs[-1].output_type, "error")

    def test_answers_may_use_what_the_first_cell_imports_without_what_its_head_names(self) -> None:
        imports = [
            "java.util.List",
            "unrolled.check.exercise.Exercise05",
            "unrolled.math.Init",
            "static unrolled.cell.Ops.*",
        ]
        first = new_code_cell("".join(f"import {name};\n" for name in imports))
        first.metadata["without"] = ["unrolled.math.Init.he"]
        allowed = ["+ unrolled.math.Init", "+ unrolled.cell.Ops", "- unrolled.math.Init.he"]
        self.assertEqual(marks.rules([first, new_code_cell("import unrolled.cell.Gru;")]), allowed)

    def test_text_becomes_java(self) -> None:
        self.assertEqual(marks.java_list(['a\n"b\\', "“"]), r'java.util.List.of("a\n\"b\\", "\u201c")')


class RepairTest(unittest.TestCase):
    """What happens to cells in an editor costs no points."""

    RELEASE = text.to_bytes(text.parse(TEXT, SOURCE))

    def split(self, cell: NotebookNode) -> NotebookNode:
        return new_code_cell("int a;", id="x", metadata=deepcopy(cell.metadata))

    def mended(self, *accidents: Callable[[list[NotebookNode]], Any]) -> list[NotebookNode]:
        nb = nbformat.reads(self.RELEASE.decode(), 4)
        for accident in accidents:
            accident(nb.cells)
        content, told = repaired(text.to_bytes(nb), self.RELEASE)
        cells: list[NotebookNode] = nbformat.reads(content.decode(), 4).cells
        self.assertEqual(len(told), len(accidents))
        for line in told:
            self.assertIn(line, cells[0].source)
        return cells[1:] if told else cells

    def ids(self, cells: list[NotebookNode]) -> list[str]:
        return [grade_id(c) for c in cells if grade_id(c)]

    def test_an_orderly_file_stays_as_it_is(self) -> None:
        self.assertEqual(repaired(self.RELEASE, self.RELEASE), (self.RELEASE, []))

    def test_of_a_split_cell_the_larger_part_is_marked_and_the_rest_still_runs(self) -> None:
        cells = self.mended(lambda cells: cells.insert(3, self.split(cells[3])))
        self.assertEqual(self.ids(cells), self.ids(nbformat.reads(self.RELEASE.decode(), 4).cells))
        self.assertEqual((cells[3].source, grade_id(cells[3]), grade_id(cells[4])), ("int a;", "", "backward"))

    def test_code_that_became_text_is_code_again(self) -> None:
        def retype(cells: list[NotebookNode]) -> None:
            cells[3] = new_markdown_cell(cells[3].source, metadata=cells[3].metadata)

        self.assertEqual(self.mended(retype)[3].cell_type, "code")

    def test_deleted_cells_come_back_before_what_was_typed_in_their_place(self) -> None:
        for place, name in ((1, "set-up"), (3, "backward"), (4, "check")):
            with self.subTest(name):
                cells = self.mended(partial(self.type_anew, place))
                self.assertEqual(self.ids(cells), self.ids(nbformat.reads(self.RELEASE.decode(), 4).cells))
                own = [c.source for c in cells].index("mine")
                self.assertLess([grade_id(c) for c in cells].index(name), own)

    def type_anew(self, place: int, cells: list[NotebookNode]) -> None:
        cells[place] = new_code_cell("mine", id="new")

    def test_a_made_up_id_and_points_of_ones_own_do_not_count(self) -> None:
        def cheat(cells: list[NotebookNode]) -> None:
            cells[4].metadata.nbgrader["points"] = 100
            cells[0].metadata["nbgrader"] = {"grade_id": "more", "points": 7}
            del cells[3]

        cells = self.mended(cheat)
        self.assertNotIn("more", self.ids(cells))
        self.assertNotIn(100, [c.metadata.get("nbgrader", {}).get("points") for c in cells])

    def test_what_is_no_notebook_is_left_to_nbgrader(self) -> None:
        for content in (b"", b"{", b"[]", b'{"cells": 3}', b'{"nbformat": 4, "cells": [1]}', b"\xff"):
            self.assertEqual(repaired(content, self.RELEASE), (content, []))


class CollectedTest(unittest.TestCase):
    """A folder of submissions: whatever is not taken is told."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def collected(self, *files: str) -> marking.Work:
        for file in files:
            (self.folder / file).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / file).write_text("{}")
        return marking.collected(self.folder, [SOURCE])

    def test_names_are_names(self) -> None:
        names = ["Zoë", "मीना", "O’Brien", "Müller, Ana", "a+b", "100 % me", "Ana"]
        work = self.collected(*(f"{name}/03-backward.ipynb" for name in names), " Eva/03-backward.ipynb")
        self.assertEqual({student for student, _, _ in work.submissions}, {*names, "Eva"} - {"Zoë"} | {"Zo\u00eb"})
        self.assertEqual(work.refused, [])

    def test_what_is_not_taken_is_told_with_the_reason(self) -> None:
        reasons = {
            "a/03-backward-Copy1.ipynb": "is it 03-backward",
            "a/other.ipynb": "the exercises are called",
            "a/work.zip": "unpack",
            "a/inner/03-backward.ipynb": "is a folder",
            "a/notes.txt": "no notebook",
            "03-backward.ipynb": "beside the students' folders",
        }
        work = self.collected("a/03-backward.ipynb", *reasons)
        (self.folder / "b").mkdir()
        (self.folder / "c").symlink_to(self.folder / "a")
        (self.folder / "a" / "03-backward (2).ipynb").symlink_to(self.folder / "a")
        os.mkfifo(self.folder / "a" / "pipe.ipynb")
        work = self.collected()
        told = {str(path.relative_to(self.folder)): why for _, path, why in work.refused}
        reasons |= {"b": "empty", "c": "link", "a/03-backward (2).ipynb": "link", "a/pipe.ipynb": "no ordinary file"}
        reasons["a/inner"] = reasons.pop("a/inner/03-backward.ipynb")
        self.assertEqual(told.keys(), reasons.keys())
        for path, reason in reasons.items():
            self.assertIn(reason, told[path], path)

    def test_what_systems_leave_in_folders_is_no_submission(self) -> None:
        work = self.collected("a/03-backward.ipynb", "a/.DS_Store", "a/.ipynb_checkpoints/x.ipynb", "__MACOSX/b/x")
        self.assertEqual((work.students, work.refused), (["a"], []))


class ClassroomTest(unittest.TestCase):
    def test_what_a_killed_run_left_goes_with_the_next_and_a_living_ones_stays(self) -> None:
        dead = subprocess.Popen(["true"])
        dead.wait()
        left, living = (Path(tempfile.mkdtemp(prefix=f"unrolled-box-{pid}-")) for pid in (dead.pid, os.getpid()))
        self.addCleanup(living.rmdir)
        child = subprocess.Popen(["sleep", "60"], cwd=left, start_new_session=True)
        classroom.leave_nothing_of_the_dead()
        self.assertEqual((left.exists(), living.exists(), child.wait(5)), (False, True, -signal.SIGKILL))

    def test_a_damaged_gradebook_is_found(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            book = Path(folder) / "gradebook.db"
            with closing(sqlite3.connect(book)) as made:
                made.execute("CREATE TABLE marks (x)")
                made.commit()
            self.assertTrue(classroom.sound(book))
            book.write_bytes(b"9" * 9 + book.read_bytes()[9:])
            self.assertFalse(classroom.sound(book))

    def test_work_that_is_marked_is_not_marked_again_unless_it_changes(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "marked.json"
            marking.Done(file).add(classroom.Result("Zoë", SOURCE.name, 3, 4, False), "1f")
            again = marking.Done(file)
            self.assertEqual((again.has("Zoë", SOURCE, "1f"), again.has("Zoë", SOURCE, "2e")), (True, False))


class SandboxTest(unittest.TestCase):
    def test_where_there_is_no_network_this_computer_is_not_reached_either(self) -> None:
        if reason := sandbox.missing():
            self.skipTest(reason)
        with socket.create_server(("127.0.0.1", 0)) as server:
            call = f"import socket; socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 5)"
            for command, reached in (([], True), (sandbox.without_network([]), False)):
                done = subprocess.run([*command, sys.executable, "-c", call], stderr=subprocess.DEVNULL)
                self.assertEqual(done.returncode == 0, reached, command)


class HarmlessTest(unittest.TestCase):
    """Feedback runs nothing in the teacher's browser."""

    ATTACKS = (
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "[x](javascript:alert(1))",
        "<svg onload=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<style>@import 'x'</style>",
        "$\\href{javascript:alert(1)}{x}$",
    )
    ALIVE = re.compile(
        r"<(script|svg|iframe|style)[^>]*>[^<]*alert|<[^>]*\bon(error|load)\s*=|href\W+javascript:|<style"
    )

    def test_attacks_in_text_and_in_outputs_are_text(self) -> None:
        for attack in self.ATTACKS:
            with self.subTest(attack):
                self.assertNotRegex(harmless_markdown(attack), self.ALIVE)
                output = self.output({"text/html": attack, "application/javascript": "alert(1)", "text/latex": attack})
                self.assertNotRegex(output.data.get("text/html", ""), self.ALIVE)
                self.assertLessEqual(output.data.keys(), {"text/html", "text/plain"})

    def test_text_tables_formulas_and_figures_can_be_read(self) -> None:
        page = harmless_markdown(
            "# A *word*\n\n`a < b` and $a_1 < b$\n\n| a |\n|---|\n| 1 |\n\n<details>more</details>"
        )
        for part in ("<em>word</em>", "<code>a &lt; b</code>", "a_1 &lt; b", "<td>1</td>", "<details>"):
            self.assertIn(part, page)
        html = '<img width="7" height="3" alt="a" data-digest="1" src="data:image/png;base64,iVBO">'
        self.assertEqual(self.output({"text/html": html}).data["image/png"], "iVBO")
        self.assertIn("<td>1</td>", self.output({"text/html": "<table><tr><td>1</td></tr></table>"}).data["text/html"])

    def test_metadata_make_no_part_of_the_page(self) -> None:
        nb = notebook(
            new_output("display_data", {"image/png": "iVBO"}, metadata={"image/png": {"width": "1 onload=x"}})
        )
        nb.metadata = {"title": "<script>", "language_info": {"name": "x' onload=x"}}
        nb.cells[0].metadata["tags"] = ["'><script>"]
        nb, _ = Harmless()(nb, {})
        self.assertNotRegex(str(nb), "onload|<script>")

    def output(self, data: dict[str, str]) -> NotebookNode:
        nb, _ = Harmless()(notebook(new_output("display_data", data)), {})
        return nb.cells[0].outputs[0]


class MistakesTest(unittest.TestCase):
    def test_a_diff_replaces_lines_whatever_their_indentation(self) -> None:
        changed = mistakes.patched("{\n  a();\n  b();\n}", "- b();\n+ c();\n+ d();\n", "m")
        self.assertEqual(changed, "{\n  a();\nc();\nd();\n}")

    def test_a_diff_that_no_longer_fits_is_refused(self) -> None:
        for code in ("x", "b();\nb();"):
            with self.subTest(code), self.assertRaises(Problem):
                mistakes.patched(code, "- b();\n+ c();\n", "m")

    def test_a_change_leaves_the_notebook_as_it_was(self) -> None:
        nb = text.parse(TEXT, SOURCE)
        grade_id = next(c.metadata.nbgrader.grade_id for c in nb.cells if "nbgrader" in c.metadata)
        changed = mistakes.changed_by(nb, {grade_id: "changed"})
        self.assertEqual([c.source for c in changed.cells].count("changed"), 1)
        self.assertNotIn("changed", [c.source for c in nb.cells])

    def test_what_a_check_printed_is_told_and_how_it_failed(self) -> None:
        failed = new_output("error", ename="E", evalue="", traceback=["\x1b[1mNo method"])
        checks = [new_code_cell(outputs=[new_output("stream", text="0 of 4. ")]), new_code_cell(outputs=[failed])]
        self.assertEqual(mistakes.said(checks), "0 of 4. No method")


class TeachersTest(unittest.TestCase):
    OPENING = (
        "# Keep the length\n\n**You need:** chapter 05. **Time:** 40 minutes. **Points:** 12.\n\n```java\n1\n```\n"
    )

    def test_an_opening_gives_minutes_points_and_needs(self) -> None:
        source = self.text(self.OPENING)
        told = teachers.minutes(source), teachers.points(source), teachers.needs(source)
        self.assertEqual(told, ("40", "12", "chapter 05"))

    def test_an_opening_that_lacks_something_is_named_with_what_it_lacks(self) -> None:
        for key in ("You need", "Time", "Points"):
            source = self.text(self.OPENING.replace(f"**{key}:**", key))
            with self.subTest(key), self.assertRaisesRegex(Problem, rf"exercise 05-keep: .*\*\*{key}:\*\*"):
                teachers.exercise(source)

    def text(self, words: str) -> Source:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        source = Source(Path(folder.name) / "exercises" / "05-keep.md")
        source.text.parent.mkdir()
        source.text.write_text(words, encoding="utf-8")
        return source


class WholeTest(unittest.TestCase):
    def test_this_environment_has_what_is_pinned(self) -> None:
        whole.require_packages(whole.pinned())

    def test_what_is_missing_or_of_another_version_or_elsewhere_is_named(self) -> None:
        for wanted, words in {"not-there": "not-there is not in it", "nbgrader": "where 0 is wanted"}.items():
            with self.subTest(wanted), self.assertRaisesRegex(Problem, words):
                whole.require_packages({wanted: "0"})
        with self.assertRaisesRegex(Problem, "its nbgrader is another one, in "):
            whole.require_inside("nbgrader", Path(tempfile.gettempdir()))

    def test_a_module_that_breaks_when_it_is_imported_is_named(self) -> None:
        with self.assertRaisesRegex(Problem, "not_there can't be imported"):
            whole.start(["not_there"])

    def test_a_kernel_of_the_same_name_elsewhere_is_refused(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            other = Path(folder) / "kernels" / "java" / "kernel.json"
            other.parent.mkdir(parents=True)
            other.write_text('{"argv": ["false"], "display_name": "Java", "language": "java"}')
            with patch.dict(os.environ, JUPYTER_PATH=folder):
                with self.assertRaisesRegex(Problem, "Java kernel is another one"):
                    whole.start([])
                with self.assertRaisesRegex(Problem, "unset JUPYTER_PATH"):
                    execute.require_kernel()


class LintTest(unittest.TestCase):
    CLEAN = 'def twice(x: int) -> int:\n    """2x."""\n    return 2 * x\n'

    @classmethod
    def setUpClass(cls) -> None:
        lint.install()

    def test_clean_code_has_no_faults(self) -> None:
        self.assertEqual(self.faults_of(self.CLEAN), [])

    def test_each_tool_finds_its_own_faults_and_all_are_told(self) -> None:
        for sign, code in {
            "would be reformatted": self.CLEAN.replace("2 * x", "2*x"),
            "F401": "import os\n\n\n" + self.CLEAN,
            "no-untyped-def": self.CLEAN.replace(": int) -> int", ")"),
            "return-value": self.CLEAN.replace("2 * x", "str(x)"),
        }.items():
            with self.subTest(sign):
                found = self.faults_of(code)
                self.assertEqual(len(found), 1, found)
                self.assertIn(sign, found[0])
        self.assertEqual(len(self.faults_of("import os\ndef f(x): return x\n")), 3)

    def faults_of(self, code: str) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "some.py").write_text(code)
            return lint.faults(folder)


if __name__ == "__main__":
    unittest.main()

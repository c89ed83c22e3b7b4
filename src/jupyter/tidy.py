"""Outputs as they are committed: the same bytes on every run, figures as pictures with their alt text."""

import re
from html.parser import HTMLParser

from nbformat.notebooknode import NotebookNode, from_dict

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def tidy(nb: NotebookNode) -> NotebookNode:
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.metadata.pop("execution", None)
            cell.outputs = join_streams([figure_or_text(o) for o in cell.outputs if not is_display_id(o)])
    return nb


def is_display_id(output: NotebookNode) -> bool:
    """display(…) as a cell's last expression answers with a random id: noise to a reader."""
    return output.output_type == "execute_result" and bool(UUID.fullmatch(output.data.get("text/plain", "")))


def join_streams(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """One print, one message: joins neighbours, keeps the order between text and figures."""
    joined: list[NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def figure_or_text(output: NotebookNode) -> NotebookNode:
    """A lone <img data-digest src="data:image/png…"> becomes a picture, which code hosts show too."""
    output.pop("transient", None)
    html = output.get("data", {}).get("text/html")
    if html is None:
        return output
    figure = lone_image(html)
    if figure is None:
        if output.data.get("text/plain") == html:  # the kernels store what display(…) was given twice
            del output.data["text/plain"]
        return output
    output.data = from_dict(
        {
            "image/png": figure["src"].removeprefix("data:image/png;base64,"),
            "text/plain": f"{figure['alt']} [{figure['data-digest']}]",
        }
    )
    # nbconvert's classic pages, which nbviewer's and nbgrader's are made of, have their alt text from here
    size = {"height": int(figure["height"]), "width": int(figure["width"])}
    output.metadata = from_dict({"image/png": {"alt": figure["alt"], **size}})
    return output


class _Image(HTMLParser):
    """Collects the attributes of an <img>, and whether there is anything beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self.other = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.found.append({name: value or "" for name, value in attrs})
        else:
            self.other = True

    def handle_data(self, data: str) -> None:
        self.other = self.other or bool(data.strip())


def lone_image(html: str) -> dict[str, str] | None:
    if not html.lstrip().startswith("<img"):  # parsing a long table would cost time for nothing
        return None
    image = _Image()
    image.feed(html)
    image.close()
    if image.other or len(image.found) != 1:
        return None
    figure = image.found[0]
    wanted = {"src", "alt", "width", "height", "data-digest"}
    return figure if wanted <= figure.keys() and figure["src"].startswith("data:image/png;base64,") else None


def plain(text: str) -> str:
    """Without terminal colours."""
    return ANSI.sub("", text)

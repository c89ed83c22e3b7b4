"""Feedback that runs nothing: a student's scripts and links must not come to life in a teacher's browser."""

from typing import Any

from bleach import clean
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat.notebooknode import NotebookNode, from_dict
from traitlets import Bool

from tidy import figure_or_text

TEXT = "a abbr b blockquote br code del details div em h1 h2 h3 h4 h5 h6 hr i kbd li ol p pre span strong sub summary"
TAGS = [*TEXT.split(), "sup", "ul", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"]
ATTRIBUTES = {"a": ["class", "href", "title"]}
Resources = dict[str, Any]  # nbconvert's, handed on


def harmless(html: str) -> str:
    """HTML without scripts, styles and foreign content; formulas stay, but for the links that they could hold."""
    return str(clean(html, tags=TAGS, attributes=ATTRIBUTES)).replace("\\href", "\\text")


def harmless_markdown(markdown: str) -> str:
    """Markdown as such HTML."""
    return harmless(markdown2html_mistune(markdown))


class Harmless(SanitizeHTML):
    """Leaves of a notebook what can be read: text, pictures, tables; no metadata that a page would be made of."""

    enabled = Bool(True)  # others of its kind do nothing until they are asked

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        self.safe_output_keys = {"text/plain", "image/png", "image/jpeg"}
        nb.metadata = from_dict({"language_info": {"name": "java"}})
        nb, resources = super().preprocess(nb, resources)
        return nb, resources

    def preprocess_cell(self, cell: NotebookNode, resources: Resources, index: int) -> tuple[NotebookNode, Resources]:
        cell.metadata = from_dict({key: cell.metadata[key] for key in ("nbgrader",) if key in cell.metadata})
        if cell.cell_type == "markdown":  # harmless_markdown has it, once it is HTML
            return cell, resources
        for output in cell.get("outputs", []):
            if output.output_type in ("display_data", "execute_result"):
                output.metadata = from_dict({})
                figure_or_text(output)
        cell, resources = super().preprocess_cell(cell, resources, index)
        return cell, resources

    def sanitize_html_tags(self, html_str: str) -> str:
        return harmless(html_str)

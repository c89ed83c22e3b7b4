"""Alt text in exported pages: JupyterLab's template knows none but that of HTML, so a picture becomes an <img>."""

from html import escape
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat.notebooknode import NotebookNode, from_dict


class AltText(Preprocessor):
    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        for output in cell.get("outputs", []):
            about = output.get("metadata", {}).get("image/png", {})
            if "alt" in about:
                said = " ".join(f'{name}="{escape(str(about[name]))}"' for name in ("alt", "height", "width"))
                html = f'<img {said} src="data:image/png;base64,{escape(output.data["image/png"])}">'
                output.data = from_dict({"text/html": html})
        return cell, resources

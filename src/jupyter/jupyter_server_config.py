"""The settings of the JupyterLab that ./mvnw starts: what it exports has alt text."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))

from alttext import AltText

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.HTMLExporter.preprocessors = [AltText]

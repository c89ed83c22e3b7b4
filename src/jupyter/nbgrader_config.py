"""nbgrader's settings for the exercises. course.py reads them; so does nbgrader in a folder of marked work."""

import sys
from pathlib import Path
from secrets import token_hex

sys.path.insert(0, str(Path(__file__).parent))

from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.preprocessors import Execute, SaveAutoGrades

from harmless import Harmless, harmless_markdown
from marks import QuietExecute, StrictMarks, locked

c = get_config()  # type: ignore[name-defined]  # noqa: F821

# The stub takes the place of a method's whole tail: javac refuses code after a throw.
c.ClearSolutions.code_stub = {"java": '// YOUR CODE HERE\nthrow new UnsupportedOperationException("YOUR CODE HERE");'}
c.ClearSolutions.text_stub = "Your answer here."

# Checks end endless code by themselves; this ends endless cells. Only a check may ask for longer, and not for ever.
c.QuietExecute.timeout_func = lambda cell: min(cell.metadata.get("timeout", 30), 120) if locked(cell) else 30
c.QuietExecute.interrupt_on_timeout = True
c.KernelManager.shutdown_wait_time = 1  # asked to end, JJava waits for the second, louder word
c.QuietExecute.kernel_name = "java"  # whatever a submission asks for
c.QuietExecute.skip_cells_with_tag = token_hex()  # none that it could know
c.LimitOutput.max_lines = 200

stages = [QuietExecute if stage is Execute else stage for stage in Autograde.autograde_preprocessors.default()]
stages.insert(stages.index(SaveAutoGrades), StrictMarks)
c.Autograde.autograde_preprocessors = stages

c.GenerateFeedback.preprocessors = [*GenerateFeedback.preprocessors.default(), Harmless]
c.HTMLExporter.filters = {"markdown2html": harmless_markdown}

"""An annotated copy of the student's own notebook: feedback beside the cells that it is about."""

from grader.annotate.annotated import Annotated
from grader.annotate.lacking import refuse_if_lacking
from grader.annotate.submission import annotate, annotate_notebook

__all__ = ["Annotated", "annotate", "annotate_notebook", "refuse_if_lacking"]

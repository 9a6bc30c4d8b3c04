"""A sentence as HTML: what stands between backticks is code, all else is text."""

import re

from markupsafe import Markup, escape

_CODE = re.compile(r"`([^`\n]{1,300})`")


def prose(sentence: str) -> Markup:
    """Return a sentence, which may quote hostile text, escaped."""
    parts = _CODE.split(sentence)
    made = [
        f"<code>{escape(part)}</code>" if n % 2 else escape(part) for n, part in enumerate(parts)
    ]
    return Markup("".join(made))  # noqa: S704  (escaped above)

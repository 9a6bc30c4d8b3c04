"""Somebody at a browser who looks at a service's pages, as far as an app without a socket goes."""

import re
from typing import Any

from httpx2 import Response
from running_service import GOOD, Running

from grader.service.auth.secret import create_token
from grader.service.database import transaction

HTML = {"accept": "text/html,application/xhtml+xml", "accept-language": "en"}
FORM = "/assignments/double"


class Browser:
    """Somebody at a browser, with cookies."""

    def __init__(self, running: Running, *scopes: str, **only: Any) -> None:
        self.client = running.client
        with transaction(running.service.engine) as connection:
            _, self.secret = create_token(connection, "test", "a test", scopes, **only)

    def sign_in(self) -> Response:
        self.client.cookies.clear()
        return self.post("/sign-in", token=self.secret)

    def get(self, url: str, **headers: str) -> Response:
        return self.client.get(url, headers={**HTML, **headers}, follow_redirects=False)

    def post(self, url: str, files: Any = None, **fields: str) -> Response:
        return self.client.post(url, data=fields, files=files, headers=HTML, follow_redirects=False)

    def fields(self, url: str) -> dict[str, str]:
        """Return the hidden fields of a page's forms."""
        text = self.get(url).text
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text))

    def hand_in(self, content: bytes = GOOD, **fields: str) -> Response:
        given = {**self.fields(FORM), **fields}
        return self.post(FORM, files={"notebook": ("work.ipynb", content)}, **given)

"""Moodle's web services: functions, files down, files up.

Every request is a form with the token in it, so that the token is in no URL. Moodle answers errors
with status 200; what went wrong is in the JSON.
"""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from grader.errors import RemoteClosed, RemoteRefused
from grader.model import Text
from grader.remote_course import moodle_answers as shapes
from grader.remote_course.asking import Answer, Asking, Request

Shape = TypeVar("Shape")
_ENDS = frozenset(
    {"servicenotavailable", "enablewsdescription", "sitemaintenance", "upgraderunning"}
    | {"usernotconfirmed", "forcepasswordchangenotice"}
)
"""Error codes after which nothing else will be answered either."""
_FORBIDS = frozenset({"accessexception", "nopermissions", "requireloginerror"})
_SHORT = 10_000
"""Bytes of what may be an error in the place of a file."""


class MoodleService:
    """The web services of a site, for the owner of a token."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def call(self, function: str, form: Mapping[str, str], shape: type[Shape]) -> Shape:
        """Return what a function answers. Raises RemoteRefused, RemoteClosed."""
        return self.do(function, form).read(shape)

    def do(self, function: str, form: Mapping[str, str]) -> Answer:
        """Call a function whose answer says nothing. Raises RemoteRefused, RemoteClosed."""
        told = {
            "wstoken": self._asking.token.secret, "wsfunction": function,
            "moodlewsrestformat": "json", **form,
        }  # fmt: skip
        url = f"{self._asking.site.address}/webservice/rest/server.php"
        answer = self._asking.taken(self._asking.ask(Request(url, "POST", told)))
        self._refuse(answer.content, function)
        return answer

    def download(self, url: str, most: int) -> bytes:
        """Return a file, which lies on the site itself: the token is sent nowhere else.

        What looks like an error may be what somebody handed in, so it ends nothing. Raises
        RemoteRefused.
        """
        form = {"token": self._asking.token.secret}
        answer = self._asking.taken(self._asking.ask(Request(url, "POST", form, most=most)))
        is_json = "json" in answer.headers.get("content-type", "")
        if is_json and len(answer.content) < _SHORT:
            try:
                self._refuse(answer.content, "pluginfile.php")
            except RemoteClosed as error:
                raise RemoteRefused(error.text) from None
        return answer.content

    def upload(self, name: str, content: bytes) -> int:
        """Put a file into a new draft area, and return the area's number."""
        form = {"token": self._asking.token.secret, "filearea": "draft", "itemid": "0"}
        url = f"{self._asking.site.address}/webservice/upload.php"
        file = ("file_1", name, content, "text/html")
        answer = self._asking.taken(self._asking.ask(Request(url, "POST", form, file)))
        self._refuse(answer.content, "upload.php")
        drafts = answer.read(list[shapes.Draft])
        if not drafts:
            raise RemoteRefused(Text("remote.odd_answer", {"status": answer.status}))
        return drafts[0].itemid

    def _refuse(self, content: bytes, function: str) -> None:
        """Raise what Moodle says is wrong; nothing where it says nothing of that kind."""
        trouble = _trouble(content)
        code = self._asking.told(trouble.errorcode or trouble.exception)
        if not code and not trouble.error:
            return
        if code == "invalidtoken":
            raise RemoteClosed(Text("remote.token_refused", {"site": self._asking.site.address}))
        if code in _FORBIDS:
            raise RemoteClosed(Text("remote.not_allowed", {"what": function}))
        said = self._asking.told(trouble.message or trouble.error)
        text = Text("remote.said", {"what": function, "code": code, "said": said})
        raise (RemoteClosed if code in _ENDS else RemoteRefused)(text)


def _trouble(content: bytes) -> shapes.Trouble:
    """Return what is said to be wrong; what is no object of that shape says nothing."""
    if not content.lstrip().startswith(b"{"):
        return shapes.Trouble()
    try:
        return msgspec.json.decode(content, type=shapes.Trouble, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return shapes.Trouble()

"""A Canvas as its REST API shows it: pages, uploads in three steps, files kept on another host."""

from dataclasses import dataclass, field
from typing import Any

from remote_platform import RemotePlatform
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

COURSE, ASSIGNMENT, TEACHER = 7, 321, 2
_WITHIN = f"/api/v1/courses/{COURSE}/assignments/{ASSIGNMENT}"


@dataclass
class CanvasFile:
    """An attachment."""

    id: int
    name: str
    content: bytes


@dataclass
class CanvasComment:
    """Something said of a submission."""

    author: int
    text: str
    files: list[CanvasFile] = field(default_factory=list)


@dataclass
class CanvasSubmission:
    """What one person handed in last; there is one of everybody."""

    user: int
    name: str
    files: list[CanvasFile] = field(default_factory=list)
    at: str | None = "2026-11-29T20:00:00Z"
    attempt: int | None = 1
    late: bool = False
    seconds_late: int = 0
    body: str | None = None
    url: str | None = None
    kind: str | None = "online_upload"
    score: float | None = None
    excused: bool = False
    group: tuple[int, str] | None = None
    comments: list[CanvasComment] = field(default_factory=list)
    graded: int = 0


class RemoteCanvas(RemotePlatform):
    """One course with one assignment; two submissions a page."""

    def __init__(self) -> None:
        super().__init__()
        self.submissions: list[CanvasSubmission] = []
        self.facts: dict[str, Any] = {"points_possible": 10.0, "grading_type": "points"}
        self.files: dict[int, CanvasFile] = {}
        self.announced: dict[int, str] = {}
        self.elsewhere = ""
        """Where files are kept, as the redirect says it."""
        self.app = Starlette(
            routes=[
                Route(_WITHIN, self._handled(self._assignment)),
                Route(f"{_WITHIN}/submissions", self._handled(self._list)),
                Route(
                    f"{_WITHIN}/submissions/{{user:int}}", self._handled(self._put), methods=["PUT"]
                ),
                Route(
                    f"{_WITHIN}/submissions/{{user:int}}/comments/files",
                    self._handled(self._announce), methods=["POST"],
                ),
                Route("/api/v1/files/{id:int}/create_success", self._handled(self._confirm)),
                Route("/files/{id:int}/download", self._download),
                Route("/store/{id:int}", self._store),
                Route("/inst-fs/{id:int}", self._upload, methods=["POST"]),
            ]
        )  # fmt: skip

    def of(self, user: int) -> CanvasSubmission:
        """Return somebody's submission."""
        return next(one for one in self.submissions if one.user == user)

    def _handled(self, do: Any) -> Any:
        async def handle(request: Request) -> Response:
            async def checked(request: Request) -> Response:
                if request.headers.get("authorization") != f"Bearer {self.token}":
                    told = {"errors": [{"message": "Invalid access token."}]}
                    asks = {"WWW-Authenticate": 'Bearer realm="canvas-lms"'}
                    return JSONResponse(told, 401, asks)
                return await do(request)  # type: ignore[no-any-return]

            what = f"{request.method} {request.url.path}"
            return await self.answer(request, what, checked)

        return handle

    async def _assignment(self, request: Request) -> Response:
        told = {"id": ASSIGNMENT, "name": "Lab 3", "due_at": None, "group_category_id": None}
        return JSONResponse({**told, **self.facts})

    async def _list(self, request: Request) -> Response:
        page = int(request.query_params.get("page", "1"))
        include = request.query_params.getlist("include[]")
        some = self.submissions[2 * page - 2 : 2 * page]
        base = f"{self.address}{_WITHIN}/submissions?per_page=100"
        base += "".join(f"&include[]={one}" for one in include)
        links = [f'<{base}&page={page}>; rel="current"', f'<{base}&page=1>; rel="first"']
        if 2 * page < len(self.submissions):
            links.insert(1, f'<{base}&page={page + 1}>; rel="next"')
        told = [self._told(one, include) for one in some]
        quota = {"X-Rate-Limit-Remaining": "600.0", "X-Request-Cost": "0.2"}
        return JSONResponse(told, headers={"Link": ",".join(links), **quota})

    def _told(self, one: CanvasSubmission, include: list[str]) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": one.user + 5000, "user_id": one.user, "assignment_id": ASSIGNMENT,
            "attempt": one.attempt, "submitted_at": one.at, "late": one.late,
            "seconds_late": one.seconds_late, "workflow_state": "submitted", "body": one.body,
            "url": one.url, "submission_type": one.kind, "entered_score": one.score,
            "score": one.score, "excused": one.excused,
        }  # fmt: skip
        if one.files:
            told["attachments"] = [self._attachment(file) for file in one.files]
        if "user" in include:
            first, _, last = one.name.partition(" ")
            told["user"] = {"id": one.user, "name": one.name, "sortable_name": f"{last}, {first}"}
        if "group" in include:
            number, name = one.group or (None, None)
            told["group"] = {"id": number, "name": name}
        if "submission_comments" in include:
            told["submission_comments"] = [
                {"id": 1, "author_id": said.author, "comment": said.text,
                 **({"attachments": [self._attachment(f) for f in said.files]}
                    if said.files else {})}
                for said in one.comments
            ]  # fmt: skip
        return told

    def _attachment(self, file: CanvasFile) -> dict[str, Any]:
        self.files[file.id] = file
        url = f"{self.address}/files/{file.id}/download?download_frd=1&verifier=abc"
        return {
            "id": file.id, "uuid": "u", "display_name": file.name, "filename": file.name,
            "url": url, "size": len(file.content), "content-type": "application/x-ipynb",
        }  # fmt: skip

    async def _put(self, request: Request) -> Response:
        form = await request.form()
        one = self.of(int(request.path_params["user"]))
        if "submission[posted_grade]" in form:
            one.score = float(str(form["submission[posted_grade]"]))
            one.graded += 1
        if "comment[text_comment]" in form:
            file = self.files[int(str(form["comment[file_ids][]"]))]
            said = CanvasComment(TEACHER, str(form["comment[text_comment]"]), [file])
            one.comments.append(said)
        return JSONResponse(self._told(one, []))

    async def _announce(self, request: Request) -> Response:
        form = await request.form()
        number = 70_000 + len(self.announced)
        self.announced[number] = str(form["name"])
        told = {"upload_url": f"{self.address}/inst-fs/{number}", "file_param": "file"}
        return JSONResponse({**told, "upload_params": {"key": "k/1", "success": None, "n": 1}})

    async def _upload(self, request: Request) -> Response:
        async def do(request: Request) -> Response:
            number = int(request.path_params["id"])
            form: Any = await request.form()
            assert [*form][-1] == "file" and form["key"] == "k/1"
            content = await form["file"].read()
            self.files[number] = CanvasFile(number, self.announced[number], content)
            where = f"{self.address}/api/v1/files/{number}/create_success?uuid=z"
            return Response("", 201, {"Location": where})

        return await self.answer(request, f"POST {request.url.path}", do)

    async def _confirm(self, request: Request) -> Response:
        file = self.files[int(request.path_params["id"])]
        return JSONResponse({"id": file.id, "display_name": file.name, "size": len(file.content)})

    async def _download(self, request: Request) -> Response:
        async def do(request: Request) -> Response:
            return RedirectResponse(f"{self.elsewhere}/store/{request.path_params['id']}", 302)

        return await self.answer(request, f"GET {request.url.path}", do)

    async def _store(self, request: Request) -> Response:
        async def do(request: Request) -> Response:
            return Response(self.files[int(request.path_params["id"])].content)

        return await self.answer(request, f"GET {request.url.path}", do)

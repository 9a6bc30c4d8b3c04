"""A Moodle as its web services show it: shapes of `mod/assign/externallib.php` and its kin."""

import json
from dataclasses import dataclass, field
from typing import Any

from remote_platform import RemotePlatform
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

COURSE, CMID, ASSIGN = 7, 321, 55
FUNCTIONS = (
    "mod_assign_get_assignments", "mod_assign_list_participants", "mod_assign_get_submissions",
    "mod_assign_get_user_flags", "mod_assign_get_grades", "mod_assign_get_submission_status",
    "mod_assign_save_grade",
)  # fmt: skip


@dataclass
class MoodlePerson:
    """A participant; `record` is the number in the download's names."""

    id: int
    name: str
    record: int
    group: int = 0
    group_name: str = ""


@dataclass
class MoodleSubmission:
    """The last attempt of a person or a group."""

    id: int
    files: dict[str, bytes] = field(default_factory=dict)
    time: int = 1_796_000_000
    attempt: int = 0
    status: str = "submitted"
    text: str = ""


@dataclass
class MoodleGrade:
    """What somebody was given."""

    value: str
    attempt: int = 0
    comment: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    saves: int = 0
    workflow: str = ""


class RemoteMoodle(RemotePlatform):
    """One course with one assignment."""

    def __init__(self) -> None:
        super().__init__()
        self.people: list[MoodlePerson] = []
        self.handed: dict[int, MoodleSubmission] = {}
        """By the person's id, or the group's where teams hand in."""
        self.grades: dict[int, MoodleGrade] = {}
        self.flags: dict[int, dict[str, Any]] = {}
        self.drafts: dict[int, dict[str, bytes]] = {}
        self.functions = set(FUNCTIONS)
        self.facts: dict[str, Any] = {"grade": 10, "duedate": 1_796_100_000, "name": "Lab 3"}
        self.is_team = False
        self.older = False
        """Whether files are told as versions before 3.4 did: a whole path, no name."""
        self.files_at = ""
        """Where files are said to lie, where that is not the site itself."""
        self.ignores: set[int] = set()
        """People whose marks are taken and not kept."""
        self.app = Starlette(
            routes=[
                Route("/webservice/rest/server.php", self._server, methods=["POST", "GET"]),
                Route("/webservice/upload.php", self._upload, methods=["POST"]),
                Route("/webservice/pluginfile.php/{rest:path}", self._file, methods=["POST"]),
            ]
        )

    async def _server(self, request: Request) -> Response:
        form = await request.form()
        function = str(form.get("wsfunction", ""))
        return await self.answer(request, function, self._called)

    async def _called(self, request: Request) -> Response:
        form = {key: str(value) for key, value in (await request.form()).items()}
        if form.get("wstoken") != self.token:
            return _trouble("core\\exception\\moodle_exception", "invalidtoken", "Invalid token")
        if form["wsfunction"] not in self.functions:
            return _trouble("webservice_access_exception", "accessexception", "Access control")
        assert form["moodlewsrestformat"] == "json"
        return JSONResponse(getattr(self, form["wsfunction"])(form))

    async def _upload(self, request: Request) -> Response:
        return await self.answer(request, "upload.php", self._uploaded)

    async def _uploaded(self, request: Request) -> Response:
        form = await request.form()
        if form.get("token") != self.token:
            return _trouble("", "invalidtoken", "", error="Invalid token")
        assert form["filearea"] == "draft" and form["itemid"] == "0"
        file: Any = form["file_1"]
        number = 900_000 + len(self.drafts)
        self.drafts[number] = {file.filename: await file.read()}
        told = {"component": "user", "filearea": "draft", "itemid": number, "filepath": "/"}
        return JSONResponse([{**told, "filename": file.filename, "author": "I", "license": "x"}])

    async def _file(self, request: Request) -> Response:
        return await self.answer(request, f"pluginfile/{request.path_params['rest']}", self._sent)

    async def _sent(self, request: Request) -> Response:
        if (await request.form()).get("token") != self.token:
            return _trouble("moodle_exception", "invalidtoken", "", error="Invalid token")
        number, index = request.path_params["rest"].split("/")[:2]
        one = next(s for s in self.handed.values() if s.id == int(number))
        return Response([*one.files.values()][int(index)], media_type="application/octet-stream")

    def mod_assign_get_assignments(self, form: dict[str, str]) -> Any:
        assert form["courseids[0]"] == str(COURSE)
        own = {
            "id": ASSIGN, "cmid": CMID, "course": COURSE, "nosubmissions": 0, "cutoffdate": 0,
            "teamsubmission": int(self.is_team), "blindmarking": 0, "markingworkflow": 0,
            "configs": [], **self.facts,
        }  # fmt: skip
        other = {**own, "id": 56, "cmid": 322, "name": "another"}
        course = {"id": COURSE, "fullname": "Redes", "shortname": "R", "timemodified": 1}
        return {"courses": [{**course, "assignments": [other, own]}], "warnings": []}

    def mod_assign_list_participants(self, form: dict[str, str]) -> Any:
        assert form["assignid"] == str(ASSIGN)
        skip, limit = int(form["skip"]), int(form["limit"])
        return [
            {
                "id": one.id, "fullname": one.name, "submitted": True, "requiregrading": True,
                "grantedextension": False, "recordid": one.record, "profileimageurl": "x",
                **({"groupid": one.group, "groupname": one.group_name} if one.group else {}),
            }
            for one in self.people[skip : skip + limit]
        ]  # fmt: skip

    def mod_assign_get_submissions(self, form: dict[str, str]) -> Any:
        told = [self._submission(owner, one) for owner, one in self.handed.items()]
        return {"assignments": [{"assignmentid": ASSIGN, "submissions": told}], "warnings": []}

    def _submission(self, owner: int, one: MoodleSubmission) -> Any:
        files = []
        for index, (path, content) in enumerate(one.files.items()):
            base = self.files_at or self.address
            url = f"{base}/webservice/pluginfile.php/{one.id}/{index}"
            folder, _, name = path.rpartition("/")
            told = {"filepath": f"{folder}/", "filename": name, "filesize": len(content)}
            old = {"filepath": f"/{path.lstrip('/')}"}
            files.append({**(old if self.older else told), "fileurl": url, "timemodified": 1})
        return {
            "id": one.id, "userid": 0 if self.is_team else owner, "status": one.status,
            "groupid": owner if self.is_team else 0, "attemptnumber": one.attempt,
            "timecreated": 1, "timemodified": one.time, "gradingstatus": "notgraded",
            "plugins": [
                {"type": "file", "name": "File submissions",
                 "fileareas": [{"area": "submission_files", "files": files}]},
                {"type": "onlinetext", "name": "Online text", "editorfields": [
                    {"name": "onlinetext", "description": "", "text": one.text, "format": 1}]},
                {"type": "comments", "name": "Submission comments"},
            ],
        }  # fmt: skip

    def mod_assign_get_user_flags(self, form: dict[str, str]) -> Any:
        told = [
            {"id": n, "userid": n, "locked": 0, "mailed": 0, "extensionduedate": 0, **flags}
            for n, flags in self.flags.items()
        ]
        return {"assignments": [{"assignmentid": ASSIGN, "userflags": told}], "warnings": []}

    def mod_assign_get_grades(self, form: dict[str, str]) -> Any:
        told = [self._grade(person, one) for person, one in self.grades.items()]
        found = [{"assignmentid": ASSIGN, "grades": told}] if told else []
        return {"assignments": found, "warnings": [] if told else [{"warningcode": "3"}]}

    def _grade(self, person: int, one: MoodleGrade) -> Any:
        return {
            "id": person, "userid": person, "attemptnumber": one.attempt, "timecreated": 1,
            "timemodified": 2, "grader": 3, "grade": one.value,
        }  # fmt: skip

    def mod_assign_get_submission_status(self, form: dict[str, str]) -> Any:
        grade = self.grades.get(int(form["userid"]))
        if grade is None:
            return {"warnings": []}
        own = {**self._grade(int(form["userid"]), grade), "assignment": ASSIGN}
        return {"feedback": {"grade": own, "gradefordisplay": "x", "plugins": []}, "warnings": []}

    def mod_assign_save_grade(self, form: dict[str, str]) -> None:
        assert form["assignmentid"] == str(ASSIGN) and form["applytoall"] == "0"
        person = int(form["userid"])
        before = self.grades.get(person, MoodleGrade("-1"))
        files = self.drafts[int(form["plugindata[files_filemanager]"])]
        if person not in self.ignores:
            self.grades[person] = MoodleGrade(
                f"{float(form['grade']):.5f}", int(form["attemptnumber"]),
                form["plugindata[assignfeedbackcomments_editor][text]"], dict(files),
                before.saves + 1, form["workflowstate"],
            )  # fmt: skip


def _trouble(exception: str, code: str, message: str, **more: str) -> Response:
    """Moodle's word for what is wrong, with status 200."""
    told = {"exception": exception, "errorcode": code, "message": message, **more}
    return Response(json.dumps(told), media_type="application/json")

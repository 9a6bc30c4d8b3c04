"""A class as platforms hand it out, graded by the real command, and tables of those platforms."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from course_fixture import COURSE, GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes

from grader.cli import main

RIGHT = notebook_bytes(GOOD_DOUBLE, GOOD_COUNTER)
"""Earns 10 of 10."""
LITTLE = notebook_bytes("def double(x):\n    return x + 2\n", GOOD_COUNTER)
"""Earns 1 of 10."""

HAND_INS = {
    "moodle/Ana Souza_4711_assignsubmission_file/hw.ipynb": RIGHT,
    "moodle/João D'Ávila_4712_assignsubmission_file_/hw.ipynb": LITTLE,
    "moodle/Equipe Azul_88_assignsubmission_file/hw.ipynb": LITTLE,
    "flat/Íris Noé_4714_assignsubmission_file_hw.ipynb": RIGHT,
    "canvas/doejane_1234_98765_hw1.ipynb": RIGHT,
    "canvas/roerick_LATE_1235_98766_hw1-1.ipynb": LITTLE,
    "submitted/bitdiddle/double/double.ipynb": RIGHT,
    "submitted/bitdiddle/double/timestamp.txt": b"2026-11-30 01:59:00 America/Sao_Paulo",
    "submitted/hacker/double/double.ipynb": LITTLE,
    "bb/Doubling_s_adler_attempt_2026-11-30-10-00-00_hw.ipynb": RIGHT,
    "bb/Doubling_s_adler_attempt_2026-11-30-10-00-00.txt": (
        b"Name: Sara Adler (s_adler)\nAssignment: Doubling\nDate Submitted: Monday\n"
    ),
    "bs/55-66 - Brita Ström - Nov 29, 2026 926 PM/hw.ipynb": RIGHT,
    "assignment_9_export/submission_metadata.yml": (
        b"---\nsubmission_111:\n  :submitters:\n  - :name: Greta Sand\n    :email: greta@uni.edu\n"
        b"    :sid: '0070'\n  :created_at: 2026-11-29 21:00:00.000000000 -03:00\n"
        b"submission_112:\n  :submitters:\n  - :name: Hugo Lins\n    :email: hugo@uni.edu\n"
        b"    :sid: '0071'\n  - :name: Igor Melo\n    :email: igor@uni.edu\n    :sid: '0072'\n"
        b"  :created_at: 2026-11-29 21:00:00.000000000 -03:00\n"
    ),
    "assignment_9_export/submission_111/hw.ipynb": RIGHT,
    "assignment_9_export/submission_112/hw.ipynb": LITTLE,
    "plain/007.ipynb": RIGHT,
    "plain/carla.ipynb": LITTLE,
}


def graded(folder: Path, hand_ins: Mapping[str, bytes], *options: str) -> Path:
    """Write hand-ins by their paths, and grade them; return the folder of results."""
    for name, content in hand_ins.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    out = folder / "out"
    given = ["grade", "double", str(folder / "in"), "--out", str(out), "--jobs", "1", *options]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_COURSE", str(COURSE))
        result = CliRunner().invoke(main, given)
    assert result.exit_code == 0, result.output
    return out


def export(out: Path, *options: str | Path) -> Result:
    """Run `grader export`; what it says is in the output."""
    result = CliRunner().invoke(main, ["export", str(out), *map(str, options)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def exported(out: Path, *options: str | Path) -> str:
    """Run `grader export`, which must succeed, and return what it says."""
    result = export(out, *options)
    assert result.exit_code == 0, result.output
    return result.output


def refused(out: Path, *options: str | Path) -> str:
    """Run `grader export`, which must refuse and write nothing, and return its sentence."""
    result = export(out, *options)
    assert result.exit_code == 2, result.output
    assert not (out / "export").exists()
    return " ".join(result.output.split())


def edit_people(out: Path, change: Callable[[dict[str, dict[str, Any]]], object]) -> None:
    """Change what run.json says of people, by id."""
    path = out / "run.json"
    run = json.loads(path.read_bytes())
    change({person["student"]: person for person in run["people"]})
    path.write_bytes(json.dumps(run, ensure_ascii=False).encode())


_KEYS = ("Identif", "ID", "Username", "Nome do us", "Nombre de us", "OrgDef", "Email")
_OTHERS = {
    "471": "571", "123": "223", "007": "107", "008": "108", "carla": "dora", "bond": "x",
    "s_adler": "x_adler", "006": "106", "@uni": "@other", "111": "211", "112": "212",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SampleTable:
    """A table as a platform gives it: text with `{1}`... where marks and comments go."""

    platform: str
    language: str
    text: str
    marks: tuple[str, ...]
    """What is to stand in the places; an empty one stays empty."""
    encoding: str = "utf-8-sig"
    name: str = "table.csv"
    options: tuple[str, ...] = ()
    ids: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What a roster would add: ids by platform, for people of `plain`."""
    between: str = " | "
    """What stands between the lines of a comment."""
    keys: tuple[str, ...] = _KEYS
    """How the names of columns that tell people begin."""
    others: Mapping[str, str] = field(default_factory=lambda: _OTHERS)
    """What of a row is otherwise where it is a table of another class."""

    @property
    def id(self) -> str:
        """Return what the test is called."""
        return f"{self.platform}-{self.language}"

    def empty(self) -> bytes:
        """Return the table as it is downloaded."""
        return self._with([""] * len(self.marks))

    def filled(self, comments: tuple[str, ...] = ()) -> bytes:
        """Return the table as it is to be uploaded."""
        return self._with([*self.marks], comments)

    def _with(self, marks: list[str], comments: tuple[str, ...] = ()) -> bytes:
        told = dict(enumerate(comments, 1))
        text = self.text
        for number, mark in enumerate(marks, 1):
            text = text.replace(f"<{number}>", mark)
            text = text.replace(f"<c{number}>", told.get(number, ""))
        return text.encode(self.encoding)


_MOODLE = {
    "pt-BR": (
        'Identificador,"Nome completo","Endereço de email",Status,Equipe,Nota,"Nota máxima",'
        '"Nota pode ser alterada","Última modificação (envio)","Última modificação (nota)",'
        '"Comentários de feedback"\n'
        'Participante4711,"Ana Souza",ana@uni.br,"Enviado para avaliação",-,<1>,"10,00",Sim,'
        '"domingo, 29 nov. 2026, 21:51",-,<c1>\n'
        'Participante4712,"João D\'Ávila",joao@uni.br,"Enviado para avaliação",-,<2>,"10,00",Sim,'
        '"domingo, 29 nov. 2026, 21:51",-,<c2>\n'
        'Participante4713,"Eva ""Vivi"" Lima",eva@uni.br,"Nenhum envio",-,,"10,00",Sim,-,-,\n'
    ),
    "es": (
        '"Identificador";"Nombre completo";"Dirección de correo";"Estado";"Calificación";'
        '"Calificación máxima";"La calificación puede ser cambiada";'
        '"Última modificación (entrega)";"Última modificación (calificación)";'
        '"Comentarios de retroalimentación"\r\n'
        '"Participante 4711";"Ana Souza";"ana@uni.es";"Enviado";"<1>";"10,00";"Sí";"-";"-";"<c1>"'
        '\r\n"Participante 4712";"João D\'Ávila";"j@uni.es";"Enviado";"<2>";"10,00";"Sí";"-";"-";'
        '"<c2>"\r\n'
    ),
    "en": (
        'Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade",'
        '"Grade can be changed","Last modified (grade)","Feedback comments"\n'
        '"Participant 4711","Ana Souza",007,ana@uni.edu,Submitted,<1>,10.00,Yes,-,<c1>\n\n'
        '"Participant 4712","João D\'Ávila",008,joao@uni.edu,Submitted,<2>,10.00,Yes,-,<c2>\n'
        '"Participant 9999","Zoë, née ""X""\nQuiroz",009,z@uni.edu,"No submission",,10.00,Yes,-,'
    ),
}
_CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Other (776),Doubling (777),Current Score\n"
    ",,,,,Manual Posting,Manual Posting,(read only)\n"
    "    Points Possible,,,,,5,10,(read only)\n"
    '"Doe, Jane",1234,S007,jane@uni.edu,"Turma ""A""",4,<1>,80\n'
    '"Roe, Rick",1235,S008,rick@uni.edu,A,3.5,<2>,70\n'
    '"Student, Test",1299,,x,A,,,\n'
)
_BLACKBOARD = {
    "pt-BR": (
        '"Sobrenome"\t"Nome"\t"Nome do usuário"\t"ID do aluno"\t"Último acesso"\t'
        '"Doubling [Pontuação total: até 10 Pontuação] |1234567"\r\n'
        '"Adler"\t"Sara"\t"s_adler"\t"006"\t"29/11/2026"\t"<1>"\r\n'
        '"Dias"\t"Carla"\t"carla"\t"008"\t"29/11/2026"\t"<2>"\r\n'
    ),
    "es": (
        '"Apellidos"\t"Nombre"\t"Nombre de usuario"\t"Id. de alumno"\t'
        '"Doubling [Total de puntos: 10 Puntuación] |1234567"\n'
        '"Adler"\t"Sara"\t"s_adler"\t"006"\t"<1>"\n"Dias"\t"Carla"\t"carla"\t"008"\t"<2>"\n'
    ),
    "en": (
        '"Last Name","First Name","Username","Student ID","Last Access","Availability",'
        '"Doubling [Total Pts: 10 Score] |1234567","Total [Total Pts: 20 Score] |1234568",'
        '"Feedback to Learner"\n'
        '"Adler","Sara","s_adler","006","","Yes","<1>","5","<c1>"\n'
        '"Dias","Carla","carla","008","","Yes","<2>","6","<c2>"\n'
    ),
}
_BRIGHTSPACE = (
    "OrgDefinedId,Username,Last Name,First Name,Email,"
    '"Doubling Points Grade <Numeric MaxPoints:10 Weight:5>",End-of-Line Indicator\r\n'
    "#007,#bond,Souza,Ana,ana@uni.edu,<1>,#\r\n#008,#carla,Dias,Carla,c@uni.edu,<2>,#\r\n"
)
_GRADESCOPE = (
    "First Name,Last Name,SID,Email,Sections,Total Score,Max Points,Status,Submission ID\n"
    "Greta,Sand,0070,greta@uni.edu,A,<1>,10.0,Graded,111\n"
    "Hugo,Lins,,hugo@uni.edu,A,<2>,10.0,Graded,\n"
    "Igor,Melo,0072,,A,<3>,10.0,Graded,112\n"
    "Nora,Reis,0073,nora@uni.edu,A,,10.0,Missing,\n"
)
_SID = {"carla": {"sid": "008"}}

TABLES = (
    SampleTable("moodle", "pt-BR", _MOODLE["pt-BR"], ('"10,00"', '"1,00"'), between="<br>"),
    SampleTable("moodle", "es", _MOODLE["es"], ("10,00", "1,00"), "utf-16", between="<br>"),
    SampleTable("moodle", "en", _MOODLE["en"], ("10.00", "1.00"), "utf-8", between="<br>"),
    SampleTable("canvas", "en", _CANVAS, ("10.00", "1.00"), encoding="utf-8"),
    SampleTable(
        "canvas", "es", _CANVAS.replace("3.5", '"3,5"').replace(",", ";").replace('"3;5"', "3,5"),
        ("10,00", "1,00"),
    ),
    SampleTable(
        "canvas", "pt-BR", _CANVAS.replace("Points Possible", "Pontos possíveis"),
        ('"10,00"', '"1,00"'), options=("--locale", "pt-BR"),
    ),
    SampleTable(
        "blackboard", "pt-BR", _BLACKBOARD["pt-BR"], ("10,00", "1,00"), "utf-16", "gc.xls",
        ("--locale", "pt-BR"), _SID,
    ),
    SampleTable(
        "blackboard", "es", _BLACKBOARD["es"], ("10.00", "1.00"), "utf-16-le", "gc.xls", (), _SID
    ),
    SampleTable(
        "blackboard", "en", _BLACKBOARD["en"], ("10.00", "1.00"), "utf-8", "gc.csv", (), _SID
    ),
    SampleTable("brightspace", "en", _BRIGHTSPACE, ("10.00", "1.00"), "utf-8", ids=_SID),
    SampleTable(
        "brightspace", "es", _BRIGHTSPACE, ('"10,00"', '"1,00"'), "cp1252",
        options=("--locale", "es"), ids=_SID,
    ),
    SampleTable("gradescope", "en", _GRADESCOPE, ("10.00", "1.00", "1.00"), "utf-8"),
)  # fmt: skip

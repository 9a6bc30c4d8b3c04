"""Which column of a roster is what, by the names that courses and platforms give them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from grader.intake.refusal import refused
from grader.model import Text

_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": (
        "id", "id number", "idnumber", "student id", "student number", "sid", "number",
        "student no", "sis user id", "org defined id", "orgdefinedid", "roster id",
        "matricula", "numero de matricula", "n matricula", "no matricula", "nr matricula", "ra",
        "registro academico", "registro do aluno", "numero do aluno", "numero usp", "n usp",
        "numero de identificacao", "codigo do aluno", "codigo", "identificacao",
        "legajo", "dni", "rut", "carnet", "carne", "expediente", "numero de expediente",
        "numero de id", "numero de identificacion", "identificacion", "numero de alumno",
        "numero de control", "boleta", "cedula", "codigo de estudiante",
    ),
    "name": (
        "name", "full name", "fullname", "student", "student name", "display name",
        "nome completo", "nome do aluno", "nome do estudante", "aluno", "aluna", "estudante",
        "nome e sobrenome", "nombre completo", "nombre y apellidos", "nombre y apellido",
        "apellidos y nombre", "apellidos y nombres", "apellido y nombre", "alumno", "alumna",
        "estudiante", "nombre del alumno", "nombre del estudiante",
    ),
    "first": (
        "first name", "firstname", "given name", "given names", "first names",
        "nome", "primeiro nome", "nomes", "nombre", "nombres", "nombre s",
    ),
    "last": (
        "last name", "lastname", "surname", "family name", "sobrenome", "ultimo nome",
        "apelido", "apellido", "apellidos", "apellido s",
    ),
    "email": (
        "email", "e mail", "mail", "email address", "e mail address", "student email",
        "endereco de email", "endereco de e mail", "correio eletronico",
        "correo", "correo electronico", "direccion de correo", "direccion de correo electronico",
        "direccion email",
    ),
    "username": (
        "username", "user name", "user", "login", "login id", "sis login id", "user id",
        "usuario", "nome de usuario", "identificacao de usuario", "nombre de usuario",
        "github username",
    ),
    "group": (
        "group", "groups", "team", "teams", "section", "sections", "group name", "lab group",
        "grupo", "grupos", "equipe", "equipes", "turma", "turmas", "secao", "secoes",
        "equipo", "equipos", "seccion", "secciones", "comision", "paralelo",
    ),
    "moodle": ("identifier", "identificador"),
}  # fmt: skip
_FIELDS = {name: field for field, names in _NAMES.items() for name in names}
_OTHERS = re.compile(r"[^a-z0-9]+")
LOOKED_AT = 20
"""Rows among which the row of the columns' names is looked for."""


def columns_of(row: Sequence[str]) -> dict[str, list[int]]:
    """Return which columns of a row of names are what."""
    found: dict[str, list[int]] = {}
    plain = [_plain(cell) for cell in row]
    for index, name in enumerate(plain):
        if field := _FIELDS.get(name):
            found.setdefault(field, []).append(index)
    if "sis user id" in plain and "id" in plain:  # Canvas's own number is called just that
        found["id"] = [index for index in found["id"] if plain[index] != "id"]
        found["canvas"] = [plain.index("id")]
    if "name" not in found and "last" not in found and "first" in found:
        found["name"] = found.pop("first")
    return found


def is_header(found: Mapping[str, Sequence[int]]) -> bool:
    """Tell whether columns say who somebody is."""
    return any(field in found for field in ("id", "name", "email", "username", "moodle", "last"))


def refuse_two(found: Mapping[str, Sequence[int]], row: Sequence[str], file: str) -> None:
    """Refuse a roster two of whose columns may be the one that is meant."""
    for field, indexes in found.items():
        if field != "group" and len(indexes) > 1:
            names = ", ".join(row[index].strip() for index in indexes)
            raise refused(Text("intake.roster_two_columns", {"file": file, "columns": names}))


def _plain(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name[:100]).casefold()
    letters = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return _OTHERS.sub(" ", letters).strip()

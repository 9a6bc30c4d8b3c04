"""Pack the sample class as Moodle's "Download all submissions" does: a folder for each participant.

    python examples/moodle_download.py WORKSHEET.csv FOLDER DOWNLOAD.zip

Who is who, and by which number, is told by the grading worksheet; a file is somebody's whose name it
bears, whatever stands around it.
"""

import csv
import re
import sys
import unicodedata
import zipfile
from pathlib import Path

NOT_OF_A_NAME = re.compile(r"[^a-z]+|\bipynb.*|\b(py|pdf|checkpoint)\b")


def words(text: str) -> frozenset[str]:
    """Return the words of a name without accents, marks, digits and endings."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return frozenset(NOT_OF_A_NAME.sub(" ", letters).split())


def main(worksheet: Path, folder: Path, download: Path) -> None:
    """Write the zip; the same files give the same bytes."""
    with worksheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    people = {
        words(row["Nome completo"]): (
            row["Nome completo"],
            row["Identificador"].removeprefix("Participante"),
        )
        for row in rows
    }
    download.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(download, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name, number = people[words(path.name)]
            within = f"{name}_{number}_assignsubmission_file"
            member = zipfile.ZipInfo(f"{within}/{path.relative_to(folder).as_posix()}")
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, path.read_bytes())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))

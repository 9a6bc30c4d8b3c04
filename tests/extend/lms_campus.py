"""To add a platform, in and out: a made-up one, whose folders are called `campus-NUMBER-NAME`."""

from collections.abc import Mapping, Sequence

from class_exported import SampleTable
from platform_samples import Sample

from grader.export.columns import Columns, Key, find, found, needed
from grader.export.export import Exported, Job
from grader.export.fill import fill
from grader.export.table import Table
from grader.intake import Person
from grader.intake.found import Found
from grader.intake.layouts import Claim
from grader.intake.reading import Reading


class CampusLayout:
    """A `Layout`: a folder for each person, with their number and name."""

    name = "campus"
    counts = True

    def claims(self, found: Sequence[Found], reading: Reading) -> Mapping[int, Claim]:
        return {
            index: Claim(Person(f"{name}_{number}", name, ids=((self.name, number),)), depth)
            for index, one in enumerate(found)
            for depth, part in reversed(list(enumerate(one.within)))  # the outermost is the last
            for word, number, name in [[*part.split("-", 2), "", "", ""][:3]]
            if word == self.name and number.isdigit() and name
        }


class CampusFiller:
    """A `Filler`: points and a remark, told by the number."""

    name = "campus"
    words = "Campus's list of points"

    def fill(self, table: Table, job: Job) -> Exported:
        columns = Columns(
            rows=range(1, len(table.rows)),
            keys=(Key(needed(table, {"number"}), (self.name,)),),
            names=found([find(table, {"name"})]),
            mark=needed(table, {"points"}),
            feedback=find(table, {"remark"}),
        )
        return fill(table, columns, job).exported


SAMPLE = Sample(tuple(f"campus-{n}-p{n}/lab.ipynb" for n in (1, 2, 3)))  # type: ignore[arg-type]
TABLE = SampleTable(
    "campus",
    "en",
    "Number,Name,Points,Remark\n4711,James,<1>,<c1>\n4712,Carla,<2>,<c2>\n",
    ("10.00", "1.00"),
    "utf-8",
    ids={"007": {"campus": "4711"}, "carla": {"campus": "4712"}},
    keys=("Number",),
)

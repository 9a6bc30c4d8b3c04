"""The table that ``make attack`` prints."""

from dataclasses import dataclass

from attack.suite import Attack, attacks
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Column:
    """One run of all attacks: by attack, why it did not hold; empty when it did."""

    title: str
    came: dict[str, str]

    def held(self, chosen: list[Attack]) -> str:
        """Return how many of these held, of those that were tried."""
        tried = [self.came[str(attack)] for attack in chosen if str(attack) in self.came]
        accepted = tried.count("accepted")
        held = f"{tried.count('')} of {len(tried)}"
        return f"{held} ({accepted} accepted)" if accepted else held


def print_table(console: Console, columns: list[Column], bitten: dict[str, str]) -> None:
    """Print how many attacks of each group there are, held and bite; then each that failed."""
    table = Table()
    table.add_column("group")
    for title in ("attacks", "listed", *(c.title for c in columns), "bite without protections"):
        table.add_column(title, justify="right")
    groups = list(dict.fromkeys(attack.group for attack in attacks()))
    for group in [*groups, ""]:
        chosen = [attack for attack in attacks() if group in ("", attack.group)]
        if not group:
            table.add_section()
        table.add_row(
            group or "all",
            str(len(chosen)),
            str(sum(attack.listed is not None for attack in chosen)),
            *(column.held(chosen) for column in columns),
            str(sum(bitten.get(str(attack)) == "" for attack in chosen)),
        )
    console.print(table)
    _print_failures(console, columns, bitten)


def _print_failures(console: Console, columns: list[Column], bitten: dict[str, str]) -> None:
    known = {str(attack): attack.open for attack in attacks() if attack.open}
    for column in [*columns, Column("bites", bitten)]:
        for name, why in column.came.items():
            if why:
                told = f"{why} (known: {known[name]})" if name in known else why
                console.print(f"{column.title}: {name}: {told}", markup=False, highlight=False)

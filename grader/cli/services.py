"""What whoever runs a service types: `grader serve`, `worker`, `token` and `lti`."""

import os
from pathlib import Path
from typing import Any

import click

from grader.cli.options import PATH, Command, blobs, data, refuse_if_lacking, seed_file


def _places(command: Command) -> Command:
    """Give a command the options on where a service finds everything."""
    course = click.option(
        "--course", type=PATH, metavar="DIR",
        help="The folder with assignments/ and solutions/; $GRADER_COURSE, else this one.",
    )  # fmt: skip
    return course(data(seed_file(blobs(_logs(command)))))


def _logs(command: Command) -> Command:
    """Give a command the options on what it writes to standard error."""
    form = click.option(
        "--log-format", type=click.Choice(["text", "json"]),
        help="Warnings as text, or what happens as JSON lines; $GRADER_LOG_FORMAT, else text.",
    )  # fmt: skip
    names = click.option(
        "--log-names", is_flag=True, help="Logs say whose a notebook is; also $GRADER_LOG_NAMES."
    )
    return form(names(command))


@click.command()
@_places
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True,
    help="The port to listen on; 0 for any.",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(0), default=lambda: max(1, (os.cpu_count() or 2) - 1),
    show_default="one per processor but one",
    help="Submissions graded at a time; 0 leaves that to `grader worker`.",
)  # fmt: skip
@click.option("--socket", type=int, hidden=True, help="Serve on this one, which is open already.")
def serve(host: str, port: int, workers: int, socket: int | None, **told: Any) -> None:
    """Take submissions over HTTP and grade them: see docs/service.md.

    The database is the one of $DATABASE_URL, or one of its own in the folder of --data. Ends on
    SIGTERM or Ctrl-C, once what is under way is finished.
    """
    refuse_if_lacking()
    from grader.commands.service import run_serve, run_web_here
    from grader.service.settings import settings_from

    if socket is not None:  # the web process of a service: its environment tells it everything
        run_web_here(socket)
        return
    run_serve(settings_from(**told), host, port, workers)


@click.command()
@_places
def worker(**told: Any) -> None:
    """Grade what a service has taken in, on this machine: $DATABASE_URL is its database.

    The service's notebooks are where --blobs says, else in the folder of --data; the seed file
    holds its seed.
    """
    refuse_if_lacking()
    from grader.commands.service import run_worker_here
    from grader.service.settings import settings_from

    run_worker_here(settings_from(**told))


@click.group()
def token() -> None:
    """Say who may ask a service for what."""
    refuse_if_lacking()


@token.command("create")
@click.argument("name")
@click.option(
    "--scope", "scopes", type=click.Choice(["submit", "read", "manage"]), multiple=True,
    required=True, help="What it is good for; repeatable.",
)  # fmt: skip
@click.option("--student", help="Whose alone it is: it sees and hands in nobody else's work.")
@click.option("--assignment", "assignments", multiple=True, help="Only this one; repeatable.")
@click.option("--days", type=click.IntRange(1, 3650), help="Days that it is good for.")
@data
def token_create(
    name: str, scopes: tuple[str, ...], student: str | None, assignments: tuple[str, ...],
    days: int | None, data: Path | None,
) -> None:  # fmt: skip
    """Make a token called NAME, and print its secret: it is shown this once."""
    from grader.commands.service import run_create

    run_create(data, name, scopes, student, assignments, days)


@token.command("list")
@data
def token_list(data: Path | None) -> None:
    """List the tokens there are, and those there were."""
    from grader.commands.service import run_list

    run_list(data)


@token.command("revoke")
@click.argument("token_id", metavar="ID")
@data
def token_revoke(token_id: str, data: Path | None) -> None:
    """Make the token ID good for nothing, from now on."""
    from grader.commands.service import run_revoke

    run_revoke(data, token_id)


@click.group()
def lti() -> None:
    """Say from which LMS a service may be opened (LTI 1.3): see docs/lms/lti.md."""
    refuse_if_lacking()


@lti.command("add")
@click.argument("name")
@click.option("--issuer", required=True, help="The platform's issuer (iss).")
@click.option("--client-id", required=True, help="The id that it has given to this tool.")
@click.option(
    "--deployment", "deployments", multiple=True, required=True,
    help="The id of a deployment; repeatable.",
)  # fmt: skip
@click.option("--auth-url", required=True, help="Where logins go on (OIDC authentication).")
@click.option("--token-url", required=True, help="Where access tokens are asked for.")
@click.option("--jwks-url", required=True, help="Where its public keys are.")
@click.option("--audience", default="", help="For whom access tokens are asked; the token's URL.")
@data
def lti_add(
    name: str, issuer: str, client_id: str, deployments: tuple[str, ...], auth_url: str,
    token_url: str, jwks_url: str, audience: str, data: Path | None,
) -> None:  # fmt: skip
    """Let the platform NAME in, or change what is known of it; print what it wants to be told.

    NAME goes before the ids of its learners: short, and the same for ever.
    """
    from grader.commands.lti import run_add
    from grader.service.store.lti_platforms import Platform

    given = (name, issuer, client_id, deployments, auth_url, token_url, jwks_url, audience)
    run_add(data, Platform(*given))


@lti.command("invite")
@click.argument("name")
@data
def lti_invite(name: str, data: Path | None) -> None:
    """Print an address at which one platform may register itself as NAME, once, within a week."""
    from grader.commands.lti import run_invite

    run_invite(data, name)


@lti.command("list")
@data
def lti_list(data: Path | None) -> None:
    """List the platforms that are let in."""
    from grader.commands.lti import run_list

    run_list(data)


@lti.command("remove")
@click.argument("name")
@data
def lti_remove(name: str, data: Path | None) -> None:
    """Let nobody in from NAME any more, and send no score there; what was handed in stays."""
    from grader.commands.lti import run_remove

    run_remove(data, name)

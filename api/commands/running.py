"""`serve`, `doctor`, `demo`: running it, looking after it, trying it."""

from __future__ import annotations

import click

from api.commands.front import DONE, REFUSED, Front, shared

__all__ = ["demo", "doctor", "serve"]


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@shared
def serve(front: Front, *, host: str, port: int, workers: int) -> int:
    """Serve the store over HTTP; docs/operations.md has the settings.

    At a loopback address nobody is asked for a key; anywhere else everybody is.
    """
    from api.serving import run  # noqa: PLC0415 - FastAPI takes 0.6 s to import
    from api.settings import read_settings  # noqa: PLC0415

    settings = read_settings().bound_to(host)
    if not settings.keys_required:
        front.notice(f"no keys are asked for: whoever reaches {host} reads and changes everything")
    front.notice(f"http://{host}:{port}/openapi.json says what can be asked")
    run(front.db, settings, host=host, port=port, workers=workers)
    return DONE


@click.command()
@shared
def doctor(front: Front) -> int:
    """Check the installation, the store and the age of the lists."""
    from api.services.health import examined  # noqa: PLC0415

    body = examined(front.db)
    lines = "\n".join(
        f"{'ok ' if one['ok'] else 'BAD'} {one['check']}: {one['found']}" for one in body["checks"]
    )
    front.answer(body, lambda: lines)
    return DONE if body["ok"] else REFUSED


@click.command()
@shared
def demo(front: Front) -> int:
    """Build a demo store from the bundled fixtures, judge it, print the scorecard."""
    from api.services.demonstration import DEMO_URL, demonstrated  # noqa: PLC0415
    from api.text.demonstration import demo_text  # noqa: PLC0415

    url = DEMO_URL if front.db_is_default else front.db
    body = demonstrated(url, front.notice)
    front.answer(body, lambda: demo_text(body, front.lang))
    return DONE

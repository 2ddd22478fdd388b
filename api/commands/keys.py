"""`keys`: what lets programs, suppliers and people without an issuer in."""

from __future__ import annotations

from datetime import datetime

import click

from api.access.roles import Permission, Role
from api.commands.front import DONE, Front, shared
from api.commands.person import BY
from api.text.access import issued_text, keys_text

__all__ = ["keys"]


@click.group()
@shared
def keys(_front: Front) -> None:
    """Keys for the service: issued, listed, taken back."""


@keys.command()
@click.argument("subject")
@click.option("--role", required=True, type=click.Choice([one.value for one in Role]))
@click.option("--supplier", default="", metavar="NAME", help="As its declarations write it.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice([one.value for one in Permission if one is not Permission.OPEN]),
    help="Narrow the key to a permission; may be repeated.",
)
@click.option(
    "--expires",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Last day; default a year from now, which is also the most.",
)
@BY
@shared
def issue(
    front: Front,
    subject: str,
    *,
    role: str,
    supplier: str,
    only: tuple[str, ...],
    expires: datetime | None,
    by: str,
) -> int:
    """Issue a key to SUBJECT, the person or program that the audit log will name.

    The token is printed once and kept nowhere; whoever has two keys can exchange one at a time.
    """
    from api.services.access_keys import issued  # noqa: PLC0415 - the store costs 0.6 s to import

    body = issued(
        front.db,
        subject,
        Role(role),
        by=by,
        supplier=supplier,
        only=tuple(Permission(one) for one in only),
        expires_on=expires.date() if expires else None,
    )
    front.answer(body, lambda: issued_text(body))
    return DONE


@keys.command("list")
@shared
def list_(front: Front) -> int:
    """All keys, without what opens."""
    from api.services.access_keys import keys_json  # noqa: PLC0415

    body = keys_json(front.db)
    front.answer(body, lambda: keys_text(body))
    return DONE


@keys.command()
@click.argument("key")
@click.option("--reason", default="", help="Kept in the audit log.")
@BY
@shared
def revoke(front: Front, key: str, *, reason: str, by: str) -> int:
    """Take KEY back; every worker refuses it within a minute, without a restart."""
    from api.services.access_keys import revoked  # noqa: PLC0415

    body = revoked(front.db, key, by=by, reason=reason)
    front.answer(body, lambda: f"key {key} opens nothing any more")
    return DONE

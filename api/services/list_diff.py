"""What differs between two versions of a list."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

from sqlalchemy.orm import Session

from api.services.list_versions import AtVersion, before_and_after, version_of
from api.services.stores import reading
from api.text.list_diff import counts_text
from api.wire.body import Json
from api.wire.list_diff import changes_json
from regulations.diff import ListDiff, diff_together
from regulations.language import Language
from regulations.list_state import ListState, state_on

__all__ = ["diff_json", "draft_diff_json", "list_diff_json", "list_diff_of_store"]


def diff_json(difference: ListDiff, language: Language = Language.ENGLISH) -> Json:
    """The changes themselves, with their counts and one line that sums them up."""
    body = changes_json(difference)
    return {"summary": counts_text(body["counts"], language.value), **body}


def list_diff_of_store(
    url: str | None, list_id: str, earlier: str, later: str, *, together: Sequence[str] = ()
) -> Json:
    """The same as `list_diff_json`, of the store at an address; None = of the bundled lists.

    Raises:
        InvalidStoreUrl, StoreUnreachable, StoreOutOfDate: the store cannot be read.
        UnknownList: no such list or version.
    """
    with nullcontext() if url is None else reading(url) as session:
        return list_diff_json(session, list_id, earlier, later, together=together)


def list_diff_json(
    session: Session | None,
    list_id: str,
    earlier: str,
    later: str,
    *,
    together: Sequence[str] = (),
) -> Json:
    """The changes from one version to another, each as it stands on its first day.

    Args:
        session: of the store; None = the bundled lists.
        list_id: whose versions are compared.
        earlier: a version's name or an ISO day.
        later: the same; it may also lie before `earlier`.
        together: lists compared in the same breath, such as the other level of a company: an
            entry that leaves one for another is then moved, not removed and added.

    Raises:
        UnknownList: no such list or version.
    """
    before = version_of(session, list_id, earlier)
    after = version_of(session, list_id, later)
    return _body(list_id, before, after, together)


def draft_diff_json(session: Session, number: int) -> Json:
    """What a draft changes, on its first day or today where that is later.

    Raises:
        UnknownDraft: no draft of that number.
        StepOutOfOrder: it is law already, or was.
    """
    draft, before, after = before_and_after(session, number)
    return {"draft": number, **_body(draft.list_id, before, after, ())}


def _body(list_id: str, before: AtVersion, after: AtVersion, together: Sequence[str]) -> Json:
    names = sorted({list_id, *together})
    found = diff_together(_states(before, names), _states(after, names))
    return {
        "list": list_id,
        "lists": names,
        "from": before.name,
        "from_day": before.day.isoformat(),
        "to": after.name,
        "to_day": after.day.isoformat(),
        **changes_json(found),
    }


def _states(at: AtVersion, names: Sequence[str]) -> list[ListState]:
    # A list that is new with a draft has no state before it.
    return [state_on(at.catalog.lists[name], at.day) for name in names if name in at.catalog.lists]

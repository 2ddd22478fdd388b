"""Which of several forms an `Accept` header asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from api.errors import NotAcceptable

__all__ = ["chosen"]


def chosen(accept: str, forms: Mapping[str, str]) -> str:
    """The form that the header prefers; the first one where it leaves the choice to us.

    Args:
        accept: the header, "" where it was not sent.
        forms: our word for each media type, best first.

    Raises:
        NotAcceptable: none of ours is wanted.

    Source:
        RFC 9110, 12.5.1: weights count, and a range that says more outranks one that says less.
    """
    if not accept.strip():
        return next(iter(forms.values()))
    ranges = list(_ranges(accept))
    best, found = 0.0, None
    for media, word in forms.items():
        weight = _weight(media, ranges)
        if weight > best:
            best, found = weight, word
    if found is None:
        raise NotAcceptable(
            "none of the forms that are asked for is given here",
            hint=f"Accept: {', '.join(forms)}",
        )
    return found


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for one in accept.split(","):
        media, *parameters = (part.strip().lower() for part in one.split(";"))
        weight = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                weight = _number(value.strip())
        yield media, weight


def _number(text: str) -> float:
    """A weight; what is none counts as refused, not as wished for."""
    whole, _, rest = text.partition(".")
    if whole not in {"0", "1"} or not (rest == "" or (rest.isascii() and rest.isdigit())):
        return 0.0
    return min(float(text), 1.0)


def _weight(media: str, ranges: list[tuple[str, float]]) -> float:
    for said in (media, f"{media.partition('/')[0]}/*", "*/*"):
        weights = [weight for name, weight in ranges if name == said]
        if weights:
            return weights[0]
    return 0.0

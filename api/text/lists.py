"""The lists for people: one line for each, or one of them with all that its data says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from api.text.table import table
from api.text.words import LANGUAGES
from api.wire.body import Json

__all__ = ["list_text", "lists_text"]

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "list": ("list", "リスト"),
    "version": ("version", "版"),
    "entries": ("entries", "項目数"),
    "binding": ("binding", "拘束力"),
    "needs": ("binding once somebody says which of these hold", "拘束力に必要な用途の指定"),
    "name": ("name", "名称"),
    "yes": ("yes", "あり"),
    "no": ("no", "なし"),
    "not yet": ("not yet", "未施行"),
    "checked on": ("checked on", "確認日"),
    "content": ("content sha256", "内容のsha256"),
    "sources": ("sources", "出典"),
    "trust": ("trust", "信頼度"),
    "said as": ("said as", "元の表記"),
    "retrieved": ("retrieved", "取得日"),
    "file": ("file sha256", "ファイルのsha256"),
    "not modelled": ("not modelled", "対象外の内容"),
    "cited as": ("cited as", "根拠"),
    "entry": ("entry", "項目"),
    "from": ("from", "開始日"),
    "ppm": ("ppm", "ppm"),
    "level": ("level", "分母"),
    "effect": ("effect", "効果"),
    "removed_on": ("removed on", "削除日"),
    "only for": ("only for", "対象用途"),
    "unless": ("not for", "対象外の用途"),
    "or": ("or", "または"),
    "limit": ("limit", "濃度限度"),
    "above": ("above", "超"),
    "at_or_above": ("at or above", "以上"),
    "categories": ("categories", "カテゴリ"),
    "until": ("until", "終了日（当日を含まない）"),
    "last day": ("last day", "最終日"),
    "open": ("open", "期限なし"),
    "intentional": ("added on purpose: any content breaches", "意図的添加は含有量を問わず違反"),
    "not exhaustive": ("its members are not all known", "構成物質は網羅的でない"),
    "relatives": ("names that fit", "該当する名称"),
    "apply_until": ("apply for authorisation until", "認可申請期限"),
    "sunset_on": ("sunset", "日没日"),
    "disputed": ("sources differ", "出典により異なる"),
    "earlier": ("the earlier counts", "早い日を採用"),
    "reasons": ("listed for", "収載理由"),
    "exempted by": ("exempted by", "適用除外のリスト"),
    "source": ("source", "出典"),
    "note": ("note", "注記"),
    "exemption": ("exemption", "適用除外"),
    "successors": ("followed by", "後継"),
    "renewal": ("renewal asked for on", "更新申請日"),
    "written": ("first written to end on", "当初の終了日"),
    "decided by": ("decided by", "決定した法令"),
}
_COLUMNS: Final = ("entry", "from", "ppm", "level", "trust", "name")
_SHORT: Final = 12
_NAME: Final = 64


def lists_text(body: Json, lang: str) -> str:
    """The text of `lists`."""
    say = _Speech(lang)
    rows = [[say(word) for word in ("list", "version", "entries", "binding", "name")]]
    rows += [
        [
            one["list"],
            one["version"] or say("not yet"),
            str(one["entries"]),
            say("yes" if one["binding"] else "no"),
            one["name"],
        ]
        for one in body["lists"]
    ]
    return table(rows)


def list_text(body: Json, lang: str) -> str:
    """The text of `lists show`: where it comes from, what it leaves out, every entry."""
    say = _Speech(lang)
    return "\n".join([*_head(body, say), "", *_sources(body, say), "", *_rows(body, say)])


class _Speech:
    """Our words in the language that was asked for."""

    def __init__(self, lang: str) -> None:
        self.place = LANGUAGES.index(lang)

    def __call__(self, word: str) -> str:
        return _WORDS[word][self.place]


def _head(body: Json, say: _Speech) -> Iterator[str]:
    yield f"{body['list']} {body['version'] or ''}: {body['name']} ({body['legal_basis']})"
    binding = f"{say('binding')}: {say('yes' if body['binding'] else 'no')}"
    yield f"  {body['authority']}; {binding}; {say('checked on')} {body['checked_on']}"
    if body["binding_needs"]:
        yield f"  {say('needs')}: {', '.join(body['binding_needs'])} (CHEMGATE_USES)"
    yield f"  {say('content')}: {body['sha256']}"
    for sentence in body["not_modelled"]:
        yield f"  {say('not modelled')}: {sentence}"
    citations = {one["citation"] for one in body["entries_in_force"]}
    if len(citations) == 1:
        yield f"  {say('cited as')}: {citations.pop()}"


def _sources(body: Json, say: _Speech) -> Iterator[str]:
    yield f"{say('sources')}:"
    for one in body["sources"]:
        words = one["trust_words"]
        said = f", {say('said as')} “{words}”" if words else ""
        seen = f", {say('retrieved')} {one['retrieved_on']}" if one["retrieved_on"] else ""
        yield f"  {one['trust']}  {one['title']}{seen}"
        yield f"     {say('trust')} {one['trust']}: {one['trust_means']}{said}"
        if one["url"]:
            yield f"     {one['url']}"
        for sha256 in one["sha256"]:
            yield f"     {say('file')} {sha256}"


def _rows(body: Json, say: _Speech) -> Iterator[str]:
    """A table whose rows are followed by what only some entries have."""
    entries, exemptions = body["entries_in_force"], body["exemptions"]
    rows = [[say(word) for word in _COLUMNS]]
    rows += [_entry_row(one) for one in entries]
    rows += [_exemption_row(one, say) for one in exemptions]
    lines = iter(table(rows, indent="  ").split("\n"))
    yield next(lines)
    has_own_citation = len({one["citation"] for one in entries}) > 1
    for one in entries:
        yield next(lines)
        yield from _indented(_entry_lines(one, say))
        if has_own_citation:
            yield from _indented([f"{say('cited as')}: {one['citation']}"])
    for one in exemptions:
        yield next(lines)
        yield from _indented(_exemption_lines(one, say))


def _indented(lines: Iterator[str] | list[str]) -> Iterator[str]:
    yield from (f"      {line}" for line in lines)


def _entry_row(one: Json) -> list[str]:
    held = [limit for limit in one["limits"] if limit["in_force"]] or one["limits"]
    told = " ".join(dict.fromkeys(limit["ppm"] for limit in held))
    return [one["id"], one["included_on"], told, one["level"], one["trust"], one["name"][:_NAME]]


def _exemption_row(one: Json, say: _Speech) -> list[str]:
    held = " ".join(filter(None, [one["lower_ppm"] and f"≥{one['lower_ppm']}", one["upper_ppm"]]))
    row = [one["id"], one["from"], held or "-", say("exemption"), one["trust"]]
    return [*row, f"{say('last day')} {one['expires_on'] or say('open')}: {one['wording'][:_NAME]}"]


def _entry_lines(one: Json, say: _Speech) -> Iterator[str]:
    if len(one["name"]) > _NAME:
        yield f"{say('name')}: {one['name']}"
    yield f"{say('effect')}: {one['effect']}; {say('source')}: {one['source']}"
    yield from _entry_uses(one, say)
    if len(one["limits"]) > 1:
        yield from (_limit_line(limit, say) for limit in one["limits"])
    if one["intentional"]:
        yield say("intentional")
    if not one["members_exhaustive"]:
        yield say("not exhaustive")
    if one["relatives"]:
        yield f"{say('relatives')}: {', '.join(one['relatives'])}"
    yield from _entry_days(one, say)
    for key, word in (("reasons", "reasons"), ("exemption_lists", "exempted by")):
        if one[key]:
            yield f"{say(word)}: {', '.join(one[key])}"
    if one["note"]:
        yield f"{say('note')}: {one['note']}"


def _entry_uses(one: Json, say: _Speech) -> Iterator[str]:
    if one["context"]:
        told = f", {say('or')} ".join(" + ".join(words) for words in one["context"])
        yield f"{say('only for')}: {told}"
    if one["unless"]:
        yield f"{say('unless')}: {', '.join(one['unless'])}"


def _entry_days(one: Json, say: _Speech) -> Iterator[str]:
    for key in ("removed_on", "apply_until", "sunset_on"):
        if one[key]:
            yield f"{say(key)} {one[key]}"
    for each in one["disputed"]:
        days = f"{each['column']} {each['taken']} / {each['other']} ({each['other_source']})"
        yield f"{say('disputed')}: {days}; {say('earlier')}"


def _limit_line(limit: Json, say: _Speech) -> str:
    until = f" {say('until')} {limit['until']}" if limit["until"] else ""
    held = f", {say('categories')} {_categories(limit)}" if limit["categories"] else ""
    side = f"{say(limit['breached'])} {limit['ppm']} ppm"
    return (
        f"{say('limit')}: {side}, {say('from')} {limit['from']}{until}{held}, "
        f"{say('trust')} {limit['trust']}"
    )


def _exemption_lines(one: Json, say: _Speech) -> Iterator[str]:
    if len(one["wording"]) > _NAME:
        yield one["wording"]
    yield f"{say('categories')} {_categories(one)}; {say('source')}: {one['source']}"
    if one["other_end"]:
        days = f"{say('last day')} {one['expires_on']} / {one['other_end']}"
        yield f"{say('disputed')}: {days}; {say('earlier')}"
    for key, word in (
        ("written_end", "written"),
        ("renewal_requested_on", "renewal"),
        ("decided_by", "decided by"),
    ):
        if one[key] and one[key] != one["expires_on"]:
            yield f"{say(word)} {one[key]}"
    if one["successors"]:
        yield f"{say('successors')}: {', '.join(one['successors'])}"
    if one["note"]:
        yield f"{say('note')}: {one['note']}"


def _categories(one: Json) -> str:
    return " ".join(sorted(one["categories"], key=lambda held: (int(held.split("-")[0]), held)))

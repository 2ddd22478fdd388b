"""The tree: from a red product to the material that makes it red, link by link."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from .said import ON

LAMP = "/v1/parts/LAMP-100/tree"


def tree(client: TestClient, address: str = f"{LAMP}?as_of={ON}", **asked: Any) -> Any:
    told = client.get(address, params=asked or None)
    assert told.status_code == 200, told.text
    return told.json()["tree"]


def nodes(branch: Any) -> list[Any]:
    return [branch, *(inner for child in branch.get("children", ()) for inner in nodes(child))]


def test_a_tree_opens_level_by_level_and_says_the_same_however_it_is_opened(
    client: TestClient,
) -> None:
    cable = "/v1/parts/CABLE-401/tree"
    whole = tree(client, cable, as_of=ON, depth=20)
    seen: list[Any] = []
    waiting = [tree(client, cable, as_of=ON, depth=0)]
    while waiting:
        one = waiting.pop()
        assert "children" not in one
        seen.append(one)
        children = tree(client, f"{one['href']}&depth=1").get("children", [])
        assert len(children) == one["holds"]
        waiting += [tree(client, f"{child['href']}&depth=0") for child in children]
    bare = [{key: node[key] for key in node if key != "children"} for node in nodes(whole)]
    assert sorted(bare, key=lambda n: n["at"]) == sorted(seen, key=lambda n: n["at"])
    assert len(bare) > 3


def test_the_root_says_what_the_verdict_says(client: TestClient) -> None:
    for part in ("LAMP-100", "CABLE-401", "TERMINAL-310", "SPRING-250"):
        verdict = client.get(f"/v1/parts/{part}/verdict?as_of={ON}").json()
        told = client.get(f"/v1/parts/{part}/tree?as_of={ON}").json()
        assert told["tree"]["status"] == verdict["status"]
        by_list = {row["list"]: row["status"] for row in verdict["lists"]}
        shown = [axes["status"] for axes in told["tree"]["lists"]]
        assert dict(zip(told["lists"], shown, strict=True)) == by_list


def test_the_cause_of_a_red_product_is_one_click_away_and_lies_in_a_case(
    client: TestClient,
) -> None:
    root = tree(client)
    assert root["status"] == "non_compliant"
    cause = tree(client, f"{root['cause']['href']}&depth=0")
    assert cause["status"] == "non_compliant"
    assert cause["cause"]["at"] == cause["at"]
    cases = client.get(f"/v1/parts/LAMP-100/verdict?as_of={ON}").json()["cases"]
    worst = [case["path"] for case in cases if case["outcome"] == root["known"]]
    assert cause["path"] in worst


def test_both_axes_stand_at_every_node(client: TestClient) -> None:
    shown = nodes(tree(client, LAMP, as_of=ON, depth=20))
    assert all({"status", "known", "open", "lists"} <= node.keys() for node in shown)
    root = shown[0]
    assert root["known"] == "exceeded"
    assert root["open"]  # SPRING-250 never answered, and the red does not hide it
    for node in shown:
        for child in node.get("children", ()):
            assert set(child["open"]) <= set(node["open"])


def test_only_problems_leaves_out_what_is_clean(client: TestClient) -> None:
    every = nodes(tree(client, LAMP, as_of=ON, depth=20))
    problems = nodes(tree(client, LAMP, as_of=ON, depth=20, only="problems"))
    open_or_red = {"unknown", "non_compliant"}
    assert {n["at"] for n in problems} == {n["at"] for n in every if n["status"] in open_or_red}
    assert len(problems) < len(every)


@pytest.mark.parametrize(
    ("at", "status"), [("0.99", 404), ("7777", 404), ("x", 404), ("-1", 404), ("0..1", 404)]
)
def test_a_place_that_is_none_is_a_problem(client: TestClient, at: str, status: int) -> None:
    told = client.get(LAMP, params={"at": at, "as_of": ON})
    assert (told.status_code, told.json()["code"]) == (status, "unknown-place")


def test_who_knows_the_tree_is_told_that_nothing_changed(client: TestClient) -> None:
    first = client.get(f"{LAMP}?as_of={ON}")
    known = {"If-None-Match": first.headers["etag"]}
    assert client.get(f"{LAMP}?as_of={ON}", headers=known).status_code == 304
    assert client.get(f"{LAMP}?as_of={ON}&depth=2", headers=known).status_code == 200


def test_links_lead_back_to_the_question_that_was_asked(client: TestClient) -> None:
    root = tree(client, f"{LAMP}?as_of={ON}&list=eu-rohs&eee_category=3")
    told = client.get(root["children"][0]["href"]).json()
    assert (told["as_of"], told["lists"]) == (ON, ["eu-rohs"])
    assert told["assumptions"] == []
    assert quote(told["part"]["part_number"], safe="") in root["href"]

"""Reviewing by keyboard alone, adding articles, saving and watching."""

from __future__ import annotations

import re

import pytest
from tests.browser.conftest import expect

pytestmark = pytest.mark.browser


def left(page):
    return int(page.locator("text=/events? to go/").inner_text().split()[0])


def test_review_by_keyboard_alone(watched):
    page = watched.go("/review")
    page.wait_for_selector(".actions")
    first = left(page)
    page.keyboard.press("a")
    page.wait_for_selector("text=Accepted.")
    page.keyboard.press("r")
    page.wait_for_selector("text=Rejected.")
    page.keyboard.press("u")
    page.wait_for_selector("text=Taken back.")
    page.keyboard.press("e")
    page.wait_for_selector("#value")
    page.locator("form select").select_option("status")
    page.fill("#value", "future")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Corrected status.")
    page.keyboard.press("s")
    page.wait_for_selector("text=Skipped.")
    page.goto(watched.address + "/review?order=random&blind=1")
    page.wait_for_selector("text=/events? to go/")
    expect(page.locator("text=/events? to go/")).to_have_text(re.compile(rf"^\s*{first - 2} "))
    expect(page.locator("dt", has_text="confidence")).to_have_count(0)
    expect(page.locator("tr", has_text="all").first).to_have_text(re.compile(r"^\s*all\s*2\s*1"))


def test_a_party_is_pointed_at_in_the_text(watched):
    found = watched.page.request.get(f"{watched.address}/api/events?event=COOPERATE&party=CHN").json()["items"][0]
    page = watched.go(f"/review?event_id={found['id']}")
    page.wait_for_selector(".actions")
    page.locator("[data-start]", has_text=re.compile("^Iran$")).first.dblclick()
    page.wait_for_selector("#value")
    expect(page.locator("#value")).to_have_value(re.compile(r"^\?\?\?@"))
    value = page.input_value("#value")
    page.fill("#value", value.replace("???", "IRN:MIL"))
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Corrected actor.")
    actor = page.request.get(f"{watched.address}/api/events/{found['id']}").json()["actor"]
    assert [(one["code"], one["entity_text"]) for one in actor] == [("IRN", "Iran")]


def test_a_missed_event_is_added_and_filled_by_keyboard(watched):
    page = watched.go("/review")
    page.wait_for_selector(".actions")
    page.keyboard.press("n")
    words = page.locator(".text [data-start]").last.inner_text().split()
    page.fill("form[aria-label='Add an event'] input", " ".join(words[:2]))
    page.locator("form[aria-label='Add an event'] select").select_option("MOBILIZE")
    page.locator("form[aria-label='Add an event'] button.main").click()
    page.wait_for_selector("text=Added.")
    expect(page.locator("[aria-label=Event]")).to_contain_text("MOBILIZE")
    page.keyboard.press("e")
    page.locator("form select").select_option("actor")
    page.fill("#value", "PER:MIL")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Corrected actor.")
    expect(page.locator("[aria-label=Event]")).to_contain_text("Peru")
    found = page.request.get(f"{watched.address}/api/events?review=corrected&event=MOBILIZE").json()
    assert [one["code"] for one in found["items"][0]["actor"]] == ["PER"]


def test_words_selected_in_an_article_become_an_event(watched):
    article = watched.page.request.get(f"{watched.address}/api/events?event=COOPERATE&party=CHN").json()["items"][0][
        "article"
    ]
    page = watched.go(f"/article/{article}")
    page.locator(".text span[data-start]").first.dblclick()
    expect(page.locator("form[aria-label='Add an event'] input")).not_to_have_value("")
    page.locator("form[aria-label='Add an event'] select").select_option("CONSULT")
    page.locator("form[aria-label='Add an event'] button.main").click()
    expect(page.locator(".card.chosen")).to_contain_text("CONSULT")
    assert page.request.get(f"{watched.address}/api/events?review=added").json()["total"] == 1


def test_a_report_is_split_off_and_merged_again(watched):
    story = watched.page.request.get(f"{watched.address}/api/stories?sort=reports&limit=1").json()["items"][0]
    page = watched.go(f"/story/{story['id']}")
    page.locator("text=not the same happening").last.click()
    page.wait_for_selector("text=That report now stands for itself.")
    page.locator("text=undo").click()
    page.wait_for_selector("text=(taken back")
    expect(page.locator("section > article")).to_have_count(story["reports"])


def test_a_pasted_text_is_coded_and_shown(watched):
    page = watched.go("/add")
    page.fill("#title", "Treaty signed")
    page.fill("#published", "2024-06-04")
    page.fill(
        "#text", "LIMA - Peru and Ecuador signed a fishing treaty in Lima on Monday, the Peruvian government said."
    )
    page.click("text=Code it")
    page.click("text=look at it", timeout=60_000)
    page.wait_for_url("**/article/*")
    page.wait_for_selector("mark.trigger")
    expect(page.locator("dd .when").first).to_have_text("2024-06-03")


def test_a_search_is_saved_watched_and_compared(watched):
    page = watched.go("/?party=CHN")
    for name in ("china", "everything"):
        page.click("text=Save …")
        page.fill("#save-name", name)
        page.click("text=Save search")
        page.wait_for_selector("text=Saved.")
        page.goto(watched.address + "/")
        page.wait_for_load_state("networkidle")
    page.click("text=Save …")
    page.fill("#save-name", "all that is new")
    page.click("text=Watch it")
    page.wait_for_selector("text=Watched:")
    page.goto(watched.address + "/saved")
    page.wait_for_selector("text=all that is new")
    page.click("text=look now")
    page.wait_for_selector("text=Nothing to tell.")
    for box in page.locator("input[type=checkbox]").all():
        box.check()
    page.click("text=Compare two on one chart")
    page.wait_for_url("**/compare?q=*&q=*")
    page.wait_for_selector("main svg circle >> nth=1")

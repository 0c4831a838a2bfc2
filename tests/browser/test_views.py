"""Every view of the explorer on the sample project: it shows, axe finds nothing serious, it works by clicks and by keys."""

from __future__ import annotations

import re

import pytest
from tests.browser.conftest import Watched, expect, screenshots

pytestmark = pytest.mark.browser

VIEWS = {
    "search": "/",
    "table": "/?rows=table",
    "map": "/?tab=map",
    "network": "/?tab=network",
    "articles": "/articles",
    "article": "/article/gulf-4",
    "dyads": "/dyad",
    "dyad": "/dyad/CHN/IRN",
    "actors": "/actor",
    "actor": "/actor/CHN",
    "actor-search": "/actor?name=Kremlin",
    "register": "/register/exercises",
    "statements": "/register/statements",
    "panel": "/register/panel",
    "story": "/story/STORY",
    "review": "/review",
    "saved": "/saved",
    "compare": "/compare?q=party=CHN&q=party=USA",
    "runs": "/runs",
    "add": "/add",
    "nowhere": "/nowhere",
    "empty": "/?words=zebra",
    "missing": "/article/none",
}


def address_of(looking, name):
    path = VIEWS[name]
    if "STORY" in path:
        found = looking.page.request.get(f"{looking.address}/api/stories?sort=reports&limit=1").json()
        path = path.replace("STORY", found["items"][0]["id"])
    return path


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_shows_and_can_be_used_by_everybody(looking, name):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
    page = looking.go(address_of(looking, name))
    expect(page.locator("h1").first).to_have_text(re.compile(r"\S"))
    for theme in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        found = axe.Axe().run(page)
        serious = [
            f"{theme}: {each['id']}: {each['help']}: {each['nodes'][0]['html'][:200]}"
            for each in found.response["violations"]
            if each["impact"] in ("serious", "critical")
        ]
        assert serious == []
    if name == "missing":
        looking.wrong[:] = [
            each for each in looking.wrong if "404" not in each
        ]  # the browser tells of the answer itself


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_fits_a_telephone(browser, looking, name):
    small = Watched(browser, looking.address, width=390, height=844)
    page = small.go(address_of(looking, name))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    folder = screenshots()
    if folder:
        page.screenshot(path=folder / f"{name}-390.png")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(small.address + address_of(looking, name))
        page.wait_for_load_state("networkidle")
        page.screenshot(path=folder / f"{name}-1440.png")
    small.context.close()


def test_facets_chips_and_the_address_say_the_same(looking):
    page = looking.go("/")
    everything = shown(page)
    page.click("[data-facet=event][data-value=ACCUSE]")
    page.wait_for_url("**/?event=ACCUSE")
    few = changed(page, everything)
    assert 0 < few < everything
    expect(page.locator(".result .type", has_not_text="ACCUSE")).to_have_count(0)
    expect(page.locator(".result .type").first).to_be_visible()
    page.go_back()
    assert changed(page, few) == everything
    page.click("text=show all")
    assert changed(page, everything) > everything
    marks = page.locator(".tag", has_text=re.compile("^(future|hypothetical|negated|background)$"))
    marks.first.wait_for()


def changed(page, before):
    """The number of happenings once it is another than ``before``."""
    expect(page.locator(".totals strong")).not_to_have_text(re.compile(rf"^\s*({before} |…)"))
    return shown(page)


def shown(page):
    return int(page.locator(".totals strong").inner_text().split()[0].replace(",", ""))


def test_two_sides_with_each_other_and_the_members_of_a_body(looking):
    page = looking.go("/")
    page.fill("#between", "chn")
    page.fill("#and", "irn")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?party=CHN&with_party=IRN")
    page.wait_for_selector(".chip >> nth=1")
    page.wait_for_load_state("networkidle")
    assert {"CHN", "IRN"} <= set(
        re.findall("[A-Z]{3}", page.request.get(f"{looking.address}/api/network?party=CHN&with_party=IRN").text())
    )
    page.fill("#between", "@ASEAN")
    page.fill("#and", "")
    page.locator("#and").press("Enter")
    page.wait_for_url("**/?party=%40ASEAN")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".result").first).to_be_visible()


def test_words_are_searched_by_keyboard(looking):
    page = looking.go("/runs")
    page.keyboard.press("/")
    page.wait_for_url(re.compile("/$"))
    page.wait_for_selector("#search")
    page.keyboard.press("/")
    page.keyboard.type('"naval exercise"')
    page.keyboard.press("Enter")
    page.wait_for_url("**/?text=*")
    page.wait_for_selector(".result")
    page.locator("body").press("j")
    page.locator("#search").blur()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/story/*")
    page.wait_for_selector("article >> text=naval")


def test_dragging_over_the_timeline_narrows_the_dates(looking):
    page = looking.go("/")
    box = page.locator("figure[aria-label=Timeline] svg").bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 40, steps=4)
    page.mouse.up()
    page.wait_for_url("**/?since=*&until=*")
    expect(page.locator(".chip")).to_have_count(2)


def test_map_and_network_lead_on(looking):
    page = looking.go("/?tab=map")
    expect(page.locator("svg[aria-label='World map'] .land").nth(150)).to_be_attached()
    # Where only the country is told it is drawn as an area, never as a dot.
    places = page.request.get(f"{looking.address}/api/map?status=actual&background=false").json()["items"]
    exact = [place for place in places if place["precision"] in ("point", "city")]
    expect(page.locator("svg[aria-label='World map'] circle:not(.ring)")).to_have_count(len(exact))
    page.locator(".places button", has_text="Bandar Abbas").click()
    page.wait_for_url("**at=Bandar+Abbas*")
    expect(page.locator(".chips")).to_contain_text("Bandar Abbas")
    facet = page.locator("aside summary", has_text=re.compile("^Place$"))
    expect(facet.locator("..").locator("[aria-pressed=true]")).to_contain_text("Bandar Abbas")
    page = looking.go("/?tab=network")
    page.locator("svg a[aria-label^='CHN and IRN']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/dyad/CHN/IRN")


def test_an_article_and_its_record_are_linked_both_ways(looking):
    page = looking.go("/article/gulf-5")
    events = page.request.get(f"{looking.address}/api/articles/gulf-5").json()["events"]
    page.locator(f"mark[data-ids~='{events[-1]['id']}'].triggers").first.click()
    page.wait_for_selector(f"#card-{events[-1]['id']}.chosen")
    page.locator(f"#card-{events[0]['id']} .open").click()
    page.wait_for_selector(f"mark.trigger[data-ids~='{events[0]['id']}']")
    assert f"event={events[0]['id']}" in page.url
    told = " ".join(span["text"] for span in (events[0]["event_text"], *events[0]["also"]))
    assert page.locator(".text mark.trigger").first.inner_text() in told


def test_the_keyboard_sheet_opens_and_closes(looking):
    page = looking.go("/")
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).not_to_be_visible()


def test_a_new_user_finds_checks_and_exports_the_joint_exercise(watched):
    page = watched.go("/")
    page.fill("#search", "exercise")
    page.keyboard.press("Enter")
    page.wait_for_selector(".chip")
    page.locator(".result", has_text="joint naval exercise").locator("a.type").first.click()
    page.wait_for_url("**/story/*")
    page.locator("article a[href^='/article/']").first.click()
    page.wait_for_url("**/article/*")
    expect(page.locator(".text mark.trigger").first).to_be_visible()
    page.locator("text=all reports of it").click()
    page.wait_for_url("**/story/*")
    page.go_back()
    page.go_back()
    page.go_back()
    page.wait_for_selector(".result")
    page.locator(".export summary").click()
    with page.expect_download() as download:
        page.locator("text=events, csv").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert "joint naval exercise" in text

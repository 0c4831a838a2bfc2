import pytest

from attache.articles.clean import clean_article, split_paragraphs, tidy
from attache.articles.debris import reason_to_cut, without_site_name
from attache.articles.raw import RawArticle, decode
from attache.errors import UnreadableArticle


def clean(text, **more):
    return clean_article(RawArticle("x", text=text, **more))


@pytest.mark.parametrize(
    "paragraph, reason",
    [
        ("READ: Manila protests over coast guard incident", "teaser"),
        ("READ ALSO: Airbus delivers its jet", "teaser"),
        ("Related: Lagos doctors begin strike", "teaser"),
        ("More on this story", "teaser"),
        ("Comments are closed.", "comment_notice"),
        ("Leave a comment", "comment_notice"),
        ("Sign up for our morning letter", "subscription_notice"),
        ("This site uses cookies to improve your visit.", "cookie_notice"),
        ("Share this article", "share_notice"),
        ("© 2024 Harbour Gazette", "copyright"),
        ("Home > World > Asia", "navigation"),
        ("Photo: A patrol boat off Natuna", "caption"),
        ("By Jane Smith", "byline"),
    ],
)
def test_debris_is_cut_with_its_reason(paragraph, reason):
    assert reason_to_cut(paragraph) == reason


@pytest.mark.parametrize(
    "paragraph",
    [
        "Read the treaty, the minister told them.",
        "The comments are closed to nobody.",
        "Relatedly, the army moved north.",
        "By Friday the rebels had left.",
        "He watched: nothing moved.",
    ],
)
def test_the_articles_own_sentences_stay(paragraph):
    assert reason_to_cut(paragraph) is None


@pytest.mark.parametrize(
    "title, publisher, kept",
    [
        (
            "China, Iran agree to strengthen military ties – Middle East Monitor",
            None,
            "China, Iran agree to strengthen military ties",
        ),
        ("Uganda expels two diplomats after raid | Lakeside", None, "Uganda expels two diplomats after raid"),
        ("Gaza truce talks have failed once more - Hamas", None, "Gaza truce talks have failed once more - Hamas"),
        ("Truce talks fail in Doha again - Le Matin", "Le Matin", "Truce talks fail in Doha again"),
    ],
)
def test_the_sites_name_goes_and_an_attribution_stays(title, publisher, kept):
    assert without_site_name(title, publisher)[0] == kept


def test_canonical_text_is_title_and_paragraphs():
    article = clean(
        "A deal is struck in Oman - Harbour Gazette\n\n\nFirst one.\r\n\r\nSecond  one.\n\nComments are closed."
    )
    assert article.text == "A deal is struck in Oman\n\nFirst one.\n\nSecond one."
    assert article.title == "A deal is struck in Oman"
    assert [r.reason for r in article.removed] == ["comment_notice", "site_name"]


def test_wrapped_lines_are_one_paragraph_and_others_are_their_own():
    wrapped = "The minister said that the talks in the capital\nhad gone well and that the two sides would\nmeet again."
    assert len(split_paragraphs(wrapped)) == 1
    assert len(split_paragraphs("One sentence ends here.\nAnother one starts.")) == 2


def test_invisible_characters_are_taken_out():
    assert tidy("a\u200bb\u00a0c\x00d\r\ne") == "ab c d\ne"


@pytest.mark.parametrize(
    "more, when, basis",
    [
        ({"published": "2022-04-28"}, "2022-04-28", "given"),
        ({"published": "2022-04-28T10:00:00Z"}, "2022-04-28T10:00:00+00:00", "given"),
        ({"url": "https://a.example/2022/04/28/x"}, "2022-04-28", "url"),
        ({}, None, "none"),
    ],
)
def test_publication_date_with_its_basis(more, when, basis):
    article = clean("The army left the town on Friday.", **more)
    assert (article.published, article.published_basis) == (when, basis)


def test_a_date_line_dates_the_article():
    article = clean("Army leaves the town\n\nApril 28, 2022\n\nThe army left the town.")
    assert (article.published, article.published_basis) == ("2022-04-28", "text")
    assert "April 28" not in article.text


def test_language_is_told():
    assert clean("The army left the town on Friday, the ministry said.").language == "en"
    french = "Le ministre a déclaré que l'armée quitterait la ville vendredi, selon un communiqué du gouvernement."
    assert clean(french * 3).language == "fr"


@pytest.mark.parametrize(
    "raw, reason",
    [
        (RawArticle("x", text=""), "empty"),
        (RawArticle("x", text=" \n\n — 12 "), "empty"),
        (RawArticle("x", text="a" * 2_000_000), "too_long"),
        (RawArticle("x", html=""), "empty"),
        (RawArticle("x", html="<html><body></body></html>"), "no_article"),
        (RawArticle("x", text="The army left.", published="yesterday-ish"), "bad_date"),
    ],
)
def test_bad_articles_say_why(raw, reason):
    with pytest.raises(UnreadableArticle) as caught:
        clean_article(raw)
    assert caught.value.reason == reason


@pytest.mark.parametrize("data", [b"%PDF-1.7 ...", b"\x89PNG\r\n", b"abc\x00def", b"PK\x03\x04..."])
def test_binaries_are_refused(data):
    with pytest.raises(UnreadableArticle) as caught:
        decode(data, "x")
    assert caught.value.reason == "binary"


def test_old_encodings_are_read():
    assert decode("Málaga – “no”".encode("cp1252"), "x") == "Málaga – “no”"
    assert decode("Ärger".encode("utf-16"), "x") == "Ärger"
    assert decode('<meta charset="iso-8859-2">Łódź'.encode("iso-8859-2"), "x").endswith("Łódź")


def test_a_page_gives_article_and_what_was_cut():
    html = """<html><head><title>x</title><meta property="article:published_time" content="2024-05-14T08:30:00+03:00">
    <meta property="og:site_name" content="Lakeside Monitor"></head><body><nav>Home World Sport</nav><article>
    <h1>Uganda expels two diplomats after port raid</h1>
    <p>Uganda expelled two Congolese diplomats on Monday, a day after gunmen killed four officers in a port.</p>
    <p>The foreign minister told parliament that the raid had been planned across the lake for some weeks.</p>
    </article><footer>All rights reserved</footer></body></html>"""
    article = clean_article(RawArticle("x", html=html))
    assert article.title == "Uganda expels two diplomats after port raid"
    assert (article.published, article.published_basis) == ("2024-05-14T08:30:00+03:00", "metadata")
    assert article.publisher == "Lakeside Monitor"
    assert "navigation" in {r.reason for r in article.removed}
    assert article.text.count("Uganda expels two diplomats") == 1


@pytest.mark.parametrize("html", ["<p>Half a <b>page with no end", "<<<>>>", "<html><body><p>" + "<div>" * 3000])
def test_broken_html_never_breaks_the_run(html):
    try:
        clean_article(RawArticle("x", html=html))
    except UnreadableArticle as error:
        assert error.reason in {"broken_html", "no_article", "empty"}

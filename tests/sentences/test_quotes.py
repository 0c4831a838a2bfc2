from attache.sentences import find_quotes


def test_two_single_marks_are_a_double_one():
    text = "''We agree,'' she said. ``We do not,'' said he."
    assert [quote.of(text) for quote in find_quotes(text)] == ["We agree,", "We do not,"]


def test_an_apostrophe_is_no_mark():
    assert find_quotes("The ministers' aides said 'no' to the workers' demands.") == []

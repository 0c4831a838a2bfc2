"""Who a mention is. Each case is a sentence of ours, a mention in it, and the party that it means."""

import pytest

from attache.actors.context import Beside


@pytest.mark.parametrize(
    "text, mention, code, sector, basis",
    [
        ("Tehran rejected the offer.", "Tehran", "IRN", "GOV", "metonym"),
        ("The Kremlin said no.", "The Kremlin", "RUS", "GOV", "metonym"),
        ("Iranian drones struck a camp.", "Iranian drones", "IRN", "MIL", "title"),
        ("Defence Minister Anna Berg of Norway left.", "Defence Minister Anna Berg of Norway", "NOR", "GOV", "title"),
        ("Hamas fired rockets.", "Hamas", "PSE", "REB", "name"),
        ("The IMF lent money.", "The IMF", "IGO", None, "name"),
        ("UN peacekeepers left.", "UN peacekeepers", "UNO", "MIL", "title"),
        ("The US sent aid; call us.", "The US", "USA", "GOV", "name"),
        ("UAE and US aircraft hit the port; US bombs fell.", "US", "USA", "GOV", "name"),
        ("The Saudi-led coalition struck Sanaa.", "The Saudi-led coalition", "SAU", "GOV", "adjective"),
        ("European monitors left Serbia.", "European monitors", "EUR", None, "adjective"),
        ("Hamas officials met him.", "Hamas officials", "PSE", "REB", "title"),
        ("South Korea's navy fired.", "South Korea's navy", "KOR", "MIL", "title"),
        ("Iran's envoy to Iraq left.", "Iran's envoy to Iraq", "IRN", "GOV", "title"),
        ("Residents of Kharkiv fled.", "Residents of Kharkiv", "UKR", "CVL", "context"),
        ("In Peru, police fired on crowds.", "police", "PER", "COP", "context"),
        ("CNN said so.", "CNN", "USA", "JRN", "name"),
        ("Let us go, said LeT.", "LeT", "PAK", "REB", "name"),
        ("South Korea called and the North hung up.", "the North", "PRK", "GOV", "name"),
        (
            "A court in Peru fined the ministry US$5 million; the ministry paid US$2 million.",
            "the ministry",
            "PER",
            "GOV",
            "context",
        ),
    ],
)
def test_party(draft, text, mention, code, sector, basis):
    case = draft(text).mention(mention)
    (found,) = case.resolver.resolve(case.span(mention))
    assert (found.code, found.sector[0] if found.sector else None, found.basis) == (code, sector, basis)


def test_short_form_after_full_name(draft):
    case = draft("Chinese Defense Minister Wei Fenghe arrived in Tehran. Wei said the visit was short.").mention(
        "Wei said"
    )
    (found,) = case.resolver.resolve(case.span("Wei", 2))
    assert (found.code, found.sector, found.name) == ("CHN", ("GOV", "MIL"), "Wei Fenghe")


def test_apposition_gives_country_and_office(draft):
    case = draft("Omar Said, a spokesman for the Yemeni government, spoke. Said left.")
    (found,) = case.resolver.resolve(case.span("Said", 2))
    assert (found.code, found.sector) == ("YEM", ("GOV",))


def test_both_countries_are_the_two_states_named(draft):
    case = draft("China and Iran will train together. Both countries want more.").mention("Both countries")
    found = case.resolver.resolve(case.span("Both countries"))
    assert [e.code for e in found] == ["CHN", "IRN"]
    assert {e.basis for e in found} == {"coreference"}
    assert {e.span for e in found} == {case.span("Both countries")}


def test_three_are_the_three_listed_last_not_those_named_oftenest(draft):
    text = "France is angry. France recalled envoys. Australia, Britain and the United States signed. The three met."
    case = draft(text).mention("The three")
    assert {entity.code for entity in case.resolver.resolve(case.span("The three"))} == {"AUS", "GBR", "USA"}


def test_whoever_addresses_both_sides_is_none_of_them(draft):
    case = draft("Norway's envoy met Sri Lanka's president. Norway urged both sides to talk.").mention("both sides")
    beside = Beside("REQUEST", "recipient", frozenset({"NOR"}), frozenset())
    assert [e.code for e in case.resolver.resolve(case.span("both sides"), beside=beside)] == ["LKA"]


def test_two_ministers_are_people_and_no_group_of_states(draft):
    case = draft("Zimbabwe's president left for China. Soldiers arrested two ministers in Harare.")
    (entity,) = case.mention("two ministers").resolver.resolve(case.span("two ministers"))
    assert entity.basis == "context"


def test_his_counterpart_has_the_office_and_the_other_country(draft):
    case = draft("Vietnamese Defence Minister Le Van Minh met his Indonesian counterpart in Jakarta.")
    (found,) = case.resolver.resolve(case.span("his Indonesian counterpart"))
    assert (found.code, found.sector, found.basis) == ("IDN", ("GOV", "MIL"), "coreference")


def test_he_is_the_person_named_last(draft):
    case = draft("Polish Foreign Minister Jan Nowak came to Kyiv. He promised help.")
    (found,) = case.resolver.resolve(case.span("He"))
    assert (found.code, found.name) == ("POL", "Jan Nowak")


def test_a_list_is_what_they_stands_for(draft):
    case = (
        draft("Peru, Chile and Bolivia met. They signed nothing.").mention("Peru").mention("Chile").mention("Bolivia")
    )
    found = case.resolver.resolve(case.span("They"))
    assert [e.code for e in found] == ["PER", "CHL", "BOL"]


@pytest.mark.parametrize("published, sector", [("2019-05-01", "REB"), ("2023-05-01", "GOV")])
def test_what_a_group_is_depends_on_the_date(draft, published, sector):
    case = draft("The Taliban closed the school.", published)
    (found,) = case.resolver.resolve(case.span("The Taliban"))
    assert (found.code, found.sector) == ("AFG", (sector,))


def test_an_office_is_that_of_the_articles_date(draft):
    case = draft("Ebrahim Raisi received him.", "2022-04-28")
    (found,) = case.resolver.resolve(case.span("Ebrahim Raisi"))
    assert (found.code, found.office, found.basis) == ("IRN", "President", "knowledge")
    later = draft("Ebrahim Raisi received him.", "2025-04-28")
    (found,) = later.resolver.resolve(later.span("Ebrahim Raisi"))
    assert found.office is None and found.sector[0] == "ELI"


def test_nobody_is_guessed(draft):
    case = draft("Someone spoke.")
    (found,) = case.resolver.resolve(case.span("Someone"))
    assert found.code is None
    assert found.reason == "unknown"


def test_the_pronoun_us_is_not_the_united_states(draft):
    case = draft("They told us nothing.")
    (found,) = case.resolver.resolve(case.span("us"))
    assert found.code is None


def test_two_spellings_in_the_tables_are_one_head_of_state(draft):
    case = draft("Trump signed the order on Cuba.", published="2025-06-02").mention("Trump")
    (found,) = case.resolver.resolve(case.span("Trump"))
    assert (found.code, found.office, found.basis) == ("USA", "President", "knowledge")


def test_north_and_south_are_koreas_only_beside_a_korea(draft):
    case = draft("In South Sudan, rebels in the North fled South Kordofan; North Dakota was far.")
    assert [hit.alias.name for hit in case.resolver.hits] == ["South Sudan"]


@pytest.mark.parametrize(
    "text, mention, code, sector",
    [
        ("Cuba thanked Oman, whose soldiers had helped.", "whose soldiers", "OMN", "MIL"),
        ("Peru accused Chile, whom Brazil backed.", "whom", "CHL", "GOV"),
        ("Chad freed Dutch peacekeepers, three of whom were ill.", "three of whom", "NLD", "MIL"),
        ("Russia left the pact; its envoy, Ivan Somov, told Serbia first.", "its envoy, Ivan Somov", "RUS", "GOV"),
    ],
)
def test_whose_and_whom_and_its(draft, text, mention, code, sector):
    case = draft(text).mention(mention)
    for other in ("Dutch peacekeepers", "Russia", "Oman", "Chile"):
        if other in text:
            case.mention(other)
    (found,) = case.resolver.resolve(case.span(mention))
    assert (found.code, found.sector[0]) == (code, sector)


@pytest.mark.parametrize(
    "text, mention, codes",
    [
        ("Peru sent a British and a French nurse home.", "a British and a French nurse", {"GBR", "FRA"}),
        ("Police held an Iraqi and three women from Senegal.", "an Iraqi and three women from Senegal", {"IRQ", "SEN"}),
        ("Washington and its allies met.", "Washington and its allies", {"USA"}),
        ("Nineteen Latin American states met.", "Nineteen Latin American states", {None}),
    ],
)
def test_two_parties_in_one_mention_and_names_inside_others(draft, text, mention, codes):
    case = draft(text).mention(mention)
    found = {entity.code for entity in case.resolver.resolve(case.span(mention))}
    assert found == codes


def test_new_jersey_is_not_jersey(draft):
    case = draft("New Jersey's governor sued Britain.").mention("New Jersey's governor")
    assert "JEY" not in {entity.code for entity in case.resolver.resolve(case.span("New Jersey's governor"))}


def test_states_of_a_region_and_twins_are_those_states(draft):
    case = draft("Russia warned the three Baltic states. The two Koreas agreed.")
    case.mention("the three Baltic states").mention("The two Koreas")
    assert [e.code for e in case.resolver.resolve(case.span("the three Baltic states"))] == ["EST", "LVA", "LTU"]
    assert [e.code for e in case.resolver.resolve(case.span("The two Koreas"))] == ["KOR", "PRK"]


@pytest.mark.parametrize("mention", ["Arab leaders", "Western ambassadors", "West African ministers", "world leaders"])
def test_people_of_a_part_of_the_world_are_of_no_state(draft, mention):
    case = draft(f"Syria shelled Homs. In Kyiv {mention} condemned Syria.").mention(mention)
    (found,) = case.resolver.resolve(case.span(mention))
    assert (found.code, found.reason) == (None, "no_state_of_its_own")


@pytest.mark.parametrize(
    "text, mention, code",
    [
        ("Israeli troops closed the road. Protesters in Nablus burned tyres.", "Protesters in Nablus", "PSE"),
        ("Students at two schools marched. Peru's police held them.", "Students at two schools", "PER"),
        (
            "Syria bombed Iran's mission. Iran buried the dead of its consulate in Damascus.",
            "its consulate in Damascus",
            "IRN",
        ),
        ("Cuba thanked Spain. The pope blessed both.", "The pope", "VAT"),
        ("The Union met in Addis Ababa as the African Union asked. The Union agreed.", "The Union", "IGO"),
        ("Anton Mandla left Zambia's jail and Zambia cheered. Zambia met Mandla.", "Mandla", "ZMB"),
        (
            "The World Health Organization sent nurses to Haiti. Haiti took the organization's lorries.",
            "the organization's lorries",
            "UNO",
        ),
        ("In the province of Negros Oriental the Philippines held a mayor.", "a mayor", "PHL"),
    ],
)
def test_where_people_are_and_whose_they_are(draft, text, mention, code):
    case = draft(text)
    if "Iran buried" in text:
        case.mention("Iran")
    (found,) = case.resolver.resolve(case.span(mention, text.count(mention)))
    assert found.code == code


@pytest.mark.parametrize(
    "text, mention, name",
    [
        ("Senator Ruth Kent of Ohio left the talks with Peru.", "Senator Ruth Kent of Ohio", "Ruth Kent"),
        ("Unidentified soldiers held a bridge in Peru.", "Unidentified soldiers", "Unidentified soldiers"),
        ("About 400 people marched in Lima, Peru.", "About 400 people", "About 400 people"),
        (
            "The pro-Western cabinet of Georgia met in Tbilisi.",
            "The pro-Western cabinet of Georgia",
            "The pro-Western cabinet of Georgia",
        ),
        ("Amin Farid Odeh and his son Karim Odeh left Jordan.", "Karim Odeh", "Karim Odeh"),
        ("Kent Heading to Lima for Talks\n\nSenator Ruth Kent was awaited in Peru. Kent said so.", "Kent", "Ruth Kent"),
    ],
)
def test_a_name_is_the_whole_name_and_no_more(draft, text, mention, name):
    case = draft(text)
    (found,) = case.resolver.resolve(case.span(mention, text.count(mention)))
    assert found.name == name


@pytest.mark.parametrize(
    "text, names",
    [
        ("Peru met Chile on Monday, the first talks that Peru's junta held.", []),
        ("It left Nampo. In Seoul nobody knew. On Saturday J. Smith said so.", ["J. Smith"]),
        ("Teresa May met Ahmed Karim Monday.", ["Teresa May", "Ahmed Karim"]),
        ("Anna O'Brien met Jean-Paul Okello in May. He said nothing.", ["Anna O'Brien", "Jean-Paul Okello"]),
    ],
)
def test_a_name_ends_with_its_sentence_and_is_no_day(draft, text, names):
    assert [person.surface for person in draft(text).resolver.persons] == names


def test_its_neighbour_is_another_state(draft):
    case = draft("Peru and Chile quarrelled for weeks. Peru sent its neighbour a note.")
    case.mention("Peru").mention("Chile").mention("its neighbour")
    beside = Beside("REQUEST", "recipient", frozenset({"PER"}))
    (found,) = case.resolver.resolve(case.span("its neighbour"), beside=beside)
    assert found.code == "CHL"

"""Actors: who held an office on which day, and who is meant by a word."""

from datetime import date
from pathlib import Path

import pytest

from tradetalks.dossier._grammar._grammar import subject_of
from tradetalks.dossier._names._actors import read_actors, roles
from tradetalks.dossier._parties._speakers import party_of
from tradetalks.errors import InputError

from .story_example import story

BRANCHES = {"GOV", "LEG", "JUD", "BUS", "AGR", "LAB", "MED"}
HEADER = "name,code,kind,office,aliases,start,end,source\n"

# Days of office from the lists of the State Department's historian, the WTO and Wikipedia.
HOLDERS = [
    ("Carla Hills", date(1990, 6, 1), "USAGOV", "Trade Representative"),
    ("Mickey Kantor", date(1995, 3, 17), "USAGOV", "Trade Representative"),
    ("Mickey Kantor", date(1996, 9, 1), "USAGOV", "Commerce Secretary"),
    ("Wilbur Ross", date(2017, 8, 28), "USAGOV", "Commerce Secretary"),
    ("Takakazu Kuriyama", date(1995, 3, 17), "JPNGOV", "Ambassador to the United States"),
    ("Cecilia Malmström", date(2018, 6, 1), "EUR", "Trade Commissioner"),
    ("Pascal Lamy", date(2002, 1, 1), "EUR", "Trade Commissioner"),
    ("Pascal Lamy", date(2010, 1, 1), "IGOWTO", "Director-General"),
    ("Renato Ruggiero", date(1997, 1, 1), "IGOWTO", "Director-General"),
]

MEANT = [
    ("The Trade Ministry of India refused.", "Ministry", "INDGOV"),
    ("Korean steelmakers welcomed it.", "steelmakers", "KORBUS"),
    ("Members of Congress signed a letter.", "Members", "USALEG"),
    ("Beijing rejected the offer.", "Beijing", "CHNGOV"),
    ("The WTO ruled.", "WTO", "IGOWTO"),
    ("The Mexican ambassador left.", "ambassador", "MEXGOV"),
    ("The Canadian parliament met.", "parliament", "CANLEG"),
]


# A text, and the code of whoever says `we` in it.
AUTHORS = [
    (
        "Ministry of Commerce\nKingdom of Thailand\n\nWe shall answer the Indian request by May.",
        "THAGOV",
    ),
    (
        "Statement by the Minister for Trade of Norway\nParis, 3 May 2019\n\n"
        "We regret that Canada has closed its market to our salmon, and we told it so.",
        "NORGOV",
    ),
    (
        "TELEGRAM\nFM HANOI TO OTTAWA\n\n"
        "1. We called on the Vietnamese vice minister, who asked for more time on shrimp.",
        "CANGOV",
    ),
    (
        "Turin, 3 May 2019 - Lanza SpA today announced that it will build its pumps in Ohio "
        "because of the American tariff.\n\nWe would rather have stayed in Italy with our people.",
        "ITABUS",
    ),
    (
        "Mr Speaker, Japan has closed its door to our apples, and our growers lose NZ$4 million. "
        "We told the Japanese ambassador that we will not wait.",
        "NZLGOV",
    ),
    (
        "Statement by the Minister of Trade, 9 February 2019\n\nKenyan officers hold our milk. "
        "Kenya told us that a team would come to Mbarara. We wait, and we shall wait.",
        "UGAGOV",
    ),
    (
        "WORLD TRADE ORGANIZATION\nNote by the Secretariat\n\n"
        "1. We received a request by Peru for talks with Chile on the price band for sugar.",
        "IGOWTO",
    ),
    (
        "Lima, 3 May 2019\n\nDear Minister,\n\nWe thank you for your letter on the Ecuadorean "
        "fee.\n\nYours sincerely,\n\nThe Minister of Trade of Ecuador",
        "PERGOV",
    ),
]

# A text, one of its words, and the code that it has there.
CONTEXTS = [
    ("LIMA, May 3 - Jan Berg of the Norwegian Bakers' Union protested.", "protested", "NORBUS"),
    ("LIMA, May 3 - Peru and Chile met. The ambassador stayed.", "stayed", "CHLGOV"),
    ("LIMA, May 3 - The Chilean trade minister wrote. Mr Rojas left.", "left", "CHLGOV"),
    ("The managing director, Ms Ana Ruiz, left. Ruiz spoke in Lima.", "spoke", "PERBUS"),
    ("CANBERRA, May 3 - The Senate met.", "Senate", "AUSLEG"),
    ("Korea wrote to the United States Congress.", "Congress", "USALEG"),
    ("Kim Yong, the trade minister of Korea, left. Kim spoke in Tokyo.", "spoke", "KORGOV"),
    ("Farmers in Iowa wrote to Canada.", "Farmers", "USAAGR"),
    ("ACCRA, May 3 - Importers of Chinese steel protested.", "Importers", "GHABUS"),
    ("Peru and Chile met. The Chilean envoy wrote to her Peruvian counterpart.", "wrote", "CHLGOV"),
    ("Deputy Prime Minister Ana Ruiz of Peru left.", "left", "PERGOV"),
    ("The Norwegian fish farmers' union complained.", "complained", "NORAGR"),
    ("India closed its market. The country cited disease.", "cited", "INDGOV"),
    ("The Boas government of Peru left. President Ana Boas stayed.", "left", "PERGOV"),
    ("The two sides met in Oslo for talks between Norway and Chile.", "met", "NORGOV"),
]


@pytest.mark.parametrize(("text", "code"), AUTHORS)
def test_we_is_the_author_of_the_document(text: str, code: str) -> None:
    read = story(text, date(2019, 5, 3))
    assert read.author is not None
    assert read.author.code == code
    assert read.parsed
    words = [(s, w) for s in read.parsed.sentences for w in s.words if w.lower_ == "we"]
    for sentence, word in words:
        party = party_of(read, sentence, word)
        assert party is not None
        assert party.code == code


def test_a_joint_statement_speaks_for_both_and_a_letter_to_the_other() -> None:
    joint = story("JOINT STATEMENT\n\nIndia and Peru agreed to talk. We welcome this.")
    assert joint.author is not None
    assert (joint.author.name, joint.sides) == ("both sides", ("IND", "PER"))
    letter = story("Lima, 3 May 2019\n\nDear Minister,\n\nYou told me that Chile would wait.")
    assert letter.parsed
    sentence, word = next(
        (s, w) for s in letter.parsed.sentences for w in s.words if w.lower_ == "you"
    )
    party = party_of(letter, sentence, word)
    assert party is not None
    assert party.code == "CHLGOV"


@pytest.mark.parametrize(("text", "word", "code"), CONTEXTS)
def test_a_description_is_read_from_what_stands_around_it(text: str, word: str, code: str) -> None:
    read = story(text, date(2018, 6, 1))
    assert read.parsed
    sentence, head = next(
        (s, w) for s in reversed(read.parsed.sentences) for w in s.words if w.text == word
    )
    subject = subject_of(head) if head.pos_ == "VERB" else head
    assert subject is not None
    party = party_of(read, sentence, subject)
    assert party is not None
    assert party.code == code


@pytest.mark.parametrize(("name", "day", "code", "office"), HOLDERS)
def test_a_person_holds_the_office_of_the_day(name: str, day: date, code: str, office: str) -> None:
    (mention,) = read_actors().mentions(f"Then {name} spoke.", day)
    assert (mention.actor.code, mention.actor.office) == (code, office)


def test_a_person_out_of_office_is_no_official() -> None:
    assert not read_actors().mentions("Then Mickey Kantor spoke.", date(2005, 1, 1))


def test_no_office_is_held_by_two_people_at_once() -> None:
    single = ("President", "Trade Representative", "Commerce Secretary", "Prime Minister")
    held = [a for a in read_actors().actors if a.kind == "person" and a.office in single]
    assert len(held) > 60
    for one in held:
        for other in held:
            same = one.code == other.code and one.office == other.office
            if one.name != other.name and same and one.start and other.end:
                inside = other.start is not None and other.start < one.start
                # A month holds the old and the new one, where the day is not known.
                assert not (inside and (other.end - one.start).days > 31), (one.name, other.name)


def test_every_row_has_a_source_and_a_code() -> None:
    for actor in read_actors().actors:
        assert actor.source, actor.name
        assert actor.code.isupper() or actor.code[:3] == "IGO"


def test_a_pronoun_and_a_currency_are_no_country() -> None:
    assert not read_actors().mentions("Give us US$5.", date(2020, 1, 1))


def test_one_word_of_a_longer_name_is_not_taken_for_it() -> None:
    day = date(1995, 3, 17)
    assert not read_actors().mentions("said Hillary Clinton", day)
    (found,) = read_actors().mentions("said President Clinton", day)
    assert found.actor.name == "Bill Clinton"


@pytest.mark.parametrize(("text", "word", "code"), MEANT)
def test_a_description_has_the_code_of_its_country_and_branch(
    text: str, word: str, code: str
) -> None:
    read = story(text, date(2018, 6, 1))
    assert read.parsed
    (sentence,) = read.parsed.sentences
    head = next(token for token in sentence.words if token.text == word)
    party = party_of(read, sentence, head)
    assert party is not None
    assert party.code == code


def test_the_government_is_that_of_the_dateline() -> None:
    text = "SEOUL, April 9 - The government said that it would lend money to Chinese firms."
    read = story(text, date(2025, 4, 10))
    assert (read.home, read.other) == ("KOR", "CHN")
    assert "KORGOV" in {met.party.code for met in read.met.values()}


def test_an_unknown_name_is_kept_as_a_name() -> None:
    read = story("Economy Minister Anna Berg of Norway said that Norway would wait.")
    parties = {met.party.name: met.party.code for met in read.met.values()}
    assert parties["Anna Berg"] == "NORGOV"


def test_rows_of_the_user_go_before_the_shipped_ones(tmp_path: Path) -> None:
    path = tmp_path / "actors.csv"
    path.write_text(HEADER + "Mickey Kantor,XYZGOV,person,Envoy,,1995,1995,a register\n")
    table = read_actors(path)
    day = date(1995, 3, 17)
    assert table.mentions("said Mickey Kantor", day)[0].actor.code == "XYZGOV"
    assert table.mentions("said Boeing", day)[0].actor.code == "USABUS"


def test_all_faults_of_a_table_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "actors.csv"
    rows = (
        ",A,person,,,,,\nB,BGOV,duke,,,,,\nC,CGOV,person,,,1995-13,,\nD,DGOV,person,,,1996,1995,\n"
    )
    path.write_text(HEADER + rows)
    with pytest.raises(InputError) as error:
        read_actors(path)
    for fault in ("line 2", "duke", "line 4", "1996"):
        assert fault in str(error.value)


def test_a_table_without_its_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "actors.csv"
    path.write_text("who,what\nA,B\n")
    with pytest.raises(InputError, match="lacks the columns name, code, kind"):
        read_actors(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_actors(tmp_path / "absent.csv")


def test_roles_have_a_branch_of_the_codes() -> None:
    assert {role.branch for role in roles().values()} == BRANCHES

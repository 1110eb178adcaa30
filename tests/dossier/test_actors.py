"""Actors: who held an office on which day, and who is meant by a word."""

from datetime import date
from pathlib import Path

import pytest

from tradetalks.dossier._actors import read_actors, roles
from tradetalks.dossier._speakers import party_of
from tradetalks.errors import InputError

from .story_example import story

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
    assert {role.branch for role in roles().values()} == {"GOV", "LEG", "JUD", "BUS", "LAB", "MED"}

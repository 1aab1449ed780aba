"""
Working days: on which days people in the Netherlands work.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from proeftuin_flow._extras import MissingExtra
from proeftuin_flow.errors import InvalidData
from proeftuin_flow.pilot.days import WorkingDays
from proeftuin_flow.pilot.working_days import DutchWorkingDays

WORKING_DAYS = DutchWorkingDays()
# From 2014 on there is a King's Day; the library counts holidays up to 2100.
DAYS = st.dates(date(2014, 1, 1), date(2100, 11, 1))

# The days off of three years that are no Saturday or Sunday, from the calendar.
DAYS_OFF = {
    2024: ["01-01", "03-29", "04-01", "05-09", "05-20", "12-25", "12-26"],
    2025: ["01-01", "04-18", "04-21", "05-05", "05-29", "06-09", "12-25", "12-26"],
    2026: ["01-01", "04-03", "04-06", "04-27", "05-05", "05-14", "05-25", "12-25"],
}


def weekdays(year: int) -> list[date]:
    """Monday to Friday, all year."""
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return [day for day in days if day.year == year and day.isoweekday() <= 5]


def days_off(year: int) -> Iterator[date]:
    """The days off of a year by article 3 of the Act, worked out from Easter."""
    sunday = easter(year)
    yield from (sunday + timedelta(days=days) for days in (-2, 1, 39, 50))
    yield from (date(year, 1, 1), date(year, 5, 5), date(year, 12, 25), date(year, 12, 26))
    kings_day = date(year, 4, 27)
    yield kings_day - timedelta(days=1) if kings_day.isoweekday() == 7 else kings_day


@pytest.mark.parametrize("year", DAYS_OFF)
def test_days_off(year):
    """
    Good Friday is one each year; 5 May and King's Day are where they are no Saturday or Sunday, King's Day in 2025 on Saturday the 26th.
    """
    assert DAYS_OFF[year] == [f"{day:%m-%d}" for day in weekdays(year) if not WORKING_DAYS.is_working_day(day)]


@pytest.mark.parametrize("year", range(2014, 2101))
def test_days_off_follow_easter(year):
    """
    In any year, and whatever version of the library counts them.
    """
    assert {*days_off(year)} & {*weekdays(year)} == {day for day in weekdays(year) if not WORKING_DAYS.is_working_day(day)}


@pytest.mark.parametrize("day", [date(2024, 3, 29), date(2025, 4, 18), date(2026, 4, 3), date(2023, 5, 5), date(2025, 5, 5), date(2026, 5, 5)])
def test_good_friday_and_liberation_day_are_days_off_every_year(day):
    """
    The Algemene termijnenwet names them, whatever one employer does.
    """
    assert not WORKING_DAYS.is_working_day(day)


@given(day=DAYS)
def test_no_weekend_is_worked(day):
    """
    Neither Saturday nor Sunday.
    """
    assert not (WORKING_DAYS.is_working_day(day) and day.isoweekday() > 5)


@pytest.mark.parametrize(
    ("day", "next_day"),
    [
        (date(2019, 11, 21), date(2019, 11, 21)),
        (date(2019, 11, 23), date(2019, 11, 25)),
        (date(2019, 12, 25), date(2019, 12, 27)),
        (date(2026, 12, 25), date(2026, 12, 28)),
        (date(2025, 4, 19), date(2025, 4, 22)),
        (date(2026, 4, 3), date(2026, 4, 7)),
    ],
)
def test_next_working_day(day, next_day):
    """
    The day itself if people work on it; over Easter and Christmas some days later.
    """
    assert next_day == WORKING_DAYS.next_working_day(day)


@given(day=DAYS)
def test_term_never_ends_earlier_or_over_a_working_day(day):
    """
    Between the day and the one that it is moved to nobody works.
    """
    moved = WORKING_DAYS.next_working_day(day)

    assert day <= moved
    assert WORKING_DAYS.is_working_day(moved)
    assert not any(WORKING_DAYS.is_working_day(day + timedelta(days=number)) for number in range((moved - day).days))


@pytest.mark.parametrize(
    ("day", "number", "later"),
    [
        (date(2019, 11, 21), 1, date(2019, 11, 22)),
        (date(2019, 11, 22), 1, date(2019, 11, 25)),
        (date(2019, 11, 23), 1, date(2019, 11, 25)),
        (date(2019, 11, 21), 7, date(2019, 12, 2)),
        (date(2025, 12, 24), 2, date(2025, 12, 30)),
        (date(2025, 5, 2), 1, date(2025, 5, 6)),
        (date(2026, 5, 4), 1, date(2026, 5, 6)),
    ],
)
def test_so_many_working_days_later(day, number, later):
    """
    The day itself is not counted.
    """
    assert later == WORKING_DAYS.after(day, number)


@given(day=DAYS, number=st.integers(1, 30))
def test_that_many_days_are_worked_in_between(day, number):
    """
    Counted one by one, the last one included.
    """
    later = WORKING_DAYS.after(day, number)

    assert WORKING_DAYS.is_working_day(later)
    assert number == sum(WORKING_DAYS.is_working_day(day + timedelta(days=days)) for days in range(1, (later - day).days + 1))


@pytest.mark.parametrize("number", [0, -1, 1.0, True])
def test_number_of_days_is_whole_and_positive(number):
    """
    There is no day that lies no days later.
    """
    with pytest.raises(InvalidData, match=r"^number must be a whole number from 1 up$") as refused:
        WORKING_DAYS.after(date(2019, 11, 21), number)

    assert "number moet een geheel getal vanaf 1 zijn" == refused.value.text("nl")


def test_they_can_be_handed_to_whoever_counts_terms():
    """
    By the protocol, so that others may bring a calendar of their own.
    """
    by_protocol: WorkingDays = WORKING_DAYS

    assert date(2019, 11, 25) == by_protocol.next_working_day(date(2019, 11, 23))


def test_without_the_extra_it_says_how_to_get_it(monkeypatch):
    """
    Nothing is lacking before somebody asks for working days.
    """
    monkeypatch.setitem(sys.modules, "holidays", None)

    with pytest.raises(ImportError, match=r"^working days need the library 'holidays': pip install 'proeftuin-flow\[terms\]'$") as missing:
        DutchWorkingDays()

    error = missing.value
    assert isinstance(error, MissingExtra)
    assert ("holidays", "terms") == (error.name, error.extra)
    assert str(error) == error.text("en")
    assert "voor werkdagen is de bibliotheek 'holidays' nodig: pip install 'proeftuin-flow[terms]'" == error.text("nl")

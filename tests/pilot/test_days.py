"""
Days: how far a term reaches.
"""

from __future__ import annotations

from datetime import date

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import example, given
from hypothesis import strategies as st

from proeftuin_flow.pilot.days import after, in_words

NUMBERS = {"Y": st.integers(0, 99), "M": st.integers(0, 999), "W": st.integers(0, 999), "D": st.integers(0, 9999)}
UNITS = {"Y": "years", "M": "months", "W": "weeks", "D": "days"}
PERIODS = st.fixed_dictionaries({}, optional=NUMBERS).filter(bool)


@given(day=st.dates(max_value=date(9500, 1, 1)), numbers=PERIODS)
@example(day=date(2019, 1, 31), numbers={"M": 1})
@example(day=date(2020, 1, 31), numbers={"M": 1, "D": 1})
@example(day=date(2020, 2, 29), numbers={"Y": 1})
@example(day=date(2019, 12, 31), numbers={"M": 12})
def test_term_reaches_as_far_as_dateutil_says(day, numbers):
    """
    For every day and period the well-known library says the same.
    """
    period = "P" + "".join(f"{numbers[unit]}{unit}" for unit in UNITS if unit in numbers)

    assert day + relativedelta(**{UNITS[unit]: number for unit, number in numbers.items()}) == after(day, period)


@pytest.mark.parametrize("period", ["", "P", "2M", "P2", "P-1D", "P1D2M", "PT1H", "P1.5M"])
def test_what_is_no_period_is_refused(period):
    """
    Neither an empty one nor one of hours.
    """
    with pytest.raises(ValueError, match="is not a period such as P2M, P7D or P1Y6M"):
        after(date(2019, 11, 21), period)


@pytest.mark.parametrize(
    ("period", "nl", "en"),
    [
        ("P9M", "9 maanden", "9 months"),
        ("P1Y", "1 jaar", "1 year"),
        ("P1Y6M", "1 jaar en 6 maanden", "1 year and 6 months"),
        ("P1M2W1D", "1 maand en 2 weken en 1 dag", "1 month and 2 weeks and 1 day"),
        ("P2Y1W", "2 jaar en 1 week", "2 years and 1 week"),
        ("P0D", "0 dagen", "0 days"),
    ],
)
def test_period_is_said_in_words(period, nl, en):
    """
    Nobody who reads a refusal has to know ISO 8601.
    """
    said = in_words(period)

    assert (nl, en) == (said.text("nl"), said.text("en"))

"""
Working days in the Netherlands, for whoever moves a term that ends on a day off to the next day on which people work.

The days off come from the library `holidays`, which only the extra `terms` brings along.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from .._extras import MissingExtra
from ..errors import InvalidData
from ..labels import Label
from ..messages import FIELD_VALUE

__all__ = ["DutchWorkingDays"]

SATURDAY: Final = 5
DAY: Final = timedelta(days=1)
WORKING_DAYS: Final = Label("werkdagen", "working days")
FROM_ONE_UP: Final = Label("een geheel getal vanaf 1", "a whole number from 1 up")


class DutchWorkingDays:
    """
    Monday to Friday, but for the days that article 3 of the Algemene termijnenwet names, by which government counts: New Year's Day, Good
    Friday, Easter Monday, Ascension Day, Whit Monday, both days of Christmas, King's Day (26 April where the 27th is a Sunday), and 5 May, every
    year.

    Many employers work on Good Friday, and on 5 May in four years out of five; that does not count here.  Nor do days that a decree puts on
    a par with these for one year (article 3, third paragraph), or on which one employer is closed.  It holds for the years 2014 to 2100;
    outside them days may be missing.

    Raises:
        MissingExtra: If `holidays` is not there: an `ImportError` that says in both languages how to get it.
    """

    def __init__(self) -> None:
        try:
            from holidays import country_holidays
            from holidays.constants import OPTIONAL, PUBLIC
        except ImportError as missing:
            raise MissingExtra(WORKING_DAYS, "holidays", "terms") from missing
        # Optional is 5 May in most years; whether Good Friday is optional or public differs from version to version.
        self._holidays = country_holidays("NL", categories=(PUBLIC, OPTIONAL))

    def is_working_day(self, day: date) -> bool:
        """Whether people work on this day."""
        return day.weekday() < SATURDAY and day not in self._holidays

    def next_working_day(self, day: date) -> date:
        """The first working day from this day on: the day itself, if it is one."""
        while not self.is_working_day(day):
            day += DAY
        return day

    def after(self, day: date, number: int) -> date:
        """
        The day that lies so many working days later; the day itself is not counted, whether people work on it or not.

        Raises:
            InvalidData: If the number is no whole number from 1 up.
        """
        if type(number) is not int or number < 1:
            raise InvalidData(FIELD_VALUE(path="number", wanted=FROM_ONE_UP))
        for _ in range(number):
            day = self.next_working_day(day + DAY)
        return day

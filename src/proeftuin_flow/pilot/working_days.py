"""
Working days in the Netherlands, for whoever moves a term that ends on a day off to the next day on which people work.

The days off come from the library `holidays`, which only the extra `terms` brings along.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from ..errors import InvalidData
from ..labels import Label
from ..messages import FIELD_VALUE

__all__ = ["DutchWorkingDays"]

SATURDAY: Final = 5
DAY: Final = timedelta(days=1)
GOOD_FRIDAY: Final = "Good Friday"
FROM_ONE_UP: Final = Label("een geheel getal vanaf 1", "a whole number from 1 up")


class DutchWorkingDays:
    """
    Monday to Friday, but for the days on which the Netherlands has a day off: New Year's Day, Easter Monday, King's Day (26 April where the
    27th is a Sunday), Ascension Day, Whit Monday, both days of Christmas, and Liberation Day every five years only: 2020, 2025, 2030.

    Good Friday is no general day off, so it is a working day here, whatever the version of `holidays` calls it.  For terms set by a statute
    the Algemene termijnenwet (article 3) counts Good Friday and every 5 May as days off; this is not that count.  Nor does it know what one
    employer closes for.  It holds for the years 1966 to 2100; outside them only weekends are off.

    Raises:
        ImportError: If `holidays` is not there.
    """

    def __init__(self) -> None:
        try:
            from holidays import country_holidays
        except ImportError as missing:
            raise ImportError("working days need the library 'holidays': pip install 'proeftuin-flow[terms]'", name="holidays") from missing
        # In English, because the library knows a holiday by its name only.
        self._holidays = country_holidays("NL", language="en_US")

    def is_working_day(self, day: date) -> bool:
        """Whether people work on this day."""
        return day.weekday() < SATURDAY and self._holidays.get(day) in (None, GOOD_FRIDAY)

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

"""Times in a question: what is said of days, weeks, months and years -> half-open periods.

spans      calendar arithmetic
atoms      places in the calendar, and how what they leave out is filled in
dates, relative, holidays    the readers of pieces
cuts       "the last 3 days of", "the week before"
reading    pieces put together, ranges, open ends
"""

from assistant.offline.times.atoms import Step
from assistant.offline.times.reading import TimeMention, read_times
from tools.segments.spans import WeekStart

__all__ = ["Step", "TimeMention", "WeekStart", "read_times"]

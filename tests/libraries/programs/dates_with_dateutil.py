from datetime import date, datetime

from dateutil import easter, parser, tz
from dateutil.parser import ParserError, isoparse, parse
from dateutil.relativedelta import FR, MO, relativedelta
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule, rruleset, rrulestr
from dateutil.utils import within_delta

for text in ('Thu Sep 25 10:36:28 2003', '10/11/12', '2024-02-29T12:30:00Z', '25 Sep 2003 3pm', 'Sat, 5 Oct 2024 08:00:00 -0300', '20240102'):
    print(text, '->', parse(text, default=datetime(2000, 1, 1)))
print(parse('10.11.12', dayfirst=True), parse('in the year 2020 on May 5', fuzzy=True, default=datetime(2000, 1, 1)), isoparse('2024-W05-3'))
print(date(2024, 1, 31) + relativedelta(months=+1), relativedelta(datetime(2024, 5, 1), datetime(2020, 2, 29)), date(2024, 5, 1) + relativedelta(weekday=FR(-1)))
print(list(rrule(WEEKLY, count=4, byweekday=(MO, FR), dtstart=datetime(2024, 1, 1))))
print(rrulestr('DTSTART:20240101T090000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR;COUNT=2')[:])
rs = rruleset()
rs.rrule(rrule(DAILY, count=3, dtstart=datetime(2024, 1, 1)))
rs.exdate(datetime(2024, 1, 2))
print(list(rs), rrule(MONTHLY, dtstart=datetime(2024, 1, 31), count=2).after(datetime(2024, 2, 1)))
berlin, ny = tz.gettz('Europe/Berlin'), tz.gettz('America/New_York')
t = datetime(2024, 7, 1, 12, tzinfo=berlin)
print(t, t.astimezone(ny), t.astimezone(tz.UTC), tz.tzoffset('X', 3600), tz.gettz('Nowhere/City'))
print(tz.datetime_exists(datetime(2024, 3, 31, 2, 30), berlin), tz.datetime_ambiguous(datetime(2024, 10, 27, 2, 30), berlin), tz.resolve_imaginary(datetime(2024, 3, 31, 2, 30, tzinfo=berlin)))
print(tz.tzstr('EST5EDT'), tz.gettz('EST5EDT4,M3.2.0,M11.1.0') is not None, easter.easter(2024), within_delta(t, t, relativedelta(days=1)) if False else '')
try:
    parse('not a date')
except ParserError as e:
    print(e)
parser.parse('2024-13-45')

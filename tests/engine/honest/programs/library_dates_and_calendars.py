import calendar
import datetime as dt
import time
from datetime import UTC, date, datetime, timedelta, timezone

d = datetime(2024, 2, 29, 13, 5, 9, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30), "IST"))
print(d, repr(d), d.isoformat(" ", "milliseconds"), d.astimezone(UTC), d.utcoffset(), d.tzname(), d.timestamp())
for f in ("%A %d %B %Y", "%a %b %e %j %U %W %V %G %u %w", "%I:%M:%S.%f %p %z %Z", "%c | %x | %X", "%y%m%d %% %-d %s"[:12]):
    print(d.strftime(f), f"{d:{f}}" == d.strftime(f))
for s in ("2024-02-29", "20240229T130509", "2024-W09-4", "2024-02-29T13:05:09.5+05:30", "2024-02-29 13:05Z"):
    print(datetime.fromisoformat(s))
for bad in (lambda: date(2023, 2, 29), lambda: datetime.fromisoformat("2024-13-01"), lambda: d - datetime(2024, 1, 1), lambda: d < datetime(2024, 1, 1),
            lambda: datetime.strptime("31/04/2024", "%d/%m/%Y"), lambda: datetime.strptime("x", "%q"),
            lambda: date.max + timedelta(1), lambda: time.strptime("25", "%H")):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
delta = timedelta(days=-1, hours=3, microseconds=7)
print(delta, repr(delta), delta.total_seconds(), abs(delta), delta // timedelta(minutes=7), divmod(timedelta(hours=5), timedelta(hours=2)), delta / 2)
print(date(2024, 1, 31).replace(month=3) - date(2024, 1, 31), date(2020, 1, 1).isocalendar(), date.fromordinal(738000), date.fromisocalendar(2021, 53, 7))
print(datetime.strptime("Tue, 5 Mar 2024 07:08:09 +0200", "%a, %d %b %Y %H:%M:%S %z"), dt.time(23, 59, fold=1).isoformat(), dt.time.fromisoformat("T04:23:01"))
print(calendar.TextCalendar(calendar.SUNDAY).formatmonth(2024, 2, w=3))
print(calendar.month_name[2], calendar.isleap(1900), calendar.leapdays(1999, 2025), calendar.monthcalendar(2024, 6)[0], calendar.Month(5))
print(calendar.calendar(2025, m=4, c=2)[:500], calendar.HTMLCalendar().formatmonth(2024, 9)[:300])
print(datetime.fromtimestamp(0), time.localtime(0).tm_zone, time.tzname, time.timezone)

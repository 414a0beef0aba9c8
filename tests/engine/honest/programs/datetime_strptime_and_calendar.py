import calendar
import time
from datetime import UTC, date, datetime, timedelta, timezone

moment = datetime(2024, 2, 29, 13, 5, 7, 123456, tzinfo=UTC)
print(moment, repr(moment), moment.isoformat(), moment.timestamp())
print(moment.strftime("%A %d %B %Y %H:%M:%S.%f %z %j %U %y %p %I"))
parsed = datetime.strptime("Fri, 05 Jan 2024 09:08:07 +0230", "%a, %d %b %Y %H:%M:%S %z")
print(parsed, parsed.utcoffset(), parsed.astimezone(UTC), moment - parsed)
print(date.fromisoformat("2024-12-31").isocalendar(), date(2024, 12, 30) + timedelta(weeks=1, days=2))
print(datetime.fromisoformat("2026-01-01T00:00:00+05:30").astimezone(timezone(timedelta(hours=-3), "X")))
print(timedelta(days=-1, seconds=5), timedelta(hours=50) // timedelta(hours=7), divmod(timedelta(9), timedelta(4)))
print(time.strftime("%Y-%m-%d", time.gmtime(86400 * 365)), time.strptime("30 Nov 00", "%d %b %y").tm_yday)
print(calendar.month(2024, 2))
print(calendar.isleap(1900), calendar.monthrange(2023, 2), calendar.day_name[6])
print(calendar.TextCalendar(6).formatweek([(1, 0), (2, 1)], 3), calendar.timegm((2000, 1, 1, 0, 0, 0)))
try:
    datetime.strptime("31/02/2024", "%d/%m/%Y")
except ValueError as error:
    print(error)
try:
    datetime.strptime("x", "%Y")
except ValueError as error:
    print(error)
start = time.perf_counter()
assert time.time() > 1.7e9 and time.monotonic() >= 0 and time.perf_counter() >= start
assert abs(datetime.now(UTC).timestamp() - time.time()) < 5
time.sleep(0.001)

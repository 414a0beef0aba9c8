from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

meeting = datetime(2024, 3, 8, 15, 30, tzinfo=ZoneInfo('Europe/Berlin'))
for name in ('America/New_York', 'Asia/Kolkata', 'Asia/Tokyo', 'Australia/Sydney', 'UTC', 'America/St_Johns'):
    local = meeting.astimezone(ZoneInfo(name))
    print(f'{name:20} {local:%Y-%m-%d %H:%M %Z %z}', local.dst())
berlin = ZoneInfo('Europe/Berlin')
start = datetime(2024, 3, 30, 12, tzinfo=berlin)
print((start + timedelta(days=1)).isoformat(), (start.astimezone(timezone.utc) + timedelta(days=1)).astimezone(berlin))
for fold in (0, 1):
    t = datetime(2024, 10, 27, 2, 30, fold=fold, tzinfo=berlin)
    print(fold, t.utcoffset(), t.tzname(), t.timestamp())
print(datetime(1900, 1, 1, tzinfo=ZoneInfo('Europe/Paris')).utcoffset())
print(datetime(2050, 7, 1, tzinfo=ZoneInfo('America/Los_Angeles')))
print(berlin, repr(berlin), berlin.key, ZoneInfo('Europe/Berlin') is berlin)
print(ZoneInfo.no_cache('Europe/Berlin') is berlin)
for bad in ('Mars/Olympus', '../etc/passwd', ''):
    try:
        ZoneInfo(bad)
    except (ZoneInfoNotFoundError, ValueError) as e:
        print(type(e).__name__, e)
datetime(2024, 1, 1, tzinfo='UTC')

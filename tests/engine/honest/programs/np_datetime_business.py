import datetime

import numpy as np

d = np.datetime64("2024-02-28")
print(d + 2, d + np.timedelta64(1, "D"), np.datetime64("2024-03-01") - d, repr(d), d.item(), d.astype("datetime64[Y]"), type(d.item()).__name__)
print(np.arange("2024-01", "2025-01", dtype="datetime64[M]"), np.datetime64("2005-02-25T03:30"), np.datetime64(1_700_000_000, "s"))
print(np.datetime64("2024", "D"), np.timedelta64(1, "W") / np.timedelta64(1, "D"), np.timedelta64(90, "m").astype("timedelta64[h]"))
print(np.is_busday("2024-07-12"), np.busday_offset("2024-10-26", [0, 1, 2], roll="forward"), np.busday_offset("2024-03", 0, roll="backward"))
holidays = ["2024-12-25", "2024-12-26", "2025-01-01"]
calendar = np.busdaycalendar(weekmask="Mon Tue Wed Thu Fri", holidays=holidays)
print(calendar.weekmask, calendar.holidays, np.busday_count("2024-12-20", "2025-01-06", busdaycal=calendar))
# third Friday of each month
months = np.arange("2024-01", "2024-05", dtype="datetime64[M]")
print(np.busday_offset(months, 2, roll="forward", weekmask="Fri"))
print(np.datetime_as_string(np.datetime64("2024-01-01T12:30:15.5"), unit="s"), np.datetime_data("datetime64[25s]"))
print(np.array([datetime.date(2020, 1, 1), None], "M8[D]"), np.isnat(np.array(["NaT", "2020"], "M8[D]")))
stamps = np.array(["2024-05-01T10:00", "2024-05-01T09:00", "NaT"], dtype="datetime64[m]")
print(np.sort(stamps), stamps.min(), np.nanmax(stamps), np.diff(stamps), stamps.astype("i8"), stamps.astype(str), stamps == stamps)
years = stamps[:2].astype("datetime64[Y]").astype(int) + 1970
print(years, stamps[0].astype("M8[M]").astype(int) % 12 + 1, (d - d.astype("M8[M]")).astype(int) + 1)
print(np.timedelta64(datetime.timedelta(hours=3)), np.timedelta64(5, "s").item())
for bad in (lambda: np.datetime64("2024-13-01"), lambda: np.timedelta64(1, "Y") + np.timedelta64(1, "D"), lambda: np.busday_offset("2024-10-26", 0)):
    try:
        print(bad())
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)

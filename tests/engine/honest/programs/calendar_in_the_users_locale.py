import calendar
import time

print(calendar.LocaleTextCalendar().formatmonth(2024, 2))
print(calendar.LocaleTextCalendar(6, "C").formatweekheader(9))
print(calendar.LocaleHTMLCalendar().formatmonth(2023, 7)[:120])
print(time.strftime("%A %B %c %x %X", (2024, 2, 3, 4, 5, 6, 5, 34, 0)))
calendar.LocaleTextCalendar(locale="xx_YY.UTF-8").formatmonth(2024, 1)

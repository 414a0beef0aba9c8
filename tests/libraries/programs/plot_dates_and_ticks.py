# returns: ["*.png"]
from datetime import datetime, timedelta

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator, PercentFormatter

days = [datetime(2024, 1, 1) + timedelta(days=7 * i) for i in range(20)]
values = [i * i % 17 for i in range(20)]
fig, (a, b) = plt.subplots(2, 1, figsize=(7, 6))
a.plot(days, values, marker='o')
a.xaxis.set_major_locator(mdates.MonthLocator())
a.xaxis.set_major_formatter(mdates.DateFormatter('%b %Y'))
a.yaxis.set_major_locator(MaxNLocator(5, integer=True))
fig.autofmt_xdate()
b.bar(days, values, width=5)
b.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f'€{v:,.0f}'))
b.xaxis.set_major_formatter(mdates.ConciseDateFormatter(b.xaxis.get_major_locator()))
b.yaxis.set_minor_locator(MultipleLocator(1))
b.axvspan(days[3], days[6], color='yellow', alpha=0.3)
b2 = b.secondary_yaxis('right', functions=(lambda v: v / 17, lambda v: v * 17))
b2.yaxis.set_major_formatter(PercentFormatter(1))
fig.savefig('dates.png')
print(mdates.date2num(days[0]), mdates.num2date(19723).isoformat(), a.get_xlim())

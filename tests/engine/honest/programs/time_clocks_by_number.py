# Clocks by their numbers, and what is no number of a clock.
import time


class Seven:
    def __index__(self):
        return time.CLOCK_BOOTTIME


print(time.clock_gettime(Seven()) > 0, time.clock_gettime(True) > 0, time.clock_getres(time.CLOCK_REALTIME) > 0)
for wrong in ("1", None, 1.0, [], 1j):
    for clock in (time.clock_gettime, time.clock_gettime_ns, time.clock_getres):
        try:
            print(clock(wrong))
        except TypeError as e:
            print(clock.__name__, e)
time.clock_gettime(object())

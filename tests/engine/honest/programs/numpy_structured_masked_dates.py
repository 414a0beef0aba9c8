import numpy as np
import numpy.ma as ma
from numpy.lib import recfunctions, stride_tricks

people = np.array([("Ada", 36, 1.65), ("Bob", 51, 1.8)], dtype=[("name", "U5"), ("age", "i4"), ("height", "f4")])
print(people, people["name"][people["age"] > 40], np.sort(people, order="height")["name"])
print(recfunctions.append_fields(people, "id", [7, 8], usemask=False).dtype.names, people.view(np.recarray).age)
masked = ma.masked_array([1, 2, 3, -99], mask=[0, 0, 0, 1])
print(masked, masked.mean(), masked.filled(0), ma.masked_less([1, 5, 2], 2), ma.masked_invalid([1, np.nan]).count())
days = np.arange("2024-02-27", "2024-03-02", dtype="datetime64[D]")
print(days, days[1] - days[0], np.datetime64("2024-01-01T12:30") + np.timedelta64(90, "m"))
print(np.busday_count("2024-01-01", "2024-02-01"), np.is_busday(days), days.astype("datetime64[M]")[-1])
print(np.datetime_as_string(days[0]), np.datetime64("NaT"), (days.astype(int)[0], days.astype(object)[0]))
print(stride_tricks.sliding_window_view(np.arange(5), 3), np.char.upper(["ab", "c"]), np.strings.str_len(["abc", ""]))
print(np.packbits([1, 0, 1]), np.bitwise_xor(5, 3), np.left_shift(1, 4), np.iinfo(np.int16).max, np.finfo(float).eps)
print(np.array_equal([1], [1]), np.may_share_memory(days, days[1:]), days.flags.owndata)
it = np.nditer(np.arange(4).reshape(2, 2), flags=["multi_index"])
print([(it.multi_index, int(value)) for value in it], list(np.ndindex(2, 2)), np.ix_([0], [1])[0].shape)
with np.errstate(divide="raise"):
    try:
        np.ones(1) / 0
    except FloatingPointError as error:
        print(error)

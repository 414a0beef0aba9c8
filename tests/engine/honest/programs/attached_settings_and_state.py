# attach: {"settings.py": "DEBUG = True\nLEVELS = [\"low\", \"high\"]\n_private = \"hidden\"\n\n\ndef __getattr__(name):\n    if name.isupper():\n        return f\"default of {name}\"\n    raise AttributeError(f\"module {__name__!r} has no setting {name!r}\")\n\n\ndef __dir__():\n    return [\"DEBUG\", \"LEVELS\"]\n", "counter.py": "import settings\n\ncount = 0\nprint(\"counter loaded\", __name__, settings.DEBUG)\n\n\ndef step():\n    global count\n    count += 1\n    if settings.DEBUG:\n        print(\"step\", count)\n    return count\n\n\ndef lazily():\n    import late\n    return late.value\n\n\nif __name__ == \"__main__\":\n    print(\"never seen\")\n", "late.py": "print(\"late loaded\")\nimport counter\nvalue = counter.count * 10\n"}
import counter
import settings
from counter import count, step

step()
settings.DEBUG = False
step()
print(count, counter.count, counter.lazily(), settings.TIMEOUT, dir(settings))
import late
counter.step()
print(late.value, late.counter is counter)
from settings import *
print(DEBUG, LEVELS, "_private" in globals())
LEVELS.append("extreme")
print(settings.LEVELS, settings._private)


def inside():
    from settings import COLOUR as c, DEBUG as d
    import counter as cc
    return c, d, cc.count


print(inside())
for statement in ("import settings.sub", "import counter as a, settings as b; print(b.LEVELS)", "settings.nope"):
    try:
        exec(statement)
    except (ImportError, AttributeError) as e:
        print(type(e).__name__, e)
del counter.count
counter.step()

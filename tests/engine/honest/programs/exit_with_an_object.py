class Odd:
    def __str__(self):
        return "an odd status"


raise SystemExit(Odd())

# The classic: a class counts its objects; the last ones die with the program, while its names are still there.
class Robot:
    population = 0

    def __init__(self, name):
        self.name = name
        Robot.population += 1
        print(f"(Initializing {self.name})")

    def __del__(self):
        Robot.population -= 1
        print(f"{self.name} is being destroyed; {describe(Robot.population)}")


def describe(n):
    return f"{n} left" if n else LAST


LAST = "I was the last one."
droid = Robot("R2-D2")
other = Robot("C-3PO")
_hidden = Robot("BB-8")
pair = [droid, Robot("K-2SO")]
pair.append(pair)
print("We have", Robot.population, "robots")

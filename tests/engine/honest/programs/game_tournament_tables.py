# attach: {"results.csv": "home,away,score\nLions,Tigers,3:1\nBears,Lions,2:2\nTigers,Bears,0:4\nBears,Élans,x\n"}
from collections import defaultdict
from dataclasses import dataclass
from functools import total_ordering
from operator import attrgetter


@total_ordering
@dataclass(eq=False)
class Team:
    name: str
    won: int = 0
    drawn: int = 0
    lost: int = 0
    scored: int = 0
    conceded: int = 0

    @property
    def points(self): return 3 * self.won + self.drawn
    @property
    def difference(self): return self.scored - self.conceded
    def _key(self): return self.points, self.difference, self.scored
    def __eq__(self, o): return self._key() == o._key()
    def __lt__(self, o): return self._key() < o._key()

    def play(self, mine, theirs):
        self.scored += mine
        self.conceded += theirs
        match (mine > theirs) - (mine < theirs):
            case 1: self.won += 1
            case 0: self.drawn += 1
            case -1: self.lost += 1


class Table(defaultdict):
    def __missing__(self, name):
        self[name] = team = Team(name)
        return team


table = Table()
with open("results.csv", encoding="utf-8") as f:
    header, *rows = (line.rstrip("\n").split(",") for line in f)
    for n, row in enumerate(rows, 2):
        game = dict(zip(header, row, strict=True))
        try:
            a, b = map(int, game["score"].split(":"))
        except ValueError as e:
            print(n, e)
            continue
        table[game["home"]].play(a, b)
        table[game["away"]].play(b, a)
columns = "won drawn lost difference points".split()
print(f"{'Team':<8}", *(f"{c[:4]:>5}" for c in columns), sep="")
for i, t in enumerate(sorted(table.values(), reverse=True), 1):
    print(f"{i}. {t.name:<6}", *(f"{v:5}" for v in attrgetter(*columns)(t)), sep="")
print(sorted(table, key=lambda n: (-table[n].points, n)), max(table.values()))
try:
    hash(Team("A"))
except TypeError as e:
    print(e)
print(sorted([Team("A"), 5]))

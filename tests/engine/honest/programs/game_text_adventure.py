# stdin: "look\ntake lamp\ngo north\nGO east\ninventory\nuse lamp\nfly\ngo east\nsave\ngo south\ntake dragon\nload\nlook\nquit\n"
import json
import textwrap
from dataclasses import asdict, dataclass, field

ROOMS = {
    "hall": {"text": "You are standing in a large, dusty hall with portraits of nobody.", "north": "kitchen", "items": ["lamp"]},
    "kitchen": {"text": "It smells.", "south": "hall", "east": "cellar", "items": ["knife", "bread"]},
    "cellar": {"text": "It is dark. ", "west": "kitchen", "dark": True},
}


class GameError(Exception):
    pass


@dataclass
class Player:
    room: str = "hall"
    bag: list[str] = field(default_factory=list)
    light: bool = False

    def do_look(self):
        r = ROOMS[self.room]
        return "Too dark!" if r.get("dark") and not self.light else textwrap.fill(r["text"], 40) + f" {r.get('items', [])}"

    def do_go(self, way):
        if way not in ROOMS[self.room]:
            raise GameError(f"no way {way}")
        self.room = ROOMS[self.room][way]
        return self.do_look()

    def do_take(self, item):
        try:
            ROOMS[self.room].get("items", []).remove(item)
        except ValueError:
            raise GameError(f"there is no {item} here")
        self.bag.append(item)
        return f"taken: {item}"

    def do_use(self, item):
        self.light = self.light or item == "lamp" and item in self.bag
        return f"light: {self.light}"

    def do_inventory(self): return ", ".join(self.bag) or "empty"
    def do_save(self): return open("game.json", "w").write(json.dumps(asdict(self)))
    def do_load(self):
        self.__init__(**json.load(open("game.json")))
        return repr(self)


p = Player()
while (line := input(f"{p.room}> ").lower()) != "quit":
    verb, *args = line.split()
    try:
        print(getattr(p, "do_" + verb)(*args))
    except GameError as e:
        print(f"Sorry, {e}.", repr(e.__context__))
    except AttributeError as e:
        print(e)
p.do_go()

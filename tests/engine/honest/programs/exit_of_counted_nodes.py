from dataclasses import dataclass, field
from typing import ClassVar
@dataclass
class Node:
    name: str
    children: list = field(default_factory=list)
    count: ClassVar[int] = 0
    def __post_init__(self): Node.count += 1
    def __del__(self):
        Node.count -= 1
        print('freed', self.name, Node.count)
root = Node('root')
kid = Node('kid')
root.children.append(kid)
kid.parent = root
tmp = Node('tmp')
tmp = None
def leak(x=Node('default')): return x
class Meta(type):
    def __del__(cls): print('class gone', cls.__name__)
class K(metaclass=Meta):
    inst = None
K.inst = K()
__builtins__.extra = 5
class Z:
    def __del__(self):
        try: print(extra)
        except NameError as e: print(e)
z = Z()

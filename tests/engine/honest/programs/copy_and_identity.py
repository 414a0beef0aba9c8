import copy


class Node:
    def __init__(self, value, *children):
        self.value, self.children, self.parent = value, list(children), None
        for child in children:
            child.parent = self

    def __repr__(self):
        return f"{self.value}{self.children or ''}"


tree = Node("a", Node("b"), Node("c", Node("d")))
shallow, deep = copy.copy(tree), copy.deepcopy(tree)
deep.children[0].value = "changed"
shallow.children.append(Node("e"))
print(tree, deep)
assert deep.children[1].parent is deep and shallow.children is tree.children
loop = [1]
loop.append(loop)
other = copy.deepcopy(loop)
print(loop, other[1] is other)


class Temperature:
    def __init__(self, degrees):
        self.degrees = degrees

    def __copy__(self):
        print("copied by hand")
        return Temperature(self.degrees)

    def __replace__(self, **changes):
        return Temperature(**changes)


print(copy.copy(Temperature(5)).degrees, copy.replace(Temperature(5), degrees=7).degrees)

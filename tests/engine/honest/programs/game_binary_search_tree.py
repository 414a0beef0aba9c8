from typing import Iterator


class Node:
    def __init__(self, key, value=None):
        self.key, self.value = key, value
        self.left: "Node | None" = None
        self.right = None


class BST:
    """Binary search tree."""

    def __init__(self, items=()):
        self._root, self._len = None, 0
        for k in items:
            self[k] = str(k)

    def __setitem__(self, key, value):
        def put(n):
            if n is None:
                self._len += 1
                return Node(key, value)
            if key < n.key:
                n.left = put(n.left)
            elif key > n.key:
                n.right = put(n.right)
            return n
        self._root = put(self._root)

    def __delitem__(self, key):
        def smallest(n): return smallest(n.left) if n.left else n

        def remove(n, key):
            if not n:
                raise KeyError(key)
            if key < n.key:
                n.left = remove(n.left, key)
            elif key > n.key:
                n.right = remove(n.right, key)
            elif n.left and n.right:
                s = smallest(n.right)
                n.key, n.value = s.key, s.value
                n.right = remove(n.right, s.key)
            else:
                return n.left or n.right
            return n
        self._root = remove(self._root, key)
        self._len -= 1

    def __iter__(self) -> Iterator:
        stack, n = [], self._root
        while stack or n:
            while n:
                stack.append(n)
                n = n.left
            n = stack.pop()
            yield n.key
            n = n.right

    def draw(self, n, depth=0):
        if n:
            self.draw(n.right, depth + 1)
            print("    " * depth + f"{n.key}")
            self.draw(n.left, depth + 1)


t = BST([50, 30, 70, 20, 40, 60, 80, 65])
t.draw(t._root)
del t[50], t[20]
print(list(t), t._len, 40 in t, max(t), BST.__doc__)
t.draw(t._root)
print(BST.__iter__.__annotations__)
del t[99]

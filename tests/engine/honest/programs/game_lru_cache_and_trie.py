class LRUCache:
    class _Link:
        __slots__ = "prev", "next", "key", "value"

    def __init__(self, capacity):
        self.capacity, self.map = capacity, {}
        self.root = r = self._Link()
        r.prev = r.next = r

    def _append(self, link):
        last = self.root.prev
        last.next = self.root.prev = link
        link.prev, link.next = last, self.root

    def _unlink(self, link):
        link.prev.next, link.next.prev = link.next, link.prev

    def __getitem__(self, key):
        link = self.map[key]
        self._unlink(link)
        self._append(link)
        return link.value

    def __setitem__(self, key, value):
        if key in self.map:
            self._unlink(self.map.pop(key))
        elif len(self.map) >= self.capacity:
            old = self.root.next
            self._unlink(old)
            del self.map[old.key]
        link = self.map[key] = self._Link()
        link.key, link.value = key, value
        self._append(link)

    def __iter__(self):
        link = self.root.next
        while link is not self.root:
            yield link.key
            link = link.next

    def __repr__(self): return f"<LRU {[*self]}>"


c = LRUCache(2)
c[1] = "a"
c[2] = "b"
c[1], c.__setitem__(3, "c")
print(c, 2 in c, c[3])


class Trie:
    def __init__(self, words=()):
        self.root = {}
        for w in words:
            node = self.root
            for ch in w:
                node = node.setdefault(ch, {})
            node["$"] = True

    def complete(self, prefix):
        node = self.root
        for ch in prefix:
            node = node.get(ch, {})
        yield from self._walk(node, prefix)

    def _walk(self, node, path):
        for ch, child in sorted(node.items()):
            if ch == "$":
                yield path
            else:
                yield from self._walk(child, path + ch)


t = Trie("car card care cat dog do".split())
print(*t.complete("car"), "|", *t.complete("x"), "|", *t.complete(""))
print(c[2])

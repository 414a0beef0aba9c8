import array
import bisect
import heapq
from collections import ChainMap, Counter, OrderedDict, UserDict, defaultdict, deque, namedtuple

counter = Counter("mississippi")
print(counter.most_common(2), counter - Counter("miss"), counter.total())
window = deque(maxlen=3)
for n in range(6):
    window.append(n)
window.rotate(1)
print(window, window[0])
groups = defaultdict(list)
for word in "apple avocado banana blueberry cherry".split():
    groups[word[0]].append(word)
print(groups)
order = OrderedDict(a=1, b=2, c=3)
order.move_to_end("a")
print(order, order.popitem(last=False))
print(ChainMap({"x": 1}, {"x": 2, "y": 3})["y"], namedtuple("P", "x y", defaults=[0])(5))


class Folded(UserDict):
    def __setitem__(self, key, value):
        super().__setitem__(key.lower(), value)


print(Folded(A=1, B=2))
heap = [5, 3, 8, 1]
heapq.heapify(heap)
print(heapq.heappushpop(heap, 4), heapq.nlargest(2, heap), heapq.nsmallest(2, heap), list(heapq.merge([1, 4], [2, 3])))
scores = [33, 99, 77, 70, 89, 90, 100]
print(["FDCBA"[bisect.bisect([60, 70, 80, 90], score)] for score in scores])
values = [1, 3, 5]
bisect.insort(values, 4)
print(values, bisect.bisect_left(values, 3))
numbers = array.array("d", [1.5, 2.5])
numbers.extend([3.5])
print(numbers, numbers.itemsize, array.array("i", [1, 2]).tobytes(), array.array("H", b"\x01\x00\x02\x00").tolist())
try:
    array.array("b", [200])
except OverflowError as error:
    print(error)

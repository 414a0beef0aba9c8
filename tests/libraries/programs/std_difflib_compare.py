# returns: ["diff.html"]
import difflib

old = '''one
two
three
four
'''.splitlines(keepends=True)
new = '''one
tree
three
five
four
'''.splitlines(keepends=True)
print(''.join(difflib.unified_diff(old, new, 'before.txt', 'after.txt', n=1)))
print(''.join(difflib.ndiff(old, new)))
print(''.join(difflib.context_diff(old, new, fromfile='a', tofile='b')))
s = difflib.SequenceMatcher(None, 'private Thread currentThread;', 'private volatile Thread currentThread;')
print(round(s.ratio(), 3), round(s.quick_ratio(), 3))
for op in s.get_opcodes():
    print('%-8s a[%d:%d] b[%d:%d]' % op)
print(difflib.get_close_matches('appel', ['ape', 'apple', 'peach', 'puppy']))
print(difflib.get_close_matches('wheel', ['wheat', 'heel', 'while'], n=1, cutoff=0.7))
print(s.find_longest_match(), s.get_matching_blocks()[:2])
diff = list(difflib.ndiff('one\ntwo'.splitlines(), 'one\ntoo'.splitlines()))
print(list(difflib.restore(diff, 2)))
with open('diff.html', 'w') as f:
    f.write(difflib.HtmlDiff(wrapcolumn=40).make_file(old, new, 'before', 'after'))
print(difflib.IS_LINE_JUNK('  \n'), difflib.IS_CHARACTER_JUNK('x'))
difflib.get_close_matches('x', ['y'], cutoff=2)

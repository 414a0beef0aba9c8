import io
from contextlib import (AbstractContextManager, ContextDecorator, ExitStack, asynccontextmanager, chdir, closing,
                        contextmanager, nullcontext, redirect_stdout, suppress)

@contextmanager
def tag(name):
    print(f'<{name}>')
    try:
        yield name.upper()
    except ValueError as e:
        print('swallowed', e)
    finally:
        print(f'</{name}>')

with tag('b') as t, tag('i'):
    print(t)
with tag('p'):
    raise ValueError('inside')

@tag('div')
def shout(x):
    print(x)
shout('decorated')

with suppress(FileNotFoundError, KeyError):
    open('nothing.txt')
f = io.StringIO()
with redirect_stdout(f):
    help(pow)
print(f.getvalue().splitlines()[0])

class Track(ContextDecorator):
    def __enter__(self):
        print('in')
        return self
    def __exit__(self, *exc):
        print('out', exc[0])
        return False

@Track()
def work():
    return 42
print(work())

with ExitStack() as stack:
    names = [stack.enter_context(tag(n)) for n in 'xy']
    stack.callback(print, 'callback', sep='~')
    stack.push(lambda *exc: print('pushed', exc[0]) or True)
    print(names)
    raise KeyError('gone')
print(type(stack.pop_all()).__name__)
with nullcontext(5) as five, closing(io.StringIO('text')) as s:
    print(five, s.read())
print(s.closed, isinstance(Track(), AbstractContextManager))

@contextmanager
def broken():
    if False:
        yield
with broken():
    pass

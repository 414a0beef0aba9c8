# Writing after the standard output was closed.
import random

out = random._os.sys.stdout
print("before", end="")
out.close()
print(out.closed, out.buffer.closed, file=random._os.sys.stderr)
for write in (lambda: print("x"), lambda: out.write("x"), lambda: out.buffer.write(b"x"), lambda: out.writelines(["x"])):
    try:
        write()
    except ValueError as error:
        print(error, file=random._os.sys.stderr)
out.close()
print("still")
del random._os.sys.stdout

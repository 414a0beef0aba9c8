# Standard output that a program sets up anew, takes apart and closes.
import random

sys = random._os.sys
io = sys.modules["io"]
out, err = sys.stdout, sys.stderr
out.flush()
out.buffer.write(b"raw\n")
out.buffer.flush()
out.reconfigure(errors="backslashreplace", line_buffering=True)
print("\ud800 is written now", out.errors, out.line_buffering)
out.reconfigure(newline="\r\n", encoding="latin-1", write_through=True)
print("ends with two characters")
out.reconfigure(newline="\n", encoding="utf-8")
print("and again as before")
again = io.TextIOWrapper(out.detach(), "ascii", "xmlcharrefreplace", newline="")
sys.stdout = again
print("é in a stream of its own", flush=True)
for call in (lambda: out.write("x"), lambda: print("x", file=out), out.flush, out.detach, lambda: out.name):
    try:
        print(call(), file=err)
    except (ValueError, AttributeError) as error:
        print(error)
again.close()
for call in (lambda: again.write("x"), lambda: print("x"), again.flush, lambda: again.buffer.write(b"x")):
    try:
        print(call(), file=err)
    except ValueError as error:
        print(error, file=err)
print(again.closed, again.buffer.closed, file=err)
sys.stdout = None
print("nowhere")

# stdin: "one\r\ntwo\rstill two\nthree\r\n\rfour"
print(repr(input()))
print(repr(input()))
try:
    while True:
        print(repr(input("> ")))
except EOFError as error:
    print(error)

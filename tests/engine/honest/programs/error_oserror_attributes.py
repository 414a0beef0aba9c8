try:
    open("folder/none.txt")
except OSError as error:
    print(error.errno, error.strerror, error.filename, isinstance(error, FileNotFoundError))
raise PermissionError(13, "Not allowed", "somewhere.txt")

try:
    raise ExceptionGroup("mixed", [ValueError("v"), TypeError("t"), OSError(13, "not yours", "file.txt")])
except* ValueError:
    print("values handled")

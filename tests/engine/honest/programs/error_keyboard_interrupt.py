print("as if somebody pressed Ctrl-C")
try:
    raise KeyboardInterrupt
finally:
    print("cleaned up")

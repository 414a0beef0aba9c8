try:
    raise SystemExit
finally:
    print("cleaned up")

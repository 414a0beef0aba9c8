print("out")
raise SystemExit("this goes to stderr")

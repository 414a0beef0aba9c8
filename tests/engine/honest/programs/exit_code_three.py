print("about to leave")
exit(3)
print("not reached")

print("saved by Notepad", __name__)
print(1 / 0)

class Broken:
    def __del__(self):
        raise ValueError("in __del__")


thing = Broken()
del thing
print("goes on")

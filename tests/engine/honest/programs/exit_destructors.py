class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)


a = Noisy("deleted")
del a
Noisy("temporary")
b = Noisy("global at exit")


def scope():
    local = Noisy("local")
    print("in scope", local.name)


scope()
print("end of program")

class Robot:
    def __init__(self):
        self.battery = 5

    def report(self):
        return self.batery


print("starting")
print("  indented statement:", Robot().report())

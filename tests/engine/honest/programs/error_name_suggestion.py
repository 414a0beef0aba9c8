import math

length = 5
print(math.pi)
print(lenght + 1)

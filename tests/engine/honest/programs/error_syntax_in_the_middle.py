def function(a, b):
    x = a +* b
    return x

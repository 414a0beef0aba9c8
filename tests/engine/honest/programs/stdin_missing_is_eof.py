print("before")
value = input("value? ")
print("never", value)

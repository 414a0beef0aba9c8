from functools import wraps


def checked(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@checked
def index(values, at):
    return values[at]


print((lambda at: index([1, 2], at))(1))
sorted([3, 1, 2], key=lambda n: index([10, 20], n))

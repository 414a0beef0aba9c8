def outer():
    return 1


class Thing:
    break

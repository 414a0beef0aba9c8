# A name that is an attribute of self, and the names that are tried for an attribute.
class Account:
    def __init__(self):
        self._balance = 3
        self.owner = "x"

    def balance(self):
        return self._balanse

    def name(self):
        return owner


account = Account()
for method in (account.balance, lambda: account.ownr, lambda: acount, lambda: len.__nam__, lambda: str.uper):
    try:
        method()
    except (AttributeError, NameError) as error:
        print(type(error).__name__, error.name, error)
try:
    account.balance()
finally:
    account.name()

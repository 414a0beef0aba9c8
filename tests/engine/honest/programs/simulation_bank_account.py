import copy
from collections import deque
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count


class InsufficientFunds(Exception):
    def __init__(self, account, amount):
        super().__init__(f"{account.owner} has {account.balance}, needs {amount}")


@dataclass
class Account:
    owner: str
    balance: Decimal = Decimal(0)
    number: int = field(default_factory=count(1).__next__)
    history: deque = field(default_factory=lambda: deque(maxlen=3), repr=False)

    def move(self, amount, what):
        if self.balance + amount < 0:
            raise InsufficientFunds(self, -amount)
        self.balance += amount
        self.history.append((what, amount))


class Bank:
    def __init__(self):
        self.accounts = {}

    def open(self, owner):
        return self.accounts.setdefault(owner, Account(owner))

    def transfer(self, source, target, amount):
        saved = copy.deepcopy(self.accounts)
        try:
            self.accounts[target].move(amount, f"from {source}")
            self.accounts[source].move(-amount, f"to {target}")
        except Exception:
            self.accounts = saved
            raise


bank = Bank()
bank.open("ada").move(Decimal("100.10"), "start")
bank.open("bob")
bank.transfer("ada", "bob", Decimal("0.20"))
try:
    bank.transfer("bob", "ada", Decimal(5))
except InsufficientFunds as error:
    print("refused:", error)
print(*bank.accounts.values(), sep="\n")
print(bank.accounts["ada"].history)
assert sum(a.balance for a in bank.accounts.values()) == Decimal("100.10")

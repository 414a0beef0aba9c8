from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from enum import Enum


class InsufficientFunds(Exception):
    def __init__(self, account, amount):
        self.shortfall = amount - account.balance
        super().__init__(f"{account.owner} is short of {self.shortfall:,}")


Kind = Enum("Kind", "DEPOSIT WITHDRAWAL INTEREST")


@dataclass
class Account:
    owner: str
    _balance: Decimal = Decimal()
    log: list = field(default_factory=list)

    @property
    def balance(self): return self._balance

    @balance.setter
    def balance(self, value):
        raise AttributeError("use deposit() or withdraw()")

    def _book(self, kind, amount, day):
        self._balance += amount
        self.log.append((day, kind, amount, self._balance))

    def deposit(self, amount, day=date(2024, 1, 1)):
        if (amount := Decimal(amount)) <= 0:
            raise ValueError("amount must be positive")
        self._book(Kind.DEPOSIT, amount, day)
        return self

    def withdraw(self, amount, day=date.min):
        if (amount := Decimal(amount)) > self.balance:
            raise InsufficientFunds(self, amount)
        self._book(Kind.WITHDRAWAL, -amount, day)

    def interest(self, rate, day):
        self._book(Kind.INTEREST, (self.balance * rate).quantize(Decimal("0.01"), ROUND_HALF_EVEN), day)


def transfer(a, b, x): a.withdraw(x), b.deposit(x)


ann, bob = Account("Ann").deposit("1234.55"), Account("Bob")
transfer(ann, bob, "34.5")
ann.interest(Decimal("0.0125"), date(2024, 12, 31))
for attempt in (lambda: transfer(bob, ann, 5000), lambda: bob.deposit(-1), lambda: setattr(bob, "balance", 5)):
    try:
        attempt()
    except (InsufficientFunds, ValueError, AttributeError, ArithmeticError) as e:
        print(type(e).__name__, e)
print(ann)
for day, kind, amount, balance in ann.log:
    print(f"{day:%d.%m.%Y} {kind.name.title():<12}{amount:>+12,.2f}{balance:>12,.2f}")
transfer(bob, ann, "1e3")

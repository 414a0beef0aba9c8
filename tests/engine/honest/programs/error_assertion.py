def mean(values):
    assert len(values) > 0, "mean of nothing"
    return sum(values) / len(values)


assert mean([1, 2, 3]) == 2
print(mean([]))

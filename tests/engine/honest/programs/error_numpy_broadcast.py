import numpy as np

a = np.ones((2, 3))
b = np.ones((4,))
print("shapes", a.shape, b.shape)
print((a + b).sum() + np.ones(2)[0])

import numpy as np

print(np.array([1.0, 0.0]) / np.array([0.0, 0.0]))
print(np.log(np.array([-1.0])))
print(np.array([300.0]).astype(np.uint8) >= 0)
print(np.exp(1000.0))

import numpy as np
import numpy.core.multiarray as old
from numpy.matlib import repmat

print(repmat([1, 2], 2, 2))
np.info(np.clip)
np.info("linalg.det")
print(np.matlib.zeros((1, 2)), old.array([1]))
print(np.core.umath.pi)
from numpy.core import numeric

print(numeric.ones(2))

"""What needs a package that the set leaves out names that package."""

import matplotlib.pyplot as plt
import pandas as pd

frame = pd.DataFrame({"a": [1, 2]})
for method in ("to_latex", "to_markdown", "to_parquet", "to_xarray"):
    try:
        getattr(frame, method)()
    except ImportError as error:
        print(method, type(error).__name__, error)
try:
    plt.switch_backend("cairo")
except ImportError as error:
    print(error)
try:
    plt.switch_backend("WXAgg")
except ImportError as error:
    print(error)

# stdin: "5.1,3.5,1.4,0.2,setosa\n4.9,3.0,1.4,0.2,setosa\n7.0,3.2,4.7,1.4,versicolor\n6.4,3.2,4.5,1.5,versicolor\n6.3,3.3,6.0,2.5,virginica\n5.8,2.7,5.1,1.9,virginica\n"
# returns: ["*.png", "*.csv"]
import io
from contextlib import redirect_stdout

import matplotlib
matplotlib.use('Agg')
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from scipy import stats
from sklearn.linear_model import LinearRegression
from sklearn.tree import DecisionTreeClassifier

lines = open(0).read()
df = pd.read_csv(io.StringIO(lines), header=None, names=['sl', 'sw', 'pl', 'pw', 'species'])
print(df.groupby('species').mean(numeric_only=True))
print(df.select_dtypes('number').apply(stats.zscore).round(3))
clf = DecisionTreeClassifier(random_state=0).fit(df[['pl', 'pw']], df['species'])
print(clf.predict(pd.DataFrame([[5.0, 1.6]], columns=['pl', 'pw'])), clf.predict(np.array([[1.0, 0.1]])))
lr = LinearRegression().fit(df[['pl']], df['pw'])
fig, ax = plt.subplots()
sns.scatterplot(data=df, x='pl', y='pw', hue='species', ax=ax)
grid = np.linspace(1, 6.5, 50)
ax.plot(grid, lr.predict(pd.DataFrame({'pl': grid})), 'k--', label=f'R² = {lr.score(df[["pl"]], df["pw"]):.3f}')
ax.legend()
fig.savefig('fit.png', dpi=90)
captured = io.StringIO()
with redirect_stdout(captured):
    df.info(memory_usage=False)
print(captured.getvalue().upper().splitlines()[1])
df.assign(guess=clf.predict(df[['pl', 'pw']])).to_csv('guess.csv', index=False)

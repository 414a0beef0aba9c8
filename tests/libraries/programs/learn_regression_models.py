import numpy as np
import pandas as pd
from sklearn.datasets import load_diabetes, make_regression
from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, Ridge
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

X = np.array([[1, 1], [1, 2], [2, 2], [2, 3]])
y = np.dot(X, np.array([1, 2])) + 3
reg = LinearRegression().fit(X, y)
print(reg.score(X, y), reg.coef_.round(6), reg.intercept_.round(6), reg.predict(np.array([[3, 5]])).round(6))
data = load_diabetes(as_frame=True)
print(data.frame.head(3))
X_train, X_test, y_train, y_test = train_test_split(data.data, data.target, test_size=0.2, random_state=0)
for model in (LinearRegression(), Ridge(alpha=0.1), Lasso(alpha=0.1), ElasticNet(alpha=0.01),
              RandomForestRegressor(n_estimators=20, random_state=0), GradientBoostingRegressor(n_estimators=30, random_state=0),
              make_pipeline(PolynomialFeatures(2), StandardScaler(), Ridge(10))):
    model.fit(X_train, y_train)
    p = model.predict(X_test)
    print(type(model).__name__, round(mean_squared_error(y_test, p), 2), round(r2_score(y_test, p), 4), round(mean_absolute_error(y_test, p), 2))
print(cross_val_score(Ridge(), data.data, data.target, cv=3).round(4))
print(pd.Series(reg.coef_, index=['a', 'b']), make_regression(n_samples=3, n_features=2, random_state=1)[1].round(3))
LinearRegression().predict([[1]])

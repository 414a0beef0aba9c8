# returns: ["*.png"]
import matplotlib.pyplot as plt
from sklearn.datasets import load_breast_cancer, load_wine
from sklearn.ensemble import AdaBoostClassifier, HistGradientBoostingClassifier, RandomForestClassifier, VotingClassifier
from sklearn.metrics import RocCurveDisplay, roc_auc_score
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier, export_text, plot_tree

X, y = load_breast_cancer(return_X_y=True, as_frame=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
tree = DecisionTreeClassifier(max_depth=2, random_state=0).fit(X_train, y_train)
print(export_text(tree, feature_names=list(X.columns)), tree.score(X_test, y_test))
plt.figure(figsize=(8, 5))
plot_tree(tree, filled=True, feature_names=list(X.columns), class_names=['bad', 'good'])
plt.savefig('tree.png')
forest = RandomForestClassifier(n_estimators=30, random_state=0, n_jobs=-1).fit(X_train, y_train)
print(forest.score(X_test, y_test), forest.feature_importances_.argsort()[-3:])
RocCurveDisplay.from_estimator(forest, X_test, y_test)
plt.savefig('roc.png')
for model in (AdaBoostClassifier(n_estimators=10, random_state=0)(10, random_state=0), HistGradientBoostingClassifier(max_iter=10, random_state=0),
              VotingClassifier([('t', tree), ('n', GaussianNB())], voting='soft')):
    print(type(model).__name__, round(roc_auc_score(y_test, model.fit(X_train, y_train).predict_proba(X_test)[:, 1]), 4))
wine = load_wine()
grid = GridSearchCV(DecisionTreeClassifier(random_state=1), {'max_depth': [1, 2, 3], 'criterion': ['gini', 'entropy']}, cv=3, n_jobs=-1)
grid.fit(wine.data, wine.target)
print(grid.best_params_, round(grid.best_score_, 4), sorted(grid.cv_results_)[:2])
GridSearchCV(tree, {'depth': [1]}).fit(wine.data, wine.target)

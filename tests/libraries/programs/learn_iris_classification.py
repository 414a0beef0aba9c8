# returns: ["*.png"]
import matplotlib.pyplot as plt
import numpy as np
from sklearn import datasets
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import ConfusionMatrixDisplay, accuracy_score, classification_report, confusion_matrix
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

iris = datasets.load_iris()
X_train, X_test, y_train, y_test = train_test_split(iris.data, iris.target, test_size=0.3, random_state=42, stratify=iris.target)
scaler = StandardScaler().fit(X_train)
X_train, X_test = scaler.transform(X_train), scaler.transform(X_test)
print(iris.feature_names, iris.target_names, X_train.shape)
for model in (LogisticRegression(), KNeighborsClassifier(n_neighbors=3), SVC(kernel='rbf', gamma=0.5)):
    model.fit(X_train, y_train)
    print(model, round(accuracy_score(y_test, model.predict(X_test)), 4))
y_pred = model.predict(X_test)
print(confusion_matrix(y_test, y_pred))
print(classification_report(y_test, y_pred, target_names=iris.target_names))
ConfusionMatrixDisplay.from_predictions(y_test, y_pred, display_labels=iris.target_names, cmap='Blues')
plt.savefig('confusion.png')
X2 = X_train[:, :2]
clf = SVC(kernel='linear', C=1).fit(X2, y_train)
xx, yy = np.meshgrid(np.linspace(-3, 3, 80), np.linspace(-3, 3, 80))
plt.figure()
plt.contourf(xx, yy, clf.predict(np.c_[xx.ravel(), yy.ravel()]).reshape(xx.shape), alpha=0.4)
plt.scatter(*X2.T, c=y_train, edgecolor='k')
plt.savefig('boundary.png')
model.predict([[1, 2]])

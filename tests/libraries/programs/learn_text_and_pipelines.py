import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.impute import KNNImputer, SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.model_selection import KFold
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import LabelEncoder, OneHotEncoder, StandardScaler

docs = ['the cat sat on the mat', 'the dog ate my homework', 'cats and dogs are pets', 'python is a language', 'java']
cv = CountVectorizer(stop_words='english')
print(cv.fit_transform(docs).toarray(), cv.get_feature_names_out())
tfidf = TfidfVectorizer(ngram_range=(1, 2), max_features=8)
m = tfidf.fit_transform(docs)
print(m, cosine_similarity(m[0], m).round(3), sorted(tfidf.vocabulary_.items()))
text = Pipeline([('vec', CountVectorizer()), ('clf', MultinomialNB())]).fit(docs, ['pet', 'pet', 'pet', 'code', 'code'])
print(text.predict(['my cat', 'c is a language']), text.predict_proba(['dog']).round(3), text)
df = pd.DataFrame({'age': [25, np.nan, 47, 51, 38, 22], 'city': ['A', 'B', 'A', np.nan, 'C', 'B'], 'bought': [0, 1, 1, 1, 0, 0]})
pre = ColumnTransformer([('num', Pipeline([('imp', SimpleImputer(strategy='median')), ('sc', StandardScaler())]), ['age']),
                         ('cat', Pipeline([('imp', SimpleImputer(strategy='most_frequent')), ('oh', OneHotEncoder(handle_unknown='ignore'))]), ['city'])])
model = Pipeline([('pre', pre), ('clf', LogisticRegression())]).fit(df[['age', 'city']], df['bought'])
print(model.predict(df[['age', 'city']]), pre.get_feature_names_out(), model.named_steps['clf'].coef_.round(4))
print(LabelEncoder().fit_transform(['b', 'a']))
print(KNNImputer(n_neighbors=1).fit_transform([[1, 2], [np.nan, 3], [7, 6]]))
print([t.tolist() for _, t in KFold(3).split(range(6))])
text.fit(docs, ['pet'])

import pandas as pd

df = pd.DataFrame({'name': ['a', 'b', 'c', 'd'], 'age': [25, 32, 18, 47], 'pay check': [10, 20, 30, 40]})
limit = 20
print(df.query('age > 20'))
print(df.query('age > @limit and name != "d"'))
print(df.query('`pay check` >= 20 & age < 40').index.tolist())
print(df.query('name in ["a", "c"]'), df.query('index % 2 == 0')['name'].tolist())
print(df.eval('double = age * 2'))
print(df.eval('age + `pay check` / 10').tolist(), pd.eval('1 + 2 * 3'), pd.eval('df.age.sum() + limit'))

def older(frame, years):
    wanted = frame['age'].mean() + years
    return frame.query('age > @wanted')

print(older(df, -5))
print([df.query('age > @n').shape[0] for n in (10, 30)])
print(df.query('name.str.upper() == "B"', engine='python'))
names = {'x': 3}
print(df.eval('age * @names["x"]').sum())
df.query('age > @missing')

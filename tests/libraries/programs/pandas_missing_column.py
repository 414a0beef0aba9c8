import pandas as pd

def total(frame, column):
    return frame[column].sum()

df = pd.DataFrame({'Price': [1, 2, 3]})
print(total(df, 'Price'))
print(total(df, 'price'))

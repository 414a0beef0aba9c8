from collections import OrderedDic

print(OrderedDic)

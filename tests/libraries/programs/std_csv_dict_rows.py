# attach: {"people.csv": "name,age,city\nAda,36,London\n\"Turing, Alan\",41,Wilmslow\nGrace,85,\"New \"\"York\"\"\"\n"}
# returns: ["*.csv"]
import csv

with open('people.csv', newline='') as f:
    reader = csv.DictReader(f)
    rows = list(reader)
print(reader.fieldnames, reader.line_num)
for row in rows:
    print(row['name'].ljust(15), int(row['age']), row['city'])

rows.sort(key=lambda r: -int(r['age']))
with open('sorted.csv', 'w', newline='', encoding='utf-8') as f:
    writer = csv.DictWriter(f, fieldnames=['city', 'name', 'age'], quoting=csv.QUOTE_NONNUMERIC)
    writer.writeheader()
    writer.writerows(rows)

with open('numbers.csv', 'w', newline='') as f:
    out = csv.writer(f, delimiter=';', lineterminator='\n')
    out.writerow(['n', 'square', 'note'])
    out.writerows([i, i * i, 'a;b' if i % 2 else None] for i in range(4))
print(open('numbers.csv').read())

class Pipes(csv.Dialect):
    delimiter = '|'
    quotechar = "'"
    lineterminator = '\n'
    quoting = csv.QUOTE_MINIMAL

csv.register_dialect('pipes', Pipes)
print(csv.list_dialects())
print(list(csv.reader(["a|'b|c'|d"], 'pipes')))
sample = open('numbers.csv').read()
print(csv.Sniffer().sniff(sample).delimiter, csv.Sniffer().has_header(sample))
try:
    writer.writerow({'name': 'x', 'phone': 1})
except ValueError as e:
    print(e)
print(list(csv.reader(['1,"2'], strict=True)))

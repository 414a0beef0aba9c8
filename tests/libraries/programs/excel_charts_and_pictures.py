# returns: ["*.xlsx"]
import io

from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, LineChart, PieChart, Reference, ScatterChart, Series
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formula import Tokenizer
from openpyxl.workbook.defined_name import DefinedName
from PIL import Image as Pillow

wb = Workbook(write_only=False)
ws = wb.active
for row in [('month', 'a', 'b'), (1, 10, 3), (2, 40, 5), (3, 25, 9)]:
    ws.append(row)
for kind, at in ((BarChart, 'E2'), (LineChart, 'E20'), (PieChart, 'N2')):
    chart = kind()
    chart.title = kind.__name__
    chart.add_data(Reference(ws, min_col=2, min_row=1, max_row=4), titles_from_data=True)
    chart.set_categories(Reference(ws, min_col=1, min_row=2, max_row=4))
    ws.add_chart(chart, at)
scatter = ScatterChart()
scatter.series.append(Series(Reference(ws, min_col=3, min_row=2, max_row=4), Reference(ws, min_col=1, min_row=2, max_row=4), title='b'))
ws.add_chart(scatter, 'N20')
Pillow.new('RGB', (30, 20), 'red').save('red.png')
ws.add_image(Image('red.png'), 'A10')
ws['A1'].comment = Comment('a note', 'me')
ws['A1'].hyperlink = 'https://example.org/'
wb.defined_names['months'] = DefinedName('months', attr_text='Sheet!$A$2:$A$4')
ws.protection.sheet = True
wb.save('charts.xlsx')
fast = Workbook(write_only=True)
sheet = fast.create_sheet('rows')
for i in range(50):
    sheet.append([i, i ** 2, str(i)])
stream = io.BytesIO()
fast.save(stream)
reader = load_workbook(stream, read_only=True, data_only=True)
print(sum(row[1] for row in reader['rows'].values), reader['rows'].max_row)
print([(t.value, t.type) for t in Tokenizer('=IF(A1>1,SUM(B1:B3),"x")').items][:4])
print(len(load_workbook('charts.xlsx').active._charts), load_workbook('charts.xlsx').active['A1'].comment.text)
ws.cell(0, 1)

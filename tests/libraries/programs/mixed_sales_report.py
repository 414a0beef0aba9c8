# attach: {"orders.csv": "id,day,customer,amount\n1,2024-01-05,ann,20.5\n2,2024-01-09,bob,13\n3,2024-02-01,ann,99.9\n4,2024-02-14,cy,5\n5,2024-03-03,bob,45.25\n"}
# returns: ["report.*"]
import csv
import io
import zipfile
from collections import defaultdict

import matplotlib.pyplot as plt
import pandas as pd
from fpdf import FPDF

with open('orders.csv') as f:
    by_customer = defaultdict(float)
    for row in csv.DictReader(f):
        by_customer[row['customer']] += float(row['amount'])
df = pd.read_csv('orders.csv', parse_dates=['day'])
assert df.groupby('customer')['amount'].sum().to_dict() == dict(by_customer)
monthly = df.set_index('day').resample('MS')['amount'].sum()
ax = monthly.plot(kind='bar', rot=0, color='teal')
ax.set_xticklabels([d.strftime('%b') for d in monthly.index])
image = io.BytesIO()
plt.savefig(image, format='png', dpi=80)
pdf = FPDF()
pdf.set_creation_date(pd.Timestamp('2024-04-01', tz='UTC').to_pydatetime())
pdf.add_page()
pdf.set_font('helvetica', 'B', 16)
pdf.cell(text='Sales report', new_x='LMARGIN', new_y='NEXT')
image.seek(0)
pdf.image(image, w=120)
with pdf.table(width=100) as table:
    for line in [('customer', 'total')] + [(c, f'{a:.2f}') for c, a in sorted(by_customer.items())]:
        table.row(line)
pdf.output('report.pdf')
with zipfile.ZipFile('report.zip', 'w', zipfile.ZIP_DEFLATED) as z:
    z.writestr(zipfile.ZipInfo('monthly.csv'), monthly.to_csv())
print(monthly, zipfile.ZipFile('report.zip').read('monthly.csv').decode())

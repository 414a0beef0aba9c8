# returns: ["*.xlsx"]
from datetime import date

from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableStyleInfo

wb = Workbook()
ws = wb.active
ws.title = 'Sales'
ws.append(['Item', 'Units', 'Price', 'Total', 'When'])
for i, row in enumerate([('tea', 10, 2.5), ('coffee', 4, 7.25), ('milk', 30, 0.99)], start=2):
    ws.append([*row, f'=B{i}*C{i}', date(2024, 1, i)])
ws['D6'] = '=SUM(D2:D4)'
for cell in ws[1]:
    cell.font = Font(bold=True, color='FFFFFF')
    cell.fill = PatternFill('solid', fgColor='4F81BD')
    cell.alignment = Alignment(horizontal='center')
    cell.border = Border(bottom=Side(style='thin'))
for column in range(1, 6):
    ws.column_dimensions[get_column_letter(column)].width = 14
ws['C2'].number_format = '#,##0.00 €'
ws.merge_cells('A8:C8')
ws['A8'] = 'merged'
ws.freeze_panes = 'B2'
ws.conditional_formatting.add('B2:B4', CellIsRule(operator='greaterThan', formula=['5'], fill=PatternFill(bgColor='FFC7CE')))
ws.conditional_formatting.add('C2:C4', ColorScaleRule('min', None, 'FFFFFF', 'max', None, 'FF0000'))
table = Table(displayName='T', ref='A1:E4')
table.tableStyleInfo = TableStyleInfo(name='TableStyleMedium9', showRowStripes=True)
ws.add_table(table)
other = wb.create_sheet('Other', 0)
other.sheet_properties.tabColor = '1072BA'
wb.save('styled.xlsx')
back = load_workbook('styled.xlsx')
print(back.sheetnames, back['Sales'].dimensions, back['Sales']['E2'].value, back['Sales'].merged_cells.ranges)
print([[c.value for c in r] for r in back['Sales'].iter_rows(min_row=2, max_row=3, max_col=4)])
print(back['Sales']['A1'].font.b, back['Sales']['C2'].number_format)
print(back['Missing'])

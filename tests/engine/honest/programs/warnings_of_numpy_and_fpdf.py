import numpy as np
from fpdf import FPDF

print(np.mean([]), np.var(np.array([])), np.nanmax(np.array([np.nan])))
print(np.array([1.0]) / 0, np.log(np.array([-1.0])))
print(np.polyfit([1, 1], [1, 2], 1).shape)
pdf = FPDF(format="A5")
pdf.add_page()
pdf.set_font("Arial", size=10)
pdf.cell(0, 10, txt="old name", ln=1)
print(np.corrcoef([1, 1, 1], [1, 2, 3]))

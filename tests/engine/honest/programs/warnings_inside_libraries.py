# Warnings that libraries raise about their own lines, and about the program's.
import numpy as np
from fpdf import FPDF
from PIL import Image

print(np.mean([]), np.std([]))
print(np.array([1.0]) / 0)
pdf = FPDF(format="A5")
pdf.add_page()
pdf.set_font("helvetica")
pdf.cell(w=10, h=10, txt="old name")
print(np.array([np.inf]).astype(int).shape)
print(np.polyfit([1.0, 1.0, 1.0], [1.0, 2.0, 3.0], 2).shape)
Image.new("P", (2, 2)).info["transparency"] = b"\0"
print("done")

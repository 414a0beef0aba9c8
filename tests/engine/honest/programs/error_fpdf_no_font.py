from fpdf import FPDF

pdf = FPDF()
pdf.add_page()
pdf.cell(text="no font was set")

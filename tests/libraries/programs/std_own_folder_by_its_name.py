# returns: ["*.csv"]
"""The run's own folder is there by whatever name it is called: archives are unpacked into it."""

import zipfile
from pathlib import Path

with zipfile.ZipFile("both.zip", "w") as archive:
    archive.writestr("a.csv", "n\n1\n")
    archive.writestr("b.csv", "n\n2\n")
with zipfile.ZipFile("both.zip") as archive:
    print(archive.extract("a.csv") == str(Path.cwd() / "a.csv"))
    archive.extractall()
print(Path("a.csv").read_text(), Path("b.csv").read_text())
for folder in (Path(), Path.cwd(), Path("a.csv").resolve().parent):
    folder.mkdir(exist_ok=True)
    print(folder.exists(), folder.is_dir(), folder.samefile("."))
try:
    open(Path.cwd())
except IsADirectoryError as error:
    print(error.strerror)
print(Path.home() == Path.cwd(), Path("~/a.csv").expanduser().read_text() == "n\n1\n")

größe = {"höhe": "☃☃"}
print("日本語", größe["höhe"] + "é" * 3 + größe["breite"] + "end")

from hashlib import sha256

from PIL import Image, ImageDraw, ImageStat

grey = Image.radial_gradient("L")
colour = Image.merge("RGB", (grey, grey.rotate(90), Image.linear_gradient("L")))
print([round(v, 3) for v in ImageStat.Stat(colour).mean], [round(v, 3) for v in ImageStat.Stat(colour).stddev])
stat = ImageStat.Stat(grey)
print(stat.extrema, stat.count, stat.sum, round(stat.var[0], 4), stat.median, round(stat.rms[0], 4))
mask = Image.new("1", grey.size)
ImageDraw.Draw(mask).ellipse((60, 60, 200, 200), fill=1)
print("masked", ImageStat.Stat(grey, mask).extrema, round(grey.entropy(mask), 6), round(colour.entropy(), 6))
bins = grey.histogram()
chart = Image.new("RGB", (256, 100), "white")
draw = ImageDraw.Draw(chart)
top = max(bins)
for x, count in enumerate(bins):
    draw.line((x, 100, x, 100 - 100 * count // top), fill="gray")
print("chart", top, bins.index(top), sha256(chart.tobytes()).hexdigest()[:16])


def equalize(image):
    histogram, total, lut = image.histogram(), 0, []
    step = sum(histogram) // 255
    for count in histogram:
        lut.append(min(total // step, 255))
        total += count
    return image.point(lut)


def otsu(image):
    counts = image.histogram()
    everything, weighted = sum(counts), sum(i * n for i, n in enumerate(counts))
    best, threshold, below, weight = 0, 0, 0, 0
    for level, count in enumerate(counts):
        below += count
        weight += level * count
        if not 0 < below < everything:
            continue
        between = (weighted * below - weight * everything) ** 2 / (below * (everything - below))
        if between > best:
            best, threshold = between, level
    return threshold


print("equalized", sha256(equalize(grey).tobytes()).hexdigest()[:16])
level = otsu(grey)
black = grey.point(lambda value: 255 if value > level else 0, mode="1")
print("otsu", level, black.mode, black.getcolors(), black.getbbox())
print(colour.getextrema(), grey.getprojection()[0][:5])

from hashlib import sha256

from PIL import Image, ImageDraw, ImageSequence, TiffImagePlugin, TiffTags

pages = []
for n in range(4):
    page = Image.new("L", (100, 60), 255)
    ImageDraw.Draw(page).text((10, 20), f"Page {n + 1}", fill=0, font_size=20)
    pages.append(page)


def digest(name):
    return sha256(open(name, "rb").read()).hexdigest()[:16]


for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg", "tiff_deflate", "zstd"):
    name = f"{compression}.tiff"
    try:
        pages[0].save(name, save_all=True, append_images=pages[1:], compression=compression)
    except (OSError, ValueError, KeyError) as error:
        print(compression, type(error).__name__, error)
        continue
    with Image.open(name) as tiff:
        print(compression, tiff.n_frames, tiff.info.get("compression"), digest(name))
        print("  ", [sha256(p.tobytes()).hexdigest()[:8] for p in ImageSequence.Iterator(tiff)])
fax = [page.convert("1") for page in pages]
fax[0].save("fax.tif", save_all=True, append_images=fax[1:], compression="group4", dpi=(204, 196))
with Image.open("fax.tif") as tiff:
    tiff.seek(2)
    print(tiff.tell(), tiff.mode, tiff.info["dpi"], tiff.tag_v2[TiffImagePlugin.COMPRESSION], digest("fax.tif"))
    for tag in sorted(tiff.tag_v2):
        value = tiff.tag_v2[tag]
        print("  ", TiffTags.lookup(tag).name, value if tag not in (273, 279) else "…")
info = TiffImagePlugin.ImageFileDirectory_v2()
info[270] = "About"
info[TiffImagePlugin.ARTIST] = "Ada"
info[65000] = 42
info.tagtype[65000] = TiffTags.LONG
pages[0].convert("RGB").save("tagged.tif", tiffinfo=info, software="here", compression="tiff_lzw")
with Image.open("tagged.tif") as tagged:
    print(tagged.tag_v2[270], tagged.tag_v2[315], tagged.tag_v2[65000], tagged.tag_v2[305])
with TiffImagePlugin.AppendingTiffWriter("appended.tif", True) as writer:
    for page in pages[:2]:
        page.save(writer)
        writer.newFrame()
print(Image.open("appended.tif").n_frames)

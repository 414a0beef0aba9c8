from PIL import Image, ImageOps

with Image.open("photo.jpg") as photo:
    grey = ImageOps.grayscale(photo)
    print(f"{photo.format}, {photo.width} x {photo.height} pixels")

grey.save("grey.png")

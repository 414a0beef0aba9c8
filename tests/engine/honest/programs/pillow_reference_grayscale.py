from PIL import Image

Image.new("RGB", (60, 40), (200, 30, 60)).save("input_photo.jpg")
try:
    with Image.open("input_photo.jpg") as img:
        grayscale_img = img.convert("L")
        grayscale_img.save("output_grayscale.png")
        print("converted", grayscale_img.getpixel((5, 5)))
except FileNotFoundError:
    print("no photo")
except Exception as e:
    print(f"unexpected: {e}")

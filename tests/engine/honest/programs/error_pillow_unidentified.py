# attach: {"photo.jpg": "this is no picture"}
from PIL import Image

print("opening")
Image.open("photo.jpg")

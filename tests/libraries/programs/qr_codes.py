# returns: ["*.png", "*.svg"]
import io

import qrcode
import qrcode.image.svg
from qrcode.image.styledpil import StyledPilImage
from qrcode.image.styles.colormasks import RadialGradiantColorMask
from qrcode.image.styles.moduledrawers.pil import RoundedModuleDrawer

img = qrcode.make('https://example.org/')
img.save('simple.png')
print(type(img).__name__, img.size)
qr = qrcode.QRCode(version=1, error_correction=qrcode.constants.ERROR_CORRECT_H, box_size=8, border=2)
qr.add_data('Some data')
qr.make(fit=True)
qr.make_image(fill_color='darkblue', back_color=(255, 255, 200)).save('colour.png')
qr.print_ascii(invert=True)
print(qr.version, qr.modules_count, [''.join('#' if c else '.' for c in row) for row in qr.get_matrix()][2])
out = io.StringIO()
qr.print_ascii(out=out)
print(len(out.getvalue()))
qr.make_image(image_factory=StyledPilImage, module_drawer=RoundedModuleDrawer(), color_mask=RadialGradiantColorMask()).save('styled.png')
for factory in (qrcode.image.svg.SvgImage, qrcode.image.svg.SvgPathImage, qrcode.image.svg.SvgFragmentImage):
    svg = qrcode.make('svg ümlaut', image_factory=factory)
    svg.save(factory.__name__ + '.svg')
print(svg.to_string()[:60])
wifi = qrcode.make('WIFI:S:home;T:WPA;P:secret;;', mask_pattern=3)
pil = wifi.get_image().convert('RGB').resize((100, 100))
pil.save('wifi.png')
big = qrcode.QRCode(version=1)
big.add_data('x' * 3000)
big.make(fit=True)

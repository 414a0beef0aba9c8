import numpy as np
from numpy.polynomial import Chebyshev, Polynomial

t = np.arange(64) / 64
signal = np.sin(2 * np.pi * 5 * t) + 0.5 * np.cos(2 * np.pi * 12 * t)
spectrum = np.abs(np.fft.rfft(signal))
print(np.argsort(spectrum)[-2:], np.fft.fftfreq(4), np.allclose(np.fft.ifft(np.fft.fft(signal)).real, signal))
image = np.arange(16.0).reshape(4, 4)
assert np.allclose(np.fft.ifft2(np.fft.fft2(image)).real, image)
print(np.fft.fftshift([0, 1, 2, 3]))
p = Polynomial([-6, 11, -6, 1])
print(p, p.roots().round(6), p.deriv()(2.0), p.integ().coef)
print(np.polyfit([0, 1, 2, 3], [1, 3, 7, 13], 2).round(6), np.poly1d([1, -3, 2]), np.polyval([1, 0], 5))
print(Chebyshev.fit([0, 1, 2], [0, 1, 4], 2)(1.5).round(6))
a, b = np.arange(6).reshape(2, 3), np.arange(12).reshape(3, 4)
print(np.einsum("ij,jk->ik", a, b), np.einsum("ii", np.eye(3)), np.tensordot(a, b, axes=1).shape)
print(np.convolve([1, 2, 3], [0, 1, 0.5]), np.interp(2.5, [1, 2, 3], [3, 2, 0]), np.gradient([1, 4, 9, 16]))
print(np.trapezoid([1, 2, 3]), np.diff([1, 4, 9]), np.cross([1, 0, 0], [0, 1, 0]), np.roots([1, -3, 2]))
print(np.vectorize(lambda x, y: x if x > y else y)([1, 5], [3, 2]), np.apply_along_axis(sum, 0, a))
print(np.array2string(np.pi * np.arange(3), precision=2), np.format_float_positional(0.1, precision=20))

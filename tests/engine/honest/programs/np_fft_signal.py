"""Find the two tones in a signal, remove the noise above 60 Hz, and a few identities of the transform."""
import numpy as np

rate, seconds = 500, 1.0
t = np.arange(0, seconds, 1 / rate)
signal = np.sin(2 * np.pi * 50 * t) + 0.5 * np.sin(2 * np.pi * 120 * t) + 0.1
spectrum = np.fft.rfft(signal)
freq = np.fft.rfftfreq(t.size, 1 / rate)
power = np.abs(spectrum) / t.size * 2
for k in np.argsort(power)[::-1][:3]:
    print(f"{freq[k]:6.1f} Hz  amplitude {power[k]:.3f}")
spectrum[freq > 60] = 0
clean = np.fft.irfft(spectrum, n=t.size)
print(np.allclose(clean, np.sin(2 * np.pi * 50 * t) + 0.1), clean.shape)
x = np.arange(8.0)
assert np.allclose(np.fft.ifft(np.fft.fft(x)), x)
print(np.fft.fft(x).round(4))
print(np.fft.fftfreq(8, 0.1), np.fft.fftshift(np.fft.fftfreq(5)), np.fft.ifftshift([1, 2, 3]))
print(np.fft.fft2(np.eye(3)).round(3), np.fft.rfft2(np.ones((2, 4))).real, np.fft.fftn(np.ones((2, 2, 2)))[0, 0, 0])
print(np.fft.fft(x, n=4), np.fft.fft(x, norm="ortho").round(3)[:3], np.fft.hfft([1, 2, 3]), np.fft.ihfft([1.0, 2, 3, 2]))
assert np.isclose((x**2).sum(), (np.abs(np.fft.fft(x)) ** 2).sum() / x.size)
a, b = [1, 2, 3], [0, 1, 0.5]
print(np.convolve(a, b), np.fft.ifft(np.fft.fft(a, 5) * np.fft.fft(b, 5)).real.round(9), np.correlate(a, b, "full"))
for window in np.hanning, np.hamming, np.blackman, np.bartlett:
    print(window.__name__, window(5).round(6) + 0.0)
print(np.kaiser(5, 14).round(6), np.sinc([0, 0.5, 1]).round(6), np.unwrap([0, 3.2, 6.4, 9.6]).round(4), np.i0([0, 1]))
print(np.fft.fft(np.ones(4, np.float32)).dtype, np.angle(1j, deg=True), np.real_if_close([1 + 1e-17j]))
try:
    np.fft.fft([], 0)
except ValueError as error:
    print(error)

import numpy as np

rng = np.random.default_rng(3)
t = np.linspace(0, 1, 200, endpoint=False)
noisy = np.sin(2 * np.pi * 3 * t) + rng.normal(0, 0.2, t.size)
smooth = np.convolve(noisy, np.ones(9) / 9, mode="same")
kernel = np.exp(-np.linspace(-2, 2, 9) ** 2)
gauss = np.convolve(noisy, kernel / kernel.sum(), "valid")
median = np.median(np.lib.stride_tricks.sliding_window_view(noisy, 5), axis=1)
print([np.round(np.std(x), 4) for x in (noisy, smooth, gauss, median)])
peaks = np.flatnonzero((smooth[1:-1] > smooth[:-2]) & (smooth[1:-1] >= smooth[2:]) & (smooth[1:-1] > 0.7)) + 1
print(peaks, t[peaks].round(3), np.flatnonzero(np.diff(np.signbit(smooth)))[:5])
ema, out = noisy[0], []
for value in noisy:
    ema = 0.2 * value + 0.8 * ema
    out.append(ema)
print(np.round(out[::40], 5))
image = np.zeros((6, 6), int)
image[2:4, 2:5] = 9
sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
windows = np.lib.stride_tricks.sliding_window_view(np.pad(image, 1), (3, 3))
print((windows * sobel).sum((2, 3)), np.einsum("ijkl,kl->ij", windows, sobel.T)[2])
print("\n".join("".join(" .:-=+*#"[min(7, v)] for v in row) for row in windows.mean((2, 3)).astype(int)))
# Kalman filter of a constant, alpha = gain
x, P = 0.0, 1.0
for z in rng.normal(-0.37727, 0.1, 50):
    P += 1e-5
    gain = P / (P + 0.01)
    x, P = x + gain * (z - x), (1 - gain) * P
print(f"{x:.6f} {P:.3e}")
auto = np.correlate(noisy - noisy.mean(), noisy - noisy.mean(), "full")[t.size - 1 :]
print((auto[:4] / auto[0]).round(4), "period", 40 + auto[40:100].argmax())
b = np.polynomial.Polynomial.fit(t, noisy, 7)
print(b.degree(), np.round(b(0.5), 3), np.interp(0.123, t, smooth).round(5), np.quantile(noisy, [0.05, 0.95]).round(4))
tone = (np.sin(2 * np.pi * 440 * np.arange(80) / 8000) * 32767).astype("<i2")
tone.tofile("tone.raw")
print(np.fromfile("tone.raw", "<i2")[:6], len(open("tone.raw", "rb").read()))

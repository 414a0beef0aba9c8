# returns: ["*.png", "*.wav"]
import matplotlib.pyplot as plt
import numpy as np
from scipy import fft, ndimage, signal
from scipy.io import wavfile

fs = 1000
t = np.arange(fs) / fs
noisy = np.sin(2 * np.pi * 5 * t) + 0.5 * np.sin(2 * np.pi * 120 * t)
b, a = signal.butter(4, 30, fs=fs)
clean = signal.filtfilt(b, a, noisy)
print(b.round(8), clean[:3].round(6), signal.sosfilt(signal.butter(4, 30, fs=fs, output='sos'), noisy)[-1].round(6))
peaks, props = signal.find_peaks(clean, height=0.5, distance=100)
print(peaks, props['peak_heights'].round(3))
spectrum = np.abs(fft.rfft(noisy))
print(fft.rfftfreq(fs, 1 / fs)[np.argsort(spectrum)[-2:]], fft.next_fast_len(1021), fft.dct([1.0, 2.0, 3.0]))
f, pxx = signal.welch(noisy, fs, nperseg=256)
print(f[pxx.argmax()], signal.savgol_filter(noisy, 11, 3)[:2].round(4), signal.convolve([1, 2, 3], [0, 1, 0.5]), signal.medfilt([1, 9, 1, 2]))
print(signal.resample(noisy, 4).round(4), signal.correlate([1, 2, 3], [1, 0]), signal.hilbert([1, 0, -1, 0]), signal.windows.hann(5))
w, h = signal.freqz(b, a)
lti = signal.TransferFunction([1], [1, 2, 1])
print(signal.step(lti, N=4)[1].round(4), signal.detrend([1, 2, 3.5]).round(3), signal.chirp(0.5, 1, 1, 10))
fig, axs = plt.subplots(2, 1)
axs[0].plot(t, noisy, t, clean)
axs[1].semilogx(w, 20 * np.log10(np.abs(h) + 1e-9))
fig.savefig('filter.png')
wavfile.write('tone.wav', fs, (clean * 32767 * 0.5).astype(np.int16))
rate, back = wavfile.read('tone.wav')
print(rate, back.dtype, back[:3], ndimage.gaussian_filter(np.eye(3), 1).round(3), ndimage.label([[1, 0], [0, 1]])[1], ndimage.zoom(np.eye(2), 2, order=1))
signal.butter(4, 600, fs=fs)

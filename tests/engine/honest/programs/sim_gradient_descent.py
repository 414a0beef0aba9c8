"""Linear and logistic regression, and a small network for XOR, with nothing but numpy."""
import numpy as np

rng = np.random.default_rng(0)
X = rng.uniform(-1, 1, (200, 2))
y = 3 * X[:, 0] - 2 * X[:, 1] + 0.5 + rng.normal(0, 0.1, 200)
w, b = np.zeros(2), 0.0
for epoch in range(201):
    error = X @ w + b - y
    w -= 0.5 * X.T @ error / len(y)
    b -= 0.5 * error.mean()
    if epoch % 50 == 0:
        print(f"epoch {epoch:3d}  loss {np.square(error).mean():.6f}")
print("weights", w.round(4), "bias", round(b, 4))
exact, residual, rank, _ = np.linalg.lstsq(np.c_[X, np.ones(200)], y, rcond=None)
print("exact", exact.round(4), residual.round(4), rank)

labels = (X.sum(axis=1) > 0).astype(float)
theta = np.zeros(3)
features = np.column_stack([np.ones(len(X)), X])
for _ in range(500):
    p = 1 / (1 + np.exp(-features @ theta))
    theta -= features.T @ (p - labels) / len(labels)
print("accuracy", ((p > 0.5) == labels).mean(), "theta", theta.round(3))

inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
targets = np.array([[0], [1], [1], [0]])
W1, b1 = rng.normal(size=(2, 4)), np.zeros((1, 4))
W2, b2 = rng.normal(size=(4, 1)), np.zeros((1, 1))
for step in range(3001):
    hidden = np.tanh(inputs @ W1 + b1)
    output = 1 / (1 + np.exp(-(hidden @ W2 + b2)))
    delta2 = output - targets
    delta1 = (delta2 @ W2.T) * (1 - hidden**2)
    for parameter, gradient in ((W2, hidden.T @ delta2), (b2, delta2.sum(0, keepdims=True)), (W1, inputs.T @ delta1), (b1, delta1.sum(0, keepdims=True))):
        parameter -= 0.1 * gradient
    if step % 1000 == 0:
        loss = -np.mean(targets * np.log(output) + (1 - targets) * np.log(1 - output))
        print(f"step {step}: {loss:.4f}")
print(output.round(2).ravel(), (output > 0.5).astype(int).ravel())
scores = np.array([[2.0, 1.0, 0.1], [1, 3, 0.2]])
softmax = np.exp(scores - scores.max(1, keepdims=True))
softmax /= softmax.sum(1, keepdims=True)
print(softmax.round(4), np.eye(3, dtype=int)[softmax.argmax(1)])
print(X @ np.ones(3))

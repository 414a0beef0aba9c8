# returns: ["*.png"]
import matplotlib.pyplot as plt
import numpy as np
from scipy.integrate import odeint, solve_bvp, solve_ivp

def pend(y, t, b, c):
    theta, omega = y
    return [omega, -b * omega - c * np.sin(theta)]

t = np.linspace(0, 10, 101)
sol = odeint(pend, [np.pi - 0.1, 0.0], t, args=(0.25, 5.0))
print(sol[-1].round(6))
plt.plot(t, sol[:, 0], 'b', label='theta(t)')
plt.plot(t, sol[:, 1], 'g', label='omega(t)')
plt.legend(loc='best')
plt.savefig('pendulum.png')

def lotka(t, z, a=1.5, b=1, c=3, d=1):
    x, y = z
    return [a * x - b * x * y, -c * y + d * x * y]

for method in ('RK45', 'RK23', 'DOP853', 'Radau', 'BDF', 'LSODA'):
    s = solve_ivp(lotka, [0, 5], [10, 5], method=method, dense_output=True, rtol=1e-6, atol=1e-8)
    print(method, s.status, s.sol(2.5).round(2))

def hit_ground(t, y):
    return y[0]
hit_ground.terminal = True
hit_ground.direction = -1
s = solve_ivp(lambda t, y: [y[1], -9.81], [0, 100], [0, 10], events=hit_ground, max_step=0.1)
print(s.t_events[0].round(4), s.message)
x = np.linspace(0, 1, 5)
b = solve_bvp(lambda x, y: np.vstack((y[1], -np.exp(y[0]))), lambda ya, yb: np.array([ya[0], yb[0]]), x, np.zeros((2, 5)))
print(b.status, b.sol(0.5)[0].round(5))
solve_ivp(lotka, [0, 1], [1, 2], method='Euler')

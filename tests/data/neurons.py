#!/usr/bin/env python3
"""Periods, extrema, time means and rates of Morris-Lecar and Izhikevich neurons, for tests/library/neuron_models.rs.

An independent solver: scipy.integrate.solve_ivp, DOP853 at rtol 1e-10 and atol 1e-12, spikes and rises as events of it.
    python3 tests/data/neurons.py > tests/data/neurons.csv      (SciPy 1.17)

Columns: model (as the command line calls it), drive, period of the oscillation (empty at rest; of neurons that burst the mean
interval between spikes), lowest and highest V (empty where v is reset), time mean of V over whole oscillations, spikes a ms.
"""
import numpy as np
from scipy.integrate import solve_ivp

PRECISE = dict(method="DOP853", rtol=1e-10, atol=1e-12)
SETS = {"morris-lecar": (4.4, 2.0, 30.0, 0.04), "morris-lecar-snic": (4.0, 12.0, 17.4, 1 / 15)}
IZHIKEVICH = {
    "izhikevich": (0.02, 0.2, -65, 8),
    "izhikevich-fast": (0.1, 0.2, -65, 2),
    "izhikevich-bursting": (0.02, 0.2, -50, 2),
}


def morris_lecar(name, current):
    g_ca, v3, v4, phi = SETS[name]

    def rate(_, s):
        v, w = s[0], s[1]
        m = (1 + np.tanh((v + 1.2) / 18)) / 2
        w_inf = (1 + np.tanh((v - v3) / v4)) / 2
        dv = (current - 2 * (v + 60) - 8 * w * (v + 84) - g_ca * m * (v - 120)) / 20
        return [dv, phi * (w_inf - w) * np.cosh((v - v3) / (2 * v4)), v]

    settled = solve_ivp(rate, (0, 4000), [0, 0, 0], **PRECISE).y[:2, -1]
    trace = solve_ivp(rate, (0, 500), [*settled, 0], max_step=0.5, **PRECISE)
    low, high = trace.y[0].min(), trace.y[0].max()
    if high - low < 1e-6:
        return name, current, "", low, high, (low + high) / 2, 0.0
    middle = (low + high) / 2
    rises = lambda _, s: s[0] - middle
    rises.direction = 1
    turns = lambda t, s: rate(t, s)[0]
    run = solve_ivp(rate, (0, 1500), [*settled, 0], events=[rises, turns], max_step=2.0, **PRECISE)
    times, states = run.t_events[0], run.y_events[0]
    period = (times[-1] - times[0]) / (len(times) - 1)
    extrema = run.y_events[1][:, 0]
    mean = (states[-1, 2] - states[0, 2]) / (times[-1] - times[0])
    return name, current, period, extrema.min(), extrema.max(), mean, 1 / period if extrema.max() >= 0 else 0.0


def izhikevich(name, current):
    a, b, c, d = IZHIKEVICH[name]
    rate = lambda _, s: [0.04 * s[0] ** 2 + 5 * s[0] + 140 - s[1] + current, a * (b * s[0] - s[1]), s[0]]
    spike = lambda _, s: s[0] - 30
    spike.terminal, spike.direction = True, 1
    state, now, spikes = [-65.0, -13.0, 0.0], 0.0, []
    while now < 6000:
        run = solve_ivp(rate, (now, 6000), state, events=spike, max_step=5.0, **PRECISE)
        now = run.t[-1]
        if run.status != 1:
            break
        v, u, integral = run.y[:, -1]
        spikes.append((now, integral))
        state = [c, u + d, integral]
    settled = [s for s in spikes if s[0] > 2000]
    # Whole bursts: from a spike after a pause to another one.
    pauses = np.diff([s[0] for s in settled])
    starts = [i + 1 for i, p in enumerate(pauses) if p >= 0.75 * max(pauses)]
    settled = settled[starts[0] : starts[-1] + 1] if starts else settled
    if len(settled) < 2:
        v = run.y[0, -1]
        return name, current, "", "", "", v, 0.0
    time = settled[-1][0] - settled[0][0]
    period = time / (len(settled) - 1)
    return name, current, period, "", "", (settled[-1][1] - settled[0][1]) / time, 1 / period


print("model,drive,period,min,max,mean,rate")
rows = [morris_lecar("morris-lecar", i) for i in (60, 95, 100, 120, 140, 160, 180, 200, 210, 240)]
rows += [morris_lecar("morris-lecar-snic", i) for i in (30, 42, 45, 50, 60, 70, 80, 90, 97)]
rows += [izhikevich(n, i) for n in IZHIKEVICH for i in (3, 4, 5, 7, 9, 10, 15, 20, 30)]
for row in rows:
    print(",".join(v if isinstance(v, str) else f"{v:.10g}" for v in row))

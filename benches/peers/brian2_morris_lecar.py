"""Brian2 in C++ standalone, RK4 at 0.2 ms: neuron-steps a second for n Morris-Lecar neurons.
usage: brian2_morris_lecar.py N STEPS THREADS"""
import sys, tempfile
from brian2 import *
n, steps, threads = map(int, sys.argv[1:4])
set_device("cpp_standalone", directory=tempfile.mkdtemp(), build_on_run=True)
prefs.devices.cpp_standalone.openmp_threads = threads if threads > 1 else 0
prefs.codegen.cpp.extra_compile_args_gcc = ["-w", "-O3", "-march=native", "-ffast-math", "-std=c++17"]
prefs.core.default_float_dtype = float32
defaultclock.dt = 0.2 * ms
g = NeuronGroup(n, """dv/dt = (c - 2*(v + 60) - 8*w*(v + 84) - 4.4*m*(v - 120))/(20*ms) : 1
dw/dt = 0.04*(w_inf - w)*cosh((v - 2)/60)/ms : 1
m = (1 + tanh((v + 1.2)/18))/2 : 1
w_inf = (1 + tanh((v - 2)/30))/2 : 1
c : 1""", method="rk4")
g.c = "95 + 115.0*i/N"
run(steps * defaultclock.dt)
t = device._last_run_time
print("morris-lecar-brian2 %.4g" % (n * steps / t))

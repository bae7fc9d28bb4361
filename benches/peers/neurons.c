/* Morris-Lecar and Izhikevich neurons as a careful scientist writes them by hand: f32, blocks of 64, OpenMP. Prints
   neuron-steps a second, best of 5, for each of
     morris-lecar         RK4 at 0.2 ms, the equations as they are printed (tanhf, coshf by the vector library of glibc)
     morris-lecar-fewer   the same with two exponentials and one division a rate, the algebra of src/neuron/morris_lecar.rs
     izhikevich           RK4 at 0.1 ms with the reset at the moment of the spike, as src/neuron/stepping.rs has it
     izhikevich-2003      the scheme of the original: two half steps of Euler for v, one for u, reset at the end of the step
   gcc -O3 -march=native -ffast-math -fopenmp benches/peers/neurons.c -o /tmp/neurons -lm && /tmp/neurons */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#define B 64
#define N 102400

typedef void (*kernel)(float *restrict, float *restrict, const float *restrict, int);

static inline void ml(float v, float w, float i, float *dv, float *dw) {
    float m = .5f * (1 + tanhf((v + 1.2f) / 18)), open = .5f * (1 + tanhf((v - 2) / 30));
    *dv = (i - 2 * (v + 60) - 8 * w * (v + 84) - 4.4f * m * (v - 120)) / 20;
    *dw = .04f * (open - w) * coshf((v - 2) / 60);
}
static inline void ml_fewer(float v, float w, float i, float *dv, float *dw) {
    float e = expf((v + 1.2f) / 9), q = expf((v - 2) / 60), q4 = q * q * q * q, below = q + q * q4, inv = 1 / (below * (1 + e));
    *dv = (i - 2 * (v + 60) - 8 * w * (v + 84) - 4.4f * e * below * inv * (v - 120)) / 20;
    *dw = .02f * (q4 - w * (1 + q4)) * (1 + q * q) * inv * (1 + e);
}
static inline void iz(float v, float u, float i, float *dv, float *du) {
    *dv = (.04f * v + 5) * v + 140 - u + i;
    *du = .02f * (.2f * v - u);
}
#define RK4(rate, h) \
    float k1, l1, k2, l2, k3, l3, k4, l4; \
    rate(p, q, d, &k1, &l1); \
    rate(p + .5f * h * k1, q + .5f * h * l1, d, &k2, &l2); \
    rate(p + .5f * h * k2, q + .5f * h * l2, d, &k3, &l3); \
    rate(p + h * k3, q + h * l3, d, &k4, &l4); \
    float P = p + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4), Q = q + h / 6 * (l1 + 2 * l2 + 2 * l3 + l4);

static void morris_lecar(float *restrict x, float *restrict y, const float *restrict c, int steps) {
    for (int s = 0; s < steps; s++) {
        _Pragma("omp simd") for (int j = 0; j < B; j++) { float p = x[j], q = y[j], d = c[j]; RK4(ml, .2f) x[j] = P; y[j] = Q; }
    }
}
static void morris_lecar_fewer(float *restrict x, float *restrict y, const float *restrict c, int steps) {
    for (int s = 0; s < steps; s++) {
        _Pragma("omp simd") for (int j = 0; j < B; j++) { float p = x[j], q = y[j], d = c[j]; RK4(ml_fewer, .2f) x[j] = P; y[j] = Q; }
    }
}
static void izhikevich(float *restrict x, float *restrict y, const float *restrict c, int steps) {
    for (int s = 0; s < steps; s++) {
        _Pragma("omp simd") for (int j = 0; j < B; j++) {
            float p = x[j], q = y[j], d = c[j]; RK4(iz, .1f)
            float share = (30 - p) / (P - p), u = q + share * (Q - q) + 8, left = .1f * (1 - share), dv, du;
            iz(-65, u, d, &dv, &du);
            int fired = P >= 30;
            x[j] = fired ? -65 + left * dv : P; y[j] = fired ? u + left * du : Q;
        }
    }
}
static void izhikevich_2003(float *restrict x, float *restrict y, const float *restrict c, int steps) {
    for (int s = 0; s < steps; s++) {
        _Pragma("omp simd") for (int j = 0; j < B; j++) {
            float p = x[j], q = y[j], d = c[j]; int fired = p >= 30;
            p = fired ? -65 : p; q = fired ? q + 8 : q;
            p += .5f * ((.04f * p + 5) * p + 140 - q + d); p += .5f * ((.04f * p + 5) * p + 140 - q + d);
            x[j] = p; y[j] = q + .02f * (.2f * p - q);
        }
    }
}
static void measure(const char *name, kernel k, int steps, float x0, float y0, float low, float high) {
    float *x = malloc(4 * N), *y = malloc(4 * N), *c = malloc(4 * N); double best = 0;
    for (int r = 0; r < 5; r++) {
        for (int i = 0; i < N; i++) { x[i] = x0; y[i] = y0; c[i] = low + (high - low) * i / N; }
        double t = omp_get_wtime();
        #pragma omp parallel for schedule(dynamic, 8)
        for (int b = 0; b < N / B; b++) {
            float X[B], Y[B], C[B];
            for (int i = 0; i < B; i++) { X[i] = x[b * B + i]; Y[i] = y[b * B + i]; C[i] = c[b * B + i]; }
            k(X, Y, C, steps);
            for (int i = 0; i < B; i++) { x[b * B + i] = X[i]; y[b * B + i] = Y[i]; }
        }
        t = omp_get_wtime() - t; double v = (double)N * steps / t; if (v > best) best = v;
    }
    fprintf(stderr, "%g\n", x[5]); printf("%s %.4g\n", name, best);
    free(x); free(y); free(c);
}
int main(void) {
    measure("morris-lecar", morris_lecar, 500, 0, 0, 95, 210);
    measure("morris-lecar-fewer", morris_lecar_fewer, 500, 0, 0, 95, 210);
    measure("izhikevich", izhikevich, 1000, -65, -13, 4, 30);
    measure("izhikevich-2003", izhikevich_2003, 1000, -65, -13, 4, 30);
    return 0;
}

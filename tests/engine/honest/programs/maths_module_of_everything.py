import math

one = "acos acosh asin asinh atan atanh cbrt ceil cos cosh degrees erf erfc exp exp2 expm1 fabs floor frexp gamma isfinite isinf isnan lgamma " \
      "log log10 log1p log2 modf radians sin sinh sqrt tan tanh trunc ulp"
for name in one.split():
    results = []
    for x in (0.5, 1.0, -2.25, 1e3, math.inf, math.nan):
        try:
            results.append(getattr(math, name)(x))
        except (ValueError, OverflowError) as error:
            results.append(str(error))
    print(f"{name:9}", *results)
print(math.atan2(-1, -1), math.copysign(3, -0.0), math.fmod(-7, 3), math.remainder(7, 4), math.ldexp(0.75, 4), math.pow(2, 0.5), math.hypot(1, 2, 2))
print(math.dist([1, 2], [4, 6]), math.fsum([0.1] * 10), sum([0.1] * 10), math.prod([1, 2, 3], start=2), math.sumprod([1.5, 2], [3, 4]), math.fma(2, 3, 4))
print(math.gcd(48, 36, 60), math.lcm(4, 6, 10), math.factorial(25), math.comb(50, 25), math.perm(10, 3), math.isqrt(10**30 + 1), math.gcd(), math.lcm(0, 5))
print(math.isclose(1e-9, 0), math.isclose(0.1 + 0.2, 0.3), math.isclose(1, 1.1, rel_tol=0.1), math.nextafter(1, 2, steps=3), math.log(2**2000), math.log(8, 2))
print(math.pi, math.e, math.tau, math.inf, -math.nan, math.floor(-2.5), math.ceil(10**20 / 3), math.log(1000, 10), math.sqrt(10**300))
for expression in ("math.sqrt(-1)", "math.log(0)", "math.exp(1000)", "math.factorial(2.5)", "math.comb(-1, 2)", "math.acos(2)", "math.isqrt(-4)", "math.fmod(1, 0)",
                   "math.floor(math.inf)", "math.ceil(math.nan)", "math.gcd(1.5)", "math.pow(0, -1)", "math.dist([1], [1, 2])", "math.sin('x')", "math.gamma(-1)", "math.sumprod([1], [])"):
    try:
        print(expression, eval(expression))
    except (ValueError, TypeError, OverflowError) as error:
        print(expression, "->", type(error).__name__, error)

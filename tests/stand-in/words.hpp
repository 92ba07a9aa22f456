// The words of CUDA C++ for a host compiler, so that kernels compile as plain functions that do the
// work of one thread. Half precision is here to be compiled; it is not modelled bit for bit.
#pragma once
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

using std::isinf;
using std::isnan;
using std::signbit;

#define __CUDA_ARCH__ 800
#define __device__ static __attribute__((unused))
#define __host__
#define __forceinline__ inline
#define __global__ __attribute__((weak))
#define __restrict__
// The threads of a block run on one thread of the host, one block after another.
#define __shared__ static

struct Place { unsigned x, y, z; };
extern Place threadIdx, blockIdx, blockDim, gridDim;
void __syncthreads();

template <class A, class B> static inline std::common_type_t<A, B> max(A a, B b) {
  std::common_type_t<A, B> x = a, y = b;
  return x > y ? x : y;
}
template <class A, class B> static inline std::common_type_t<A, B> min(A a, B b) {
  std::common_type_t<A, B> x = a, y = b;
  return x < y ? x : y;
}

struct __half {
  float v;
  __half() : v(0) {}
  __half(float f) : v(f) {}
  __half(double f) : v(float(f)) {}
  __half(int f) : v(float(f)) {}
  operator float() const { return v; }
  __half &operator+=(__half o) { return v += o.v, *this; }
  __half &operator-=(__half o) { return v -= o.v, *this; }
  __half &operator*=(__half o) { return v *= o.v, *this; }
  __half &operator/=(__half o) { return v /= o.v, *this; }
};
#define HALF_OPERATOR(result, op) \
  static inline result operator op(__half a, __half b) { return result(a.v op b.v); }
HALF_OPERATOR(__half, +) HALF_OPERATOR(__half, -) HALF_OPERATOR(__half, *) HALF_OPERATOR(__half, /)
HALF_OPERATOR(bool, <) HALF_OPERATOR(bool, >) HALF_OPERATOR(bool, <=) HALF_OPERATOR(bool, >=)
HALF_OPERATOR(bool, ==) HALF_OPERATOR(bool, !=)
static inline __half operator-(__half a) { return -a.v; }
static inline float __half2float(__half a) { return a.v; }
static inline __half __float2half(float a) { return a; }
static inline bool __hisnan(__half a) { return isnan(a.v); }
static inline __half __hmax(__half a, __half b) { return a.v > b.v ? a : b; }
static inline __half __hmin(__half a, __half b) { return a.v < b.v ? a : b; }
static inline __half __hmax_nan(__half a, __half b) { return isnan(a.v) ? a : __hmax(b, a); }
static inline __half __hmin_nan(__half a, __half b) { return isnan(a.v) ? a : __hmin(b, a); }
static inline __half __ushort_as_half(unsigned short) { return 0; }
static inline unsigned short __half_as_ushort(__half) { return 0; }
static inline __half hcos(__half a) { return cosf(a.v); }
static inline __half hsin(__half a) { return sinf(a.v); }
static inline __half hsqrt(__half a) { return sqrtf(a.v); }
static inline __half hlog(__half a) { return logf(a.v); }
static inline __half hexp(__half a) { return expf(a.v); }
static inline __half __habs(__half a) { return fabsf(a.v); }

template <class T, class U> static inline T atomicAdd(T *at, U value) {
  T old = *at;
  *at = old + T(value);
  return old;
}
template <class T, class U> static inline T atomicMax(T *at, U value) {
  T old = *at;
  if (T(value) > old) *at = T(value);
  return old;
}
template <class T, class U> static inline T atomicMin(T *at, U value) {
  T old = *at;
  if (T(value) < old) *at = T(value);
  return old;
}
template <class T, class U, class V> static inline T atomicCAS(T *at, U expected, V value) {
  T old = *at;
  if (old == T(expected)) *at = T(value);
  return old;
}

template <class To, class From> static inline To same_bits(From from) {
  static_assert(sizeof(To) == sizeof(From), "bits of one size");
  To to;
  memcpy(&to, &from, sizeof to);
  return to;
}
static inline int __float_as_int(float f) { return same_bits<int>(f); }
static inline unsigned __float_as_uint(float f) { return same_bits<unsigned>(f); }
static inline float __int_as_float(int i) { return same_bits<float>(i); }
static inline float __uint_as_float(unsigned i) { return same_bits<float>(i); }
static inline long long __double_as_longlong(double f) { return same_bits<long long>(f); }
static inline double __longlong_as_double(long long i) { return same_bits<double>(i); }

// A kernel that the driver finds by its name. It takes addresses of its arguments, as a launch has
// them.
struct Kernel {
  const char *name;
  void (*thread)(void **);
  // Whether its threads wait for each other.
  bool waits;
  Kernel *next;
};
void list(Kernel *);

template <class... A, std::size_t... I>
static inline void call_with(void (*kernel)(A...), void **arguments, std::index_sequence<I...>) {
  kernel(*(std::remove_cv_t<A> *)arguments[I]...);
}
template <class... A> static inline void call(void (*kernel)(A...), void **arguments) {
  call_with(kernel, arguments, std::index_sequence_for<A...>{});
}
#define LIST(NAME, WAITS)                                                             \
  static Kernel listed_##NAME = {#NAME, [](void **a) { call(NAME, a); }, WAITS, nullptr}; \
  static const bool is_listed_##NAME = (list(&listed_##NAME), true);

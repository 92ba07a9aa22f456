// A stand-in for cuBLAS: plain loops over column-major matrices, as its documentation defines them.
#include <cstddef>
#include <dlfcn.h>

namespace {

enum Status { OK = 0, NOT_SUPPORTED = 15 };

template <class T>
void product(bool ta, bool tb, int m, int n, int k, T alpha, const T *a, int lda, const T *b, int ldb, T beta, T *c,
             int ldc) {
  for (int j = 0; j < n; j++) {
    T *column = c + size_t(j) * ldc;
    // With beta 0 the output is not read: it may hold anything.
    for (int i = 0; i < m; i++) column[i] = beta == T(0) ? T(0) : beta * column[i];
    auto right = [&](int p) { return tb ? b[j + size_t(p) * ldb] : b[p + size_t(j) * ldb]; };
    if (ta) {
      for (int i = 0; i < m; i++) {
        T sum = 0;
        for (int p = 0; p < k; p++) sum += a[p + size_t(i) * lda] * right(p);
        column[i] += alpha * sum;
      }
    } else {
      for (int p = 0; p < k; p++) {
        T factor = alpha * right(p);
        for (int i = 0; i < m; i++) column[i] += factor * a[i + size_t(p) * lda];
      }
    }
  }
}

// The driver is there already, and counts.
void count() {
  static auto product = [] {
    void *driver = dlopen("libcuda.so.1", RTLD_NOW);
    return driver ? (void (*)())dlsym(driver, "standInProduct") : nullptr;
  }();
  if (product) product();
}

} // namespace

extern "C" {

int cublasCreate_v2(void **handle) {
  static int it;
  return *handle = &it, OK;
}
int cublasDestroy_v2(void *) { return OK; }
int cublasSetStream_v2(void *, void *) { return OK; }

#define PRODUCTS(LETTER, T)                                                                                          \
  int cublas##LETTER##gemm_v2(void *, int ta, int tb, int m, int n, int k, const T *alpha, const T *a, int lda,      \
                              const T *b, int ldb, const T *beta, T *c, int ldc) {                                   \
    count();                                                                                                         \
    return product(ta, tb, m, n, k, *alpha, a, lda, b, ldb, *beta, c, ldc), OK;                                      \
  }                                                                                                                  \
  int cublas##LETTER##gemmStridedBatched(void *, int ta, int tb, int m, int n, int k, const T *alpha, const T *a,    \
                                         int lda, long long next_a, const T *b, int ldb, long long next_b,           \
                                         const T *beta, T *c, int ldc, long long next_c, int times) {                \
    count();                                                                                                         \
    for (int i = 0; i < times; i++)                                                                                  \
      product(ta, tb, m, n, k, *alpha, a + i * next_a, lda, b + i * next_b, ldb, *beta, c + i * next_c, ldc);        \
    return OK;                                                                                                       \
  }                                                                                                                  \
  int cublas##LETTER##gemv_v2() { return NOT_SUPPORTED; }
PRODUCTS(S, float)
PRODUCTS(D, double)
}

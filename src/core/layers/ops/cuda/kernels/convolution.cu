// Convolutions as products of matrices that are never written down (implicit GEMM). Pictures lie as
// [batch, height, width, channels], weights as [kernel, kernel, in, out]; places outside a picture hold zeros.
//
// A block of threads computes one tile of the result. Step by step it copies a strip of either matrix into shared
// memory, and each thread multiplies what lies there into a few sums that it keeps in registers.

// Sizes of a convolution, as aegan_lab_kernels::conv::Geometry has them.
struct Geometry {
  int batch, kernel, stride, top, left;
  int height, width, channels; // of what it reads
  int rows, columns, outputs;  // of what it writes
};

constexpr int THREADS = 256;
// How many products of each sum there are in a strip.
constexpr int DEPTH = 16;
// Rows of a tile for each thread.
constexpr int TALL = 4;
// Outside of every picture.
constexpr int NOWHERE = -(1 << 30);

// The shape of a tile: `LANES` threads side by side with `WIDE` columns each.
template <int LANES, int WIDE> struct Tile {
  static constexpr int HIGH = THREADS / LANES; // threads one above the other
  static constexpr int ROWS = HIGH * TALL;
  static constexpr int COLUMNS = LANES * WIDE;
};

// Adds to `sum` the products `from` to `to` of the rows of `left(row, k)` and the columns of `right(k, column)`, which
// are counted from the first of the tile. A matrix is deep if numbers of neighbouring `k` are neighbours in memory:
// neighbouring threads then read along `k`.
template <int LANES, int WIDE, bool LEFT_DEEP, bool RIGHT_DEEP, class Left, class Right>
__device__ __forceinline__ void multiply(int from, int to, Left left, Right right, float (&sum)[TALL][WIDE]) {
  using T = Tile<LANES, WIDE>;
  // One number more in a row, so that threads which write along a column do not meet in one bank.
  __shared__ float a[DEPTH][T::ROWS + 1];
  __shared__ float b[DEPTH][T::COLUMNS + 1];
  const int me = threadIdx.x, across = me % LANES, down = me / LANES;
  for (int k = from; k < to; k += DEPTH) {
    for (int i = me; i < DEPTH * T::ROWS; i += THREADS) {
      const int row = LEFT_DEEP ? i / DEPTH : i % T::ROWS;
      const int deep = LEFT_DEEP ? i % DEPTH : i / T::ROWS;
      a[deep][row] = k + deep < to ? left(row, k + deep) : 0.0f;
    }
    for (int i = me; i < DEPTH * T::COLUMNS; i += THREADS) {
      const int column = RIGHT_DEEP ? i / DEPTH : i % T::COLUMNS;
      const int deep = RIGHT_DEEP ? i % DEPTH : i / T::COLUMNS;
      b[deep][column] = k + deep < to ? right(k + deep, column) : 0.0f;
    }
    __syncthreads();
#pragma unroll
    for (int deep = 0; deep < DEPTH; deep++) {
#pragma unroll
      for (int i = 0; i < TALL; i++) {
        const float factor = a[deep][down + i * T::HIGH];
#pragma unroll
        for (int j = 0; j < WIDE; j++) sum[i][j] += factor * b[deep][across + j * LANES];
      }
    }
    __syncthreads();
  }
}

// A row of a tile: the picture that it reads (the number of its first pixel), the place of the first tap there, and
// where the row is written; -1 if it is not.
struct Row {
  int picture, y, x, out;
};

// y = f(x * w + b), or y += x * w. A row is a pixel of the output, a column a channel of it; the sum is over taps and
// channels of the input.
template <int LANES, int WIDE>
__device__ __forceinline__ void convolve(const Geometry &g, const float *x, const float *weight, const Finish &f,
                                         bool adds, float *y) {
  using T = Tile<LANES, WIDE>;
  __shared__ Row rows[T::ROWS];
  const int me = threadIdx.x, pixels = g.rows * g.columns, left_edge = blockIdx.y * T::COLUMNS;
  for (int i = me; i < T::ROWS; i += THREADS) {
    const int out = blockIdx.x * T::ROWS + i, pixel = out % pixels;
    const Row row = {out / pixels * g.height * g.width, pixel / g.columns * g.stride - g.top,
                     pixel % g.columns * g.stride - g.left, out};
    rows[i] = out < g.batch * pixels ? row : Row{0, NOWHERE, NOWHERE, -1};
  }
  __syncthreads();
  auto seen = [&](int i, int k) {
    const Row row = rows[i];
    const int tap = k / g.channels, from_y = row.y + tap / g.kernel, from_x = row.x + tap % g.kernel;
    const bool inside = from_y >= 0 && from_y < g.height && from_x >= 0 && from_x < g.width;
    return inside ? x[(row.picture + from_y * g.width + from_x) * g.channels + k % g.channels] : 0.0f;
  };
  auto weights = [&](int k, int column) {
    const int channel = left_edge + column;
    return channel < g.outputs ? weight[k * g.outputs + channel] : 0.0f;
  };
  float sum[TALL][WIDE] = {};
  multiply<LANES, WIDE, true, false>(0, g.kernel * g.kernel * g.channels, seen, weights, sum);
  for (int i = 0; i < TALL; i++)
    for (int j = 0; j < WIDE; j++) {
      const int out = rows[me / LANES + i * T::HIGH].out, channel = left_edge + me % LANES + j * LANES;
      if (out < 0 || channel >= g.outputs) continue;
      const int at = out * g.outputs + channel;
      y[at] = adds ? y[at] + sum[i][j] : finished(f, sum[i][j], at, channel);
    }
}

// How many of 0 to `size` there are from `first` on, every `stride`th.
__device__ __forceinline__ int every(int stride, int first, int size) {
  return first < size ? (size - first + stride - 1) / stride : 0;
}

// y = f(x *T w + b), or y += x *T w: the adjoint of the convolution, which reads what that writes. A row is a pixel of
// the result, a column a channel of it; the sum is over taps and channels of x. Only taps that differ by the stride
// meet a pixel: the pixels that the same taps meet are a phase, blockIdx.z.
template <int LANES, int WIDE>
__device__ __forceinline__ void adjoin(const Geometry &g, const float *x, const float *weight, const Finish &f,
                                       bool adds, float *y) {
  using T = Tile<LANES, WIDE>;
  __shared__ Row rows[T::ROWS];
  const int me = threadIdx.x, s = g.stride, left_edge = blockIdx.y * T::COLUMNS;
  // The first tap of this phase, and the first pixel that it meets.
  const int tap_y = blockIdx.z / s, tap_x = blockIdx.z % s;
  const int first_y = ((tap_y - g.top) % s + s) % s, first_x = ((tap_x - g.left) % s + s) % s;
  const int down = every(s, first_y, g.height), across = every(s, first_x, g.width);
  const int taps_y = every(s, tap_y, g.kernel), taps_x = every(s, tap_x, g.kernel);
  const int pixels = down * across;
  // A phase may be smaller than the largest, which the grid is made for.
  if (int(blockIdx.x) * T::ROWS >= g.batch * pixels) return;
  for (int i = me; i < T::ROWS; i += THREADS) {
    const int number = blockIdx.x * T::ROWS + i, picture = number / pixels, pixel = number % pixels;
    const int to_y = first_y + pixel / across * s, to_x = first_x + pixel % across * s;
    const Row row = {picture * g.rows * g.columns, (to_y + g.top - tap_y) / s, (to_x + g.left - tap_x) / s,
                     (picture * g.height + to_y) * g.width + to_x};
    rows[i] = number < g.batch * pixels ? row : Row{0, NOWHERE, NOWHERE, -1};
  }
  __syncthreads();
  auto falls = [&](int i, int k) {
    const Row row = rows[i];
    const int tap = k / g.outputs, from_y = row.y - tap / taps_x, from_x = row.x - tap % taps_x;
    const bool inside = from_y >= 0 && from_y < g.rows && from_x >= 0 && from_x < g.columns;
    return inside ? x[(row.picture + from_y * g.columns + from_x) * g.outputs + k % g.outputs] : 0.0f;
  };
  auto weights = [&](int k, int column) {
    const int channel = left_edge + column, tap = k / g.outputs;
    const int at = (tap_y + tap / taps_x * s) * g.kernel + tap_x + tap % taps_x * s;
    return channel < g.channels ? weight[(at * g.channels + channel) * g.outputs + k % g.outputs] : 0.0f;
  };
  float sum[TALL][WIDE] = {};
  multiply<LANES, WIDE, true, true>(0, taps_y * taps_x * g.outputs, falls, weights, sum);
  for (int i = 0; i < TALL; i++)
    for (int j = 0; j < WIDE; j++) {
      const int out = rows[me / LANES + i * T::HIGH].out, channel = left_edge + me % LANES + j * LANES;
      if (out < 0 || channel >= g.channels) continue;
      const int at = out * g.channels + channel;
      y[at] = adds ? y[at] + sum[i][j] : finished(f, sum[i][j], at, channel);
    }
}

// dw += the gradient of the weights, from x and the gradient of the output. A row is a tap and a channel of x, a column
// a channel of the output; the sum is over the pixels of the output, of which blockIdx.z has `part`.
template <int LANES, int WIDE>
__device__ __forceinline__ void slopes(const Geometry &g, int part, const float *x, const float *dy, float *dw) {
  using T = Tile<LANES, WIDE>;
  __shared__ Row rows[T::ROWS];
  const int me = threadIdx.x, pixels = g.rows * g.columns, left_edge = blockIdx.y * T::COLUMNS;
  const int from = blockIdx.z * part, end = from + part, all = g.batch * pixels;
  for (int i = me; i < T::ROWS; i += THREADS) {
    const int out = blockIdx.x * T::ROWS + i, tap = out / g.channels;
    // Of what a picture is in the other kernels, only the channel differs from row to row.
    const Row row = {out % g.channels, tap / g.kernel - g.top, tap % g.kernel - g.left, out};
    rows[i] = tap < g.kernel * g.kernel ? row : Row{0, NOWHERE, NOWHERE, -1};
  }
  __syncthreads();
  auto seen = [&](int i, int k) {
    const Row row = rows[i];
    const int picture = k / pixels, pixel = k % pixels;
    const int from_y = row.y + pixel / g.columns * g.stride, from_x = row.x + pixel % g.columns * g.stride;
    const bool inside = from_y >= 0 && from_y < g.height && from_x >= 0 && from_x < g.width;
    return inside ? x[((picture * g.height + from_y) * g.width + from_x) * g.channels + row.picture] : 0.0f;
  };
  auto gradients = [&](int k, int column) {
    const int channel = left_edge + column;
    return channel < g.outputs ? dy[k * g.outputs + channel] : 0.0f;
  };
  float sum[TALL][WIDE] = {};
  multiply<LANES, WIDE, false, false>(from, end < all ? end : all, seen, gradients, sum);
  for (int i = 0; i < TALL; i++)
    for (int j = 0; j < WIDE; j++) {
      const int out = rows[me / LANES + i * T::HIGH].out, channel = left_edge + me % LANES + j * LANES;
      if (out >= 0 && channel < g.outputs) atomicAdd(&dw[out * g.outputs + channel], sum[i][j]);
    }
}

// Tiles of 64 rows and 64 columns, and of 256 rows and 4 columns where a result has few channels. launch.rs
// knows their sizes.
#define BOTH(TILE, LANES, WIDE)                                                                                \
  extern "C" __global__ void lab_convolve_##TILE(Geometry g, const float *x, const float *weight, Finish f,    \
                                                 int adds, float *y) {                                         \
    convolve<LANES, WIDE>(g, x, weight, f, adds, y);                                                           \
  }                                                                                                            \
  extern "C" __global__ void lab_adjoin_##TILE(Geometry g, const float *x, const float *weight, Finish f,      \
                                               int adds, float *y) {                                           \
    adjoin<LANES, WIDE>(g, x, weight, f, adds, y);                                                             \
  }                                                                                                            \
  extern "C" __global__ void lab_slopes_##TILE(Geometry g, int part, const float *x, const float *dy, float *dw) { \
    slopes<LANES, WIDE>(g, part, x, dy, dw);                                                                   \
  }
BOTH(square, 16, 4)
BOTH(narrow, 4, 1)

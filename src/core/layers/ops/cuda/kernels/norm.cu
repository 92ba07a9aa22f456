// Batch norm over rows of channels: the moments of each channel, what they make of the numbers, and the gradients.

// The same as aegan_lab's EPSILON.
constexpr float EPSILON = 1e-5f;

// Adds the sums that the threads of a block have, two for each of its `wide` columns, to those of all blocks:
// `to[column]` and `to[columns + column]`, and likewise to two gradients, where there are any.
__device__ __forceinline__ void add_up(int columns, int wide, float one, float two, float *to, float *first,
                                       float *second) {
  __shared__ float ones[THREADS], twos[THREADS];
  const int me = threadIdx.x, column = blockIdx.y * wide + me % wide;
  ones[me] = one;
  twos[me] = two;
  __syncthreads();
  if (me >= wide || column >= columns) return;
  for (int i = me + wide; i < THREADS; i += wide) {
    one += ones[i];
    two += twos[i];
  }
  atomicAdd(&to[column], one);
  atomicAdd(&to[columns + column], two);
  if (first) atomicAdd(&first[column], one);
  if (second) atomicAdd(&second[column], two);
}

// About the mean of a column: the mean of its first numbers. Squares of distances from there are exact enough to
// subtract from each other.
__device__ __forceinline__ float about(int rows, int columns, const float *x, int column) {
  const int few = rows < 32 ? rows : 32;
  float sum = 0.0f;
  for (int row = 0; row < few; row++) sum += x[row * columns + column];
  return sum / few;
}

// sums += for each column the distances from about its mean, and their squares. Blocks as in lab_before_activation.
extern "C" __global__ void lab_distances(int rows, int columns, int wide, int part, const float *x, float *sums) {
  const int me = threadIdx.x, column = blockIdx.y * wide + me % wide;
  const int from = blockIdx.x * part, end = from + part < rows ? from + part : rows;
  float one = 0.0f, two = 0.0f;
  if (column < columns) {
    const float centre = about(rows, columns, x, column);
    for (int row = from + me / wide; row < end; row += THREADS / wide) {
      const float distance = x[row * columns + column] - centre;
      one += distance;
      two += distance * distance;
    }
  }
  add_up(columns, wide, one, two, sums, nullptr, nullptr);
}

// Mean and variance of each column, from its distances.
extern "C" __global__ void lab_moments(int rows, int columns, const float *x, const float *sums, float *mean,
                                       float *variance) {
  const int column = blockIdx.x * blockDim.x + threadIdx.x;
  if (column >= columns) return;
  const float away = sums[column] / rows, square = sums[columns + column] / rows - away * away;
  mean[column] = about(rows, columns, x, column) + away;
  // What is no number stays none.
  variance[column] = square < 0.0f ? 0.0f : square;
}

// y = f(scale (x - mean) / sqrt(variance + epsilon) + shift); the shift is the bias of `f`.
extern "C" __global__ void lab_normalise(int numbers, int columns, const float *x, const float *mean,
                                         const float *variance, const float *scale, Finish f, float *y) {
  const int at = blockIdx.x * blockDim.x + threadIdx.x, column = at % columns;
  if (at >= numbers) return;
  const float hat = (x[at] - mean[column]) / sqrtf(variance[column] + EPSILON);
  y[at] = finished(f, scale[column] * hat, at, column);
}

// norm.rs has the same.
struct Sums {
  int rows, columns, wide, part;
  const float *x, *mean, *variance;
  Finish f;
  const float *y;
  float *dy, *sums, *shift, *scale;
};

// Turns the gradient of the outputs into that before the activation, in place, and adds for each column its sum and
// that of its products with the normalised numbers to `sums`, and to the gradients of shift and scale unless null.
extern "C" __global__ void lab_norm_sums(Sums of) {
  const int rows = of.rows, columns = of.columns, wide = of.wide, part = of.part;
  const int me = threadIdx.x, column = blockIdx.y * wide + me % wide;
  const int from = blockIdx.x * part, end = from + part < rows ? from + part : rows;
  float one = 0.0f, two = 0.0f;
  if (column < columns) {
    const float centre = of.mean[column], root = sqrtf(of.variance[column] + EPSILON);
    for (int row = from + me / wide; row < end; row += THREADS / wide) {
      const int at = row * columns + column;
      const float before = through(of.f, of.y[at], of.dy[at]);
      of.dy[at] = before;
      one += before;
      two += before * (of.x[at] - centre) / root;
    }
  }
  add_up(columns, wide, one, two, of.sums, of.shift, of.scale);
}

// dx += the gradient of the input. The moments follow the input where they are those of the batch.
extern "C" __global__ void lab_norm_back(int rows, int columns, int follows, const float *x, const float *mean,
                                         const float *variance, const float *scale, const float *sums,
                                         const float *before, float *dx) {
  const int at = blockIdx.x * blockDim.x + threadIdx.x, column = at % columns;
  if (at >= rows * columns) return;
  const float root = sqrtf(variance[column] + EPSILON), hat = (x[at] - mean[column]) / root;
  const float common = follows ? (sums[column] + hat * sums[columns + column]) / rows : 0.0f;
  dx[at] += scale[column] * (before[at] - common) / root;
}

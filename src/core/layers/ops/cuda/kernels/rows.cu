// What surrounds a product of matrices: bias and activation behind it, and their gradients before it.

// y <- f(y + b) in place, [.., columns]; with a gate, y <- y times its slopes.
extern "C" __global__ void lab_finish(int numbers, int columns, Finish f, float *y) {
  const int at = blockIdx.x * blockDim.x + threadIdx.x;
  if (at < numbers) y[at] = finished(f, y[at], at, at % columns);
}

// Turns the gradient of the outputs into the gradient before the activation, in place, and adds the sums of its columns
// to the gradient of the bias, unless that is null. `outputs` tell the slopes. A block has `wide` columns (a power of
// two) and as many rows at a time as it has threads for, `part` rows in all.
extern "C" __global__ void lab_before_activation(int rows, int columns, int wide, int part, Finish f,
                                                 const float *outputs, float *gradient, float *bias) {
  __shared__ float sums[THREADS];
  const int me = threadIdx.x, high = blockDim.x / wide, column = blockIdx.y * wide + me % wide;
  const int from = blockIdx.x * part, end = from + part < rows ? from + part : rows;
  float sum = 0.0f;
  for (int row = from + me / wide; row < end && column < columns; row += high) {
    const int at = row * columns + column;
    const float before = through(f, outputs[at], gradient[at]);
    gradient[at] = before;
    sum += before;
  }
  if (!bias) return;
  sums[me] = sum;
  __syncthreads();
  if (me >= wide || column >= columns) return;
  for (int i = 1; i < high; i++) sum += sums[me + i * wide];
  atomicAdd(&bias[column], sum);
}

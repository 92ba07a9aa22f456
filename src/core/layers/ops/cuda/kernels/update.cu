// Optimisers, and dropout: a number at a time.

// update.rs has the same numbers.
enum Rule { ADAM, RMS_PROP, MOMENTUM };

struct Optimiser {
  const float *scale; // what the gradient is multiplied by, or null
  float limit;        // each number of the gradient is held within; 0: it is not
  float decay;        // so many times the weights are added to it
  int rule;
  float beta1, beta2, epsilon, correction1, correction2;
};

__device__ __forceinline__ float held(float number, float limit) {
  // What is no number stays none.
  if (!(limit > 0.0f)) return number;
  return number > limit ? limit : number < -limit ? -limit : number;
}

// From weights, gradient and memories to the way that the weights go, times its correction, and the next memories.
extern "C" __global__ void lab_way(int numbers, Optimiser with, const float *weights, const float *gradient,
                                   const float *m, const float *v, float *way, float *next_m, float *next_v) {
  const int at = blockIdx.x * blockDim.x + threadIdx.x;
  if (at >= numbers) return;
  float g = held(gradient[at], with.limit);
  if (with.scale) g *= *with.scale;
  g += with.decay * weights[at];
  if (with.rule == MOMENTUM) {
    way[at] = next_m[at] = with.beta1 * m[at] + g;
    return;
  }
  const float square = with.beta2 * v[at] + (1.0f - with.beta2) * g * g;
  next_v[at] = square;
  const float root = sqrtf(square / with.correction2) + with.epsilon;
  if (with.rule == RMS_PROP) {
    way[at] = g / root;
    return;
  }
  const float mean = with.beta1 * m[at] + (1.0f - with.beta1) * g;
  next_m[at] = mean;
  way[at] = mean / with.correction1 / root;
}

// sum += the squares of a gradient held within a limit; no number if one of them is none.
extern "C" __global__ void lab_squares(int numbers, float limit, const float *gradient, float *sum) {
  __shared__ float sums[THREADS];
  const int me = threadIdx.x;
  float mine = 0.0f;
  for (int at = blockIdx.x * THREADS + me; at < numbers; at += gridDim.x * THREADS) {
    const float number = gradient[at], within = held(number, limit);
    // Zero times a square is zero, or no number where that is infinite or none.
    mine += within * within + 0.0f * number * number;
  }
  sums[me] = mine;
  for (int half = THREADS / 2; half; half /= 2) {
    __syncthreads();
    if (me < half) sums[me] += sums[me + half];
  }
  if (me == 0) atomicAdd(sum, sums[0]);
}

// A number that depends on the key and `place` alone (lowbias32, Wellons 2018), as the CPU has it.
__device__ __forceinline__ unsigned hashed(unsigned low, unsigned high, unsigned place) {
  unsigned x = place ^ low;
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15) ^ high) * 0x846ca68bu;
  return x ^ (x >> 16);
}

// y += x, with those numbers left out whose hash is below the threshold, and the others times `scale`.
extern "C" __global__ void lab_dropout(int numbers, unsigned low, unsigned high, unsigned threshold, float scale,
                                       const float *x, float *y) {
  const int at = blockIdx.x * blockDim.x + threadIdx.x;
  if (at < numbers && hashed(low, high, at) >= threshold) y[at] += x[at] * scale;
}

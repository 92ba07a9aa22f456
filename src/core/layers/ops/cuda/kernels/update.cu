// Optimisers, for all tensors of a network in one launch; and dropout.

// As many tensors as a launch takes, and as many numbers as a block does; update.rs has the same.
#define TENSORS 64
#define PART 1024

// Each tensor has blocks of its own, from `first` on. This lies within the 4 KiB that a launch hands over.
struct Tensors {
  float *weights[TENSORS], *m[TENSORS], *v[TENSORS];
  const float *gradients[TENSORS];
  int numbers[TENSORS], first[TENSORS];
  int count;
};

// The tensor that this block works on.
__device__ __forceinline__ int tensor_of(const Tensors &all) {
  int tensor = 0;
  while (tensor + 1 < all.count && (int)blockIdx.x >= all.first[tensor + 1]) tensor++;
  return tensor;
}

// update.rs has the same numbers.
enum Rule { ADAM, RMS_PROP, MOMENTUM };

struct Optimiser {
  float limit; // each number of the gradient is held within; 0: it is not
  float norm;  // the gradient of each tensor is scaled down to it; 0: it is not
  float decay; // so many times the weights are added to the gradient
  float keep;  // so much of the weights is kept, beside the gradient
  float rate;
  int rule;
  float beta1, beta2, epsilon, correction1, correction2;
};

__device__ __forceinline__ float held(float number, float limit) {
  // What is no number stays none.
  if (!(limit > 0.0f)) return number;
  return number > limit ? limit : number < -limit ? -limit : number;
}

// sums[tensor] += the squares of its gradient held within a limit; no number if one of them is none.
extern "C" __global__ void lab_squares(Tensors all, float limit, float *sums) {
  __shared__ float parts[THREADS];
  const int me = threadIdx.x, tensor = tensor_of(all);
  const float *gradient = all.gradients[tensor];
  const int from = (blockIdx.x - all.first[tensor]) * PART, numbers = all.numbers[tensor];
  const int end = from + PART < numbers ? from + PART : numbers;
  float mine = 0.0f;
  for (int at = from + me; at < end; at += THREADS) {
    const float number = gradient[at], within = held(number, limit);
    // Zero times a square is zero, or no number where that is infinite or none.
    mine += within * within + 0.0f * number * number;
  }
  parts[me] = mine;
  for (int half = THREADS / 2; half; half /= 2) {
    __syncthreads();
    if (me < half) parts[me] += parts[me + half];
  }
  if (me == 0) atomicAdd(&sums[tensor], parts[0]);
}

// Moves weights and memories where they lie. `sums` are what lab_squares left for these tensors. `norm`, unless it is
// null, becomes the root of all `squares`.
extern "C" __global__ void lab_update(Tensors all, Optimiser with, const float *sums, int squares, float *norm) {
  const int me = threadIdx.x, tensor = tensor_of(all);
  if (norm && blockIdx.x == 0 && me == 0) {
    float sum = 0.0f;
    for (int i = 0; i < squares; i++) sum += sums[i];
    *norm = sqrtf(sum);
  }
  float scale = 1.0f;
  if (with.norm > 0.0f) {
    const float size = sqrtf(sums[tensor]);
    // What is larger than any number is taken for the largest, as the composition does.
    if (size > with.norm) scale = with.norm / (size < 3.402823466e38f ? size : 3.402823466e38f);
  }
  const float *gradient = all.gradients[tensor];
  float *weights = all.weights[tensor], *m = all.m[tensor], *v = all.v[tensor];
  const int from = (blockIdx.x - all.first[tensor]) * PART, numbers = all.numbers[tensor];
  const int end = from + PART < numbers ? from + PART : numbers;
  for (int at = from + me; at < end; at += THREADS) {
    const float weight = weights[at] * with.keep;
    const float g = held(gradient[at], with.limit) * scale + with.decay * weight;
    float way;
    if (with.rule == MOMENTUM) {
      way = m[at] = with.beta1 * m[at] + g;
    } else {
      const float square = v[at] = with.beta2 * v[at] + (1.0f - with.beta2) * g * g;
      const float root = sqrtf(square / with.correction2) + with.epsilon;
      if (with.rule == RMS_PROP) {
        way = g / root;
      } else {
        const float mean = m[at] = with.beta1 * m[at] + (1.0f - with.beta1) * g;
        way = mean / with.correction1 / root;
      }
    }
    weights[at] = weight - with.rate * way;
  }
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

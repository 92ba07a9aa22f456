// What stands at the end of a layer, and its slope; the same formulas as aegan_lab_kernels::activation.
//
// The files of this folder are one program: they are compiled one after another, in the order of their names, by NVRTC
// on the user's machine. They include nothing, for there may be nothing there to include.

// launch.rs has the same numbers.
enum Function { IDENTITY, RELU, LEAKY_RELU, TANH, SIGMOID, ELU };

// How a layer ends. With a gate it is linear, with the slopes that its activation had where its outputs were the gate's.
struct Finish {
  const float *bias; // one number a channel
  const float *gate; // as many numbers as outputs, or null
  int function;
  float slope; // of the leaky relu, below zero
};

__device__ __forceinline__ float activated(const Finish &f, float x) {
  switch (f.function) {
  // Not fmaxf, which makes 0 of what is no number.
  case RELU: return x <= 0.0f ? 0.0f : x;
  case LEAKY_RELU: return x < 0.0f ? x * f.slope : x;
  case TANH: return tanhf(x);
  case SIGMOID: return 1.0f / (1.0f + expf(-x));
  case ELU: return x > 0.0f ? x : expm1f(x);
  default: return x;
  }
}

// The gradient before an activation, from that after it and the output.
__device__ __forceinline__ float through(const Finish &f, float output, float gradient) {
  switch (f.function) {
  case RELU: return output > 0.0f ? gradient : 0.0f;
  case LEAKY_RELU: return output < 0.0f ? gradient * f.slope : gradient;
  case TANH: return gradient * (1.0f - output * output);
  case SIGMOID: return gradient * output * (1.0f - output);
  case ELU: return output > 0.0f ? gradient : gradient * (output + 1.0f);
  default: return gradient;
  }
}

// The output number `at`, of channel `channel`, from its sum of products.
__device__ __forceinline__ float finished(const Finish &f, float sum, int at, int channel) {
  return f.gate ? through(f, f.gate[at], sum) : activated(f, sum + f.bias[channel]);
}

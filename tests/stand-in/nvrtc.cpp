// A stand-in for NVRTC, the compiler within a program, that compiles nothing: a program that asks for
// it would need its files on the user's machine, and the lab's must not.
#include <cstdio>
#include <cstdlib>

static int asked() {
  fprintf(stderr, "stand-in NVRTC: something is compiled at run time\n");
  abort();
}

extern "C" {
int nvrtcCreateProgram() { return asked(); }
int nvrtcDestroyProgram() { return asked(); }
int nvrtcCompileProgram() { return asked(); }
int nvrtcGetPTXSize() { return asked(); }
int nvrtcGetPTX() { return asked(); }
int nvrtcGetProgramLogSize() { return asked(); }
int nvrtcGetProgramLog() { return asked(); }
}

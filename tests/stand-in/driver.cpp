// A stand-in for the NVIDIA driver, libcuda.so.1: no GPU, no emulation of one. It has the functions
// that the lab's libraries call, keeps device memory in host memory, and runs each kernel thread by
// thread on the CPU. It shows that the program asks the right things of a driver and that kernels
// compute what they should; it shows nothing about speed, about threads that really run at once, or
// about any particular card.
//
// STAND_IN_DRIVER=none    the driver does not start
// STAND_IN_GPUS=0         it finds no GPU
// STAND_IN_MEMORY=BYTES   all that can be allocated
// STAND_IN_SPOIL=KERNEL   the first thread of every launch of KERNEL does nothing
// STAND_IN_REPORT=FILE    at the end: launches, products, copies, what was allocated, and the kernels that ran, how often
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <ucontext.h>
#include <vector>

#include "words.hpp"

Place threadIdx, blockIdx, blockDim, gridDim;

namespace {

enum Status { OK = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NO_DEVICE = 100, INVALID_DEVICE = 101, NOT_FOUND = 500 };

std::recursive_mutex lock;
Kernel *kernels = nullptr;

const char *setting(const char *name) {
  const char *value = getenv(name);
  return value && *value ? value : nullptr;
}

[[noreturn]] void fail(const std::string &why) {
  fprintf(stderr, "stand-in driver: %s\n", why.c_str());
  abort();
}

// What was done, for the report.
struct Counts {
  unsigned long launches = 0, up = 0, up_bytes = 0, big_up = 0, down = 0, down_bytes = 0;
  // Of cuBLAS, copies within the device, fills, allocations: how many, and bytes.
  unsigned long products = 0, moves = 0, move_bytes = 0, fills = 0, fill_bytes = 0, allocations = 0, allocated = 0;
  std::map<std::string, unsigned long> ran;
  ~Counts() {
    const char *path = setting("STAND_IN_REPORT");
    FILE *file = path ? fopen(path, "w") : nullptr;
    if (!file) return;
    fprintf(file, "launches %lu\nto_device %lu\nto_device_bytes %lu\nto_device_big %lu\nto_host %lu\nto_host_bytes %lu\n",
            launches, up, up_bytes, big_up, down, down_bytes);
    fprintf(file, "products %lu\nmoves %lu\nmoved_bytes %lu\nfills %lu\nfilled_bytes %lu\nallocations %lu\nallocated_bytes %lu\n",
            products, moves, move_bytes, fills, fill_bytes, allocations, allocated);
    for (const auto &[name, times] : ran) fprintf(file, "kernel %s %lu\n", name.c_str(), times);
    fclose(file);
  }
} counts;

// Device memory. What was never written holds no likely number; what lies behind it must stay.
constexpr size_t FENCE = 64;
constexpr unsigned char FRESH = 0xA5, GUARD = 0x5A;
std::map<char *, size_t> blocks;
size_t in_use = 0;

size_t memory() {
  const char *bytes = setting("STAND_IN_MEMORY");
  return bytes ? strtoull(bytes, nullptr, 10) : size_t(1) << 33;
}

int allocate(void **at, size_t bytes) {
  std::lock_guard<std::recursive_mutex> held(lock);
  // The real one gives an address that holds nothing.
  if (bytes == 0) return *at = nullptr, OK;
  if (in_use + bytes > memory()) return OUT_OF_MEMORY;
  char *block = (char *)malloc(bytes + FENCE);
  memset(block, FRESH, bytes);
  memset(block + bytes, GUARD, FENCE);
  blocks[block] = bytes;
  in_use += bytes;
  counts.allocations++;
  counts.allocated += bytes;
  *at = block;
  return OK;
}

int release(void *at) {
  std::lock_guard<std::recursive_mutex> held(lock);
  if (!at) return OK;
  auto found = blocks.find((char *)at);
  if (found == blocks.end()) fail("memory is freed that was not allocated");
  for (size_t i = 0; i < FENCE; i++)
    if ((unsigned char)found->first[found->second + i] != GUARD) fail("a kernel wrote behind its memory");
  in_use -= found->second;
  free(found->first);
  blocks.erase(found);
  return OK;
}

// Refuses what does not lie within one allocation.
void within(const void *at, size_t bytes) {
  if (bytes == 0) return;
  auto after = blocks.upper_bound((char *)at);
  if (after != blocks.begin()) {
    auto block = std::prev(after);
    if ((char *)at + bytes <= block->first + block->second) return;
  }
  fail("a copy leaves its memory");
}

int upload(void *to, const void *from, size_t bytes) {
  std::lock_guard<std::recursive_mutex> held(lock);
  within(to, bytes);
  counts.up++;
  counts.up_bytes += bytes;
  if (bytes > 4096) counts.big_up++;
  memcpy(to, from, bytes);
  return OK;
}
int download(void *to, const void *from, size_t bytes) {
  std::lock_guard<std::recursive_mutex> held(lock);
  within(from, bytes);
  counts.down++;
  counts.down_bytes += bytes;
  memcpy(to, from, bytes);
  return OK;
}
int move(void *to, const void *from, size_t bytes) {
  std::lock_guard<std::recursive_mutex> held(lock);
  within(to, bytes);
  within(from, bytes);
  counts.moves++;
  counts.move_bytes += bytes;
  memmove(to, from, bytes);
  return OK;
}
int fill(void *at, unsigned char byte, size_t bytes) {
  std::lock_guard<std::recursive_mutex> held(lock);
  within(at, bytes);
  counts.fills++;
  counts.fill_bytes += bytes;
  memset(at, byte, bytes);
  return OK;
}

// Threads of a block that wait for each other are fibres: each runs to the next barrier, then its
// neighbour does. A fibre is begun once, by a context, which is slow to change; from then on it does
// the work of one thread after another, and is entered and left by jumps.
struct Fibre {
  std::vector<char> stack = std::vector<char>(64 * 1024);
  ucontext_t beginning;
  jmp_buf here;
  enum { Fresh, Ready, Waiting, Done } state = Fresh;
};
std::vector<Fibre> fibres;
ucontext_t outside;
jmp_buf scheduler;
size_t current = 0;
bool fibrous = false;
Kernel *running;
void **arguments;

void life() {
  for (;;) {
    running->thread(arguments);
    Fibre &me = fibres[current];
    me.state = Fibre::Done;
    if (!_setjmp(me.here)) _longjmp(scheduler, 1);
  }
}

void resume(size_t thread) {
  Fibre &fibre = fibres[thread];
  current = thread;
  threadIdx = {unsigned(thread), 0, 0};
  if (_setjmp(scheduler)) return;
  if (fibre.state != Fibre::Fresh) _longjmp(fibre.here, 1);
  getcontext(&fibre.beginning);
  fibre.beginning.uc_stack.ss_sp = fibre.stack.data();
  fibre.beginning.uc_stack.ss_size = fibre.stack.size();
  fibre.beginning.uc_link = nullptr;
  makecontext(&fibre.beginning, life, 0);
  swapcontext(&outside, &fibre.beginning);
}

void block_of_fibres(unsigned threads, unsigned first) {
  if (fibres.empty()) fibres.resize(1024);
  auto skipped = [&](unsigned t) { return t < first; };
  for (unsigned t = 0; t < threads; t++)
    if (!skipped(t) && fibres[t].state == Fibre::Done) fibres[t].state = Fibre::Ready;
  fibrous = true;
  for (bool all_done = false; !all_done;) {
    all_done = true;
    for (unsigned t = 0; t < threads; t++) {
      if (skipped(t) || fibres[t].state == Fibre::Done) continue;
      resume(t);
      all_done &= fibres[t].state == Fibre::Done;
    }
  }
  fibrous = false;
}

int launch(Kernel *kernel, Place grid, Place block, void **with) {
  std::lock_guard<std::recursive_mutex> held(lock);
  if (!grid.x || !grid.y || !grid.z || !block.x || block.x > 1024) return INVALID_VALUE;
  if (block.y != 1 || block.z != 1) fail("only blocks of one row are known here");
  counts.launches++;
  counts.ran[kernel->name]++;
  const char *spoilt = setting("STAND_IN_SPOIL");
  bool spoil = spoilt && !strcmp(spoilt, kernel->name);
  gridDim = grid;
  blockDim = block;
  running = kernel;
  arguments = with;
  for (unsigned z = 0; z < grid.z; z++)
    for (unsigned y = 0; y < grid.y; y++)
      for (unsigned x = 0; x < grid.x; x++) {
        blockIdx = {x, y, z};
        unsigned first = spoil && !x && !y && !z;
        if (kernel->waits) {
          block_of_fibres(block.x, first);
          continue;
        }
        for (unsigned t = first; t < block.x; t++) {
          threadIdx = {t, 0, 0};
          kernel->thread(with);
        }
      }
  return OK;
}

// A module: with code of the real compiler in it, only its own kernels can be taken from it.
struct Module {
  std::string code;
};

} // namespace

void __syncthreads() {
  if (!fibrous) fail("a kernel waits that is not known to");
  Fibre &fibre = fibres[current];
  fibre.state = Fibre::Waiting;
  Place me = threadIdx;
  if (!_setjmp(fibre.here)) _longjmp(scheduler, 1);
  threadIdx = me;
}

void list(Kernel *kernel) {
  kernel->next = kernels;
  kernels = kernel;
}

extern "C" {

// The stand-in for cuBLAS tells of its products.
void standInProduct() {
  std::lock_guard<std::recursive_mutex> held(lock);
  counts.products++;
}

int cuInit(unsigned) {
  const char *driver = setting("STAND_IN_DRIVER");
  return driver && !strcmp(driver, "none") ? NO_DEVICE : OK;
}
int cuDriverGetVersion(int *version) { return *version = 13000, OK; }
int cuGetErrorName(int, const char **text) { return *text = "STAND_IN_ERROR", OK; }
int cuGetErrorString(int, const char **text) { return *text = "an error of the stand-in driver", OK; }

int cuDeviceGetCount(int *count) {
  const char *gpus = setting("STAND_IN_GPUS");
  return *count = gpus ? atoi(gpus) : 1, OK;
}
int cuDeviceGet(int *device, int ordinal) { return *device = ordinal, ordinal == 0 ? OK : INVALID_DEVICE; }
int cuDeviceGetName(char *text, int room, int) { return snprintf(text, room, "stand-in for a GPU"), OK; }
int cuDeviceTotalMem_v2(size_t *bytes, int) { return *bytes = memory(), OK; }
int cuMemGetInfo_v2(size_t *free, size_t *total) { return *total = memory(), *free = memory() - in_use, OK; }
int cuDeviceGetAttribute(int *value, int attribute, int) {
  const int MAJOR = 75, MEMORY_POOLS = 115;
  *value = attribute == MAJOR ? 8 : attribute == MEMORY_POOLS ? 1 : 0;
  return OK;
}
int cuDevicePrimaryCtxRetain(void **context, int) { return *context = &counts, OK; }
int cuDevicePrimaryCtxRelease_v2(int) { return OK; }
int cuCtxSetCurrent(void *) { return OK; }
int cuCtxGetCurrent(void **context) { return *context = &counts, OK; }

int cuEventCreate(void **event, unsigned) { return *event = &counts, OK; }
int cuEventDestroy_v2(void *) { return OK; }
int cuEventRecord(void *, void *) { return OK; }
int cuStreamCreate(void **stream, unsigned) { return *stream = &counts, OK; }
int cuStreamDestroy_v2(void *) { return OK; }
int cuStreamSynchronize(void *) { return OK; }
int cuStreamWaitEvent(void *, void *, unsigned) { return OK; }

int cuMemAlloc_v2(void **at, size_t bytes) { return allocate(at, bytes); }
int cuMemAllocAsync(void **at, size_t bytes, void *) { return allocate(at, bytes); }
int cuMemFree_v2(void *at) { return release(at); }
int cuMemFreeAsync(void *at, void *) { return release(at); }
int cuMemcpyHtoD_v2(void *to, const void *from, size_t bytes) { return upload(to, from, bytes); }
int cuMemcpyHtoDAsync_v2(void *to, const void *from, size_t bytes, void *) { return upload(to, from, bytes); }
int cuMemcpyDtoH_v2(void *to, const void *from, size_t bytes) { return download(to, from, bytes); }
int cuMemcpyDtoHAsync_v2(void *to, const void *from, size_t bytes, void *) { return download(to, from, bytes); }
int cuMemcpyDtoD_v2(void *to, const void *from, size_t bytes) { return move(to, from, bytes); }
int cuMemcpyDtoDAsync_v2(void *to, const void *from, size_t bytes, void *) { return move(to, from, bytes); }
int cuMemsetD8_v2(void *at, unsigned char byte, size_t bytes) { return fill(at, byte, bytes); }
int cuMemsetD8Async(void *at, unsigned char byte, size_t bytes, void *) { return fill(at, byte, bytes); }

int cuModuleLoad(void **, const char *) { return NOT_FOUND; }
int cuModuleLoadData(void **module, const void *code) { return *module = new Module{(const char *)code}, OK; }
int cuModuleUnload(void *module) { return delete (Module *)module, OK; }
int cuModuleGetFunction(void **function, void *module, const char *name) {
  const std::string &code = ((Module *)module)->code;
  bool compiled = code.find(".entry ") != std::string::npos;
  if (compiled && code.find(".entry " + std::string(name) + "(") == std::string::npos)
    fail(std::string("the compiled module has no kernel ") + name);
  for (Kernel *kernel = kernels; kernel; kernel = kernel->next)
    if (!strcmp(kernel->name, name)) return *function = kernel, OK;
  fail(std::string("no kernel ") + name + ": add its file to tests/stand-in/kernels.txt");
}
int cuLaunchKernel(void *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                   unsigned, void *, void **with, void **) {
  return launch((Kernel *)function, {gx, gy, gz}, {bx, by, bz}, with);
}
}

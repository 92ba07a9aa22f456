// A stand-in for NVRTC, the compiler within a program. It compiles nothing: the kernels of the lab's own are in the
// stand-in for the driver already, see build.sh. What it gives as their code is a list of their names. Anything else
// would need files on the user's machine, and the lab's must not.
//
// STAND_IN_NVRTC=none   nothing compiles
// STAND_IN_NVRTC=old    the card is newer than this compiler
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <regex>
#include <string>

namespace {

enum Status { OK = 0, INVALID_OPTION = 5, COMPILATION = 6 };

struct Program {
  std::string source, code, log;
};

bool is(const char *value) {
  const char *set = getenv("STAND_IN_NVRTC");
  return set && !strcmp(set, value);
}

} // namespace

extern "C" {
int nvrtcCreateProgram(Program **program, const char *source, const char *, int headers, const char **, const char **) {
  if (headers || strstr(source, "#include")) {
    fprintf(stderr, "stand-in NVRTC: something that includes files is compiled at run time\n");
    abort();
  }
  return *program = new Program{source, "", ""}, OK;
}
int nvrtcDestroyProgram(Program **program) { return delete *program, *program = nullptr, OK; }
int nvrtcCompileProgram(Program *program, int options, const char **) {
  if (is("none")) return program->log = "stand-in NVRTC: told to compile nothing\n", COMPILATION;
  if (is("old") && options) return program->log = "stand-in NVRTC: no such card\n", INVALID_OPTION;
  // With the names that a macro makes of others, BOTH(square, ..).
  std::regex kernel("__global__ void ([a-z0-9_]+)(##TILE)?\\(");
  const std::string &text = program->source;
  for (std::sregex_iterator at(text.begin(), text.end(), kernel), end; at != end; ++at) {
    auto entry = [&](const std::string &name) { program->code += ".entry " + name + "()\n"; };
    if ((*at)[2].matched)
      for (const char *tile : {"square", "narrow"}) entry((*at)[1].str() + tile);
    else
      entry((*at)[1]);
  }
  return OK;
}
int nvrtcGetPTXSize(Program *program, size_t *bytes) { return *bytes = program->code.size() + 1, OK; }
int nvrtcGetPTX(Program *program, char *into) { return strcpy(into, program->code.c_str()), OK; }
int nvrtcGetProgramLogSize(Program *program, size_t *bytes) { return *bytes = program->log.size() + 1, OK; }
int nvrtcGetProgramLog(Program *program, char *into) { return strcpy(into, program->log.c_str()), OK; }
}

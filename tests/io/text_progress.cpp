#include <cstdio>

#include <gan/io/text_progress.hpp>

#include "io/files.hpp"

using namespace gan;

/// What is printed by `f`, given a stream.
template <class F> static std::string printed(F f) {
  TemporaryFolder folder;
  std::FILE* file = std::fopen((folder / "out").c_str(), "wb");
  f(file);
  std::fclose(file);
  return read_text(folder / "out");
}

TEST_CASE("TextProgress: plain lines where the output is no terminal") {
  std::string out = printed([](std::FILE* file) {
    io::TextProgress progress(200, {.to = file});
    for (int i = 0; i <= 200; ++i) progress.report(i, "loss 0.5");
    progress.report(200, "again");
  });
  CHECK(out.find("  0% 0/200  loss 0.5\n100% 200/200  ") == 0);  // the first and the last: no five seconds passed
  CHECK(out.find("steps/s  in 0s  loss 0.5\n") != std::string::npos);
  CHECK(out.find('\r') == std::string::npos);
  CHECK(std::count(out.begin(), out.end(), '\n') == 2);
}

TEST_CASE("TextProgress: one line on a terminal, never wider than it") {
  std::string out = printed([](std::FILE* file) {
    io::TextProgress progress(4, {.to = file, .terminal_width = 50});
    progress.report(2, std::string(100, 'x'));
    progress.report(4, "\xc3\xa4\xc3\xa4");
  });
  CHECK(out.find("\r 50% [============>           ] 2/4  xxx") == 0);
  CHECK(out.find("\x1b[K\r100% [========================] 4/4") != std::string::npos);
  CHECK(out.find("\r", 1) - 1 == 49 + 3);  // all columns but the last, and the clearing
  CHECK(out.back() == '\n');
  CHECK(std::count(out.begin(), out.end(), '\n') == 1);
}

TEST_CASE("TextProgress: durations and refusals") {
  CHECK(io::duration_text(0) == "0s");
  CHECK(io::duration_text(59.4) == "59s");
  CHECK(io::duration_text(187) == "3m07s");
  CHECK(io::duration_text(7500) == "2h05m");
  CHECK(io::duration_text(3 * 86400 + 4 * 3600) == "3d04h");
  CHECK(io::duration_text(-1) == "?");
  CHECK(io::duration_text(1e300) == "?");
  check_refusal<OptionError>([] { io::TextProgress(0); }, {"positive total", "not 0"});
}

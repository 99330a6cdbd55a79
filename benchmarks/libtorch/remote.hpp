// A competitor's step in a process of its own: LibTorch's allocator, threads and environment cannot touch what it is compared
// with. Between its turns the process is stopped, or its idle threads would spin on our cores.
#pragma once

#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

namespace competitor {

class RemoteStep {
 public:
  // program: libtorch_steps; mode, threads and step as on its command line.
  RemoteStep(const std::string& program, const std::string& mode, int threads, const std::string& step) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) throw std::runtime_error("no socket pair");
    std::string count = std::to_string(threads);
    process_ = fork();
    if (process_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      dup2(ends[1], STDIN_FILENO);
      dup2(ends[1], STDOUT_FILENO);
      execl(program.c_str(), program.c_str(), "serve", mode.c_str(), count.c_str(), step.c_str(), nullptr);
      _exit(127);
    }
    close(ends[1]);
    socket_ = ends[0];
    if (process_ < 0) {
      close(socket_);
      throw std::runtime_error("cannot start a process for " + program);
    }
  }

  RemoteStep(const RemoteStep&) = delete;
  RemoteStep& operator=(const RemoteStep&) = delete;

  ~RemoteStep() {  // the end of its input ends the process
    kill(process_, SIGCONT);
    close(socket_);
    waitpid(process_, nullptr, 0);
  }

  // Does n steps and returns when they are done; the round trip takes some 20 microseconds.
  void repeat(long n) {
    kill(process_, SIGCONT);
    std::string line = std::to_string(n) + '\n';
    bool sent = send(socket_, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size());
    char c = 0;
    for (line.clear(); sent && c != '\n'; line += c)
      if (read(socket_, &c, 1) != 1) sent = false;
    if (!sent) throw std::runtime_error("LibTorch's step ended by itself; its message is above");
    kill(process_, SIGSTOP);
    loss_ = std::stod(line);
  }

  double loss() const { return loss_; }  // of the last step

  clockid_t processor() const {  // measures the processor time of the process
    clockid_t clock;
    if (clock_getcpuclockid(process_, &clock) != 0) throw std::runtime_error("no clock for LibTorch's process");
    return clock;
  }

 private:
  pid_t process_ = -1;
  int socket_ = -1;
  double loss_ = 0;
};

}  // namespace competitor

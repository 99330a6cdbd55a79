#pragma once
#include <optional>

#include <gan/io/csv.hpp>
#include <gan/train/loop.hpp>

namespace gan {

/// Logs step, epoch, seconds and all terms of the model's objectives as comma-separated values, a row every `every` steps. A
/// training that goes on continues its log.
class CsvLog {
 public:
  CsvLog(std::string file = "training.csv", std::int64_t every = 10) : file_(std::move(file)), every_(every) {
    require<OptionError>(every >= 1, "a log needs at least 1 step between rows, not ", every);
  }

  template <class M> void begin(Event<M> const& event) { log_ = event.step > 0 ? io::Log::append : io::Log::replace; }
  template <class M> void operator()(Event<M> const& event) {
    if (event.step % every_ != 0 && event.step != event.steps) return;
    if (!writer_) {
      std::vector<std::string> columns{"step", "epoch", "seconds"};
      for (auto const& objective : event.objectives())
        for (auto const& term : *objective.terms) columns.push_back(std::string(objective.name) + " " + term.name);
      writer_.emplace(file_, columns, log_);
    }
    row_.assign({static_cast<double>(event.step), event.epoch, event.seconds});
    for (auto const& objective : event.objectives())
      for (auto const& term : *objective.terms) row_.push_back(static_cast<double>(to_host(term.value)[0]));
    writer_->row(row_);
  }

 private:
  std::string file_;
  std::int64_t every_;
  io::Log log_ = io::Log::replace;
  std::optional<io::CsvWriter> writer_;
  std::vector<double> row_;
};

}  // namespace gan

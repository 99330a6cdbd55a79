#pragma once
#include <algorithm>
#include <limits>

#include <gan/autodiff/var.hpp>
#include <gan/map/plan.hpp>

namespace gan {

template <class T, class Device> VarBase<T, Device> add_values(VarBase<T, Device> const& a, VarBase<T, Device> const& b);
template <class T, class Device> void add_in_place(Tensor<T, Device> const& to, Tensor<T, Device> const& from);

/// One reverse sweep: visits the nodes between the wanted variables and the values it starts from once each, in reverse order of
/// their making, and collects cotangents. Only nodes that lead to a wanted variable over edges that are not structurally zero
/// take part. With `graph` the cotangents are recorded and can be differentiated again; without, rules write numbers straight
/// into cotangents that the sweep owns: the first writer overwrites, others add.
template <class T, class Device> class Sweep {
 public:
  using Ref = VarBase<T, Device>;

  /// `into_leaves`: the cotangent of a leaf that has a gradient tensor is written there.
  Sweep(Context<Device>& context, bool graph, bool into_leaves)
      : context_(context), graph_(graph), into_leaves_(into_leaves), visits_(context.borrow_list()) {}
  Sweep(Sweep const&) = delete;
  ~Sweep() {
    for (auto* visit : visits_) {
      auto& n = node(visit);
      n.seen_ = n.wanted_ = n.leads_ = false;
      n.owned_ = 0;
      for (int j = 0; j < n.outputs(); ++j) n.cotangent_[j] = {};
    }
    context_.return_list(std::move(visits_));
  }

  /// Starts from y with this cotangent (of y's shape). A sweep that starts from several values is that of their sum.
  void start(Ref const& y, Ref const& cotangent) {
    see(y.node());
    Ref& c = y.node().cotangent_[y.index()];
    c = c ? add_values(c, cotangent) : cotangent;
  }
  /// Starts from y with a cotangent of 1, which rules can recognise.
  void start(Ref const& y) {
    if (!one_ || one_.shape() != y.shape())
      one_ = Ref(Node<T, Device>::template make<Leaf<T, Device>>(context_, full<T>(context_, y.shape(), T(1)), false), 0);
    start(y, one_);
  }

  /// Runs from where it starts to the variables `wanted`.
  template <class Wanted> void run(Wanted const* wanted, std::size_t count) {
    for (auto* visit : visits_) oldest_ = std::min(oldest_, node(visit).sequence_);
    for (std::size_t i = 0; i < count; ++i) {
      wanted[i].node().wanted_ = true;
      see(wanted[i].node());
      oldest_ = std::min(oldest_, wanted[i].node().sequence_);
    }
    for (std::size_t i = 0; i < visits_.size(); ++i) {
      auto& n = node(visits_[i]);
      for (int k = 0; k < n.inputs(); ++k)
        if (n.input(k).needs_gradient() && n.input(k).node().sequence_ >= oldest_ && n.passes(k)) see(n.input(k).node());
    }
    std::sort(visits_.begin(), visits_.end(), [](void* a, void* b) { return node(a).sequence_ < node(b).sequence_; });
    for (auto* visit : visits_) {
      auto& n = node(visit);
      n.leads_ = n.wanted_;
      for (int k = 0; k < n.inputs() && !n.leads_; ++k) n.leads_ = n.input(k) && n.input(k).node().leads_ && n.passes(k);
    }
    for (auto visit = visits_.rbegin(); visit != visits_.rend(); ++visit) {
      current_ = &node(*visit);
      if (!current_->leads_) continue;
      bool reached = false, leaf = current_->inputs() == 0;
      for (int j = 0; j < current_->outputs() && !leaf; ++j) reached = reached || current_->cotangent_[j];
      if (reached) current_->backward(*this);
      if (!current_->wanted_)  // its memory is free for what comes next
        for (int j = 0; j < current_->outputs(); ++j) current_->cotangent_[j] = {};
    }
  }

  /// The cotangent of a wanted variable; empty where y does not depend on it.
  Ref result(Ref const& x) const { return x.node().cotangent_[x.index()]; }

  // What a backward rule of the current node sees.
  Context<Device>& context() const { return context_; }
  bool graph() const { return graph_; }
  Ref const& cotangent(int output) const { return current_->cotangent_[output]; }
  /// Whether that cotangent is the 1 that the sweep started with, and nothing else.
  bool is_one(int output) const { return one_ && cotangent(output) && &cotangent(output).node() == &one_.node(); }
  bool wants(int input) const {
    Ref const& x = current_->input(input);
    return x && x.node().leads_ && x.node().sequence_ >= oldest_ && current_->passes(input);
  }

  /// Adds a cotangent of an input.
  void add(int input, Ref const& value) {
    Ref const& x = current_->input(input);
    Ref& c = x.node().cotangent_[x.index()];
    if (!c && !destination(x)) c = value;
    else if (graph_) c = c ? add_values(c, value) : value;
    else {
      MapOutput<T> to = target(input);
      if (to.accumulate) add_in_place(c.value(), value.value());
      else copy(context_, value.value().data(), to.data, c.value().count());
    }
  }

  /// Where a rule that writes numbers puts the cotangent of an input (not with a graph).
  MapOutput<T> target(int input) {
    Ref const& x = current_->input(input);
    Ref& c = x.node().cotangent_[x.index()];
    unsigned const bit = 1u << x.index();
    if (c && (x.node().owned_ & bit)) return {c.value().data(), true};
    Tensor<T, Device> to = destination(x);
    if (!to) to = Tensor<T, Device>(context_, x.shape());
    Ref before = std::exchange(c, Ref(Node<T, Device>::template make<Leaf<T, Device>>(context_, to, false), 0));
    x.node().owned_ |= bit;
    if (before) copy(context_, before.value().data(), to.data(), to.count());
    return {to.data(), static_cast<bool>(before)};
  }

 private:
  static Node<T, Device>& node(void* visit) { return *static_cast<Node<T, Device>*>(visit); }

  void see(Node<T, Device>& n) {
    if (n.seen_) return;
    n.seen_ = true;
    visits_.push_back(&n);
  }

  Tensor<T, Device> destination(Ref const& x) const {
    if (!into_leaves_ || x.node().inputs() > 0) return {};
    return static_cast<Leaf<T, Device>&>(x.node()).gradient();
  }

  Context<Device>& context_;
  bool graph_, into_leaves_;
  Node<T, Device>* current_ = nullptr;
  Ref one_;
  std::int64_t oldest_ = std::numeric_limits<std::int64_t>::max();  // older nodes are not this sweep's, but may be another's
  std::vector<void*> visits_;
};

}  // namespace gan

#pragma once
#include <gan/core/fields.hpp>
#include <gan/io/safetensors.hpp>
#include <gan/model/model.hpp>

namespace gan {

namespace detail {

/// Host copies of named tensors on their way to or from a file.
template <class T> struct NamedValues {
  std::string name;
  Shape shape;
  std::vector<T> values;
};

template <class T, class Device>
void collect(std::vector<NamedValues<T>>& out, std::string const& prefix, FlatTensors<T, Device> const& layout,
             Tensor<T, Device> const& flat) {
  for (std::size_t i = 0; i < layout.size(); ++i)
    out.push_back({prefix + layout.entries()[i].name, layout.entries()[i].shape, to_host(layout.view_of(flat, i))});
}

/// Everything of a model that training changes, with names like "generator.0.weight".
template <class M> auto values_of(M const& model) {
  std::vector<NamedValues<typename M::value_type>> out;
  model.for_networks([&](std::string const& name, auto const& network) {
    collect(out, name + ".", network.parameters(), network.parameters().values());
    collect(out, name + ".", network.state(), network.state().values());
  });
  if (model.averaged()) collect(out, "average.", model.generator().parameters(), model.averaged());
  return out;
}

/// A write into a tensor that waits until all of a file has been checked.
template <class T, class Device> struct PendingCopy {
  Tensor<T, Device> to;
  std::vector<T> values;
  void run() const { copy_from_host(to.context(), values.data(), to.data(), to.count()); }
};

/// Reads the tensors of `layout` from the file without changing anything; throws FileError where one is missing or of another shape.
template <class T, class Device>
void prepare(std::vector<PendingCopy<T, Device>>& out, io::SafeTensors const& file, std::string const& path,
             std::string const& prefix, FlatTensors<T, Device> const& layout, Tensor<T, Device> const& flat) {
  for (std::size_t i = 0; i < layout.size(); ++i) {
    auto const& entry = layout.entries()[i];
    std::string const name = prefix + entry.name;
    auto const* tensor = file.find(name);
    require<FileError>(tensor, path, ": was saved from another composition: it has no tensor \"", name,
                       "\", which this model needs");
    require<FileError>(tensor->shape == entry.shape, path, ": was saved from another composition: tensor \"", name,
                       "\" has the shape ", tensor->shape.text(), ", but this model needs ", entry.shape.text());
    require<FileError>(tensor->dtype == io::dtype_of<T>(), path, ": tensor \"", name, "\" holds ",
                       io::facts(tensor->dtype).name, ", but this model holds ", io::facts(io::dtype_of<T>()).name);
    std::vector<T> values(static_cast<std::size_t>(entry.shape.count()));
    tensor->copy_to(values.data(), entry.shape.count());
    out.push_back({layout.view_of(flat, i), std::move(values)});
  }
}

template <class M> auto prepare_model(M const& model, io::SafeTensors const& file, std::string const& path) {
  std::vector<PendingCopy<typename M::value_type, typename M::device_type>> out;
  model.for_networks([&](std::string const& name, auto const& network) {
    prepare(out, file, path, name + ".", network.parameters(), network.parameters().values());
    prepare(out, file, path, name + ".", network.state(), network.state().values());
  });
  return out;
}

/// The average belongs to a model where its file has one; throws FileError where a part of it is missing or of another shape.
template <class M> auto prepare_average(M const& model, io::SafeTensors const& file, std::string const& path) {
  using T = typename M::value_type;
  std::vector<PendingCopy<T, typename M::device_type>> out;
  bool kept = false;
  for (auto const& tensor : file.tensors()) kept = kept || tensor.name.starts_with("average.");
  if (!kept) return out;
  auto const& layout = model.generator().parameters();
  prepare(out, file, path, "average.", layout, zeros<T>(model.context(), layout.values().shape()));
  return out;
}

template <class M, class Copies> void restore_average(M& model, Copies const& copies) {
  auto const& layout = model.generator().parameters();
  auto averaged = copies.empty() ? Tensor<typename M::value_type, typename M::device_type>{}
                                 : zeros<typename M::value_type>(model.context(), layout.values().shape());
  for (std::size_t i = 0; i < copies.size(); ++i) {
    auto to = layout.view_of(averaged, i);
    copy_from_host(model.context(), copies[i].values.data(), to.data(), to.count());
  }
  model.set_averaged(averaged);
}

inline constexpr char const* weights_format = "gan-weights-1";

/// A loss as its fields and what its functions give at one score or posterior, which tells losses without fields apart.
template <class L> std::string loss_text(L const& loss) {
  std::string out = field_text(loss);
  [[maybe_unused]] auto costs = [&](auto const& of, auto const&... s) {  // `of` has these functions where it is called alone
    auto cost = [](auto const& c) { return field_text(to_pack<Pack<double, 1>>(c).v); };
    out += " costing " + cost(of.real(s...)) + ", " + cost(of.fake(s...)) + ", " + cost(of.generator(s...));
  };
  using P = Pack<double, 1>;
  if constexpr (ScoreLoss<L>) costs(loss, P{0.5});
  else if constexpr (PosteriorLoss<L>) costs(loss, P{0.5}, P{-0.75});
  else if constexpr (requires { loss.loss; }) out += " of " + loss_text(loss.loss);
  return out;
}

template <class R> std::string regularizer_text(R const& regularizer) {
  if constexpr (requires { regularizer.name; }) return regularizer.name + (" " + field_text(regularizer));
  else return "regularizer " + field_text(regularizer);
}

/// The values of all policies of a composition; one that is no Gan says them itself.
template <class G> std::string policies_text(G const& gan) {
  if constexpr (requires { gan.text(); }) return gan.text();
  else {
    std::string out = "generator " + field_text(gan.generator) + ", discriminator " + field_text(gan.discriminator) +
                      ", loss " + loss_text(gan.loss);
    std::apply([&](auto const&... r) { ((out += ", " + regularizer_text(r)), ...); }, gan.regularizers);
    return out;
  }
}

/// The values of all policies, and the sample's shape: what makes this composition this one, beside its parameters' names and shapes.
template <class M> std::string composition_text(M const& model) {
  return "sample " + M::sample::shape(1).text() + ", " + policies_text(model.composition());
}

}  // namespace detail

/// Writes the weights of all networks as safetensors, atomically. Throws FileError where the file cannot be written.
template <class M> void save(M const& model, std::string const& path) {
  auto const values = detail::values_of(model);
  std::vector<io::SafeTensor> tensors;
  for (auto const& v : values) tensors.push_back(io::SafeTensor::of(v.name, v.shape, v.values.data()));
  io::write_safetensors(path, tensors, {{"format", detail::weights_format}, {"composition", detail::composition_text(model)}});
}

/// Reads weights that `save` or a checkpoint wrote for the same composition and sample. Throws FileError with what differs; then the
/// model is as it was.
template <class M> void load(M& model, std::string const& path) {
  auto const file = io::read_safetensors(path);
  auto const copies = detail::prepare_model(model, file, path);
  auto const average = detail::prepare_average(model, file, path);
  for (auto const& copy : copies) copy.run();
  detail::restore_average(model, average);
}

}  // namespace gan

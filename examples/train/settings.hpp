#pragma once
/// The hyper-parameters of policies by name, for --set and --describe.
#include <variant>
#include <gan/gan.hpp>

/// Named places: "generator.width" and so on.
class Settings {
 public:
  using Place = std::variant<int*, float*, bool*, std::vector<int>*>;
  struct Entry {
    std::string name;
    Place place;
  };

  template <class T> Settings& add(std::string const& name, T& value) {
    entries_.push_back({prefix_ + name, &value});
    return *this;
  }
  /// Those of a part, their names behind `name` and a dot.
  template <class Policy> Settings& part(std::string const& name, Policy& policy) {
    std::string const before = prefix_;
    prefix_ += name + ".";
    list_settings(*this, policy);
    prefix_ = before;
    return *this;
  }
  std::vector<Entry> const& entries() const { return entries_; }

  /// Takes "name=value"; a list is written 256,128. Throws OptionError for an unknown name or a value of another kind.
  void set(std::string const& text) {
    std::size_t const equals = text.find('=');
    std::string const name = text.substr(0, equals);
    for (auto const& entry : entries_)
      if (entry.name == name && equals != std::string::npos) return put(entry, text.substr(equals + 1));
    std::string names;
    for (auto const& entry : entries_) names += (names.empty() ? "" : ", ") + entry.name;
    throw gan::OptionError(gan::sentence("--set takes name=value, not '", text, "'; this system has ", names));
  }

  static std::string text(Place const& place) {
    if (auto* const* list = std::get_if<std::vector<int>*>(&place)) {
      std::string out;
      for (int v : **list) out += (out.empty() ? "" : ",") + std::to_string(v);
      return out;
    }
    if (auto* const* flag = std::get_if<bool*>(&place)) return **flag ? "true" : "false";
    if (auto* const* whole = std::get_if<int*>(&place)) return std::to_string(**whole);
    return gan::sentence(*std::get<float*>(place));
  }

 private:
  static void put(Entry const& entry, std::string const& value) {
    auto number = [&](std::string const& text) {
      std::size_t used = 0;
      double out = 0;
      try {
        out = std::stod(text, &used);
      } catch (std::exception const&) {
      }
      gan::require<gan::OptionError>(used > 0 && used == text.size(), "--set ", entry.name, " needs a number, not '", text,
                                     "'");
      return out;
    };
    auto whole = [&](std::string const& text) {
      double const out = number(text);
      gan::require<gan::OptionError>(out == std::floor(out) && std::abs(out) < 1e9, "--set ", entry.name,
                                     " needs a whole number, not '", text, "'");
      return static_cast<int>(out);
    };
    if (auto* const* to = std::get_if<int*>(&entry.place)) **to = whole(value);
    else if (auto* const* real = std::get_if<float*>(&entry.place)) **real = static_cast<float>(number(value));
    else if (auto* const* flag = std::get_if<bool*>(&entry.place)) {
      gan::require<gan::OptionError>(value == "true" || value == "false", "--set ", entry.name, " needs true or false, not '",
                                     value, "'");
      **flag = value == "true";
    } else {
      auto& list = *std::get<std::vector<int>*>(entry.place);
      list.clear();
      for (std::size_t at = 0; at < value.size();) {
        std::size_t const comma = std::min(value.find(',', at), value.size());
        list.push_back(whole(value.substr(at, comma - at)));
        at = comma + 1;
      }
    }
  }

  std::vector<Entry> entries_;
  std::string prefix_;
};

namespace gan {

inline void list_settings(Settings& s, MlpGenerator& g) { s.add("latent", g.latent).add("hidden", g.hidden); }
inline void list_settings(Settings& s, NormalisedMlpGenerator& g) { s.add("latent", g.latent).add("hidden", g.hidden); }
inline void list_settings(Settings& s, DCGenerator& g) {
  s.add("latent", g.latent).add("width", g.width).add("kernel", g.kernel);
}
inline void list_settings(Settings& s, DenseDCGenerator& g) {
  s.add("latent", g.latent).add("hidden", g.hidden).add("width", g.width).add("kernel", g.kernel);
}
inline void list_settings(Settings& s, ResNetGenerator& g) { s.add("latent", g.latent).add("width", g.width); }
inline void list_settings(Settings& s, DCCompleter& c) { s.add("width", c.width).add("kernel", c.kernel); }
inline void list_settings(Settings& s, PosteriorPromotedGenerator& g) {
  s.add("latent", g.latent).add("dimensions", g.dimensions).add("width", g.width).add("style", g.style);
}
template <class G> void list_settings(Settings& s, Coded<G>& g) {
  list_settings(s, g.generator);
  s.add("categorical", g.codes.categorical).add("continuous", g.codes.continuous);
}
template <class G, int N> void list_settings(Settings& s, ConditionalGenerator<G, N>& g) {
  list_settings(s, g.generator);
  s.add("class-scale", g.scale);
}
template <class S, class N, class Mask> void list_settings(Settings& s, MaskedGenerator<S, N, Mask>& g) {
  list_settings(s, g.network);
}

inline void list_settings(Settings& s, MlpDiscriminator& d) { s.add("hidden", d.hidden).add("slope", d.slope); }
inline void list_settings(Settings& s, EluDiscriminator& d) { s.add("hidden", d.hidden); }
inline void list_settings(Settings& s, MaxoutD& d) {
  s.add("units", d.units).add("pieces", d.pieces).add("input_keep", d.input_keep).add("keep", d.keep);
}
inline void list_settings(Settings& s, DCDiscriminator& d) { s.add("width", d.width).add("kernel", d.kernel); }
inline void list_settings(Settings& s, DenseDCDiscriminator& d) {
  s.add("hidden", d.hidden).add("width", d.width).add("kernel", d.kernel).add("slope", d.slope);
}
inline void list_settings(Settings& s, DCCritic& d) { s.add("width", d.width).add("kernel", d.kernel); }
inline void list_settings(Settings& s, ResNetCritic& d) { s.add("width", d.width); }
inline void list_settings(Settings& s, AutoencoderEnergyD& d) {
  s.add("width", d.width).add("kernel", d.kernel).add("code", d.code);
}
inline void list_settings(Settings& s, MlpAutoencoderEnergyD& d) { s.add("hidden", d.hidden).add("code", d.code); }
inline void list_settings(Settings& s, PosteriorD& d) {
  s.add("width", d.width).add("dimensions", d.dimensions).add("slope", d.slope);
}
template <class D> void list_settings(Settings& s, CodeHead<D>& d) {
  list_settings(s, d.discriminator);
  s.add("head", d.hidden).add("categorical", d.codes.categorical).add("continuous", d.codes.continuous);
}
template <class D> void list_settings(Settings& s, LabelledCodeHead<D>& d) {
  list_settings(s, d.discriminator);
  s.add("head", d.hidden).add("categorical", d.codes.categorical).add("continuous", d.codes.continuous);
}
template <class D, int N> void list_settings(Settings& s, ConditionalD<D, N>& d) {
  list_settings(s, d.discriminator);
  s.add("class-scale", d.scale);
}
template <class D> void list_settings(Settings& s, MaskedD<D>& d) { list_settings(s, d.discriminator); }
inline void list_settings(Settings& s, LadderD& d) { s.add("hidden", d.hidden).add("noise", d.noise); }
inline void list_settings(Settings& s, MlpEncoder& e) { s.add("latent", e.latent).add("hidden", e.hidden); }
inline void list_settings(Settings& s, MlpDecoder& d) { s.add("latent", d.latent).add("hidden", d.hidden); }
inline void list_settings(Settings& s, DCEncoder& e) {
  s.add("latent", e.latent).add("width", e.width).add("kernel", e.kernel);
}

inline void list_settings(Settings& s, LeastSquares& l) { s.add("a", l.a).add("b", l.b).add("c", l.c); }
inline void list_settings(Settings& s, MarginLoss& l) { s.add("margin", l.margin); }
template <class Other> void list_settings(Settings&, Other&) {}  // policies without numbers

inline void list_regularizer(Settings& s, PullingAway& r) { s.add("pulling-away", r.weight); }
inline void list_regularizer(Settings& s, GradientPenalty& r) {
  s.add("gradient-penalty", r.weight).add("gradient-penalty.target", r.target).add("gradient-penalty.one-sided", r.one_sided);
}
inline void list_regularizer(Settings& s, WeightClipping& r) { s.add("weight-clipping", r.limit); }
inline void list_regularizer(Settings& s, MaxNorm& r) { s.add("max-norm", r.limit); }
inline void list_regularizer(Settings& s, GradientClipping& r) { s.add("gradient-clipping", r.limit); }
inline void list_regularizer(Settings& s, InstanceNoise& r) { s.add("instance-noise", r.sigma); }
inline void list_regularizer(Settings& s, LatentCode& r) { s.add("latent-code", r.weight); }
inline void list_regularizer(Settings& s, MutualInformation& r) {
  s.add("information.categorical", r.categorical_weight).add("information.continuous", r.continuous_weight);
}
inline void list_regularizer(Settings& s, LabelledCost& r) { s.add("labelled-cost", r.weight); }
inline void list_regularizer(Settings& s, SemiSupervisedInformation& r) {
  s.add("information.labelled", r.weight);
  s.add("information.generated", r.generated_weight);
}

template <class G, class D, class Loss, class... R> void list_settings(Settings& s, Gan<G, D, Loss, R...>& gan) {
  s.part("generator", gan.generator).part("discriminator", gan.discriminator).part("loss", gan.loss);
  std::apply([&](auto&... r) { (list_regularizer(s, r), ...); }, gan.regularizers);
}
template <class E, class D, class L> void list_settings(Settings& s, Vae<E, D, L>& vae) {
  s.part("encoder", vae.encoder).part("decoder", vae.decoder);
}
template <class E, class D, class L> void list_settings(Settings& s, Autoencoder<E, D, L>& autoencoder) {
  s.part("encoder", autoencoder.encoder).part("decoder", autoencoder.decoder);
}
template <class E, class G, class D, class L, class Gate> void list_settings(Settings& s, VaeGan<E, G, D, L, Gate>& vae_gan) {
  s.part("encoder", vae_gan.encoder).part("decoder", vae_gan.decoder).part("discriminator", vae_gan.discriminator);
  s.add("similarity", vae_gan.similarity.weight);
}

}  // namespace gan

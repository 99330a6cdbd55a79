/// Nothing is forgotten: every class of the folders of policies stands in the list of all policies, every registered policy in the
/// table of what fits together, every reason and every assertion in a case that must not compile, and users' policies stay short.
#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "../io/files.hpp"
#include "../policies.hpp"

namespace {

namespace fs = std::filesystem;
fs::path const root = fs::path(GAN_TEST_FOLDER) / "..";

std::vector<std::string> lines_of(fs::path const& file) {
  std::vector<std::string> out;
  std::istringstream text(read_text(file.string()));
  for (std::string line; std::getline(text, line);) out.push_back(line);
  return out;
}
std::vector<fs::path> files_of(fs::path const& folder, std::string const& extension) {
  std::vector<fs::path> out;
  for (auto const& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == extension) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

/// The classes and aliases that a header declares outside of namespaces for details; our format puts them at the start of a line.
std::vector<std::string> classes_of(fs::path const& header) {
  std::vector<std::string> out;
  std::regex const declaration(R"(^(?:template <.*> ?)?(?:struct|class|using) ([A-Z]\w*)(?: final)?(?: :.*)?(?: \{.*| =.*|)$)");
  int detail = 0;
  for (std::string const& line : lines_of(header)) {
    if (line.rfind("namespace detail {", 0) == 0 || line.rfind("namespace ops {", 0) == 0) detail = 1;
    if (line.rfind("}  // namespace detail", 0) == 0 || line.rfind("}  // namespace ops", 0) == 0) detail = 0;
    std::smatch match;
    if (!detail && std::regex_match(line, match, declaration)) out.push_back(match[1]);
  }
  return out;
}

/// String literals that stand one after another, as one.
std::string joined(std::string const& source) {
  std::string out;
  bool inside = false;
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (source[i] == '\\' && inside) out += source[++i];
    else if (source[i] == '"') inside = !inside;
    else if (inside) out += source[i];
  }
  return out;
}

/// The sentences of all static assertions of a header.
std::vector<std::string> assertions_of(fs::path const& header) {
  std::vector<std::string> out;
  std::string const text = read_text(header.string());
  for (std::size_t at = text.find("static_assert("); at != std::string::npos; at = text.find("static_assert(", at + 1)) {
    int depth = 0;
    std::size_t end = at + 13;
    bool inside = false;
    for (; end < text.size(); ++end) {
      if (text[end] == '"' && text[end - 1] != '\\') inside = !inside;
      if (inside) continue;
      if (text[end] == '(') ++depth;
      if (text[end] == ')' && --depth == 0) break;
    }
    std::string const sentence = joined(text.substr(at, end - at));
    if (!sentence.empty()) out.push_back(sentence);
  }
  return out;
}

/// The sentences that the cases of tests/must_not_compile expect.
std::vector<std::string> expectations() {
  std::vector<std::string> out;
  for (auto const* extension : {".cpp", ".cu"})
    for (auto const& file : files_of(fs::path(GAN_TEST_FOLDER) / "must_not_compile", extension))
      for (std::string const& line : lines_of(file))
        if (auto const at = line.find("// expect: "); at != std::string::npos) out.push_back(line.substr(at + 11));
  return out;
}

/// Lines of code of a struct in an example, from its first line to the one that closes it.
std::vector<std::string> struct_lines(std::string const& example, std::string const& name) {
  std::vector<std::string> out;
  for (std::string const& line : lines_of(root / "examples" / example)) {
    bool const begins = line.rfind("struct " + name + " {", 0) == 0;
    if (!begins && out.empty()) continue;
    if (line.find_first_not_of(' ') != std::string::npos && line.find("//") != line.find_first_not_of(' ')) out.push_back(line);
    if (line == "};") break;
  }
  return out;
}

}  // namespace

TEST_CASE("every class in the folders of policies is registered, or said to be no policy") {
  auto const registered = policies::names();
  std::set<std::string> known(registered.begin(), registered.end());
  for (auto const& other : policies::no_policies) {
    INFO(other.name << " is registered and said to be no policy");
    CHECK(known.insert(other.name).second);
  }
  std::size_t seen = 0;
  for (auto const* folder : {"loss", "regularizer", "network", "nn"})
    for (auto const& header : files_of(root / "include" / "gan" / folder, ".hpp"))
      for (std::string const& name : classes_of(header)) {
        INFO(name << " of " << header << " stands neither in a list of policies.hpp nor among no_policies");
        CHECK(known.count(name) == 1);
        ++seen;
      }
  CHECK(seen > 100);
}

TEST_CASE("the table of what fits together has every loss, regularizer, discriminator and generator") {
  std::string const table = read_text((root / "docs" / "combinations.md").string());
  auto check = [&](auto const& list) {
    policies::for_each(list, [&](auto const& p) {
      INFO(p.name << " is missing; build the example `combinations` and put what it prints into docs/combinations.md");
      CHECK(table.find("`" + std::string(p.name) + "`") != std::string::npos);
    });
  };
  check(policies::losses()), check(policies::regularizers()), check(policies::discriminators()), check(policies::generators());
}

TEST_CASE("every assertion of compositions and policies has a case that must not compile") {
  auto const expected = expectations();
  std::size_t seen = 0;
  for (auto const* folder : {"model", "loss", "regularizer", "network", "train", "verify"})
    for (auto const& header : files_of(root / "include" / "gan" / folder, ".hpp"))
      for (std::string const& sentence : assertions_of(header)) {
        INFO(header << ": " << sentence);
        CHECK(std::any_of(expected.begin(), expected.end(),
                          [&](std::string const& e) { return sentence.find(e) == 0 || e.find(sentence) == 0; }));
        ++seen;
      }
  CHECK(seen > 30);
}

TEST_CASE("every reason of a misfit has its sentence") {
  std::string const enumeration = read_text((root / "include/gan/model/compatible.hpp").string());
  std::string const sentences = read_text((root / "include/gan/model/gan.hpp").string());
  std::size_t const begin = enumeration.find("enum class Misfit {"), end = enumeration.find("};", begin);
  REQUIRE(begin != std::string::npos);
  std::istringstream names(enumeration.substr(begin + 19, end - begin - 19));
  std::size_t seen = 0;
  for (std::string name; std::getline(names, name, ',');) {
    name.erase(std::remove_if(name.begin(), name.end(), [](unsigned char c) { return std::isspace(c); }), name.end());
    if (name.empty() || name == "none") continue;
    INFO(name);
    CHECK(sentences.find("misfit != Misfit::" + name) != std::string::npos);
    ++seen;
  }
  CHECK(seen >= 13);
}

TEST_CASE("users' own policies are short: a loss 3 functions of a line, a divergence and a regularizer at most 10 lines") {
  auto const loss = struct_lines("own_loss.cpp", "SquaredHinge");
  REQUIRE(loss.size() > 3);
  CHECK(std::count_if(loss.begin(), loss.end(), [](std::string const& line) { return line.rfind("  template <", 0) == 0; }) ==
        3);
  CHECK(loss.size() == 6);  // those, what it scores, and the braces
  auto const divergence = struct_lines("own_divergence.cpp", "Triangular");
  CHECK(divergence.size() > 3);
  CHECK(divergence.size() <= 10);
  auto const regularizer = struct_lines("own_regularizer.cpp", "R1");
  CHECK(regularizer.size() > 3);
  CHECK(regularizer.size() <= 10);
}

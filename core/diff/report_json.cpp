// The keys are a contract (docs/command-line.md): some are added, none is renamed.

#include <algorithm>
#include <charconv>

#include "core/base/text.hpp"
#include "core/diff/report_parts.hpp"
#include "core/regdb/codec.hpp"
#include "core/report/json_writer.hpp"
#include "core/report/report.hpp"

namespace ane::diff {
namespace {

using report::JsonWriter;

/// The value, or null.
template <class T>
void optional_member(std::string_view name, const std::optional<T>& value, JsonWriter& json) {
  json.key(name);
  if (!value) {
    json.null();
  } else if constexpr (std::is_same_v<T, std::string>) {
    json.value(*value);
  } else {
    json.value(std::uint64_t{*value});
  }
}

void write_file(std::string_view key, const document::Document& document, const std::string& name,
                JsonWriter& json) {
  json.key(key).begin_object();
  json.member("path", name.empty() ? document.path() : name);
  json.member("bytes", document.file().size());
  json.member("format", document.format() == document::Format::Anec ? "anec" : "hwx");
  optional_member("generation",
                  document.generation() == nullptr ? std::nullopt : std::optional(document.generation()->id),
                  json);
  json.member("tasks", std::uint64_t{document.tasks().size()});
  const auto& banners = document.container().banners;
  const bool stated = !banners.empty() && !banners.front().version.empty();
  optional_member("compiler", stated ? std::optional(banners.front().version) : std::nullopt, json);
  json.end_object();
}

void write_summary(const Counts& counts, JsonWriter& json) {
  json.key("summary").begin_object();
  json.member("tasks_same", counts.tasks_same);
  json.member("tasks_changed", counts.tasks_changed);
  json.member("tasks_only_a", counts.tasks_only_a);
  json.member("tasks_only_b", counts.tasks_only_b);
  json.member("tasks_moved", counts.tasks_moved);
  json.member("fields_changed", counts.fields_changed);
  json.member("fields_off", counts.fields_off);
  json.member("tensors_changed", counts.tensors_changed);
  json.member("weights_changed", counts.weights_changed);
  json.member("weights_bytes_changed", counts.weights_bytes_changed);
  json.member("container_changed", counts.container_changed);
  json.member("symbols_changed", counts.symbols_changed);
  json.member("noise", counts.noise);
  json.end_object();
}

std::string_view held_name(Held held) {
  switch (held) {
    case Held::Written:
      return "written";
    case Held::Carried:
      return "carried";
    case Held::Reset:
      return "reset";
    case Held::Unset:
      return "unset";
    case Held::Absent:
      break;
  }
  return "absent";
}

/// The decoded number of one side, the name of an enum's value beside it, and where it is from.
void write_side(const std::string& key, const regdb::Field* field, std::uint32_t raw, Held held,
                JsonWriter& json) {
  json.key(key);
  if (held == Held::Unset || held == Held::Absent) {
    json.null();
  } else if (field == nullptr) {
    json.value(raw);
  } else {
    const regdb::FieldValue value = regdb::unpack(*field, raw << field->lsb);
    value.is_real ? json.value(value.real) : json.value(value.number);
    if (field->kind == regdb::FieldKind::Enum)
      optional_member(key + ".name",
                      value.name.empty() ? std::nullopt : std::optional(std::string(value.name)), json);
  }
  json.member(key + ".held", held_name(held));
}

const regdb::Field* field_of(const ComparedField& field, const std::optional<regdb::FieldRef>& side) {
  return field.slot || !side ? nullptr : side->field;
}

void write_change(const Comparison& comparison, const Change& change, JsonWriter& json) {
  json.begin_object();
  const bool known = change.field != Change::kNoField;
  const ComparedField* field = known ? &comparison.fields[change.field] : nullptr;
  json.member("path", known ? field->path() : text_of(comparison, change).path);
  if (known && !field->other_path().empty()) json.member("path.b", field->other_path());
  write_side("a", known ? field_of(*field, field->a) : nullptr, change.a, change.held_a, json);
  write_side("b", known ? field_of(*field, field->b) : nullptr, change.b, change.held_b, json);
  if (!known) json.member("address", change.address);
  json.member("off", change.off);
  if (change.noise) json.member("noise", noise_name(change.kind));
  json.end_object();
}

void write_pair(const Comparison& comparison, const TaskPair& pair, bool noise, JsonWriter& json) {
  json.begin_object();
  optional_member("a", pair.a, json);
  optional_member("b", pair.b, json);
  json.member("status", status_name(pair.status));
  json.member("moved", pair.moved);
  json.member("basis", basis_name(pair.basis));
  json.member("similarity", double{pair.similarity});
  json.member("weights_differ", pair.weights_differ);
  json.key("changes").begin_array();
  for (std::size_t i = 0; i < pair.change_count; ++i)
    write_change(comparison, comparison.changes[pair.first_change + i], json);
  json.end_array();
  if (noise) {
    json.key("noise").begin_array();
    for (std::size_t i = 0; i < pair.noise_count; ++i)
      write_change(comparison, comparison.changes[pair.first_change + pair.change_count + i], json);
    json.end_array();
  }
  json.end_object();
}

void write_tasks(const Comparison& comparison, bool noise, JsonWriter& json) {
  json.key("tasks").begin_array();
  for (const TaskPair& pair : comparison.tasks) write_pair(comparison, pair, noise, json);
  json.end_array();
}

/// What compilers and notes say is text, whatever it looks like.
bool is_text(const std::string& path) {
  return path.starts_with("compiler") || path.starts_with("notes") || path == "name" || path == "symbol" ||
         path.ends_with(".name");
}

/// The number that all of a text is, in decimal or as "0x…".
std::optional<std::uint64_t> whole_number(std::string_view text) {
  const bool hexadecimal = text.starts_with("0x");
  if (hexadecimal) text.remove_prefix(2);
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value, hexadecimal ? 16 : 10);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(value) : std::nullopt;
}

/// Numbers as numbers, shapes and strides as lists.
void write_property(std::string_view key, const std::string& path, const std::optional<std::string>& value,
                    JsonWriter& json) {
  json.key(key);
  if (!value) return json.null();
  const char separator = path == "shape" ? 'x' : path == "strides" ? '/' : '\0';
  if (separator != '\0') {
    json.begin_array();
    for (std::size_t at = 0; at <= value->size();) {
      const std::size_t end = std::min(value->find(separator, at), value->size());
      json.value(whole_number(std::string_view(*value).substr(at, end - at)).value_or(0));
      at = end + 1;
    }
    json.end_array();
    return;
  }
  const auto number = is_text(path) ? std::nullopt : whole_number(*value);
  number ? json.value(*number) : json.value(*value);
}

void write_properties(const std::vector<PropertyChange>& changes, JsonWriter& json) {
  json.begin_array();
  for (const PropertyChange& change : changes) {
    json.begin_object();
    json.member("path", change.path);
    write_property("a", change.path, change.a, json);
    write_property("b", change.path, change.b, json);
    json.member("semantic", change.semantic);
    json.end_object();
  }
  json.end_array();
}

void write_tensors(const Comparison& comparison, JsonWriter& json) {
  json.key("tensors").begin_array();
  const auto side = [&](std::string_view key, const std::vector<model::Tensor>& tensors,
                        const std::optional<std::size_t>& index) {
    json.key(key);
    index ? report::write_tensor_json(tensors[*index], json) : json.null();
  };
  for (const TensorPair& pair : comparison.tensors) {
    json.begin_object();
    side("a", comparison.tensors_a, pair.a);
    side("b", comparison.tensors_b, pair.b);
    json.member("status", status_name(pair.status));
    json.key("changes");
    write_properties(pair.changes, json);
    json.end_object();
  }
  json.end_array();
}

void write_constant(std::string_view key, const std::optional<model::Constant>& constant, JsonWriter& json) {
  json.key(key);
  if (!constant) return json.null();
  json.begin_object();
  json.member("name", constant->name);
  json.member("kind", model::constant_kind_name(constant->kind));
  optional_member("task", constant->task, json);
  json.member("bytes", constant->bytes());
  json.member("layout", model::encoding_name(constant->encoding));
  json.key("shape");
  if (constant->shape == std::array<std::uint64_t, 4>{}) {
    json.null();
  } else {
    json.begin_array();
    for (const std::uint64_t size : constant->shape) json.value(size);
    json.end_array();
  }
  json.end_object();
}

void write_weights_pair(const WeightsPair& pair, JsonWriter& json) {
  json.begin_object();
  write_constant("a", pair.a, json);
  write_constant("b", pair.b, json);
  optional_member("pair", pair.pair, json);
  json.member("verdict", verdict_name(pair.verdict));
  optional_member("reason", pair.reason.empty() ? std::nullopt : std::optional(pair.reason), json);
  json.member("unit", pair.by_value ? "values" : "bytes");
  json.member("compared", pair.compared);
  json.member("differing", pair.differing);
  json.member("bytes_changed", pair.bytes_changed);
  json.key("largest_difference");
  pair.by_value ? json.value(pair.largest_difference) : json.null();
  json.key("largest_at");
  if (pair.by_value && pair.differing != 0) {
    json.begin_array();
    for (const std::uint64_t i : pair.largest_at) json.value(i);
    json.end_array();
  } else {
    json.null();
  }
  json.end_object();
}

void write_symbols(const Comparison& comparison, JsonWriter& json) {
  json.key("symbols").begin_array();
  for (const SymbolPair& pair : comparison.symbols) {
    json.begin_object();
    json.member("name", pair.name);
    if (!pair.other_name.empty()) json.member("b.name", pair.other_name);
    optional_member("a", pair.a, json);
    optional_member("b", pair.b, json);
    json.member("status", status_name(pair.status));
    json.end_object();
  }
  json.end_array();
}

void write_noise(const Comparison& comparison, JsonWriter& json) {
  json.key("noise").begin_array();
  for (const Noise& noise : comparison.noise) {
    json.begin_object();
    json.member("kind", noise_name(noise.kind));
    json.member("count", noise.count);
    json.member("what", noise.what);
    json.member("value", noise.value);
    json.end_object();
  }
  json.end_array();
}

void write_bytes(const Comparison& comparison, JsonWriter& json) {
  const ByteComparison& bytes = comparison.bytes;
  json.key("bytes").begin_object();
  json.member("size_a", bytes.size_a);
  json.member("size_b", bytes.size_b);
  json.member("differing", bytes.differing);
  optional_member("first", bytes.first, json);
  json.member("range_count", bytes.range_count);
  json.key("ranges").begin_array();
  for (const Extent& range : bytes.ranges) {
    json.begin_object();
    json.member("offset", range.offset);
    json.member("size", range.size);
    json.end_object();
  }
  json.end_array();
  json.key("parts").begin_array();
  for (const PartBytes& part : differing_parts(comparison)) {
    json.begin_object();
    json.member("name", part.name);
    json.member("differing", part.differing);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_strings(std::string_view key, const std::vector<std::string>& strings, JsonWriter& json) {
  json.key(key).begin_array();
  for (const std::string& text : strings) json.value(text);
  json.end_array();
}

}  // namespace

void write_json(const Comparison& comparison, const ReportOptions& options, Sink& sink) {
  JsonWriter json(sink, 2);
  json.begin_object();
  write_answer_json(answer_of(comparison), json);
  write_file("a", *comparison.a, options.name_a, json);
  write_file("b", *comparison.b, options.name_b, json);
  json.member("across_generations", comparison.across_generations);
  json.member("fields_only_a", std::uint64_t{comparison.fields_only_a});
  json.member("fields_only_b", std::uint64_t{comparison.fields_only_b});
  write_strings("limits", comparison.limits, json);
  if (options.stat) {
    json.end_object();
    json.finish();
    return;
  }
  write_tasks(comparison, options.noise, json);
  json.key("container");
  write_properties(comparison.container, json);
  write_tensors(comparison, json);
  json.key("weights").begin_array();
  for (const WeightsPair& pair : comparison.weights) write_weights_pair(pair, json);
  json.end_array();
  write_symbols(comparison, json);
  write_noise(comparison, json);
  if (options.bytes) write_bytes(comparison, json);
  json.end_object();
  json.finish();
}

Answer answer_of(const Comparison& comparison) {
  const Summary summary = summarise(comparison);
  Answer answer{
      comparison.identical(), comparison.bytes.identical, plain(summary.headline), {}, comparison.counts};
  for (const Sentence& sentence : summary.details) answer.details.push_back(plain(sentence));
  return answer;
}

void write_answer_json(const Answer& answer, report::JsonWriter& json) {
  json.member("identical", answer.identical);
  json.member("bytes_identical", answer.bytes_identical);
  json.member("headline", answer.headline);
  write_strings("details", answer.details, json);
  write_summary(answer.counts, json);
}

}  // namespace ane::diff

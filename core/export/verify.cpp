#include "core/export/verify.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/anec/slots.hpp"
#include "core/base/text.hpp"
#include "core/export/bytes.hpp"
#include "core/report/report.hpp"

namespace ane::exporter {
namespace {

constexpr std::size_t kComparedAtOnce = std::size_t{1} << 20;

const Error kCancelled{"cancelled", {}};

/// Where two stretches of equal length differ first, counted from their starts.
Result<std::optional<std::uint64_t>> first_difference(ByteView a, ByteView b,
                                                      const std::function<bool()>& goes_on) {
  std::vector<std::uint8_t> left(std::min<std::uint64_t>(kComparedAtOnce, a.size())), right(left.size());
  for (std::uint64_t at = 0; at < a.size(); at += kComparedAtOnce) {
    if (goes_on && !goes_on()) return kCancelled;
    const std::size_t size = std::min<std::uint64_t>(kComparedAtOnce, a.size() - at);
    a.copy(at, std::span(left).first(size));
    b.copy(at, std::span(right).first(size));
    const auto [l, r] =
        std::mismatch(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(size), right.begin());
    if (l != left.begin() + static_cast<std::ptrdiff_t>(size))
      return std::optional(at + static_cast<std::uint64_t>(l - left.begin()));
  }
  return std::optional<std::uint64_t>();
}

Error differs(const std::string& what, Extent where) {
  return {"the written file failed its check: " + what, where};
}

/// Mode::Correct, apart from the bytes.
class MeaningCheck {
 public:
  MeaningCheck(const document::Document& source, const Plan& plan, const document::Document& written)
      : source_(source), plan_(plan), written_(written) {}

  Result<void> run(Verdict& verdict, const std::function<bool()>& goes_on) {
    ANE_CHECK(check_header());
    ANE_CHECK(check_tensors());
    ANE_CHECK(check_weights(verdict, goes_on));
    for (const std::size_t count : {written_.tasks().size(), std::size_t{written_.anec()->task_count}}) {
      if (count != plan_.task_count)
        return differs(
            "it has " + counted(count, "task") + ", the source " + std::to_string(plan_.task_count),
            written_.anec()->tasks);
    }
    Result<void> tasks;
    const report::Findings findings = report::find_problems(written_, [&](const model::TaskVisit& visit) {
      tasks = check_task(visit.index, visit.facts.task(), verdict);
      return tasks.has_value() && (!goes_on || goes_on());
    });
    ANE_CHECK(tasks);
    if (!findings.complete) return kCancelled;
    verdict.problems = findings.problems.list();
    return judge(verdict.problems);
  }

 private:
  Result<void> check_header() {
    const anec::Anec& found = *written_.anec();
    const anec::Anec& meant = plan_.header;
    const auto numbers = [](const anec::Anec& anec) {
      return std::array<std::uint64_t, 8>{static_cast<std::uint64_t>(anec.variant),
                                          anec.payload_bytes,
                                          anec.task_bytes,
                                          anec.weight_bytes,
                                          anec.first_task_bytes,
                                          anec.task_count,
                                          anec.sources,
                                          anec.results};
    };
    if (numbers(found) != numbers(meant))
      return differs("its header holds other sizes than planned", found.header);
    for (std::uint32_t i = 0; i < anec::kChannels; ++i) {
      const anec::Channel &a = found.channels[i], &b = meant.channels[i];
      if (a.tiles != b.tiles || a.shape != b.shape || a.plane_stride != b.plane_stride ||
          a.row_stride != b.row_stride)
        return differs("channel " + std::to_string(i) + " is another than planned", a.shape_where);
    }
    return {};
  }

  // Each input and output against the one that the source has at the same place, not against the plan's.
  Result<void> check_tensors() const {
    const std::vector<model::Tensor> here = model::declared_tensors(source_);
    for (const model::Tensor& there : model::declared_tensors(written_)) {
      const auto channel = std::find_if(plan_.channels.begin(), plan_.channels.end(),
                                        [&](const ChannelPlan& c) { return c.number == there.buffer; });
      if (channel == plan_.channels.end())
        return differs("nothing was planned for " + there.name, there.where);
      // An .anec file that is repaired keeps its header: only the numbers in its tasks change.
      const auto place = source_.anec() != nullptr ? there.buffer : channel->slot;
      const auto from = std::find_if(here.begin(), here.end(), [&](const model::Tensor& t) {
        return t.buffer && t.buffer == place && t.program == plan_.program;
      });
      if (from == here.end()) return differs(there.name + " is no tensor of the source", there.where);
      const std::string rest = " than " + escaped(from->name) + " in the source";
      if (there.role != from->role) return differs(there.name + " has another role" + rest, there.where);
      if (there.shape != from->shape) return differs(there.name + " has another shape" + rest, there.where);
      if (there.strides != from->strides)
        return differs(there.name + " has other strides" + rest, there.where);
    }
    return {};
  }

  Result<void> check_weights(Verdict& verdict, const std::function<bool()>& goes_on) {
    const Extent weights = written_.anec()->weights;
    if (weights.size != plan_.weights.size)
      return differs(
          "it has " + hex(weights.size) + " bytes of weights, the source " + hex(plan_.weights.size),
          weights);
    const ByteView there = written_.file().clipped(weights.offset, weights.size);
    const ByteView here = source_.file().clipped(plan_.weights.offset, plan_.weights.size);
    ANE_TRY(const auto at, first_difference(there, here, goes_on));
    if (at) return differs("its weights are others than the source's", {weights.offset + *at, 1});
    verdict.weight_bytes = weights.size;
    return {};
  }

  Result<void> check_task(std::size_t index, const task::Task& there, Verdict& verdict) {
    Diagnostics ignored;
    const task::Task here = source_.decode(plan_.first_task + index, ignored);
    const auto other = [&](const std::string& what) {
      return differs("task " + std::to_string(index) + " has " + what + " than in the source", there.where);
    };
    if (here.where.size != there.where.size || here.header.size() != there.header.size())
      return other("another length");
    const bool same = std::equal(here.writes.begin(), here.writes.end(), there.writes.begin(),
                                 there.writes.end(), [](const task::Write& a, const task::Write& b) {
                                   return a.address == b.address && a.value == b.value && a.slot == b.slot;
                                 });
    if (!same) return other("other register writes");
    ANE_CHECK(check_header_words(index, here, there));
    const std::vector<anec::SlotUse> from = anec::slots_of(*source_.generation(), here);
    const std::vector<anec::SlotUse> to = anec::slots_of(*written_.generation(), there);
    if (from.size() != to.size()) return other("other operands");
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (from[i].operand != to[i].operand || channel_of(from[i].slot) != to[i].slot)
        return other("its " + std::string(from[i].operand) + " in another buffer");
    }
    ++verdict.tasks;
    verdict.writes += there.writes.size();
    verdict.operands += to.size();
    return {};
  }

  Result<void> check_header_words(std::size_t index, const task::Task& here, const task::Task& there) {
    std::vector<std::uint32_t> meant = here.header;
    for (; change_ < plan_.changes.size() && plan_.changes[change_].task <= plan_.first_task + index;
         ++change_) {
      const WordChange& change = plan_.changes[change_];
      const std::uint64_t word = (change.where.offset - here.where.offset) / 4;
      if (change.task == plan_.first_task + index && word < meant.size()) meant[word] = change.after;
    }
    for (std::size_t word = 0; word < meant.size(); ++word) {
      if (there.header[word] != meant[word])
        return differs("task " + std::to_string(index) + " has " + hex(there.header[word], 8) + " where " +
                           hex(meant[word], 8) + " was meant",
                       {there.where.offset + word * 4, 4});
    }
    return {};
  }

  // Where the channel list says that this base register of the source went.
  std::uint32_t channel_of(std::uint32_t slot) const {
    for (const ChannelPlan& channel : plan_.channels)
      if (channel.slot == slot) return channel.number;
    return slot;
  }

  // Problems that the source does not have.
  Result<void> judge(const std::vector<Diagnostic>& problems) const {
    for (const Diagnostic& problem : problems)
      if (problem.severity == Severity::Error) return differs(problem.message, problem.where);
    for (const Diagnostic& problem : news_of(problems, plan_)) {
      const bool role = problem.code == "anec-input-written" || problem.code == "anec-output-not-written";
      if (role) return differs(problem.message, problem.where);
    }
    return {};
  }

  const document::Document& source_;
  const Plan& plan_;
  const document::Document& written_;
  std::size_t change_ = 0;  ///< first of plan_.changes that is not behind us
};

// What was read of a file that changes under us belongs neither to the old nor to the new one.
Result<void> check_source(const document::Document& source) {
  if (source.source().file_state() == FileState::Same) return {};
  return Error{"the source changed on disk since it was opened", {}};
}

}  // namespace

std::vector<Diagnostic> news_of(const std::vector<Diagnostic>& problems, const Plan& plan) {
  constexpr std::string_view kThere = "anec-", kHere = "export-";
  std::set<std::string, std::less<>> known;
  for (const Diagnostic& problem : plan.problems.list()) known.insert(problem.code);
  std::vector<Diagnostic> news;
  for (const Diagnostic& problem : problems) {
    const std::string_view code = problem.code;
    const bool renamed =
        code.starts_with(kThere) && known.count(std::string(kHere).append(code.substr(kThere.size()))) != 0;
    if (!renamed && known.count(code) == 0) news.push_back(problem);
  }
  return news;
}

Result<Verdict> verify(const document::DocumentPtr& source, const Plan& plan, SourcePtr written,
                       const std::function<bool()>& goes_on) {
  Verdict verdict;
  const ByteView bytes(*written);
  const SourcePtr planned = planned_bytes(source, plan);
  if (bytes.size() != plan.file_bytes)
    return differs(
        "it has " + std::to_string(bytes.size()) + " bytes, planned were " + std::to_string(plan.file_bytes),
        bytes.extent());
  ANE_TRY(const auto at, first_difference(bytes, ByteView(*planned), goes_on));
  if (at) return differs("it does not hold what was written to it", {*at, 1});
  verdict.bytes = bytes.size();
  auto opened = document::Document::open(std::move(written), source->database(), source->path());
  if (plan.options.mode == Mode::Anecc) {
    if (opened) {
      verdict.problems = report::find_problems(**opened).problems.list();
    } else {
      verdict.problems.push_back({Severity::Error, "unreadable", opened.error().message, bytes.extent(), {}});
    }
    ANE_CHECK(check_source(*source));
    return verdict;
  }
  if (!opened) return differs(opened.error().message, opened.error().where.value_or(bytes.extent()));
  if ((*opened)->anec() == nullptr) return differs("it is not read as an .anec file", bytes.extent());
  ANE_CHECK(MeaningCheck(*source, plan, **opened).run(verdict, goes_on));
  ANE_CHECK(check_source(*source));
  return verdict;
}

}  // namespace ane::exporter

#include "app/cli/command.hpp"
#include "core/report/registers.hpp"

namespace ane::cli {

int run_regs(const Context& context) {
  const auto& names = context.args.positional;
  const bool as_json = context.args.has(kJson.name);
  const Result<void> written =
      names.empty()
          ? report::write_generations(*context.database, as_json, context.streams.out)
          : report::write_generation(*context.database, names[0], names.size() > 1 ? names[1] : std::string(),
                                     as_json, context.streams.out);
  return written ? kDone : context.fail("", written.error());
}

}  // namespace ane::cli

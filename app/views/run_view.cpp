#include "app/views/all_views.hpp"

namespace ane::views {
namespace {

class RunView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    ui::draw_empty(context.ui, context.area, "Run", "Nothing has run yet.");
  }
};

}  // namespace

std::unique_ptr<ui::View> make_run_view() {
  return std::make_unique<RunView>();
}

}  // namespace ane::views

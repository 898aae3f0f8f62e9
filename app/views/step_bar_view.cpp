#include "app/views/all_views.hpp"

namespace ane::views {
namespace {

class StepBarView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    ui::draw_empty(context.ui, context.area, "Step", "Nothing has run yet.");
  }
};

}  // namespace

std::unique_ptr<ui::View> make_step_bar_view() {
  return std::make_unique<StepBarView>();
}

}  // namespace ane::views

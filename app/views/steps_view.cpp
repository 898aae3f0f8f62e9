#include "app/views/all_views.hpp"

namespace ane::views {
namespace {

class StepsView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    ui::draw_empty(context.ui, context.area, "Tasks and breakpoints", "Nothing has run yet.");
  }
};

}  // namespace

std::unique_ptr<ui::View> make_steps_view() {
  return std::make_unique<StepsView>();
}

}  // namespace ane::views

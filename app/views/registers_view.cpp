#include "app/views/all_views.hpp"

namespace ane::views {
namespace {

class RegistersView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    ui::draw_empty(context.ui, context.area, "Before → after", "Nothing has run yet.");
  }
};

}  // namespace

std::unique_ptr<ui::View> make_registers_view() {
  return std::make_unique<RegistersView>();
}

}  // namespace ane::views

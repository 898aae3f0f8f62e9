#include "app/views/all_views.hpp"

namespace ane::views {
namespace {

class SidesView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    ui::draw_empty(context.ui, context.area, "A / B / |A − B|", "Nothing has run yet.");
  }
};

}  // namespace

std::unique_ptr<ui::View> make_sides_view() {
  return std::make_unique<SidesView>();
}

}  // namespace ane::views

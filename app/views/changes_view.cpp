#include "app/views/all_views.hpp"

namespace ane::views {
namespace {

class ChangesView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    ui::draw_empty(context.ui, context.area, "Changes", "Nothing has run yet.");
  }
};

}  // namespace

std::unique_ptr<ui::View> make_changes_view() {
  return std::make_unique<ChangesView>();
}

}  // namespace ane::views

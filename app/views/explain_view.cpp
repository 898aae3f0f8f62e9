#include "app/views/all_views.hpp"

namespace ane::views {
namespace {

class ExplainView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    ui::draw_empty(context.ui, context.area, "Explain", "Nothing has run yet.");
  }
};

}  // namespace

std::unique_ptr<ui::View> make_explain_view() {
  return std::make_unique<ExplainView>();
}

}  // namespace ane::views

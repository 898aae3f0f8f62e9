#include "app/views/all_views.hpp"

namespace ane::views {
namespace {

class ResultsView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    ui::draw_empty(context.ui, context.area, "Results", "Nothing has run yet.");
  }
};

}  // namespace

std::unique_ptr<ui::View> make_results_view() {
  return std::make_unique<ResultsView>();
}

}  // namespace ane::views

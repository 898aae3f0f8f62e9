#include "app/views/all_views.hpp"

namespace ane::views {
namespace {

class StatisticsView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    ui::draw_empty(context.ui, context.area, "Statistics", "Nothing has run yet.");
  }
};

}  // namespace

std::unique_ptr<ui::View> make_statistics_view() {
  return std::make_unique<StatisticsView>();
}

}  // namespace ane::views

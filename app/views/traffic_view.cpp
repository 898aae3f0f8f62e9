#include "app/views/all_views.hpp"

namespace ane::views {
namespace {

class TrafficView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    ui::draw_empty(context.ui, context.area, "Read and wrote", "Nothing has run yet.");
  }
};

}  // namespace

std::unique_ptr<ui::View> make_traffic_view() {
  return std::make_unique<TrafficView>();
}

}  // namespace ane::views

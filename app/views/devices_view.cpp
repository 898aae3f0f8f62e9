#include "app/views/all_views.hpp"

namespace ane::views {
namespace {

class DevicesView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    ui::draw_empty(context.ui, context.area, "Devices", "Nothing has run yet.");
  }
};

}  // namespace

std::unique_ptr<ui::View> make_devices_view() {
  return std::make_unique<DevicesView>();
}

}  // namespace ane::views

#include "app/views/all_views.hpp"

namespace ane::views {
namespace {

class ChannelsView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    ui::draw_empty(context.ui, context.area, "Channels", "Nothing has run yet.");
  }
};

}  // namespace

std::unique_ptr<ui::View> make_channels_view() {
  return std::make_unique<ChannelsView>();
}

}  // namespace ane::views

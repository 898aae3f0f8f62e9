// Every view of every file, drawn without a window.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <ostream>

#include "app/state/commands.hpp"
#include "app/views/all_views.hpp"
#include "core/container/layout.hpp"
#include "tests/support/anec_file.hpp"
#include "tests/support/corpus.hpp"
#include "tests/ui/headless.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::test {
namespace {

constexpr std::array<std::array<float, 2>, 3> kSizes = {{{1600, 1000}, {1280, 720}, {960, 600}}};

// ---- files ----

void set_word(Bytes& bytes, std::size_t at, std::uint32_t word) {
  for (std::size_t i = 0; i < 4; ++i) bytes.at(at + i) = static_cast<std::uint8_t>(word >> (8 * i));
}

Bytes truncated() {
  Bytes bytes = sample_bytes("chain");
  bytes.resize(bytes.size() * 2 / 3);
  return bytes;
}

Bytes of_unknown_generation() {
  constexpr std::size_t kSubtype = 8;
  Bytes bytes = sample_bytes("relu");
  set_word(bytes, kSubtype, 0x7f);
  return bytes;
}

// The second task begins in the middle of the first.
Bytes with_overlapping_tasks() {
  constexpr std::size_t kNextPointer = 28;
  writer::HwxSpec spec = uneven_spec(4);
  set_word(spec.text, kNextPointer, 0x20);
  return writer::write_hwx(spec).value();
}

Bytes without_decodable_tasks() {
  writer::HwxSpec spec = uneven_spec(1);
  spec.style = writer::style_stream();
  spec.cpu_subtype = 8;
  return writer::write_hwx(spec).value();
}

// The same program without its container, in each variant.
Bytes as_anec(const char* sample, anec::Variant variant) {
  return AnecFile(*open_bytes(sample_bytes(sample), sample)).write(variant);
}

// Every number of its channels is as large as can be.
Bytes with_huge_channels() {
  Bytes bytes = as_anec("add", anec::Variant::Header1000);
  for (std::size_t at = anec::tiles::kOffset; at < anec::header::kSize; ++at) bytes.at(at) = 0xff;
  return bytes;
}

Bytes header_alone() {
  Bytes bytes = sample_bytes("relu");
  bytes.resize(32);
  return bytes;
}

struct File {
  std::string name;
  std::function<Bytes()> bytes;
};
void PrintTo(const File& file, std::ostream* out) {
  *out << file.name;
}

std::vector<File> made_files() {
  std::vector<File> files = {{"truncated", truncated},
                             {"unknown_generation", of_unknown_generation},
                             {"overlapping_tasks", with_overlapping_tasks},
                             {"no_decodable_tasks", without_decodable_tasks},
                             {"header_alone", header_alone},
                             {"anec", [] { return as_anec("chain", anec::Variant::Header1000); }},
                             {"anec_without_header", [] { return as_anec("sigmoid", anec::Variant::Raw); }},
                             {"anec_with_huge_channels", with_huge_channels}};
  for (const writer::Sample& sample : writer::samples())
    files.push_back({std::string(sample.name), [name = sample.name] { return sample_bytes(name); }});
  return files;
}

// ---- what is done with a file ----

std::vector<state::Selection> selections_of(const state::OpenFile& file) {
  const document::Document& document = *file.document();
  std::vector<state::Selection> list = {{}, file.at_byte(4)};
  const auto at = [&](std::uint64_t offset) {
    if (offset < document.file().size()) list.push_back(file.at_byte(offset));
  };
  const container::Container& container = document.container();
  at(document.file().size() - 1);
  if (!container.commands.empty()) at(container.commands.front().offset + 24);
  if (container.symbols) at(container.symbols->symbols.offset);
  if (container.text() != nullptr) list.push_back(file.of_extent(container.text()->bytes, {}));
  if (document.anec() != nullptr) {
    for (const anec::Part& part : anec::parts_of(*document.anec())) at(part.where.end() - 1);
  }
  if (!document.tasks().empty()) {
    const std::size_t last = document.tasks().size() - 1;
    list.push_back(file.of_task(last));
    list.push_back(file.of_header(last, 0, ""));
    for (const char* path : {"Common.InDim.Win", "NE.MACCfg.OpMode"}) {
      const auto field = document.generation()->field(path);
      if (field) list.push_back(file.of_register(0, field->address(), field->field->name));
    }
  }
  return list;
}

void see_every_view(Headless& ui) {
  for (const ui::ViewDesc& view : views::all_views()) ui.show(view.id);
}

// Draws the file at every size, scale and theme.
void look_at(const document::DocumentPtr& document) {
  Headless ui;
  ui.open(document);
  for (const auto& size : kSizes) {
    for (const float scale : {1.0F, 1.5F}) {
      for (const bool dark : {true, false}) {
        const Look look{size[0], size[1], scale, dark};
        SCOPED_TRACE(text_of(look));
        ui.set(look);
        see_every_view(ui);
        ui.run("toggle bottom");
        ui.run("toggle bottom");
      }
    }
  }
}

void select_in(const document::DocumentPtr& document) {
  Headless ui;
  ui.open(document);
  for (const state::Selection& selection : selections_of(*ui.app.active())) {
    SCOPED_TRACE(ui.app.active()->describe(selection));
    ui.select(selection);
    see_every_view(ui);
  }
}

// Over a grid of places of the view: rest, wheel, click, double click, right click.
void point_at(Headless& ui, std::string_view view, int file, int side) {
  for (int i = 0; i < side * side; ++i) {
    const ui::Rect area = ui.shell.area_of(view);
    ui.move(area.x + area.w * (static_cast<float>(i % side) + 0.8F) / static_cast<float>(side),
            area.y + area.h * (static_cast<float>(i / side) + 0.3F) / static_cast<float>(side));
    ui.rest();
    ui.wheel(i % 2 == 0 ? -1.0F : 1.0F);
    ui.click();
    if (i % 3 == 0) ui.double_click();
    if (i % 4 == 0) ui.click(1);
    ui.tidy(file);
    ui.app.bring_view = view;
    ui.frame();
  }
}

void press_keys(Headless& ui, std::string_view view) {
  ui.show(view);
  constexpr std::array<ImGuiKey, 13> kKeys = {
      ImGuiKey_DownArrow, ImGuiKey_DownArrow, ImGuiKey_RightArrow, ImGuiKey_DownArrow, ImGuiKey_LeftArrow,
      ImGuiKey_UpArrow,   ImGuiKey_End,       ImGuiKey_UpArrow,    ImGuiKey_Home,      ImGuiKey_PageDown,
      ImGuiKey_PageUp,    ImGuiKey_Space,     ImGuiKey_Enter};
  for (const ImGuiKey key : kKeys) ui.key(key);
}

void use(const document::DocumentPtr& document, int side) {
  Headless ui;
  ui.open(document);
  const int file = ui.app.active_file;
  for (const ui::ViewDesc& view : views::all_views()) {
    SCOPED_TRACE(view.id);
    ui.show(view.id);
    point_at(ui, view.id, file, side);
    press_keys(ui, view.id);
    ui.tidy(file);
  }
}

class MadeFile : public testing::TestWithParam<File> {
 protected:
  document::DocumentPtr document() const { return open_bytes(GetParam().bytes(), GetParam().name + ".hwx"); }
};

TEST_P(MadeFile, IsDrawnInEveryLook) {
  look_at(document());
}
TEST_P(MadeFile, IsDrawnWhateverIsSelected) {
  select_in(document());
}
TEST_P(MadeFile, TakesMouseAndKeysInEveryView) {
  use(document(), 3);
}

INSTANTIATE_TEST_SUITE_P(Views, MadeFile, testing::ValuesIn(made_files()), [](const auto& tested) {
  std::string name = tested.param.name;  // of a test: no hyphens
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

// ---- real files ----

void for_each_real_file(const std::filesystem::path& corpus, void (*act)(const document::DocumentPtr&)) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(corpus / "hwx")) {
    if (entry.path().extension() != ".hwx") continue;
    SCOPED_TRACE(entry.path().filename());
    const std::string bytes = read_file(entry.path());
    // Under a name that leads nowhere, so that nothing is ever written beside the file.
    act(open_bytes(Bytes(bytes.begin(), bytes.end()), entry.path().filename().string()));
    ++count;
  }
  EXPECT_GT(count, 0);
}

TEST(RealFiles, AreDrawnInEveryLook) {
  ANE_CORPUS(corpus);
  for_each_real_file(corpus, look_at);
}
TEST(RealFiles, AreDrawnWhateverIsSelected) {
  ANE_CORPUS(corpus);
  for_each_real_file(corpus, select_in);
}
TEST(RealFiles, TakeMouseAndKeysInEveryView) {
  ANE_CORPUS(corpus);
  // There are many, so fewer places in each.
  for_each_real_file(corpus, [](const document::DocumentPtr& document) { use(document, 2); });
}

// ---- without a file, with many tasks, with several files ----

TEST(NoFile, WelcomePageTakesMouseAndKeysInEveryLook) {
  Headless ui;
  for (const auto& size : kSizes) {
    const Look look{size[0], size[1], size[0] < 1000 ? 1.5F : 1.0F, size[0] < 1500};
    SCOPED_TRACE(text_of(look));
    ui.set(look);
    ui.frames(3);
    for (int i = 0; i < 20; ++i) {
      ui.move(look.width * (static_cast<float>(i % 5) + 0.5F) / 5,
              look.height * (static_cast<float>(i) / 5 + 0.5F) / 4);
      ui.click();
      while (ui.app.active() != nullptr) ui.app.close(ui.app.active_file);
      ui.app.database_shown = false;
      ui.tidy(0);
    }
  }
}

TEST(NoFile, DatabaseShowsEveryGeneration) {
  Headless ui;
  for (const std::string& id : ui.app.database->ids()) {
    SCOPED_TRACE(id);
    ui.run("database " + id);
    EXPECT_EQ(ui.app.query("database.generation"), id);
    ui.show("database");
    point_at(ui, "database", 0, 3);
    ui.app.show_database();
    press_keys(ui, "database");
  }
}

TEST(ManyTasks, EveryViewIsDrawnAndWalkedThrough) {
  Headless ui;
  ui.open(open_bytes(big_bytes(10000), "big.hwx"));
  ASSERT_EQ(ui.app.query("file.tasks"), "10000");
  ASSERT_EQ(ui.app.query("tasks.shown"), "10000");
  for (const std::size_t task : {std::size_t{0}, std::size_t{4999}, std::size_t{9999}}) {
    ui.run("select task " + std::to_string(task));
    see_every_view(ui);
  }
  for (const ui::ViewDesc& view : views::all_views()) {
    SCOPED_TRACE(view.id);
    press_keys(ui, view.id);
    ui.tidy(ui.app.active_file);
  }
  ui.settle();
}

TEST(SeveralFiles, ViewsFollowTheOneInFront) {
  Headless ui;
  for (const File& file : made_files()) ui.open(open_bytes(file.bytes(), file.name + ".hwx"));
  for (std::size_t i = 0; i < 2 * ui.app.files.size(); ++i) {
    ui.run(i % 3 == 2 ? "previous file" : "next file");
    see_every_view(ui);
  }
  while (ui.app.active() != nullptr) {
    ui.run("close");
    ui.frame();
  }
  EXPECT_EQ(ui.app.files.size(), 0U);
}

// ---- sheets ----

struct SheetOf {
  std::string command;
  state::Sheet sheet;
  std::vector<std::string> typed;
};

std::vector<SheetOf> sheets() {
  using state::Sheet;
  return {{"palette", Sheet::Palette, {"theme", "zzzz no such command", "\xc3\xa9"}},
          {"go to", Sheet::GoTo, {"task 1", "opmode", "0x4000", "?", ">the"}},
          {"open", Sheet::Open, {"/", "/no such folder/", "x"}},
          {"go to offset", Sheet::GoToOffset, {"text+0x10", "1/0", "((", "task0"}},
          {"keys", Sheet::Keys, {"copy"}},
          {"about", Sheet::About, {"x"}},
          {"decode as", Sheet::DecodeAs, {"x"}}};
}

void try_sheet(Headless& ui, const SheetOf& sheet) {
  SCOPED_TRACE(sheet.command);
  for (const std::string& text : sheet.typed) {
    SCOPED_TRACE(text);
    ui.run(sheet.command);
    EXPECT_EQ(ui.app.sheet, sheet.sheet);
    ui.type(text);
    ui.settle();
    for (const ImGuiKey key : {ImGuiKey_DownArrow, ImGuiKey_DownArrow, ImGuiKey_UpArrow, ImGuiKey_End,
                               ImGuiKey_Home, ImGuiKey_PageDown, ImGuiKey_Tab, ImGuiKey_Backspace})
      ui.key(key);
    ui.move(ImGui::GetIO().DisplaySize.x / 2, ImGui::GetIO().DisplaySize.y / 2);
    ui.wheel(-1);
    ui.settle();
    EXPECT_EQ(ui.app.sheet, sheet.sheet) << "closed by something else than Escape";
    ui.key(ImGuiKey_Escape);
    EXPECT_EQ(ui.app.sheet, state::Sheet::None) << "Escape does not close it";
    ui.tidy(ui.app.active_file);
  }
}

TEST(Sheets, OpenTakeTextAndCloseOverAFile) {
  Headless ui;
  ui.open(sample("conv3x3"));
  ui.show("graph");
  ui.settle();
  std::vector<SheetOf> all = sheets();
  all.push_back({"graph.save-svg", state::Sheet::Save, {"x", "/", "/no such folder/x.svg"}});
  for (const auto& size : kSizes) {
    for (const float scale : {1.0F, 1.5F}) {
      const Look look{size[0], size[1], scale, scale > 1};
      SCOPED_TRACE(text_of(look));
      ui.set(look);
      for (const SheetOf& sheet : all) try_sheet(ui, sheet);
    }
  }
}

TEST(Sheets, OpenTakeTextAndCloseWithoutAFile) {
  Headless ui;
  for (const SheetOf& sheet : sheets())
    if (sheet.sheet != state::Sheet::GoToOffset && sheet.sheet != state::Sheet::DecodeAs)
      try_sheet(ui, sheet);
}

TEST(Sheets, AskAsWhatToDecodeAnUnknownGeneration) {
  Headless ui;
  ui.app.open_document(open_bytes(of_unknown_generation(), "unknown.hwx"));
  ui.settle();
  ASSERT_EQ(ui.app.sheet, state::Sheet::DecodeAs);
  ui.key(ImGuiKey_Home);
  for (int i = 0; i < 2; ++i) ui.key(ImGuiKey_DownArrow);  // past H11 and H12
  ui.key(ImGuiKey_Enter);
  ui.settle();
  EXPECT_EQ(ui.app.sheet, state::Sheet::None);
  EXPECT_EQ(ui.app.query("file.generation"), "H13");
  EXPECT_EQ(ui.app.query("file.tasks"), "1");
}

TEST(Sheets, PaletteRunsWhatIsTyped) {
  Headless ui;
  ui.open(sample("relu"));
  ASSERT_EQ(ui.app.query("app.theme"), "dark");
  ui.key(ImGuiKey_P, ImGuiMod_Ctrl | ImGuiMod_Shift);
  ASSERT_EQ(ui.app.sheet, state::Sheet::Palette);
  ui.frames(2);
  ui.type("theme light");
  ui.settle();
  ui.key(ImGuiKey_Enter);
  ui.frames(2);
  EXPECT_EQ(ui.app.query("app.theme"), "light");
  EXPECT_EQ(ui.app.sheet, state::Sheet::None);
}

TEST(Keys, ChordPressedAndReleasedWithinOneFrameCounts) {
  Headless ui;
  ui.open(sample("relu"));
  ImGuiIO& io = ImGui::GetIO();
  for (const bool down : {true, false}) {
    const auto mods = [&] {
      io.AddKeyEvent(ImGuiMod_Ctrl, down);
      io.AddKeyEvent(ImGuiKey_LeftCtrl, down);
    };
    if (down) mods();
    io.AddKeyEvent(ImGuiKey_O, down);
    if (!down) mods();
  }
  ui.frames(4);
  EXPECT_EQ(ui.app.sheet, state::Sheet::Open);
}

TEST(Keys, FindBoxTakesWhatIsTyped) {
  Headless ui;
  ui.open(sample("chain"));
  ui.show("tasks");
  ui.run("find");
  ui.type("no-such-operation");
  ui.settle();
  EXPECT_EQ(ui.app.query("tasks.shown"), "0");
}

TEST(Keys, EachCommandsKeyIsUnderstood) {
  for (const state::Command& command : state::commands()) {
    if (command.key.empty()) continue;
    EXPECT_NE(ui::parse_key(command.key), ImGuiKey_None) << command.id;
  }
}

}  // namespace
}  // namespace ane::test

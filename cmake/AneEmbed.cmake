# ane_embed(<out_var> <symbol> <file>...): makes a C++ and an assembler source that carry the files in the
# program and sets <out_var> to them. The C++ side is `ane::embed::<symbol>()` of core/base/embed.hpp.
function(ane_embed out_var symbol)
  set(asm "    .section .note.GNU-stack,\"\",@progbits\n    .section .rodata\n")
  set(decls "")
  set(rows "")
  set(index 0)
  foreach(file IN LISTS ARGN)
    get_filename_component(name ${file} NAME_WE)
    set(label ane_embed_${symbol}_${index})
    string(APPEND asm "    .global ${label}_begin\n    .global ${label}_end\n    .balign 16\n"
      "${label}_begin:\n    .incbin \"${file}\"\n${label}_end:\n    .byte 0\n")
    string(APPEND decls "extern \"C\" const char ${label}_begin[];\nextern \"C\" const char ${label}_end[];\n")
    string(APPEND rows "      {\"${name}\", {${label}_begin, static_cast<std::size_t>(${label}_end - ${label}_begin)}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  set(base ${CMAKE_CURRENT_BINARY_DIR}/embed_${symbol})
  file(CONFIGURE OUTPUT ${base}.S CONTENT "${asm}" @ONLY)
  file(CONFIGURE OUTPUT ${base}.cpp CONTENT
"#include \"core/base/embed.hpp\"

${decls}
namespace ane::embed {
std::vector<File> ${symbol}() {
  return {
${rows}  };
}
}  // namespace ane::embed
" @ONLY)
  set_source_files_properties(${base}.S PROPERTIES OBJECT_DEPENDS "${ARGN}")
  set(${out_var} ${base}.S ${base}.cpp PARENT_SCOPE)
endfunction()

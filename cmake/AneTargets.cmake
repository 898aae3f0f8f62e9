# Every target of ours is declared here, so that warnings, sanitizers and include paths are said once.
# Sources of third parties are built without these options.

function(ane_target_options target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
    -Wold-style-cast -Woverloaded-virtual -Werror
    # GCC 12 sees overlaps in std::string that are not there (its bug 105651); Clang does not know the warning,
    # and clang-tidy reads these options too.
    -Wno-unknown-warning-option -Wno-restrict)
  if(ANESCOPE_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${ANESCOPE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=${ANESCOPE_SANITIZE})
  endif()
endfunction()

# ane_library(<name> SOURCES <file>... [DEPENDS <target>...] [PRIVATE_DEPENDS <target>...])
# One library per folder of core/. DEPENDS states the only folders that it may include, and
# tests/includes_test.py holds the #include lines against it.
function(ane_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE_DEPENDS})
  ane_target_options(${name})
endfunction()

# ane_executable(<name> SOURCES <file>... [DEPENDS <target>...])
function(ane_executable name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS})
  ane_target_options(${name})
endfunction()

# Every target of ours is declared here, so that warnings, sanitizers and include paths are said once.
# Sources of third parties are built without these options.

# Source files that the compiler takes at once where CMAKE_UNITY_BUILD is on. Headers cost more than what is in
# most of our files, so that more is better until a compiler runs out of memory or the other core of work.
set(ANESCOPE_UNITY_BATCH 25)

function(ane_target_options target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD_BATCH_SIZE ${ANESCOPE_UNITY_BATCH})
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
    -Wold-style-cast -Woverloaded-virtual -Werror
    # GCC 12 sees overlaps in std::string that are not there (its bug 105651); Clang does not know the warning,
    # and clang-tidy reads these options too.
    -Wno-unknown-warning-option -Wno-restrict)
  if(CMAKE_UNITY_BUILD)
    # What GCC 12 takes for uninitialised in a std::optional depends on what it inlines, and it inlines more
    # where it sees more. Builds without unity files keep the warning.
    target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
  endif()
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

# Graphviz::cgraph, the part of Graphviz that reads graphs. The package comes without a file for CMake.
include(FindPackageHandleStandardArgs)

find_path(Graphviz_INCLUDE_DIR cgraph.h PATH_SUFFIXES graphviz)
find_library(Graphviz_CGRAPH_LIBRARY cgraph)
find_library(Graphviz_CDT_LIBRARY cdt)
find_package_handle_standard_args(Graphviz
  REQUIRED_VARS Graphviz_CGRAPH_LIBRARY Graphviz_CDT_LIBRARY Graphviz_INCLUDE_DIR)
mark_as_advanced(Graphviz_INCLUDE_DIR Graphviz_CGRAPH_LIBRARY Graphviz_CDT_LIBRARY)

if(Graphviz_FOUND AND NOT TARGET Graphviz::cgraph)
  add_library(Graphviz::cgraph UNKNOWN IMPORTED)
  set_target_properties(Graphviz::cgraph PROPERTIES
    IMPORTED_LOCATION ${Graphviz_CGRAPH_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${Graphviz_INCLUDE_DIR}
    INTERFACE_LINK_LIBRARIES ${Graphviz_CDT_LIBRARY})
endif()

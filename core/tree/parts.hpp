#pragma once
// Inside of core/tree: nodes from tables of fields, and gaps made visible.

#include <span>
#include <string>
#include <vector>

#include "core/container/layout.hpp"
#include "core/document/document.hpp"
#include "core/tree/node.hpp"

namespace ane::tree {

/// What the builders share; a value that every lazy node carries.
using Doc = document::DocumentPtr;

/// The node of one table field of a record that starts at `record`; `command` is where name offsets count
/// from. Nothing of the field in the file gives an unexplained, empty node.
Node field_node(const Doc& doc, Extent record, Extent command, const container::FieldSpec& field);

/// One node for each field of `fields` that lies completely in the record.
std::vector<Node> field_nodes(const Doc& doc, Extent record, Extent command,
                              std::span<const container::FieldSpec> fields);

/// A leaf.
Node leaf(std::string name, Kind kind, Extent where, Value value = {}, std::string doc = {});

/// A node whose children `make` builds when asked.
Node branch(std::string name, Kind kind, Extent where, std::function<std::vector<Node>()> make);

/// `nodes` in file order with a node for each range of `whole` that none of them covers: padding where the
/// bytes are zero and few, else unknown.
std::vector<Node> with_gaps(const Doc& doc, std::vector<Node> nodes, Extent whole);

/// Padding or unknown, as above.
Node gap_node(const Doc& doc, Extent where);

/// `name` is what the file calls its tasks.
Node task_list_node(const Doc& doc, Extent text, std::string name = "__TEXT,__text");
/// The parts of an .anec file.
std::vector<Node> anec_nodes(const Doc& doc);
Node command_node(const Doc& doc, std::size_t index);
Node symbol_table_node(const Doc& doc);
Node string_table_node(const Doc& doc);
Node relocations_node(const Doc& doc, std::size_t section);
Node section_bytes_node(const Doc& doc, std::size_t section);

}  // namespace ane::tree

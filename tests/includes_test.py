#!/usr/bin/env python3
"""Holds the #include lines of core/ and app/ against what the build states.

One CMake library per folder of core/ names the folders that it may include in DEPENDS (core/base may be
included by all). core/ includes nothing of app/, tests/ or benchmarks/, and neither core/ nor app/cli includes
a header of the window. The rules are tried on made-up trees first.
"""

import re
import sys
import tempfile
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)
TARGET = re.compile(r'\bane_(?:library|executable)\(\s*(\w+)([^)]*)\)')
WINDOW = re.compile(r'(?i)^(imgui|glfw/|glad/|gl/|egl/|khr/|x11/|implot)')
KEYWORDS = {'SOURCES', 'DEPENDS', 'PRIVATE_DEPENDS'}


def arguments(text):
    """The arguments of a CMake call by keyword; comments and quotes do not matter here."""
    lists, key = {}, None
    for word in re.sub(r'#.*', '', text).split():
        if word in KEYWORDS:
            key = word
            lists.setdefault(key, [])
        elif key:
            lists[key].append(word)
    return lists


def targets(folder):
    """Target name -> (sources, targets that it depends on), for one folder's CMakeLists.txt."""
    listing = folder / 'CMakeLists.txt'
    if not listing.is_file():
        return {}
    found = {}
    for name, rest in TARGET.findall(listing.read_text()):
        lists = arguments(rest)
        found[name] = (set(lists.get('SOURCES', [])),
                       set(lists.get('DEPENDS', [])) | set(lists.get('PRIVATE_DEPENDS', [])))
    return found


def sources(folder):
    return sorted(p for p in folder.rglob('*') if p.suffix in ('.hpp', '.cpp', '.h'))


def includes(path):
    """(line number, quoted, name) of every #include."""
    text = path.read_text(errors='replace')
    for match in INCLUDE.finditer(text):
        yield text.count('\n', 0, match.start(1)) + 1, match[1] == '"', match[2]


def owner_of(path, folder, found):
    """The target that a file belongs to: an executable that lists it, else the folder's library."""
    own = 'ane_' + folder.name
    name = str(path.relative_to(folder))
    return next((target for target, (files, _) in found.items() if target != own and name in files), own)


def check_core_folder(root, folder, faults):
    found, files = targets(folder), sources(folder)
    if 'ane_' + folder.name not in found:
        if files:
            faults.append(f'core/{folder.name}: has sources but no ane_library(ane_{folder.name} …)')
        return
    for path in files:
        owner = owner_of(path, folder, found)
        allowed = {'ane_base', 'ane_' + folder.name} | found[owner][1]
        for line, quoted, name in includes(path):
            where = f'{path.relative_to(root)}:{line}'
            parts = name.split('/')
            if parts[0] in ('app', 'tests', 'benchmarks'):
                faults.append(f'{where}: core includes {name}')
            elif parts[0] == 'core' and len(parts) > 2:
                if 'ane_' + parts[1] not in allowed:
                    faults.append(f'{where}: includes {name}, but {owner} does not depend on ane_{parts[1]}')
            elif quoted:
                faults.append(f'{where}: includes "{name}" by another path than core/FOLDER/FILE')


def check_cycles(graph, faults):
    done = set()

    def visit(name, path):
        if name in path:
            faults.append('the libraries depend on each other in a circle: ' +
                          ' -> '.join(path[path.index(name):] + [name]))
            return
        if name in done:
            return
        for other in sorted(graph.get(name, ())):
            visit(other, path + [name])
        done.add(name)

    for name in sorted(graph):
        visit(name, [])


def check(root):
    """One line for each fault."""
    faults, graph = [], {}
    for folder in sorted(p for p in (root / 'core').iterdir() if p.is_dir()):
        graph.update({name: depends for name, (_, depends) in targets(folder).items()})
        check_core_folder(root, folder, faults)
    check_cycles(graph, faults)
    for part in ('core', 'app/cli'):
        for path in sources(root / part):
            for line, _, name in includes(path):
                if WINDOW.match(name):
                    faults.append(f'{path.relative_to(root)}:{line}: includes {name}, a header of the window')
    for path in sources(root / 'app' / 'cli'):
        for line, _, name in includes(path):
            if name.startswith('app/') and not name.startswith(('app/cli/', 'app/version.hpp')):
                faults.append(f'{path.relative_to(root)}:{line}: the command line includes {name}')
    return faults


def self_test():
    """The rules find what they are for, and nothing in a sound tree."""
    sound = {
        'core/base/CMakeLists.txt': 'ane_library(ane_base SOURCES a.cpp)',
        'core/base/a.cpp': '#include "core/base/a.hpp"\n#include <vector>\n',
        'core/x/CMakeLists.txt': 'ane_library(ane_x SOURCES x.cpp\n  DEPENDS ane_base)',
        'core/x/x.hpp': '#include "core/base/a.hpp"\n',
        'core/y/CMakeLists.txt': 'ane_library(ane_y SOURCES y.cpp DEPENDS ane_x\n PRIVATE_DEPENDS Threads::Threads)',
        'core/y/y.cpp': '#include "core/x/x.hpp"\n',
        'core/w/CMakeLists.txt': 'ane_library(ane_w SOURCES w.cpp)\nane_executable(tool SOURCES tool.cpp DEPENDS ane_w ane_y)',
        'core/w/tool.cpp': '#include "core/y/y.hpp"\n#include "core/w/w.hpp"\n',
        'app/cli/main.cpp': '#include "core/y/y.hpp"\n#include "app/cli/cli.hpp"\n',
    }
    broken = [
        ({'core/x/x.cpp': '  #  include "core/y/y.hpp"\n'}, 'ane_x does not depend on ane_y'),
        ({'core/w/w.cpp': '#include "core/y/y.hpp"\n'}, 'ane_w does not depend on ane_y'),
        ({'core/x/x.cpp': '#include "app/cli/cli.hpp"\n'}, 'core includes app/'),
        ({'core/x/x.cpp': '#include "tests/support/corpus.hpp"\n'}, 'core includes tests/'),
        ({'core/x/x.cpp': '#include <GLFW/glfw3.h>\n'}, 'a header of the window'),
        ({'core/x/x.cpp': '#include <imgui.h>\n'}, 'a header of the window'),
        ({'core/x/x.cpp': '#include "x.hpp"\n'}, 'by another path'),
        ({'app/cli/main.cpp': '#include <GL/gl.h>\n'}, 'a header of the window'),
        ({'app/cli/main.cpp': '#include "app/desktop/main.hpp"\n'}, 'the command line includes'),
        ({'core/z/z.cpp': ''}, 'no ane_library(ane_z'),
        ({'core/x/CMakeLists.txt': 'ane_library(ane_x SOURCES x.cpp DEPENDS ane_y)',
          'core/x/x.cpp': '#include "core/y/y.hpp"\n'}, 'in a circle'),
    ]
    for change, expected in [({}, None)] + broken:
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            for path, text in {**sound, **change}.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text)
            faults = check(root)
            if expected is None and faults or expected and not any(expected in fault for fault in faults):
                return [f'self-test with {change}: expected {expected}, found {faults}']
    return []


def main():
    root = Path(__file__).resolve().parent.parent
    faults = self_test() or check(root)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())

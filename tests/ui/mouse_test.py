#!/usr/bin/env python3
"""Real mouse and keys, through the X server, on the program that was built.

Usage: mouse_test.py PROGRAM [TEST...]

Each test acts while a script of the program waits, and the script then says whether it had the effect.
"""

import subprocess
import sys
import time
import unittest
from pathlib import Path

import display
import run_scripts
from run_scripts import Run, wait_for

WIDTH, HEIGHT = 1600, 1000
PAUSE = 0.15  # seconds; what comes and goes within one frame of a slow machine is lost
TURN = 3      # seconds that the script leaves for the hand, which needs one


def xdotool(*arguments):
    subprocess.run(['xdotool', *map(str, arguments)], check=True, capture_output=True, timeout=30)


def keys(*names):
    for name in names:
        *modifiers, key = name.split('+')
        for modifier in modifiers:
            xdotool('keydown', modifier)
        for action in ('keydown', 'keyup'):
            xdotool(action, key)
            time.sleep(PAUSE)
        for modifier in modifiers:
            xdotool('keyup', modifier)


def write(text):
    xdotool('type', '--delay', 12, text)
    time.sleep(PAUSE)


def wait_until(holds):
    late = time.monotonic() + TURN
    while not holds() and time.monotonic() < late:
        time.sleep(PAUSE)
    assert holds()


def press(button, x, y, times=1):
    """Presses a button of the mouse; 4 and 5 are the wheel."""
    # A pointer that is there already would not move, and the program only believes in one that does.
    xdotool('mousemove', x + 5, y)
    xdotool('mousemove', x, y)
    time.sleep(PAUSE)
    xdotool('click', '--repeat', times, '--delay', 60, button)
    time.sleep(PAUSE)


def click(x, y):
    press(1, x, y)


class HandTest(unittest.TestCase):
    def act(self, before, hand, after, turn=TURN):
        """Runs `before`, then `hand` on the window, then `after`, which has to hold."""
        script = (f'{before}\nwait idle\nscreenshot ${{temp}}/ready.png\nwait {turn}\nwait idle\n{after}\nquit\n')
        options = ['--size', f'{WIDTH}x{HEIGHT}', '--scale', '1', '--theme', 'dark']
        with Run(script, options) as one:
            wait_for(one.temp / 'ready.png')
            # There is no window manager that would give it the keyboard.
            found = subprocess.run(['xdotool', 'search', '--sync', '--onlyvisible', '--name', 'anescope'],
                                   capture_output=True, text=True, timeout=30, check=True)
            xdotool('windowfocus', '--sync', found.stdout.split()[0])
            hand(one)
            status = one.end()
            self.assertEqual((status, one.err), (0, ''))

    def test_file_opens_by_its_path(self):
        def hand(one):
            keys('ctrl+o')
            keys('ctrl+a')
            write(str(one.temp / 'chain.hwx'))
            keys('Return')
        self.act('expect app.files 0', hand,
                 'expect app.files 1\nexpect file.name chain.hwx\nexpect app.sheet 0', turn=6)

    def test_arrows_walk_through_the_explorer(self):
        self.act('open sample chain\nwait idle\nview explorer\nselect task 0\nremember selection.path\n'
                 'expect selection.path same',
                 lambda _: keys('Down', 'Down'),
                 'expect app.focus explorer\nexpect selection.path !=__text › Task 0')

    def test_byte_in_the_hex_view_is_its_field(self):
        # The first bytes are shown at the top: the magic number, at the place of the first cell.
        self.act('open sample relu\nwait idle\nselect bytes 0x2000\nview hex\nwait 0.2\nselect bytes 0x0',
                 lambda _: click(1170, 180),
                 'expect app.focus hex\nexpect selection.size >=1\nexpect selection.path !=')

    def test_tasks_are_filtered_by_typing(self):
        def hand(_):
            keys('ctrl+f')
            write('op:conv')
        self.act('open sample chain\nwait idle\nview tasks\nexpect tasks.shown 4', hand,
                 'expect tasks.shown <=3\nexpect tasks.shown >=1')

    def test_theme_by_its_icon(self):
        self.act('open sample relu\nexpect app.theme dark', lambda _: click(WIDTH - 20, 18),
                 'expect app.theme light')

    def test_palette_by_typing(self):
        def hand(_):
            keys('ctrl+shift+p')
            write('theme light')
            keys('Return')
        self.act('open sample relu\nexpect app.theme dark', hand,
                 'expect app.theme light\nexpect app.sheet 0')

    def test_back_by_its_key(self):
        self.act('open sample chain\nwait idle\nselect task 2\nselect task 3', lambda _: keys('alt+Left'),
                 'expect selection.task 2')

    CHAIN = 'open sample chain\nwait idle\nview graph\nwait idle\nexpect selection.task 0'
    TASK_2, TASK_3 = (729, 640), (729, 716)  # where they stand in the graph of that sample

    def test_field_is_changed_by_typing(self):
        def hand(_):
            keys('F2')
            time.sleep(PAUSE)
            write('0')
            keys('Return')
        self.act('open ${temp}/relu.hwx\nwait idle\nselect field NE.MACCfg.NonlinearMode\nwait idle', hand,
                 'wait idle\nexpect edit.error\nexpect edit.count 1\nexpect edit.list ~NonlinearMode 1 -> 0\n'
                 'edit.save-list ${temp}/list.txt\nwait idle')

    def test_value_is_chosen_by_its_name_and_undone_by_its_key(self):
        def hand(_):
            keys('F2')
            time.sleep(PAUSE)
            keys('Down', 'Return')
            time.sleep(2 * PAUSE)
            keys('ctrl+z')
        self.act('open ${temp}/relu.hwx\nwait idle\nselect field NE.MACCfg.NonlinearMode\nwait idle', hand,
                 'wait idle\nexpect edit.error\nexpect edit.count 0\nexpect edit.can_redo yes')

    def test_escape_leaves_a_value_as_it_is(self):
        def hand(_):
            keys('F2')
            time.sleep(PAUSE)
            write('0')
            keys('Escape')
        self.act('open ${temp}/relu.hwx\nwait idle\nselect field NE.MACCfg.NonlinearMode\nwait idle', hand,
                 'wait idle\nexpect edit.changed no\nexpect selection.field NonlinearMode')

    def test_graph_is_clicked_and_walked(self):
        def hand(_):
            click(*self.TASK_2)
            keys('Down', 'Up', 'Up', 'shift+d')
        self.act(self.CHAIN, hand, 'expect app.focus graph\nexpect selection.task 1\nexpect graph.lit >=3')

    def test_graph_zooms_at_the_pointer(self):
        # Were the middle kept instead, another task would come under the pointer.
        def hand(_):
            press(4, *self.TASK_3, times=6)
            click(*self.TASK_3)
        self.act(self.CHAIN, hand, 'expect selection.task 3')

    def test_graph_opens_a_task_by_a_double_click(self):
        self.act(self.CHAIN, lambda _: press(1, *self.TASK_2, times=2),
                 'expect selection.task 2\nexpect view.inspector visible')

    def test_graph_folds_a_block_by_a_double_click(self):
        self.act('open ${temp}/repeats.hwx\nwait idle\nview graph\nwait idle\nselect task 9\nmotion off\n'
                 'graph.zoom-selection', lambda _: press(1, 683, 662, times=2),
                 'expect view.graph visible\nexpect graph.nodes 17')

    def test_graph_is_saved_where_the_dialog_says(self):
        def hand(one):
            keys('Return')
            wait_until(lambda: (one.temp / 'chain-graph.svg').exists())
        self.act('open ${temp}/chain.hwx\nwait idle\nview graph\nwait idle\ngraph.save-svg', hand,
                 'expect app.sheet 0\nexpect app.toast ~chain-graph.svg')


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    run_scripts.PROGRAM = str(Path(sys.argv.pop(1)).resolve())
    display.need('Xvfb', 'xdotool')
    with display.Display():
        unittest.main()


if __name__ == '__main__':
    main()

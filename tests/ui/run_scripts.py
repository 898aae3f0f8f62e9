#!/usr/bin/env python3
"""Runs the scripts of tests/ui/scripts in the program, on a display without a screen.

Usage: run_scripts.py PROGRAM [TEST...]

A script is what `anescope --script` takes; ${temp} stands for a folder with the files of make_files(). Lines
that begin with #! are for this runner:

  #! differ A.png B.png     the two pictures show different things
  #! same A.png B.png       the two pictures are the same; of other files the bytes
  #! anetool ARGUMENTS      the command line tool beside the program ends well with these
  #! contains FILE TEXT     the file has the text in it after the run
  #! large                  in a window of the usual size instead of a small one
  #! write FROM TO          copies a file over another as soon as the picture named last is there
  #! fake MODE              with the fake kernel of tests/fake_kernel in this mode, see its settings.hpp

A script that names ${temp}/golden or ${temp}/wrong gets what `anetool run` makes of the sample picture-network,
once as it is and once with one element of what a task wrote changed; ${temp}/one has one of the arrays and the
beginning of another one.
"""

import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import display

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SCRIPTS = HERE / 'scripts'
SAMPLES = ROOT / 'assets' / 'samples'
SEEDS = ROOT / 'tests' / 'fuzz' / 'seeds'
COMMANDS = ROOT / 'app' / 'state'
OWN_WORDS = ('wait', 'expect', 'remember', 'screenshot')
PATIENCE = 120  # seconds for one run; sanitizers and a busy machine are slow
HUGE = 512 << 20
SMALL = ('--size', '1000x640')  # software draws it; for tests that do not look at what is in sight
PROGRAM = ''
WRONG_TASK, WRONG_ELEMENT = 5, (1 * 128 + 20) * 128 + 30  # [0,1,20,30] of 1x3x128x128


def make_references(folder):
    """Arrays that runs are compared with."""
    golden, wrong = folder / 'golden', folder / 'wrong'
    tool = Path(PROGRAM).with_name('anetool')
    subprocess.run([tool, 'run', SAMPLES / 'picture-network.hwx', '--device', 'cpu', '--input',
                    f'picture={SAMPLES / "picture.png"}', '--output', golden, '--dump-tasks', golden],
                   check=True, capture_output=True, timeout=PATIENCE)
    shutil.copytree(golden, wrong)
    file, = wrong.glob(f'task-{WRONG_TASK:03}-*.npy')
    data = bytearray(file.read_bytes())
    at = 10 + struct.unpack('<H', data[8:10])[0] + 2 * WRONG_ELEMENT
    struct.pack_into('<e', data, at, struct.unpack_from('<e', data, at)[0] + 4)
    file.write_bytes(data)
    one = folder / 'one'
    one.mkdir()
    shutil.copy(file, one)
    (one / 'task-000-cut.npy').write_bytes(next(golden.glob('task-000-*.npy')).read_bytes()[:200])


def picture_with_nan():
    """An array for the sample picture-network: zeros and one NaN."""
    header = b"{'descr': '<f2', 'fortran_order': False, 'shape': (1, 3, 128, 128), }"
    header += b' ' * (-(len(header) + 11) % 64) + b'\n'
    values = bytearray(2 * 3 * 128 * 128)
    struct.pack_into('<H', values, 2 * (64 * 128 + 64), 0x7e00)
    return b'\x93NUMPY\x01\x00' + struct.pack('<H', len(header)) + header + bytes(values)


def make_files(folder):
    """The files that scripts open."""
    for sample in SAMPLES.glob('*.hwx'):
        shutil.copy(sample, folder)
    shutil.copy(SEEDS / 'chain-compact.hwx', folder / 'mixed.hwx')
    shutil.copy(SEEDS / 'chain-header-0x800.anec', folder / 'chain.anec')
    shutil.copy(SEEDS / 'repeated-layers.hwx', folder / 'repeats.hwx')
    (folder / 'net.dot').write_text('digraph net { picture -> sobel -> "task 2" -> edges [label="sum"]; }\n')
    (folder / 'bad.dot').write_text('digraph net {\n  picture -> ;\n}\n')
    (folder / 'nan.npy').write_bytes(picture_with_nan())
    chain = (SAMPLES / 'chain.hwx').read_bytes()
    (folder / 'cut.hwx').write_bytes(chain[:len(chain) * 2 // 3])
    relu = (SAMPLES / 'relu.hwx').read_bytes()
    (folder / 'unknown.hwx').write_bytes(relu[:8] + bytes([99, 0, 0, 0]) + relu[12:])
    (folder / 'text.hwx').write_text('This is no program.\n')
    shutil.copy(SAMPLES / 'relu.hwx', folder / 'huge.hwx')
    os.truncate(folder / 'huge.hwx', HUGE)  # a hole, which takes no room


class Run:
    """One run of the program, with its own settings and files."""

    def __init__(self, script='', options=(), files=(), window=True, settings=()):
        self.folder = tempfile.TemporaryDirectory()
        self.temp = Path(self.folder.name)
        make_files(self.temp)
        if '${temp}/golden' in script or '${temp}/wrong' in script:
            make_references(self.temp)
        environment = dict(os.environ, XDG_CONFIG_HOME=str(self.temp / 'config'), **dict(settings))
        if not window:
            environment.pop('DISPLAY', None)
            environment.pop('WAYLAND_DISPLAY', None)
        command = [PROGRAM, *(self.filled(option) for option in options)]
        if script:
            path = self.temp / 'script.txt'
            path.write_text(self.filled(script))
            command += ['--script', str(path)]
        command += [self.filled(file) for file in files]
        self.process = subprocess.Popen(command, env=environment, cwd=self.temp, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()
        self.folder.cleanup()

    def filled(self, text):
        return text.replace('${temp}', str(self.temp))

    def end(self):
        self.out, self.err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode


def run(script='', options=(), files=(), window=True):
    """(status, standard output, standard error)"""
    with Run(script, [*SMALL, *options], files, window) as one:
        status = one.end()
        return status, one.out, one.err


def picture(path):
    """(width, height, rows) of an 8-bit PNG; raises where it is none."""
    data = path.read_bytes()
    if data[:8] != b'\x89PNG\r\n\x1a\n':
        raise ValueError('no PNG signature')
    at, chunks, header = 8, b'', None
    while at < len(data):
        size, kind = struct.unpack('>I4s', data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        if zlib.crc32(kind + body) != struct.unpack('>I', data[at + 8 + size:at + 12 + size])[0]:
            raise ValueError(f'checksum of {kind}')
        if kind == b'IHDR':
            header = struct.unpack('>IIBBBBB', body)
        elif kind == b'IDAT':
            chunks += body
        at += 12 + size
    width, height, depth, colours = header[:4]
    rows = zlib.decompress(chunks)
    per_pixel = {2: 3, 6: 4}[colours]
    if depth != 8 or len(rows) != height * (1 + width * per_pixel):
        raise ValueError(f'{len(rows)} bytes for {width}x{height}')
    return width, height, rows


def wait_for(path):
    late = time.monotonic() + PATIENCE
    while time.monotonic() < late:
        try:
            return picture(path)
        except (OSError, ValueError, struct.error, TypeError, zlib.error, IndexError):
            time.sleep(0.02)
    raise AssertionError(f'{path} was not written')


def own_lines(text):
    """The lines for this runner, and the picture taken before each."""
    last = ''
    for line in text.splitlines():
        if line.startswith('screenshot '):
            last = line.split(' ', 1)[1]
        elif line.startswith('#! ') and line != '#! large' and not line.startswith('#! fake '):
            count = -1 if line[3:].startswith('anetool') else 3 if line[3:].startswith('write') else 2
            yield line[3:].split(' ', count), last


def fake_kernel(text):
    """The environment that a script asks for with "#! fake MODE"."""
    mode = re.search(r'^#! fake (\w+)$', text, re.MULTILINE)
    if not mode:
        return {}
    if b'__asan_init' in Path(PROGRAM).read_bytes():
        raise unittest.SkipTest('the fake kernel is loaded in front of the C library, which sanitizers do not allow')
    library = Path(PROGRAM).with_name('libfake_ane_kernel.so')
    return {'LD_PRELOAD': str(library), 'FAKE_ANE_MODE': mode[1]}


class ScriptTest(unittest.TestCase):
    def check_script(self, path):
        text = path.read_text()
        options = [] if '#! large' in text else SMALL
        with Run(text + '\nquit\nquit\n', options, settings=fake_kernel(text)) as one:
            for words, last in own_lines(text):
                if words[0] == 'write':
                    wait_for(Path(one.filled(last)))
                    self.replace(Path(one.filled(words[1])), Path(one.filled(words[2])))
            status = one.end()
            self.assertEqual((status, one.err), (0, ''), path.name)
            for words, _ in own_lines(text):
                if words[0] != 'write':
                    self.check_line(one, words)

    def replace(self, source, target):
        """As a compiler does it: the new file takes the place of the old one at once."""
        fresh = target.with_suffix('.new')
        shutil.copy(source, fresh)
        os.replace(fresh, target)

    def check_line(self, one, words):
        if words[0] == 'anetool':
            done = subprocess.run([str(Path(PROGRAM).parent / 'anetool'), *(one.filled(word) for word in words[1:])],
                                  text=True, capture_output=True, timeout=PATIENCE)
            self.assertEqual(done.returncode, 0, f'{" ".join(words)}: {done.stderr}')
            return
        first, second = words[1], words[2]
        if words[0] == 'contains':
            self.assertIn(second, Path(one.filled(first)).read_text())
            return
        paths = [Path(one.filled(name)) for name in (first, second)]
        pictures = [picture(path) if path.suffix == '.png' else path.read_bytes() for path in paths]
        same = {'same': True, 'differ': False}[words[0]]
        self.assertEqual(pictures[0] == pictures[1], same, ' '.join(words))


def add_script_tests():
    for path in sorted(SCRIPTS.glob('*.txt')):
        def test(self, path=path):
            self.check_script(path)
        setattr(ScriptTest, f'test_{path.stem}', test)


class CoverageTest(unittest.TestCase):
    def command_ids(self):
        ids = []
        for path in sorted(COMMANDS.glob('*commands.cpp')):
            for table in re.split(r'\n(?:static )?constexpr [^\n]*\bCommand\b[^\n]*= \{+\n', path.read_text())[1:]:
                ids += re.findall(r'^\s*\{"([^"]+)",', table.split('\n}', 1)[0], re.MULTILINE)
        self.assertGreater(len(ids), 50, 'the table of commands is not understood')
        return ids

    def used(self, ids):
        """The commands of all scripts, by the same rule as the program: the longest id that fits."""
        found = set()
        for path in SCRIPTS.glob('*.txt'):
            lines = [line.strip() for line in path.read_text().splitlines()]
            for line in lines:
                if not line or line.startswith('#') or line.split()[0] in OWN_WORDS:
                    continue
                fits = [i for i in ids if line == i or line.startswith(i + ' ')]
                self.assertTrue(fits, f'{path.name}: {line}')
                found.add(max(fits, key=len))
        return found

    def test_every_command_is_in_a_script(self):
        ids = self.command_ids()
        self.assertEqual(sorted(set(ids) - self.used(ids)), [])


class FailureTest(unittest.TestCase):
    def fails(self, script, message):
        status, _, err = run(script)
        self.assertEqual(status, 1, script)
        self.assertIn(message, err)

    def test_expectation_that_is_not_met(self):
        self.fails('open sample relu\n# a remark\nexpect file.tasks 2\nquit\n',
                   'line 3: expected file.tasks to be "2", found "1"')

    def test_comparisons(self):
        self.fails('expect app.files >=1\n', 'found "0"')
        self.fails('expect app.theme !=dark\n', 'found "dark"')
        self.fails('expect app.theme ~light\n', 'found "dark"')

    def test_unknown_words(self):
        self.fails('expect no.such.thing 1\n', 'no.such.thing')
        self.fails('fly to the moon\n', 'line 1: no such command')
        self.fails('wait for it\n', 'line 1')

    def test_command_that_cannot_be_used(self):
        self.fails('select task 1\n', '"select task" cannot be used now')
        self.fails('open sample relu\nselect task 7\n', 'task 7 does not exist')
        self.fails('open sample relu\nwait idle\nfilter tasks nonsense:1\n', 'line 3')

    def test_script_that_is_not_there(self):
        status, _, err = run(options=['--script', '${temp}/none.txt'])
        self.assertEqual(status, 1)
        self.assertIn('none.txt', err)


class OptionsTest(unittest.TestCase):
    def test_help_and_version(self):
        self.assertIn('--script', run(options=['--help'], window=False)[1])
        self.assertRegex(run(options=['--version'], window=False)[1], r'^anescope \d')

    def test_options_that_are_none(self):
        for options in (['--no-such'], ['--size', '12'], ['--scale', '9'], ['--theme', 'pink'], ['--script']):
            self.assertEqual(run(options=options)[0], 2, options)

    def test_without_a_display_a_file_is_summed_up(self):
        status, out, err = run(files=['${temp}/relu.hwx'], window=False)
        self.assertEqual(status, 0)
        self.assertIn('H13', out)
        self.assertIn('no display', err)
        self.assertEqual(run(window=False)[0], 1)

    def test_screenshot_is_a_png_of_the_size(self):
        for size in ((1280, 720), (1003, 701)):
            options = ['--size', '{}x{}'.format(*size), '--screenshot', '${temp}/a.png', '--theme', 'light']
            with Run(options=options, files=['${temp}/conv3x3.hwx']) as one:
                self.assertEqual(one.end(), 0, one.err)
                width, height, rows = picture(one.temp / 'a.png')
            self.assertEqual((width, height), size)
            self.assertGreater(len(set(rows)), 50, 'hardly a colour in it')

    def test_screenshot_that_cannot_be_written(self):
        status, _, err = run(options=['--screenshot', '${temp}/no/such/folder.png'])
        self.assertEqual(status, 1)
        self.assertIn('folder.png', err)

    def test_bench_prints_the_times_of_a_view(self):
        status, out, err = run('open sample chain\nwait idle\nview hex\n', ['--bench-frames', '20'])
        self.assertEqual(status, 0, err)
        line, = out.splitlines()
        times = json.loads(line)
        self.assertEqual((times['view'], times['frames']), ('hex', 20))
        for kind in ('cpu_ms', 'gl_ms'):
            self.assertEqual(sorted(times[kind]), ['max', 'p50', 'p95', 'p99'])
            self.assertLessEqual(times[kind]['p50'], times[kind]['max'])

    def test_file_on_the_command_line_and_theme(self):
        status, _, err = run('wait idle\nexpect file.name chain.hwx\nexpect app.theme light\nquit\n',
                             ['--theme=light'], ['${temp}/chain.hwx'])
        self.assertEqual((status, err), (0, ''))

    def test_graph_on_the_command_line_is_shown_beside_the_program(self):
        for files in (['${temp}/chain.hwx', '${temp}/net.dot'], ['${temp}/net.dot', '${temp}/chain.hwx']):
            status, _, err = run('wait idle\nexpect file.name chain.hwx\nexpect graph.source file\n'
                                 'expect graph.nodes 4\nexpect view.graph visible\ngraph.source tasks\n'
                                 'wait idle\nexpect graph.nodes 7\nquit\n', files=files)
            self.assertEqual((status, err), (0, ''), files)


class SettingsTest(unittest.TestCase):
    def test_last_across_runs(self):
        with Run('open ${temp}/relu.hwx\nwait idle\ntheme light\nscale 125\nview stream\nquit\n') as one:
            self.assertEqual(one.end(), 0, one.err)
            again = one.temp / 'again.txt'
            again.write_text('expect app.theme light\nexpect app.scale 1.25\nexpect app.recent 1\n'
                             'open sample relu\nwait idle\nexpect view.stream visible\nquit\n')
            done = subprocess.run([PROGRAM, '--script', str(again)], text=True, capture_output=True,
                                  env=dict(os.environ, XDG_CONFIG_HOME=str(one.temp / 'config')), timeout=PATIENCE)
            self.assertEqual((done.returncode, done.stderr), (0, ''))

    def test_file_that_makes_no_sense_is_no_hindrance(self):
        with tempfile.TemporaryDirectory() as name:
            settings = Path(name) / 'anescope' / 'settings.json'
            settings.parent.mkdir()
            settings.write_text('{"theme": [')
            script = Path(name) / 'script.txt'
            script.write_text('open sample relu\nwait idle\nexpect file.tasks 1\nquit\n')
            done = subprocess.run([PROGRAM, '--script', str(script)], text=True, capture_output=True,
                                  env=dict(os.environ, XDG_CONFIG_HOME=name), timeout=PATIENCE)
            self.assertEqual(done.returncode, 0, done.stderr)


class IdleTest(unittest.TestCase):
    """Nothing is drawn while nothing happens. Waiting longer must not mean more frames."""

    SHORT, LONG = 0.3, 4.3
    SPARE = 6  # frames; drawing all the time takes 60 a second, and 15 where the machine is very busy
    STATES = {
        'welcome page': '',
        'file': 'open sample chain\n',
        'palette': 'open sample chain\npalette\n',
        'file dialog': 'open\n',
        'save dialog': 'open sample chain\nwait idle\nview graph\nwait idle\ngraph.save-svg\n',
        'search box': 'open sample chain\nview hex\nfind\n',
        'database': 'database h13\n',
        'error': 'open ${temp}/text.hwx\n',
        'graph after a fold': 'open ${temp}/repeats.hwx\nwait idle\nview graph\nwait idle\ngraph.fold-all\n',
        'graph after a jump': 'open sample chain\nwait idle\nview graph\nwait idle\ngraph.zoom-selection\n',
        'matches': 'open sample chain\nwait 0.5\nfind all mode\n',
    }

    def frames(self, state, seconds):
        """Frames up to the end of the wait, from the message of an expectation that cannot be met."""
        script = self.STATES[state] + f'wait 5\nwait {seconds}\nexpect app.frames none\n'
        err = run(script)[2]
        found = re.search(r'app\.frames to be "none", found "(\d+)"', err)
        self.assertTrue(found, err)
        return int(found[1])

    def test_waiting_draws_no_frames(self):
        jobs = [(state, seconds) for state in self.STATES for seconds in (self.SHORT, self.LONG)]
        with ThreadPoolExecutor(len(jobs)) as pool:
            counts = dict(zip(jobs, pool.map(lambda job: self.frames(*job), jobs)))
        for state in self.STATES:
            with self.subTest(state):
                short, long = counts[state, self.SHORT], counts[state, self.LONG]
                self.assertLessEqual(long - short, self.SPARE, f'{short} frames, then {long}')


def main():
    global PROGRAM
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    PROGRAM = str(Path(sys.argv.pop(1)).resolve())
    display.need('Xvfb')
    add_script_tests()
    with display.Display():
        unittest.main()


if __name__ == '__main__':
    main()

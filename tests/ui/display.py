"""A display without a screen for the tests of the window, and what to say where there cannot be one."""

import os
import shutil
import subprocess
import sys

SKIPPED = 77  # CTest's SKIP_RETURN_CODE of these tests
SCREEN = '2000x1300x24'


def need(*programs):
    """Ends the run where a program is missing: as a failure, unless ANESCOPE_SKIP_UI_TESTS is set."""
    packages = {'Xvfb': 'xvfb', 'xdotool': 'xdotool'}
    missing = [name for name in programs if shutil.which(name) is None]
    if not missing:
        return
    print('missing: ' + ', '.join(missing) + '; apt-get install ' + ' '.join(packages[name] for name in missing) +
          ', or set ANESCOPE_SKIP_UI_TESTS=1 to go without these tests')
    sys.exit(SKIPPED if os.environ.get('ANESCOPE_SKIP_UI_TESTS') else 1)


class Display:
    """An X server of our own, and DISPLAY for what is started meanwhile. The server picks its number."""

    def __enter__(self):
        reader, writer = os.pipe()
        self.server = subprocess.Popen(
            ['Xvfb', '-displayfd', str(writer), '-screen', '0', SCREEN, '-nolisten', 'tcp', '-noreset'],
            pass_fds=[writer], stderr=subprocess.PIPE, text=True)
        os.close(writer)
        with os.fdopen(reader) as stream:
            number = stream.readline().strip()
        if not number:
            sys.exit('Xvfb does not start: ' + self.server.communicate()[1])
        os.environ['DISPLAY'] = ':' + number
        os.environ.pop('WAYLAND_DISPLAY', None)
        os.environ['LIBGL_ALWAYS_SOFTWARE'] = '1'
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.communicate()

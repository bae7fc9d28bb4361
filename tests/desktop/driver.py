"""What the scripts for Windows and Wayland share: a screen of their own, a mouse and a keyboard on it, and lines that say ok.

Places in the window are points from its upper left corner at its first size, 1280 x 800 at scale 1.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from PIL import Image, ImageChops, ImageGrab

ROOT = Path(__file__).resolve().parents[2]

# The window at its first size.
SIZE = (1280, 800)
# The program's name does nothing when it is clicked, and a window that is clicked has the keyboard.
TITLE = (45, 20)
RUN, TRAIN, FILE = (109, 20), (151, 20), (1140, 20)
CANVAS = (12, 133, 224, 344)
CLEAR = (163, 362)
PATH_OF_PICTURE = (190, 516)
PASTE = (103, 516)
ANSWER = (940, 600, 1280, 800)
# The large digit of the answer.
ANSWER_DIGIT = (955, 645, 1040, 740)
START, STOP = (54, 315), (233, 315)
# Of the menu File: its field, and its first two commands.
MENU_PATH, OPEN_SESSION, SAVE_SESSION = (980, 45), (925, 77), (925, 105)

# Strokes of a 3 and of a 1, in parts of the canvas.
THREE = [(0.30, 0.22), (0.42, 0.14), (0.58, 0.16), (0.66, 0.28), (0.58, 0.42), (0.44, 0.48), (0.60, 0.53), (0.70, 0.66),
         (0.62, 0.80), (0.46, 0.86), (0.30, 0.78)]
ONE = [(0.52, 0.15), (0.51, 0.35), (0.49, 0.60), (0.48, 0.85)]


class Checks:
    """Counts what failed, and says of each check in one line what came of it."""

    def __init__(self, folder):
        self.failed, self.folder = 0, folder

    def check(self, what, passed, seen=""):
        print(f"{'ok    ' if passed else 'FAILED'} {what}{f': {seen}' if seen else ''}", flush=True)
        self.failed += not passed
        return passed

    def done(self):
        print(f"{'all passed' if not self.failed else f'{self.failed} failed'}; screenshots are in {self.folder}")
        sys.exit(1 if self.failed else 0)


def need(programs, what):
    """Skips the script where a program is missing."""
    missing = [program for program in programs if not shutil.which(program)]
    if missing:
        print(f"skipped: {what} needs {', '.join(missing)}")
        sys.exit(0)


def wait_for(condition, seconds):
    """Whether the condition holds within that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.25)
    return bool(condition())


def native(binary, *arguments):
    """What the native program prints."""
    return subprocess.run([binary, *map(str, arguments)], capture_output=True, text=True, timeout=600)


class Screen:
    """An X server without a screen, and whoever sits before it."""

    def __init__(self, folder, size):
        read, write = os.pipe()
        arguments = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size[0]}x{size[1]}x24", "-nolisten", "tcp"]
        self.server = subprocess.Popen(arguments, pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as number:
            self.name = f":{number.readline().strip()}"
        self.folder, self.origin = folder, (0, 0)

    def close(self):
        self.server.terminate()
        self.server.wait()

    def xdotool(self, *arguments):
        return subprocess.run(["xdotool", *map(str, arguments)], env={**os.environ, "DISPLAY": self.name},
                              capture_output=True, text=True, timeout=120).stdout

    def place(self, point):
        return round(self.origin[0] + point[0]), round(self.origin[1] + point[1])

    def move(self, point):
        self.xdotool("mousemove", *self.place(point))
        time.sleep(0.15)

    def click(self, point, button=1):
        self.move(point)
        self.xdotool("mousedown", button)
        time.sleep(0.12)
        self.xdotool("mouseup", button)
        time.sleep(0.3)

    def drag(self, points, button=1):
        self.move(points[0])
        self.xdotool("mousedown", button)
        for (ax, ay), (bx, by) in zip(points, points[1:]):
            for step in range(1, 5):
                self.xdotool("mousemove", *self.place((ax + (bx - ax) * step / 4, ay + (by - ay) * step / 4)))
                time.sleep(0.03)
        time.sleep(0.1)
        self.xdotool("mouseup", button)
        time.sleep(0.3)

    def type(self, text):
        self.xdotool("type", "--delay", "60", text)
        time.sleep(0.4)

    def keys(self, *keys):
        for key in keys:
            self.xdotool("key", "--delay", "60", key)
            time.sleep(0.2)

    def stroke(self, stroke):
        left, top, right, bottom = CANVAS
        self.drag([(left + x * (right - left), top + y * (bottom - top)) for x, y in stroke])

    def fill(self, field, text):
        """Writes a text into a field of one line."""
        self.click(field)
        self.keys("ctrl+a")
        self.type(text)

    def copy(self, text):
        """Puts a text on the clipboard."""
        subprocess.run(["xclip", "-selection", "clipboard"], input=text.encode(), env={**os.environ, "DISPLAY": self.name},
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=10, check=True)
        time.sleep(0.5)

    def save_session(self):
        """By the menu File, into the path on the clipboard: xdotool's umlauts have no key, which windows may ask for."""
        self.click(FILE)
        time.sleep(0.7)
        self.click(MENU_PATH)
        self.keys("ctrl+a", "ctrl+v")
        self.click(SAVE_SESSION)
        time.sleep(0.7)

    def shot(self, name, area=None):
        """What is on the screen, or in an area of the window; kept as a picture."""
        picture = ImageGrab.grab(xdisplay=self.name)
        picture.save(Path(self.folder) / f"{name}.png")
        return picture.crop((*self.place(area[:2]), *self.place(area[2:]))) if area else picture


def changed(before, after):
    """Which part of all pixels differs visibly."""
    difference = ImageChops.difference(before.convert("L"), after.convert("L"))
    return sum(difference.histogram()[24:]) / (before.width * before.height)


def colours(picture):
    """Different colours of a picture: a window that draws nothing has a few."""
    return len(Image.Image.getcolors(picture.convert("RGB"), 1 << 24))


def answer_of(binary, session):
    """What the native program says of a session that a window saved."""
    outcome = native(binary, "run", session, "--json")
    return json.loads(outcome.stdout) if outcome.returncode == 0 else {"error": outcome.stderr}

#!/usr/bin/env python3
"""The window as a client of Wayland, under sway and under weston: see tests/desktop/README.md.

    tests/wayland/check.py [nullcline]
"""

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import ImageChops

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "desktop"))
from driver import (ANSWER_DIGIT, CLEAR, PASTE, PATH_OF_PICTURE, ROOT, SIZE, THREE, TITLE, Checks, Screen, answer_of, changed,  # noqa: E402
                    colours, native, need, wait_for)

need(["Xvfb", "xdotool", "wl-copy", "wl-paste"], "the window under Wayland")

OUTPUT = (1400, 900)
# The colour of the window's ground in its dark theme.
GROUND = (0x15, 0x19, 0x1E)
SWAY = """
output * resolution {}x{} position 0 0
xwayland disable
default_border none
for_window [app_id="nullcline"] floating enable, move position 20 20
"""
WESTON = """
[core]
xwayland=false
idle-time=0
[shell]
panel-position=none
animation=none
startup-animation=none
locking=false
"""


class Compositor:
    """A compositor that draws into a window of an X server without a screen, whose mouse and keyboard are its own."""

    def __init__(self, name, folder, screen):
        self.name, self.folder, self.screen = name, folder, screen
        self.runtime = folder / f"run-{name}"
        self.runtime.mkdir(mode=0o700)
        self.env = {**os.environ, "XDG_RUNTIME_DIR": str(self.runtime), "LIBGL_ALWAYS_SOFTWARE": "1"}
        for variable in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"]:
            self.env.pop(variable, None)
        self.process = subprocess.Popen(self.command(), env={**self.env, "DISPLAY": screen.name, **self.settings()},
                                        stdout=subprocess.DEVNULL, stderr=open(folder / f"{name}.log", "w"))
        wait_for(self.sockets, 20)
        self.env["WAYLAND_DISPLAY"] = self.sockets()[0].name
        # weston takes the place where the mouse comes in for where it is.
        screen.origin = 0, 0
        screen.move((OUTPUT[0] + 50, OUTPUT[1] + 50))
        screen.move((OUTPUT[0] - 5, OUTPUT[1] - 5))

    def sockets(self):
        return [path for path in self.runtime.glob("wayland-*") if path.suffix != ".lock"]

    def settings(self):
        return {"WLR_BACKENDS": "x11", "WLR_RENDERER": "pixman"} if self.name == "sway" else {}

    def command(self):
        settings = self.runtime / "settings.ini"
        if self.name == "weston":
            settings.write_text(WESTON)
            return ["weston", "--backend=x11-backend.so", f"--width={OUTPUT[0]}", f"--height={OUTPUT[1]}",
                    f"--config={settings}", "--socket=wayland-1"]
        settings.write_text(SWAY.format(*OUTPUT))
        if os.getuid():
            return ["sway", "-c", settings]
        # sway does not start for root.
        nobody = pwd.getpwnam("nobody")
        self.folder.chmod(0o755)
        for path in [self.runtime, settings]:
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        return ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups", "sway", "-c", settings]

    def run(self, *arguments, **more):
        return subprocess.run(arguments, env=self.env, capture_output=True, timeout=30, **more)

    def sway(self, *arguments):
        socket = next(self.runtime.glob("sway-ipc.*.sock"))
        return self.run("swaymsg", "-s", str(socket), *arguments).stdout

    def open_window(self, binary, *arguments):
        """Starts the window with a home of its own; whether it is there, and draws."""
        home = self.folder / f"home-{self.name}"
        home.mkdir(exist_ok=True)
        env = {**self.env, "HOME": str(home), "XDG_DATA_HOME": str(home)}
        self.window = subprocess.Popen([binary, *map(str, arguments)], env=env)
        return wait_for(self.find, 30) and wait_for(
            lambda: colours(self.screen.shot(f"{self.name}-opened", (0, 0, *SIZE))) > 1000, 20)

    def find(self):
        """Where the window is: by the colour of its ground."""
        picture = self.screen.shot(f"{self.name}-desktop").convert("RGB").crop((0, 0, *OUTPUT))
        red, green, blue = (band.point([255 * (value == wanted) for value in range(256)])
                            for band, wanted in zip(picture.split(), GROUND))
        box = ImageChops.darker(ImageChops.darker(red, green), blue).getbbox()
        if not box or box[2] - box[0] < 400:
            return None
        self.screen.origin = box[:2]
        return box[2] - box[0], box[3] - box[1]

    def copy(self, *arguments, **more):
        """Puts something on the clipboard, as another program does."""
        subprocess.Popen(["wl-copy", *arguments], env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                         stdin=more.get("stdin", subprocess.DEVNULL)).wait(20)
        # Where it had to open a window for that, the keyboard comes back to ours.
        wait_for(lambda: False, 1)

    def close(self):
        self.process.terminate()
        self.process.wait()


def check_session(checks, compositor, binary, expected):
    """What is in the window, by a session that it saves."""
    name, digit, picture = expected
    session = compositor.folder / f"{compositor.name} ü {name}.json"
    compositor.copy(str(session))
    compositor.screen.save_session()
    wait_for(session.exists, 15)
    found = answer_of(binary, session)
    result = found.get("result", {})
    checks.check(f"{compositor.name}: {name}, and is {digit} with the same numbers when the session is run",
                 found.get("same") is True and result.get("winner") == digit and picture in found["picture"],
                 found.get("error") or f"{found['picture']}, {result['winner']}")


def check_clipboard(checks, compositor, binary, digits):
    name, screen = compositor.name, compositor.screen
    screen.click(CLEAR)
    compositor.copy(str(digits / "Größe 3.png"))
    screen.keys("ctrl+v")
    wait_for(lambda: False, 2)
    check_session(checks, compositor, binary, ("a pasted path opens its file", 3, "Größe 3.png"))
    screen.click(CLEAR)
    compositor.copy("--type", "text/uri-list", (digits / "0004_4.png").as_uri() + "\r\n")
    screen.keys("ctrl+v")
    wait_for(lambda: False, 2)
    check_session(checks, compositor, binary, ("a file copied in a file manager opens", 4, "0004_4.png"))
    # weston, as GNOME, has no protocol by which the program could read pictures, and no X11 server here: README.md.
    if name == "sway":
        screen.click(CLEAR)
        with open(digits / "0005_5.png", "rb") as picture:
            compositor.copy("--type", "image/png", stdin=picture)
        screen.click(PASTE)
        wait_for(lambda: False, 2)
        check_session(checks, compositor, binary, ("a pasted picture opens", 5, "pasted"))
    screen.fill(PATH_OF_PICTURE, "/tmp/to be copied")
    screen.keys("ctrl+a", "ctrl+c")
    copied = compositor.run("wl-paste", "--no-newline").stdout
    checks.check(f"{name}: what is copied from a field is on the clipboard", copied == b"/tmp/to be copied", copied[:60])
    screen.click(TITLE)


def check_resizing(checks, compositor):
    name, screen = compositor.name, compositor.screen
    if name == "sway":
        compositor.sway("[app_id=nullcline] resize set 900 640")
    else:
        # Its frame is the window's own: by the corner.
        screen.drag([(SIZE[0] + 2, SIZE[1] + 2), (1100, 700), (900, 640)])
    wait_for(lambda: False, 2)
    small = compositor.find()
    checks.check(f"{name}: the window becomes smaller, and draws", small is not None and abs(small[0] - 900) < 8
                 and abs(small[1] - 640) < 8 and colours(screen.shot(f"{name}-small", (0, 0, *small))) > 1000, small)
    if name == "sway":
        compositor.sway("[app_id=nullcline] fullscreen enable")
    else:
        screen.keys("super+shift+f")
    wait_for(lambda: False, 2)
    large = compositor.find()
    checks.check(f"{name}: and fills the screen", large is not None and abs(large[0] - OUTPUT[0]) < 4
                 and colours(screen.shot(f"{name}-large", (0, 0, *large))) > 1000, large)


def check(checks, compositor, binary, digits):
    name, screen = compositor.name, compositor.screen
    if not checks.check(f"{name}: the window opens and draws without DISPLAY", compositor.open_window(binary)):
        return
    libraries = Path(f"/proc/{compositor.window.pid}/maps").read_text()
    checks.check(f"{name}: as a client of Wayland", "libwayland-client" in libraries and "libX11.so" not in libraries)
    if name == "sway":
        tree = json.loads(compositor.sway("-t", "get_tree"))
        shells = [node.get("shell") for node in nodes(tree) if node.get("app_id") == "nullcline"]
        checks.check("sway: by xdg-shell, under the name nullcline", shells == ["xdg_shell"], shells)
    before = screen.shot(f"{name}-before", ANSWER_DIGIT)
    screen.click(CLEAR)
    screen.stroke(THREE)
    checks.check(f"{name}: a digit is drawn, and the answer changes",
                 wait_for(lambda: changed(before, screen.shot(f"{name}-drawn", ANSWER_DIGIT)) > 0.05, 20))
    check_session(checks, compositor, binary, ("what was drawn is saved", 3, "drawn"))
    check_clipboard(checks, compositor, binary, digits)
    check_resizing(checks, compositor)
    screen.click(TITLE)
    screen.keys("ctrl+q")
    ended = wait_for(lambda: compositor.window.poll() is not None, 20)
    screen.shot(f"{name}-closed")
    checks.check(f"{name}: Ctrl Q closes it", ended and compositor.window.returncode == 0)
    # winit takes no drops under Wayland: opening a file with the program takes their place.
    if checks.check(f"{name}: closed in full screen it opens again, with a file", compositor.open_window(binary, digits / "Größe 3.png")):
        wait_for(lambda: False, 2)
        check_session(checks, compositor, binary, ("a file that it is started with is in it", 3, "Größe 3.png"))
    screen.shot(f"{name}-with-file")


def nodes(tree):
    """All nodes of sway's tree."""
    yield tree
    for node in tree["nodes"] + tree["floating_nodes"]:
        yield from nodes(node)


def main():
    binary = str(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "target/release/nullcline")
    compositors = [name for name in ["sway", "weston"] if shutil.which(name)]
    if not compositors:
        print("skipped: there is neither sway nor weston")
        return
    folder = Path(tempfile.mkdtemp(prefix="nullcline-wayland-"))
    digits, checks = folder / "digits", Checks(folder)
    native(binary, "draw", "--set", "neat", "--count", "10", "--out", digits)
    shutil.copy(digits / "0003_3.png", digits / "Größe 3.png")
    for name in compositors:
        screen = Screen(folder, (OUTPUT[0] + 100, OUTPUT[1] + 100))
        compositor = Compositor(name, folder, screen)
        try:
            check(checks, compositor, binary, digits)
        finally:
            window = getattr(compositor, "window", None)
            if window and window.poll() is None:
                window.kill()
            compositor.close()
            screen.close()
    checks.done()


main()

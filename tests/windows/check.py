#!/usr/bin/env python3
"""The package for Windows under Wine: see tests/desktop/README.md.

    tests/windows/check.py [PACKAGE.zip or its folder] [native nullcline]
"""

import fcntl
import json
import os
import pty
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import zipfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "desktop"))
from driver import (ANSWER_DIGIT, CLEAR, ROOT, START, STOP, THREE, TRAIN, Checks, Screen, answer_of, changed, colours,  # noqa: E402
                    native, need, wait_for)

need(["wine", "wineserver", "x86_64-w64-mingw32-gcc", "Xvfb", "xdotool", "xclip", "xwininfo"], "the package for Windows")

# Under "Stop", once a run was stopped: the field for a path is empty, so that a dialog asks.
SAVE = (63, 614)
CONSOLE, WINDOWS = 3, 2


class Wine:
    """A prefix of its own, with the program in it."""

    def __init__(self, folder, package, display):
        self.folder, self.program = folder, folder / "nullcline"
        if package.is_dir():
            shutil.copytree(package, self.program)
        else:
            zipfile.ZipFile(package).extractall(folder)
            next(folder.glob("nullcline-*")).rename(self.program)
        self.env = {**os.environ, "WINEPREFIX": str(folder / "prefix"), "WINEDEBUG": "-all", "WINEARCH": "win64",
                    "WINEDLLOVERRIDES": "mscoree,mshtml=", "LIBGL_ALWAYS_SOFTWARE": "1", "LANG": "C.UTF-8",
                    "DISPLAY": display}
        self.env.pop("WAYLAND_DISPLAY", None)

    def boot(self):
        subprocess.run(["wineboot", "-i"], env=self.env, capture_output=True, timeout=300)
        subprocess.run(["wineserver", "-w"], env=self.env, timeout=300)
        system = Path(self.env["WINEPREFIX"]) / "drive_c/windows/system32"
        stub = system / "bcryptprimitives.dll"
        if not stub.exists():
            source = Path(__file__).parent / "bcryptprimitives.c"
            subprocess.run(["x86_64-w64-mingw32-gcc", "-shared", "-O", "-o", stub, source, "-ladvapi32"], check=True)

    def run(self, program, *arguments, cwd=None):
        command = ["wine", program, *map(str, arguments)]
        return subprocess.run(command, env=self.env, capture_output=True, cwd=cwd or self.program, timeout=900)

    def console(self, *arguments):
        return self.run("nullcline.com", *arguments)

    def start(self, *arguments):
        """As a double click does."""
        subprocess.Popen(["wine", "start", "nullcline.exe", *map(str, arguments)], env=self.env, cwd=self.program,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def in_terminal(self, *arguments):
        """What is seen in a terminal."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.program)
            os.execvpe("wine", ["wine", "nullcline.com", *arguments], self.env)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 200, 0, 0))
        seen = b""
        try:
            while piece := os.read(terminal, 4096):
                seen += piece
        except OSError:
            pass
        os.waitpid(pid, 0)
        return seen.decode(errors="replace")

    def stop(self):
        subprocess.run(["wineserver", "-k"], env=self.env, timeout=60)


def dos(path):
    """The path of a file here as Wine has it."""
    return "Z:" + str(path).replace("/", "\\")


def subsystem(program):
    """Whether Windows gives a program a console, by its header."""
    start = program.read_bytes()[:4096]
    header = struct.unpack_from("<I", start, 0x3C)[0]
    return struct.unpack_from("<H", start, header + 24 + 68)[0]


def check_programs(checks, wine, folder):
    kinds = subsystem(wine.program / "nullcline.com"), subsystem(wine.program / "nullcline.exe")
    checks.check("nullcline.com is a console program, nullcline.exe one without", kinds == (CONSOLE, WINDOWS), kinds)
    version = wine.console("--version")
    checks.check("nullcline.com --version prints", version.stdout.startswith(b"nullcline ") and version.returncode == 0,
                 version.stdout.decode().strip())
    both = folder / "both"
    both.mkdir()
    shutil.copy(wine.program / "nullcline.com", both / "nullcline.com")
    (both / "nullcline.exe").write_text("no program")
    typed = wine.run("cmd", "/c", "nullcline --version", cwd=both)
    checks.check("cmd takes nullcline for nullcline.com", typed.stdout == version.stdout, typed.stdout.decode().strip())
    usage = wine.console("no-such-command")
    checks.check("a wrong command exits with 2, its name without an ending",
                 usage.returncode == 2 and b"Usage: nullcline [" in usage.stderr, usage.returncode)
    by_window = wine.run("nullcline.exe", "--version"), wine.run("nullcline.exe", "no-such-command")
    checks.check("a caller of nullcline.exe gets what it prints and its code through pipes",
                 by_window[0].stdout == version.stdout and by_window[1].returncode == 2
                 and by_window[1].stderr == usage.stderr)


def check_evaluation(checks, wine, binary):
    for arguments in [["--model", "ann"], ["--model", "fhn", "--limit", "2000"],
                      ["--network", "calibrated", "--neuron", "izhikevich", "--limit", "200"]]:
        there = json.loads(wine.console("evaluate", "--json", *arguments).stdout)
        here = json.loads(native(binary, "evaluate", "--json", *arguments).stdout)
        checks.check(f"evaluate {' '.join(arguments)}: the same confusion matrix as here",
                     there["confusion"] == here["confusion"] and there["images"] == here["images"],
                     f"{there['images']} images, {there['accuracy']} and {here['accuracy']}")


def check_paths(checks, wine, folder, binary):
    odd = folder / "Übung ä"
    odd.mkdir()
    native(binary, "draw", "--set", "neat", "--count", "4", "--out", folder / "digits")
    picture = odd / "Größe 3.png"
    shutil.copy(folder / "digits/0003_3.png", picture)

    there = json.loads(wine.console("classify", "--json", dos(picture)).stdout)
    here = json.loads(native(binary, "classify", "--json", picture).stdout)
    named = there[0].pop("file"), here[0].pop("file")
    checks.check("classify reads Z:\\…\\Übung ä\\Größe 3.png as here", there == here and named == (dos(picture), str(picture)),
                 f"{there[0]['digit']} in {named[0]}")

    out = odd / "Netz.py"
    outcome = wine.console("export", "--network", "calibrated", "--brian2", dos(out))
    native(binary, "export", "--network", "calibrated", "--brian2", folder / "here.py")
    checks.check("export writes the same bytes into Z:\\…\\Übung ä",
                 out.exists() and out.read_bytes() == (folder / "here.py").read_bytes(), outcome.stderr.decode().strip())

    on_c = Path(wine.env["WINEPREFIX"]) / "drive_c"
    (on_c / "Übung").mkdir()
    wine.console("evaluate", "--limit", "300", "--answers", "C:\\Übung\\Antworten ß.csv")
    native(binary, "evaluate", "--limit", "300", "--answers", folder / "here.csv")
    found = on_c / "Übung/Antworten ß.csv"
    checks.check("evaluate writes the same answers to drive C",
                 found.exists() and found.read_bytes() == (folder / "here.csv").read_bytes())
    wine.run(dos(wine.program / "nullcline.com"), "draw", "--count", "2", "--out", ".\\unter\\Ö", cwd=odd)
    checks.check("draw makes the folder .\\unter\\Ö", len(list((odd / "unter/Ö").glob("*.png"))) == 2)

    model = odd / "Größe.safetensors"
    wine.console("train", "--subset", "paper", "--epochs", "1", "--out", dos(model))
    checks.check("train saves a network that is read here", native(binary, "model", model).returncode == 0)
    back = wine.console("evaluate", "--json", "--limit", "1000", "--model", dos(model))
    here = json.loads(native(binary, "evaluate", "--json", "--limit", "1000", "--model", model).stdout)
    checks.check("and evaluates the same from there", json.loads(back.stdout)["confusion"] == here["confusion"],
                 f"accuracy {here['accuracy']}")

    missing = wine.console("classify", dos(odd / "nicht da.png"))
    said = missing.stderr.decode()
    checks.check("a missing file is named, in one line, and the code is 1",
                 missing.returncode == 1 and dos(odd / "nicht da.png") in said and said.count("\n") == 1, said.strip())
    seen = wine.in_terminal("classify", dos(odd / "fehlt Größe.png"))
    checks.check("umlauts are umlauts in a terminal", "fehlt Größe.png" in seen)
    return odd, picture


def open_window(wine, screen, *arguments):
    """Starts the window; whether it is there, and draws."""
    wine.start(*arguments)
    ids = []

    def is_there():
        ids[:] = screen.xdotool("search", "--name", "^Nullcline$").split()
        return bool(ids)

    if not wait_for(is_there, 60):
        return False
    place = screen.xdotool("getwindowgeometry", "--shell", ids[-1])
    values = dict(line.split("=") for line in place.split())
    screen.origin = int(values["X"]), int(values["Y"])
    screen.xdotool("windowfocus", ids[-1])
    return wait_for(lambda: colours(screen.shot("opened", (0, 0, 1280, 800))) > 1000, 30)


def close_window(screen):
    screen.keys("ctrl+q")
    return wait_for(lambda: not screen.xdotool("search", "--name", "^Nullcline$").split(), 20)


def focus_dialog(screen, name):
    if not wait_for(lambda: screen.xdotool("search", "--name", name).split(), 20):
        return False
    screen.xdotool("windowfocus", screen.xdotool("search", "--name", name).split()[-1])
    screen.keys("Home", "shift+End")
    return True


def check_window(checks, wine, screen, paths, binary):
    odd, picture = paths
    if not checks.check("the window opens as by a double click, and draws", open_window(wine, screen)):
        return
    titles = subprocess.run(["xwininfo", "-display", screen.name, "-root", "-tree"], capture_output=True, text=True).stdout
    checks.check("no window of a console is on the screen", "onhost" not in titles and "onsole" not in titles)
    before = screen.shot("before", ANSWER_DIGIT)
    screen.click(CLEAR)
    screen.stroke(THREE)
    checks.check("a digit is drawn, and the answer changes",
                 wait_for(lambda: changed(before, screen.shot("drawn", ANSWER_DIGIT)) > 0.05, 20))
    session = odd / "gemalt ü.json"
    screen.copy(dos(session))
    screen.save_session()
    wait_for(session.exists, 15)
    found = answer_of(binary, session)
    checks.check("the session is saved into a path with umlauts, and here its 3 has the same numbers",
                 found.get("same") is True and found["result"]["winner"] == 3, found.get("error", found.get("result")))

    screen.click(TRAIN)
    before = screen.shot("untrained")
    screen.click(START)
    wait_for(lambda: changed(before, screen.shot("training")) > 0.05, 60)
    wait_for(lambda: False, 8)
    screen.click(STOP)
    wait_for(lambda: False, 4)
    screen.shot("stopped")
    screen.click(SAVE)
    network = odd / "Größe im Fenster.safetensors"
    if checks.check("the dialog for saving a network opens", focus_dialog(screen, "Save the trained network")):
        screen.type(dos(network))
        screen.shot("dialog")
        screen.keys("Return")
        wait_for(network.exists, 15)
        read = native(binary, "evaluate", "--json", "--model", network)
        accuracy = json.loads(read.stdout)["accuracy"] if read.returncode == 0 else read.stderr
        checks.check("the network that the window trained and saved is read here", read.returncode == 0 and accuracy > 0.9,
                     f"accuracy {accuracy}")
    checks.check("Ctrl Q closes it", close_window(screen))

    checks.check("a file dropped on the program's icon opens with it", open_window(wine, screen, dos(picture)))
    session = odd / "geöffnet.json"
    wait_for(lambda: False, 3)
    screen.copy(dos(session))
    screen.save_session()
    wait_for(session.exists, 15)
    found = answer_of(binary, session)
    checks.check("and is the picture in the window",
                 found.get("same") is True and found["result"]["winner"] == 3 and picture.name in found["picture"], found)
    close_window(screen)


def main():
    packages = sorted((ROOT / "target/packages").glob("nullcline-*-windows-*.zip"))
    if len(sys.argv) < 2 and not packages:
        print("skipped: there is no package; make one with .ci/package zip")
        return
    package = Path(sys.argv[1] if len(sys.argv) > 1 else packages[-1]).resolve()
    binary = str(Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else ROOT / "target/release/nullcline")
    folder = Path(tempfile.mkdtemp(prefix="nullcline-windows-"))
    checks, screen = Checks(folder), Screen(folder, (1500, 1000))
    wine = Wine(folder, package, screen.name)
    try:
        wine.boot()
        check_programs(checks, wine, folder)
        check_evaluation(checks, wine, binary)
        paths = check_paths(checks, wine, folder, binary)
        check_window(checks, wine, screen, paths, binary)
    finally:
        wine.stop()
        screen.close()
        for made in ["prefix", "nullcline", "both"]:
            shutil.rmtree(folder / made, ignore_errors=True)
    checks.done()


main()

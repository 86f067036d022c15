"""
browser.py CHROMIUM PROFILE join|leave URL ADDRESS LANGUAGE: drive a headless Chromium over its debugging protocol, with nothing but
the standard library.  Prints the direction of the page and the heading that it ends on.
"""
import base64
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request


class Page:
    """One tab: a WebSocket (RFC 6455) with a command at a time."""

    def __init__(self, url):
        host, path = url[len('ws://'):].split('/', 1)
        name, port = host.split(':')
        self.sock = socket.create_connection((name, int(port)), 60)
        key = base64.b64encode(os.urandom(16)).decode()
        self.sock.sendall(('GET /%s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
                           'Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n\r\n' % (path, host, key)).encode())
        self.left = b''
        while b'\r\n\r\n' not in self.left:
            self.left += self.sock.recv(4096)
        self.left = self.left.split(b'\r\n\r\n', 1)[1]
        self.number = 0

    def take(self, n):
        while len(self.left) < n:
            more = self.sock.recv(65536)
            if not more:
                raise SystemExit('the browser has gone')
            self.left += more
        piece, self.left = self.left[:n], self.left[n:]
        return piece

    def receive(self):
        first, length = self.take(2)
        if length == 126:
            length = int.from_bytes(self.take(2), 'big')
        elif length == 127:
            length = int.from_bytes(self.take(8), 'big')
        text = self.take(length)
        return json.loads(text) if first & 15 == 1 else {}

    def call(self, method, **params):
        self.number += 1
        text = json.dumps({'id': self.number, 'method': method, 'params': params}).encode()
        mask = os.urandom(4)
        head = bytes([0x81]) + (bytes([0x80 | len(text)]) if len(text) < 126
                                else bytes([0xfe]) + len(text).to_bytes(2, 'big'))
        self.sock.sendall(head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(text)))
        while True:
            answer = self.receive()
            if answer.get('id') == self.number:
                return answer.get('result', {})

    def value(self, expression):
        return self.call('Runtime.evaluate', expression=expression, returnByValue=True).get('result', {}).get('value')

    def wait(self, expression):
        for _ in range(300):
            if self.value(expression):
                return
            time.sleep(0.1)
        raise SystemExit('not seen: %s; %s' % (expression, self.value('document.documentElement.innerText')))

    def press(self, selector):
        """As a person: where it stands on the screen, with the mouse."""
        self.value('document.querySelector(%s).scrollIntoView({block: "center"})' % json.dumps(selector))
        box = self.value('(b => [b.x + b.width / 2, b.y + b.height / 2])(document.querySelector(%s).getBoundingClientRect())'
                         % json.dumps(selector))
        for kind in 'mousePressed', 'mouseReleased':
            self.call('Input.dispatchMouseEvent', type=kind, x=box[0], y=box[1], button='left', clickCount=1)


def start(browser, profile, language):
    child = subprocess.Popen([browser, '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
                              '--disable-background-networking', '--accept-lang=' + language, '--lang=' + language,
                              '--remote-debugging-port=0', '--user-data-dir=' + profile, 'about:blank'],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(300):
        try:
            with open(os.path.join(profile, 'DevToolsActivePort')) as f:
                port = f.readline().strip()
            tabs = json.load(urllib.request.urlopen('http://127.0.0.1:%s/json' % port, timeout=10))
            return child, Page([t for t in tabs if t['type'] == 'page'][0]['webSocketDebuggerUrl'])
        except (OSError, ValueError, IndexError):
            time.sleep(0.1)
    child.kill()
    raise SystemExit('the browser does not start')


def main():
    browser, profile, what, url, address, language = sys.argv[1:]
    try:
        os.unlink(os.path.join(profile, 'DevToolsActivePort'))
    except OSError:
        pass
    child, page = start(browser, profile, language)
    try:
        page.call('Page.navigate', url=url)
        page.wait('document.querySelector("button") !== null && document.readyState === "complete"')
        print(page.value('document.documentElement.dir'), page.value('document.documentElement.lang'))
        before = page.value('document.querySelector("h1").innerText')
        if what == 'join':
            page.press('#address')
            page.call('Input.insertText', text=address)
        page.press('button')
        page.wait('document.querySelector("h1") !== null && document.querySelector("button") === null'
                  ' && document.querySelector("h1").innerText !== %s' % json.dumps(before))
        print(page.value('document.querySelector("h1").innerText'))
        print('scripts', page.value('document.scripts.length'), 'cookies', repr(page.value('document.cookie')))
    finally:
        child.terminate()
        child.wait()


main()

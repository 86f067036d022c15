#!/usr/bin/env python3
"""links.py DIR: every link of a web archive in DIR leads somewhere, every file is reached from index.html, and no page has
what may run.  Says what it found; 0 if nothing is wrong."""
import os
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

ACTIVE = {'script', 'iframe', 'object', 'embed', 'img', 'form', 'base', 'svg', 'video', 'audio', 'style'}
root = os.path.realpath(sys.argv[1])
bad, seen, todo = [], set(), ['index.html']


class Page(HTMLParser):
    def __init__(self, name):
        super().__init__()
        self.name, self.links, self.ids, self.policy = name, [], set(), False

    def handle_starttag(self, tag, attributes):
        for key, value in attributes:
            if key in ('href', 'src'):
                self.links.append(value or '')
            if key == 'id':
                if value in self.ids:
                    bad.append((self.name, 'id twice', value))
                self.ids.add(value)
            if key.startswith('on') or key == 'style':
                bad.append((self.name, 'attribute', key))
            if value == 'Content-Security-Policy':
                self.policy = True
        if tag in ACTIVE:
            bad.append((self.name, 'element', tag))


def follow(page, link):
    url = urlsplit(link)
    if url.scheme or url.netloc:
        if url.scheme not in ('http', 'https', 'mailto'):
            bad.append((page.name, 'scheme', link))
    elif not url.path:
        if url.fragment and unquote(url.fragment) not in page.ids:
            bad.append((page.name, 'anchor', link))
    else:
        target = os.path.normpath(os.path.join(os.path.dirname(page.name), unquote(url.path)))
        if target.startswith('..') or os.path.isabs(url.path):
            bad.append((page.name, 'outside', link))
        elif target not in seen:
            todo.append(target)


while todo:
    name = todo.pop()
    if name in seen:
        continue
    seen.add(name)
    path = os.path.join(root, name)
    if not os.path.isfile(path):
        bad.append((name, 'dead', ''))
    elif name.endswith('.html') and not name.startswith('files/'):
        page = Page(name)
        with open(path, encoding='utf-8') as file:
            page.feed(file.read())
        if not page.policy:
            bad.append((name, 'policy', ''))
        for link in page.links:
            follow(page, link)

files = {os.path.relpath(os.path.join(d, f), root) for d, _, names in os.walk(root) for f in names}
left = sorted(f for f in files - seen if not f.startswith('.asm-archive.db'))
for trouble in bad[:20]:
    print(*trouble)
for name in left[:20]:
    print(name, 'is not reached')
print(len(seen), 'files')
sys.exit(bool(bad or left))

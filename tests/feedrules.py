"""feedrules.py FILE ...: what feed validators ask of Atom, RSS 2.0 and JSON Feed beyond their grammars.

Each breach is a line; exit status 1 if there is one.  A FILE's form goes by its ending: .atom, .rss, .json.
"""
import datetime
import email.utils
import html.parser
import json
import re
import sys
import xml.etree.ElementTree as ET

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
XML = "{http://www.w3.org/XML/1998/namespace}"
URL = re.compile(r"^(https?://[^/\s?#]+|mailto:|news:|nntp:|urn:|tag:)", re.I)
WEB = re.compile(r"^https?://[^/\s?#]+", re.I)
TAG = re.compile(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
STAMP = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
TYPE = re.compile(r"^[\w.+-]+/[\w.+-]+$")
UNSAFE = {"script", "style", "object", "embed", "applet", "iframe", "form", "input", "meta", "link", "base", "frame"}
breaches = []


def breach(where, what):
    breaches.append("%s: %s" % (where, what))


class Markup(html.parser.HTMLParser):
    """HTML that readers show: nothing that runs, every address whole."""

    def __init__(self, where):
        super().__init__()
        self.where = where

    def handle_starttag(self, tag, attrs):
        if tag in UNSAFE:
            breach(self.where, "<%s> in content" % tag)
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                breach(self.where, "%s= in content" % name)
            if name in ("href", "src", "cite") and not (URL.match(value or "") or (value or "").startswith("#")):
                breach(self.where, "%s=%r is relative or no address" % (name, value))


def markup(where, text):
    Markup(where).feed(text or "")


def stamp(where, text, what):
    """RFC 3339, a moment that is not ahead of us by more than what calls are."""
    if not STAMP.match(text or ""):
        return breach(where, "%s is no RFC 3339 time: %r" % (what, text))
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    if not 1990 <= moment.year <= 2100:
        breach(where, "%s is implausible: %s" % (what, text))


def mailtime(where, text, what):
    """RFC 822 with four digits of the year; the day of the week is the day's."""
    when = email.utils.parsedate_to_datetime(text) if text else None
    if when is None or not re.match(r"^[A-Z][a-z]{2}, \d\d? [A-Z][a-z]{2} \d{4} ", text):
        return breach(where, "%s is no RFC 822 date: %r" % (what, text))
    if text[:3] != "Mon Tue Wed Thu Fri Sat Sun".split()[when.weekday()]:
        breach(where, "%s: the day of the week is wrong: %s" % (what, text))


def unique(where, values, what):
    seen = set()
    for v in values:
        if v in seen:
            breach(where, "%s stands twice: %s" % (what, v))
        seen.add(v)


def one(where, parent, name, least=1):
    found = parent.findall(name)
    if not least <= len(found) <= 1:
        breach(where, "%d of <%s>" % (len(found), name.split("}")[-1]))
    return (found[0].text or "").strip() if found else ""


def atom_text(where, e):
    kind = e.get("type", "text")
    if kind not in ("text", "html", "xhtml") and e.tag != ATOM + "content":
        breach(where, "%s of type %s" % (e.tag, kind))
    if kind == "html":
        markup(where, e.text)
    elif kind == "text" and re.search(r"</?[a-z]+[^>]*>|&#?\w+;", e.text or "", re.I):
        breach(where, "markup in plain text: %r" % e.text[:60])
    for part in e.iter() if kind == "xhtml" else ():
        if part.tag.split("}")[-1] in UNSAFE:
            breach(where, "<%s> in content" % part.tag)


def atom_common(where, e):
    for name in ("id", "updated", "title"):
        value = one(where, e, ATOM + name)
        if name == "id" and not URL.match(value):
            breach(where, "id is no address: %r" % value)
        if name == "updated":
            stamp(where, value, name)
    for t in e.findall(ATOM + "published"):
        stamp(where, t.text, "published")
    for name in ("title", "subtitle", "summary", "content", "rights"):
        for t in e.findall(ATOM + name):
            atom_text(where, t)
    links = e.findall(ATOM + "link")
    for link in links:
        if not URL.match(link.get("href", "")):
            breach(where, "link to %r" % link.get("href"))
        if link.get("type") and not TYPE.match(link.get("type")):
            breach(where, "link of type %r" % link.get("type"))
        if link.get("length") and not link.get("length").isdigit():
            breach(where, "link of length %r" % link.get("length"))
    unique(where, [(x.get("type"), x.get("hreflang")) for x in links if x.get("rel", "alternate") == "alternate"], "alternate")
    for person in e.findall(ATOM + "author") + e.findall(ATOM + "contributor"):
        if not one(where, person, ATOM + "name"):
            breach(where, "a person without a name")
        for uri in person.findall(ATOM + "uri"):
            if not WEB.match(uri.text or ""):
                breach(where, "a person at %r" % uri.text)
    for c in e.findall(ATOM + "category"):
        if not c.get("term") or (c.get("scheme") and not URL.match(c.get("scheme"))):
            breach(where, "category %r" % c.attrib)
    for part in e.iter():
        tag = part.get(XML + "lang")
        if tag and not TAG.match(tag):
            breach(where, "xml:lang %r" % tag)


def atom(name, root):
    if root.tag != ATOM + "feed":
        return breach(name, "not a feed")
    atom_common(name, root)
    entries = root.findall(ATOM + "entry")
    unique(name, [e.findtext(ATOM + "id") for e in entries], "an entry's id")
    if [x for x in root.findall(ATOM + "link") if x.get("rel") == "self"] == []:
        breach(name, "no link to itself")
    for i, e in enumerate(entries):
        where = "%s, entry %d" % (name, i + 1)
        atom_common(where, e)
        if not (e.findall(ATOM + "author") or root.findall(ATOM + "author") or e.find(ATOM + "source/" + ATOM + "author") is not None):
            breach(where, "nobody wrote it")
        if not e.findall(ATOM + "content") and not [x for x in e.findall(ATOM + "link") if x.get("rel", "alternate") == "alternate"]:
            breach(where, "neither content nor a link")
        if (e.findtext(ATOM + "published") or "") > (e.findtext(ATOM + "updated") or ""):
            breach(where, "published after it was updated")


def rss(name, root):
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        return breach(name, "not RSS 2.0")
    for needed in ("title", "link", "description"):
        if not one(name, channel, needed):
            breach(name, "no %s" % needed)
    if not WEB.match(channel.findtext("link") or ""):
        breach(name, "link %r" % channel.findtext("link"))
    if channel.find("language") is not None and not TAG.match(channel.findtext("language")):
        breach(name, "language %r" % channel.findtext("language"))
    if [x for x in channel.findall(ATOM + "link") if x.get("rel") == "self" and WEB.match(x.get("href", ""))] == []:
        breach(name, "no link to itself")
    for t in ("pubDate", "lastBuildDate"):
        if channel.find(t) is not None:
            mailtime(name, channel.findtext(t), t)
    items = channel.findall("item")
    unique(name, [i.findtext("guid") for i in items], "a guid")
    for n, i in enumerate(items):
        where = "%s, item %d" % (name, n + 1)
        for tag in ("title", "link", "guid", "pubDate", "description", DC + "creator", "author", "source"):
            one(where, i, tag, 0)
        if not i.findtext("title") and not i.findtext("description"):
            breach(where, "neither title nor description")
        if i.find("link") is not None and not URL.match(i.findtext("link") or ""):
            breach(where, "link %r" % i.findtext("link"))
        guid = i.find("guid")
        if guid is not None and guid.get("isPermaLink", "true") == "true" and not WEB.match(guid.text or ""):
            breach(where, "guid %r is no link" % guid.text)
        if i.find("pubDate") is not None:
            mailtime(where, i.findtext("pubDate"), "pubDate")
        if i.find("author") is not None and "@" not in i.findtext("author"):
            breach(where, "author %r is no address" % i.findtext("author"))
        for x in i.findall("enclosure"):
            if not (WEB.match(x.get("url", "")) and x.get("length", "").isdigit() and TYPE.match(x.get("type", ""))):
                breach(where, "enclosure %r" % x.attrib)
        markup(where, i.findtext("description"))
        markup(where, i.findtext(CONTENT))


def json_feed(name, feed):
    if feed.get("version") != "https://jsonfeed.org/version/1.1" or not isinstance(feed.get("title"), str):
        breach(name, "no version 1.1, or no title")
    for key in ("home_page_url", "feed_url", "next_url"):
        if key in feed and not WEB.match(feed[key]):
            breach(name, "%s %r" % (key, feed[key]))
    unique(name, [i.get("id") for i in feed["items"]], "an id")
    for n, i in enumerate(feed["items"]):
        where = "%s, item %d" % (name, n + 1)
        if not isinstance(i.get("id"), str) or not ("content_text" in i or "content_html" in i):
            breach(where, "no id, or no content")
        for key in ("url", "external_url"):
            if key in i and not WEB.match(i[key]):
                breach(where, "%s %r" % (key, i[key]))
        for key in ("date_published", "date_modified"):
            if key in i:
                stamp(where, i[key], key)
        if "language" in i and not TAG.match(i["language"]):
            breach(where, "language %r" % i["language"])
        if "author" in i or [a for a in i.get("authors", []) if not ({"name", "url", "avatar"} & set(a))]:
            breach(where, "authors %r" % i.get("authors"))
        for a in i.get("attachments", []):
            if not WEB.match(a.get("url", "")) or not TYPE.match(a.get("mime_type", "")):
                breach(where, "attachment %r" % a)
        markup(where, i.get("content_html"))


for path in sys.argv[1:]:
    with open(path, "rb") as f:
        data = f.read()
    if path.endswith(".json"):
        json_feed(path, json.loads(data.decode("utf-8")))
        continue
    if not data.lower().startswith(b'<?xml version="1.0" encoding="utf-8"?>'):
        breach(path, "does not begin as UTF-8 XML")
    root = ET.fromstring(data)
    (atom if path.endswith(".atom") else rss)(path, root)
print("\n".join(breaches), end="\n" if breaches else "")
sys.exit(1 if breaches else 0)

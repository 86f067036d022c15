#!/usr/bin/python3
# verify.py KEYS EPOCH MAIL...: for each mail "yes" or "no": does another implementation find a signature that verifies?
# Exits 69 when there is none to ask.
import re
import sys

try:
    import dkim
    import nacl.signing  # without it Ed25519 always fails
except ImportError:
    sys.exit(69)

now = int(sys.argv[2])
dkim.time.time = lambda: now
with open(sys.argv[1]) as f:
    keys = {name.encode() + b".": txt.encode() for name, txt in (line.rstrip("\n").split(" ", 1) for line in f)}

for path in sys.argv[3:]:
    with open(path, "rb") as f:
        mail = re.sub(rb"\AFrom [^\n]*\n", b"", f.read())
    try:
        good = dkim.verify(mail, dnsfunc=lambda name, timeout=5: keys.get(name), minkey=512)
    except Exception:
        good = False
    print(path, "yes" if good else "no")

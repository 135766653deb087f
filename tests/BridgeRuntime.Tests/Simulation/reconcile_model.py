#!/usr/bin/env python3
"""Executable specification and random model checker of the document-reconcile algorithm, which the planner is held to (ReconcilerScheduleTests).

One key, two sides M and D, ledger B. Users change either side between any two atomic steps of the bridge; the bridge may crash
between any two steps. At the end users stop and the bridge runs until no hint is left.
Checks: (1) converged: M == D == B; (2) no loss: paths only ever written by one side end with that side's last value; (3) nothing undone:
the path that both sides write never ends with a value that a later writer had seen and replaced ((2) and (3) in runs without deletes and re-creations);
(4) no fragment: a document has the path that nobody removes, so nothing that the bridge wrote into a document that had just been deleted counts as one.
What each rule is worth, by switching it off: without intents one schedule in 16 loses a user's write after a crash; with Big Peer reads
older than the bridge's own writes (--stale any: no X-DITTO-TXN-ID) one in 7 under policy bigPeer; without the rule of the later writer one in 200
undoes a write after a crash (--no-later); where a write of the whole document counts as one of its parts, a fragment stays in one
of 5000 with deletes under policy mongodb (--no-whole). --stale txn: reads may be old, but never older than what the bridge last wrote or read: none bad.
usage: reconcile_model.py [runs] [seed] [--deletes] [--poll] [--policy mongodb|bigPeer] [--stale txn|any] [--no-intents] [--no-later] [--no-whole]
"""
import random, sys

class World:
    def __init__(s, rng, deletes, poll, policy, intents, stale):
        s.r, s.deletes, s.poll, s.policy, s.intents, s.stale = rng, deletes, poll, policy, intents, stale
        base = {p: 0 for p in "abcdek"}     # k: a path that nobody removes (an id field)
        s.M, s.D, s.B = dict(base), dict(base), dict(base)
        s.hm = s.hd = False          # hints outstanding
        s.pM, s.pD = {}, {}          # intents: path -> values the bridge was about to write to that side (None = remove)
        s.wD = {}                    # intents of a write of the whole document to D: it leaves no part behind
        s.oM, s.oD = {}, {}          # overruled: path -> values that differed from the ledger and that the bridge was about to replace on that side
        s.parent = {}                # path e, which both sides write: value -> the value its user saw
        s.n = 0                      # fresh values
        s.last = {}                  # path -> (side, value) for single-writer paths
        s.log = []
        s.old, s.floor = [], 0       # earlier states of D; those from floor on are not older than the bridge's last write
        s.writes = 0
    def fresh(s): s.n += 1; return s.n
    # ---- user operations
    def user(s):
        side = s.r.choice("MD"); doc = s.M if side == "M" else s.D
        x = s.r.random()
        if s.deletes and x < .12:
            if doc is not None: s.setdoc(side, None, f"user delete {side}")
            return
        if doc is None:
            if s.deletes and x < .5:
                d = {"k": 0, **{p: s.fresh() for p in s.r.sample("abcde", s.r.randint(1, 5))}}
                s.setdoc(side, d, f"user create {side} {d}")
            return
        if "k" not in doc: return            # a part that the bridge left of a deleted document: nobody takes it for one
        paths = "abe" if side == "M" else "cde"
        d = dict(doc); p = s.r.choice(paths)
        if x > .85 and p != "e":
            d.pop(p, None); s.last[p] = (side, None)
        else:
            d[p] = s.fresh(); s.last[p] = (side, d[p])
            if p == "e": s.parent[d[p]] = doc.get(p)
        s.setdoc(side, d, f"user {side} {p}={d.get(p)}")
    def setdoc(s, side, d, why):
        s.log.append(f"{why}")
        if side == "M":
            if d != s.M: s.M = d; s.hm = True
        else:
            if d != s.D:
                s.old.append(None if s.D is None else dict(s.D)); s.D = d
                if why.startswith("bridge"): s.floor = len(s.old)
                if not s.poll: s.hd = True
    # ---- big peer statements (atomic)
    def d_read(s):
        seen = s.D
        if s.stale and s.r.random() < .3:
            states = s.old + [s.D]
            at = s.r.randint(s.floor if s.stale == "txn" else 0, len(states) - 1); seen = states[at]
            s.floor = max(s.floor, at)
        else: s.floor = len(s.old)
        if seen != s.D: s.hd = True          # the newer state has a hint of its own
        return None if seen is None else dict(seen)
    def d_unset(s, paths):
        if s.D is None: return None
        d = {k: v for k, v in s.D.items() if k not in paths}; s.setdoc("D", d, f"bridge D unset {sorted(paths)}"); s.writes += 1; return dict(d)
    def d_upsert(s, fields):
        d = dict(s.D or {}); d.update(fields); s.setdoc("D", d, f"bridge D upsert {fields}"); s.writes += 1; return dict(d)
    def d_insert_nothing(s, doc):
        if s.D is not None: return False
        s.setdoc("D", dict(doc), f"bridge D insert {doc}"); s.writes += 1; return True
    def d_delete(s): s.setdoc("D", None, "bridge D delete"); s.writes += 1
    # ---- guarded mongo writes (atomic)
    def m_update(s, seen, sets, unsets):
        if s.M is None: return False
        for p in list(sets) + list(unsets):
            if s.M.get(p) != seen.get(p): return False
        d = dict(s.M); d.update(sets)
        for p in unsets: d.pop(p, None)
        s.setdoc("M", d, f"bridge M set {sets} unset {sorted(unsets)}"); s.writes += 1; return True
    def m_insert(s, doc):
        if s.M is not None: return False
        s.setdoc("M", dict(doc), f"bridge M insert {doc}"); s.writes += 1; return True
    def m_delete(s, seen):
        if s.M != seen: return False
        s.setdoc("M", None, "bridge M delete"); s.writes += 1; return True

def changed(side_val, base_val, intents):
    return side_val != base_val and side_val not in intents

def fragment(after, sent, B, removed):
    rest = set(B or {}) - set(sent) - set(removed)
    return after is not None and bool(rest) and set(after) <= set(sent)

def bridge(w):
    """one pass; yields between atomic steps; returns True when the key is complete"""
    hm, hd = w.hm, w.hd
    w.pend = (hm, hd); w.hm = w.hd = False      # taken; put back by the caller when the pass does not complete
    M = None if w.M is None else dict(w.M); yield
    B = None if w.B is None else dict(w.B)
    open_intents = bool(w.pM or w.pD or w.wD)
    def known(): return set(B or {}) | {p for p in w.pM if w.pM[p][-1] is not None}      # what D is known to have had
    def toward_D(p): return w.pD.get(p, []) + w.wD.get(p, [])
    needD = hd or w.policy == "bigPeer" or open_intents
    if not needD and M == B: return True
    D, frag = "unread", False
    if needD:
        D = w.d_read(); yield
        if not hm and not open_intents and D == B: return True
        # Nothing but what the bridge itself was about to write there, and no write of the whole: a part of a document that was deleted just before.
        if D is not None and w.pD and set(D) <= set(w.pD) and all(D[p] in w.pD[p] for p in D) and ((B is None and M is None) or known() - set(w.pD)):
            D, frag = None, True
    def intend(toM, toD, whole=False):
        if not w.intents: return
        for p, v in toM.items(): w.pM.setdefault(p, []).append(v)
        for p, v in toD.items(): (w.wD if whole and w.whole else w.pD).setdefault(p, []).append(v)
        if not w.later: return
        for p in toM:
            if M is not None and M.get(p) != (B or {}).get(p): w.oM.setdefault(p, []).append(M.get(p))
        for p in toD:
            if D not in (None, 'unread') and D.get(p) != (B or {}).get(p): w.oD.setdefault(p, []).append(D.get(p))
    def done(B2):
        w.B = B2; w.pM, w.pD, w.wD, w.oM, w.oD = {}, {}, {}, {}, {}; return True
    def refused():      # the answer says that nothing was written: without earlier intents none is open
        if w.later and not open_intents: w.pM, w.pD, w.wD, w.oM, w.oD = {}, {}, {}, {}, {}
    agreed = None if B is None else dict(B)
    if D == "unread":
        if M is None:
            if B is None: return True
            w.d_delete(); yield
            return done(None)
        if B is None:
            intend({}, M, whole=True); yield
            if w.d_insert_nothing(M): yield; return done(dict(M))
            yield
            D = w.d_read(); yield
            if D is None: return False
        else:
            ch = {p: M[p] for p in M if p not in B or B[p] != M[p]}
            rm = {p for p in B if p not in M}
            intend({}, {**ch, **{p: None for p in rm}}); yield
            after = None
            if rm: after = w.d_unset(rm); yield
            if ch: after = w.d_upsert(ch); yield
            if after is None or fragment(after, ch, B, rm):
                after = w.d_upsert(M); yield
                return done(dict(M))
            for p in ch: agreed[p] = ch[p]
            for p in rm: agreed.pop(p, None)
            return done(agreed)
    # three-way with everything read
    if M is None and D is None:
        if frag: w.d_delete(); yield
        return done(None)
    if M is None:
        if B is not None: w.d_delete(); yield; return done(None)
        intend(D, {}); yield
        if not w.m_insert(D): refused(); return False
        yield; return done(dict(D))
    mchg = B is not None and any(changed(M.get(p), B.get(p), w.pM.get(p, [])) for p in set(M) | set(B))
    if D is None:
        if B is not None and (not mchg or w.policy == "bigPeer"):
            if not w.m_delete(M): return False
            yield
            if frag: w.d_delete(); yield
            return done(None)
        intend({}, M, whole=True); yield
        w.d_upsert(M); yield; return done(dict(M))
    toD, rmD, toM, rmM = {}, set(), {}, set()
    for p in set(M) | set(D) | set(B or {}):
        m, d, b = M.get(p), D.get(p), (B or {}).get(p)
        if m == d:
            if m is not None:
                agreed = agreed or {}; agreed[p] = m
            elif agreed: agreed.pop(p, None)
            continue
        mc, dc = changed(m, b, w.pM.get(p, [])), changed(d, b, toward_D(p))
        if B is None and not (w.pM.get(p) or toward_D(p)):
            win = "M" if (d is None or (m is not None and w.policy == "mongodb")) else "D"
        elif dc and not mc: win = "D"
        elif mc and not dc: win = "M"
        elif not mc and not dc:          # one side holds what the bridge wrote from the other: the other is the origin
            win = "M" if d != b else "D"
        elif w.later and B is not None and m in toward_D(p) and d not in w.oD.get(p, []): win = "D"    # m was carried to D, and d came after it
        elif w.later and B is not None and d in w.pM.get(p, []) and m not in w.oM.get(p, []): win = "M"
        else: win = "M" if w.policy == "mongodb" else "D"
        agreed = agreed if agreed is not None else {}
        v = m if win == "M" else d
        if v is None:
            (rmD if win == "M" else rmM).add(p); agreed.pop(p, None)
        else:
            (toD if win == "M" else toM)[p] = v; agreed[p] = v
    if toM or rmM or toD or rmD:
        intend({**toM, **{p: None for p in rmM}}, {**toD, **{p: None for p in rmD}}); yield
    if toM or rmM:
        if not w.m_update(M, toM, rmM): refused(); return False
        yield
    after = None
    if rmD: after = w.d_unset(rmD); yield
    if toD: after = w.d_upsert(toD); yield
    if rmD or toD:
        if after is None or fragment(after, toD, D, rmD):
            full = {**{p: v for p, v in M.items() if p not in rmM}, **toM}
            w.d_upsert(full); yield
            return done(full)
    return done(agreed)

def run(seed, deletes, poll, policy, intents, stale, later=True, whole=True):
    r = random.Random(seed); w = World(r, deletes, poll, policy, intents, stale); w.later, w.whole = later, whole
    g = None; steps = r.randint(5, 60); passes = 0
    def start():
        nonlocal g
        w.pend = (w.hm, w.hd); g = bridge(w)
    def finish(ok):
        nonlocal g
        if not ok: w.hm, w.hd = w.hm or w.pend[0], True      # run again, with everything read
        g = None
    def step():
        try: next(g)
        except StopIteration as e: w.log.append(f"  pass done {e.value} B={w.B}"); finish(e.value)
    for _ in range(steps):
        x = r.random()
        if w.poll and r.random() < .15 and w.D != w.B: w.hd = True
        if x < .35: w.user()
        elif x < .40 and g is not None: w.log.append("  CRASH"); g.close(); w.hm, w.hd = w.hm or w.pend[0], w.hd or w.pend[1]; g = None
        elif g is not None: step()
        elif w.hm or w.hd: start()
    for i in range(400):
        if g is None:
            if w.poll and w.D != w.B: w.hd = True
            if not (w.hm or w.hd): break
            passes += 1; start()
        else: step()
    else: return f"livelock", w
    if not (w.M == w.D == w.B): return f"diverged M={w.M} D={w.D} B={w.B}", w
    if w.M is not None and "k" not in w.M: return f"fragment {w.M}", w     # nobody removes k
    if not deletes:
        for p, (side, v) in w.last.items():
            if p != "e" and (w.M or {}).get(p) != v: return f"lost {p}: {side} wrote {v}, is {(w.M or {}).get(p)}", w
        final = w.M.get("e")
        for v in w.parent:          # no write is undone by a value that its user had seen and replaced
            if final in ancestors(w, v): return f"undone e: {v} followed {final}", w
    return None, w
def ancestors(w, v):
    out = set()
    while v in w.parent and w.parent[v] not in out: v = w.parent[v]; out.add(v)
    return out

def main():
    a = [x for x in sys.argv[1:] if not x.startswith("--")]
    runs = int(a[0]) if a else 20000; seed = int(a[1]) if len(a) > 1 else 1
    opt = lambda n, d: next((sys.argv[i + 1] for i, x in enumerate(sys.argv) if x == n), d)
    deletes, poll = "--deletes" in sys.argv, "--poll" in sys.argv
    policy, intents = opt("--policy", "mongodb"), "--no-intents" not in sys.argv
    stale = opt("--stale", "")
    bad = 0; kinds = {}
    for i in range(runs):
        e, w = run(seed + i, deletes, poll, policy, intents, stale, "--no-later" not in sys.argv, "--no-whole" not in sys.argv)
        if e:
            bad += 1; k = e.split()[0]; kinds[k] = kinds.get(k, 0) + 1
            if bad <= 2: print(f"seed {seed+i}: {e}"); print("   " + "\n   ".join(w.log))
    print(f"runs {runs} deletes={deletes} poll={poll} policy={policy} intents={intents} stale={stale or 'no'}: bad {bad} {kinds}")
    return bad > 0
sys.exit(main())

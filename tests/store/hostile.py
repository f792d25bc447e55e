"""Files that somebody may send: boards that are more or less than a board, and what may lie beside one.

Each function makes one at a path where a good board lies. `HOSTILE` has them all by name.
"""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path

from mhhs_board.store.beside import journal_of
from mhhs_board.store.rollback import MAGIC as JOURNAL_MAGIC

PAGE, SECTOR = 4096, 512
VICTIM = "victim"
ENDLESS = "WITH RECURSIVE r(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM r)"
NAME = "n\x1b]0;owned\x07\x1b[31m\u202e"

Make = Callable[[Path], object]
HOSTILE: dict[str, Make] = {}


def made(name: str, make: Make) -> None:
    """One more hostile file."""
    assert name not in HOSTILE
    HOSTILE[name] = make


def said(*statements: str) -> Make:
    """A board to which another program said something."""

    def make(path: Path) -> None:
        raw = sqlite3.connect(path, isolation_level=None)
        raw.execute("PRAGMA foreign_keys = 0")
        for statement in statements:
            raw.execute(statement)
        raw.close()

    return make


def rewritten(where: str, change: str) -> Make:
    """A board whose words about its own structure were changed."""
    return said("PRAGMA writable_schema = 1", f"UPDATE sqlite_master SET {change} WHERE {where}")


def bytes_at(place: int, value: bytes) -> Make:
    """A board with other bytes at a place."""

    def make(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek(place)
            file.write(value)

    return make


def size_of(size: int) -> Make:
    """A board cut to a size, or with a hole behind it."""
    return lambda path: os.truncate(path, size)


def instead(make: Make) -> Make:
    """Something else at the board's place."""

    def replaced(path: Path) -> None:
        path.unlink()
        make(path)

    return replaced


def beside(suffix: str, make: Make) -> Make:
    """Something beside the board."""
    return lambda path: make(path.with_name(path.name + suffix))


# -- what is made of views, triggers, generated columns, names ---------------------------------------------------------

NO_TRIGGERS = [f"DROP TRIGGER {name}" for name in ("entry_stays", "entry_unaltered", "entry_follows")]
ENTRY = (
    "CREATE TABLE entry (seq INTEGER PRIMARY KEY, uid TEXT, at TEXT, actor TEXT, verb TEXT, undoes INTEGER, format INTEGER, "
    "payload BLOB, digest BLOB, hash BLOB GENERATED ALWAYS AS (x'00') VIRTUAL)"
)
ROWS = (
    "WITH RECURSIVE r(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM r WHERE i < 2000) "
    "INSERT INTO entry (seq, uid, at, actor, verb, format, payload, digest) SELECT i, i, '', '', '', 1, x'', x'' FROM r"
)


def generated(expression: str) -> Make:
    """A journal whose hash is reckoned anew for each row."""
    text = expression.replace("'", "''")
    return said(
        *NO_TRIGGERS,
        "DROP TABLE entry",
        ENTRY,
        ROWS,
        "PRAGMA writable_schema = 1",
        f"UPDATE sqlite_master SET sql = replace(sql, 'x''00''', '{text}') WHERE name = 'entry'",
    )


SLOW = "length(replace(replace(hex(zeroblob(20000000)), '0', 'ab'), 'a', 'cd'))"
made("meta endless", said("DROP TABLE meta", f"CREATE VIEW meta AS {ENDLESS} SELECT 'k' AS key, i AS value FROM r"))
made(
    "meta huge",
    said("DROP TABLE meta", "CREATE VIEW meta AS SELECT 'identity' AS key, hex(zeroblob(400000000)) AS value"),
)
made(
    "entry endless",
    said(*NO_TRIGGERS, "DROP TABLE entry", f"CREATE VIEW entry AS {ENDLESS} SELECT i AS seq, x'00' AS hash FROM r"),
)
made("entry generated huge", generated("zeroblob(200000000)"))
made("entry generated slow", generated(SLOW))
made("artefact endless", said("DROP TABLE artefact", f"CREATE VIEW artefact AS {ENDLESS} SELECT i AS id FROM r"))
made(
    "artefact generated",
    said("ALTER TABLE artefact ADD COLUMN g TEXT GENERATED ALWAYS AS (hex(zeroblob(400000000))) VIRTUAL"),
)
made("trigger on a card", said("CREATE TRIGGER t AFTER UPDATE ON artefact BEGIN DELETE FROM artefact; END"))
made("trigger on the journal", said("CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM artefact; END"))
made("a trigger of ours gone", said("DROP TRIGGER entry_stays"))
made("one more table", said("CREATE TABLE mine (x)"))
made("index on an expression", said("CREATE INDEX i ON artefact (replace(hex(zeroblob(1000)), '0', title))"))
made("index on some", said("CREATE INDEX i ON artefact (title) WHERE length(hex(title)) > 3"))
made("virtual table", said("CREATE VIRTUAL TABLE v USING fts5(x)"))
made("3000 tables", said("BEGIN", *(f"CREATE TABLE z{number} (x)" for number in range(3000)), "COMMIT"))
made("name that steers", said(f'CREATE TABLE "{NAME}" (x)'))
made("name of 90 kB", said(f'CREATE TABLE "{NAME}{"x" * 90_000}" (x)'))
made("name of 900 kB", said(f'CREATE TABLE "{NAME}{"x" * 900_000}" (x)'))
made("analysed", said("ANALYZE"))
made("a long comment", rewritten("name = 'escalation'", "sql = sql || '/*' || hex(zeroblob(600000))"))
made("a name of bytes", rewritten("name = 'meta'", "name = x'1b5b33316d'"))
made("a type of bytes", rewritten("name = 'entry'", "type = CAST('view' AS BLOB)"))
made("no words", rewritten("name = 'entry'", "sql = NULL"))
made("words that are none", rewritten("name = 'entry'", "sql = 'CREATE TABLE entry ('"))
made("an endless default", rewritten("name = 'artefact'", "sql = replace(sql, 'id TEXT', 'id TEXT DEFAULT (hex(9))')"))
made(
    "one name twice",
    said(
        "PRAGMA writable_schema = 1",
        f"INSERT INTO sqlite_master VALUES ('view', 'META', 'META', 0, 'CREATE VIEW META AS {ENDLESS} SELECT i FROM r')".replace(
            "(VALUES (1)", "(SELECT 1"
        ),
    ),
)
made(
    "meta in the place of the journal",
    rewritten("name = 'meta'", "rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'entry')"),
)
made("the journal at the first page", rewritten("name = 'entry'", "rootpage = 1"))
made("a table beyond the end", rewritten("name = 'artefact'", "rootpage = 99999"))
for number in (0, -1, 1, 2, 2**31 - 1):
    made(f"schema {number}", said(f"PRAGMA user_version = {number}"))
made(
    "schema 1 with a trigger", said("PRAGMA user_version = 1", "CREATE TRIGGER t AFTER INSERT ON entry BEGIN SELECT 1; END")
)
made("identity that is a path", said("UPDATE meta SET value = '../../../../outside'"))
made("identity that steers", said(f"UPDATE meta SET value = '{NAME}'"))
made("identity of 5 MB", said("UPDATE meta SET value = hex(zeroblob(2500000))"))
made("id that steers", said(f"UPDATE artefact SET id = '{NAME}' || hex(zeroblob(50000)) WHERE rowid = 2"))
made("title that is no text", said("UPDATE artefact SET title = CAST(x'ff1b5b' AS TEXT)"))
made("WAL mode", said("PRAGMA journal_mode = wal", "UPDATE meta SET value = value"))


# -- what other types a page may hold, and references to nothing --------------------------------------------------------

PAD = ("CREATE TABLE pad (x)", "INSERT INTO pad VALUES (zeroblob(9000000))", "DROP TABLE pad")
"""Makes a file so large that it is opened without a look at every value."""


def untyped(table: str, change: str, *more: str) -> Make:
    """A board whose structure is ours, and a table's values are not of its types."""

    def make(path: Path) -> None:
        raw = sqlite3.connect(path, isolation_level=None)
        objects = dict(raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        said(*more, *NO_TRIGGERS)(path)
        loose = objects[table].replace("STRICT", "").replace("NOT NULL", "").replace(" TEXT", "").replace(" BLOB", "")
        for text, then in ((loose, change), (objects[table], "SELECT 1")):
            raw.execute("PRAGMA writable_schema = 1")
            raw.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (text, table))
            raw.execute(f"PRAGMA schema_version = {raw.execute('PRAGMA schema_version').fetchone()[0] + 1}")
            raw.close()
            raw = sqlite3.connect(path, isolation_level=None)
            raw.execute("PRAGMA foreign_keys = 0")
            raw.execute("PRAGMA ignore_check_constraints = 1")
            raw.execute(then)
        for text in objects.values():
            if text.startswith("CREATE TRIGGER"):
                raw.execute(text)
        raw.close()

    return make


for table, change in (
    ("artefact", "title = x'1b5b'"), ("artefact", "rank = NULL"), ("artefact", "labels = 5"), ("artefact", "stage = 9.5"),
    ("entry", "at = 5"), ("entry", "hash = NULL"), ("entry", "payload = 'text'"), ("entry", "verb = x'1b5b'"),
    ("stage", "name = 5"),
):  # fmt: skip
    made(f"{table} with {change} in a large file", untyped(table, f"UPDATE {table} SET {change}", *PAD))
made("entry with hash = NULL", untyped("entry", "UPDATE entry SET hash = NULL"))
for table, field in (("artefact", "stage"), ("artefact", "workstream"), ("artefact", "kind"), ("forum", "parent")):
    made(f"{table} whose {field} is nothing", said(f"UPDATE {table} SET {field} = 'nothing'"))


# -- what lies beside --------------------------------------------------------------------------------------------------


def super_journal(names: bytes, pages: int, head: bytes = JOURNAL_MAGIC) -> bytes:
    """A rollback journal that puts back no page and names a file that SQLite deletes once it is done."""
    first = (head + struct.pack(">iIIII", 0, 0, pages, SECTOR, PAGE)).ljust(SECTOR, b"\0")
    total = sum(letter if letter < 128 else letter - 256 for letter in names) & 0xFFFFFFFF
    return first + struct.pack(">I", 0x40000000 // PAGE + 1) + names + struct.pack(">II", len(names), total) + JOURNAL_MAGIC


def rolled(path: Path, pages: dict[int, bytes], original: int, tail: bytes = b"") -> bytes:
    """A rollback journal that puts pages back, its checksums right."""
    first = (JOURNAL_MAGIC + struct.pack(">iIIII", len(pages), 0, original, SECTOR, PAGE)).ljust(SECTOR, b"\0")
    for number, content in pages.items():
        total = sum(content[place] for place in range(PAGE - 200, 0, -200)) & 0xFFFFFFFF
        first += struct.pack(">I", number) + content + struct.pack(">I", total)
    return first + tail


def naming(name: Callable[[Path], bytes], head: bytes = JOURNAL_MAGIC) -> Make:
    """A journal beside the board whose tail names the victim."""
    return lambda path: journal_of(path).write_bytes(super_journal(name(path), path.stat().st_size // PAGE, head))


def _victim(path: Path) -> bytes:
    return os.fsencode(path.with_name(VICTIM))


def _of_pages(path: Path) -> None:
    """Pages that make another board of it, one with an endless view, and name the victim."""
    other = path.with_name(".other")
    other.write_bytes(path.read_bytes())
    HOSTILE["meta endless"](other)
    content = other.read_bytes()
    other.unlink()
    pages = {number + 1: content[number * PAGE : (number + 1) * PAGE] for number in range(len(content) // PAGE)}
    journal_of(path).write_bytes(rolled(path, pages, len(pages)))


made("super-journal", naming(_victim))
made("super-journal, relative", naming(lambda path: VICTIM.encode()))
made("super-journal, upwards", naming(lambda path: f"../{path.parent.name}/{VICTIM}".encode()))
made("super-journal, long", naming(lambda path: b"/" * 300 + _victim(path)))
made("super-journal, not yet counting", naming(_victim, bytes(8)))
made("super-journal, no head", naming(_victim, b"x" * 8))
made("super-journal of a damaged board", lambda path: (bytes_at(68, b"\0")(path), naming(_victim)(path)))
made("journal of another board", _of_pages)


def _of_one_page(path: Path) -> None:
    """The file's own first page, which says to be all of it."""
    page = bytearray(path.read_bytes()[:PAGE])
    page[28:32] = struct.pack(">I", 1)
    journal_of(path).write_bytes(rolled(path, {1: bytes(page)}, 1))


def _of_zeroes(path: Path) -> None:
    """The pages that there are, and one of them of zeroes."""
    content = path.read_bytes()
    pages = {number + 1: content[number * PAGE : (number + 1) * PAGE] for number in range(len(content) // PAGE)}
    journal_of(path).write_bytes(rolled(path, pages | {5: bytes(PAGE)}, len(pages)))


made("journal of one page", _of_one_page)
made("journal of zeroes", _of_zeroes)
made("journal of nothing", lambda path: journal_of(path).write_bytes(rolled(path, {}, 0)))
made("journal is a link", beside("-journal", lambda place: place.symlink_to(VICTIM)))
made("journal is a link to a device", beside("-journal", lambda place: place.symlink_to("/dev/zero")))


def _second_name(place: Path) -> None:
    """What many files begin with is what a journal that does not yet count begins with."""
    film = place.with_name("film")
    film.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(5000))
    place.hardlink_to(film)


made("journal is a second name of a film", beside("-journal", _second_name))


def _second_name_of_a_journal(place: Path) -> None:
    """That of another board, say, which waits to be rolled back."""
    other = place.with_name("other.mhhsboard-journal")
    other.write_bytes(bytes(5000))
    place.hardlink_to(other)


made("journal is a second name of another board's", beside("-journal", _second_name_of_a_journal))
made("journal is a folder", beside("-journal", Path.mkdir))
made("journal is a pipe", beside("-journal", os.mkfifo))
made("journal is a text", beside("-journal", lambda place: place.write_text("years of work")))
made(
    "log of another board", beside("-wal", lambda place: place.write_bytes(bytes.fromhex("377f0682002de218") + bytes(8192)))
)
made("log is a link", beside("-wal", lambda place: place.symlink_to(VICTIM)))
made("log is empty", beside("-wal", lambda place: place.write_bytes(b"")))
made("index of a log", beside("-shm", lambda place: place.write_bytes(bytes(32768))))

# -- the file itself ---------------------------------------------------------------------------------------------------

made("hole of 3 GB", size_of(3 * 1024**3))
made("nothing but a hole", instead(lambda path: (path.write_bytes(b"SQLite format 3\0"), os.truncate(path, 1024**3))))
made("pipe", instead(os.mkfifo))
made("link to zeroes", instead(lambda path: path.symlink_to("/dev/zero")))
made("link to what is full", instead(lambda path: path.symlink_to("/dev/full")))
made("link to itself", instead(lambda path: path.symlink_to(path.name)))
made("link to nothing", instead(lambda path: path.symlink_to("nothing")))
made("folder", instead(Path.mkdir))
made("empty", size_of(0))
for size in (1, 100, 512, 4096, 8192, 40_000):
    made(f"cut at {size}", size_of(size))
made("garbage", lambda path: path.write_bytes(random.Random(1).randbytes(100_000)))
made("garbage behind a head", lambda path: bytes_at(100, random.Random(2).randbytes(path.stat().st_size - 100))(path))
made("text", lambda path: path.write_text("title,workstream\n" * 1000))
for size in (1, 3, 512, 1024, 32768, 65535):
    made(f"pages of {size}", bytes_at(16, struct.pack(">H", size)))
made("reserved bytes", bytes_at(20, b"\xff"))
made("encoding 7", bytes_at(56, struct.pack(">I", 7)))
made("format 9", bytes_at(18, b"\x09\x09"))
made("a list of free pages in a circle", bytes_at(32, struct.pack(">II", 2, 2**30)))


def _counted(pages: int) -> Make:
    def make(path: Path) -> None:
        counter = path.read_bytes()[24:28]
        bytes_at(28, struct.pack(">I", pages))(path)
        bytes_at(92, counter)(path)

    return make


made("2^31 pages said", _counted(2**31 - 2))
made("no page said", _counted(0))


def root_of(path: Path, table: str) -> int:
    """The first page of a table."""
    raw = sqlite3.connect(path)
    found: int = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    raw.close()
    return found


def _branch(child: int, cells: int = 400) -> bytes:
    """A page that leads to one child page, again and again."""
    start = PAGE - cells * 6
    content = struct.pack(">BHHHBI", 5, 0, cells, start, 0, child)
    content += b"".join(struct.pack(">H", start + number * 6) for number in range(cells))
    keys = b"".join(struct.pack(">IBB", child, 0x80 | (number + 1) >> 7, (number + 1) & 0x7F) for number in range(cells))
    return content.ljust(start, b"\0") + keys


def endless_tree(table: str, megabytes: int) -> Make:
    """A board whose structure is ours, and a table's tree of pages 400 to the power of ten rows long."""

    def make(path: Path) -> None:
        content = bytearray(path.read_bytes())
        root = root_of(path, table)
        pages = len(content) // PAGE
        leaf = bytes(content[(root - 1) * PAGE : root * PAGE])
        for level in range(10):
            content += _branch(pages + level + 2)
        content += leaf
        content[(root - 1) * PAGE : root * PAGE] = _branch(pages + 1)
        content += bytes(max(0, megabytes * 1024**2 - len(content)) // PAGE * PAGE)
        content[28:32] = struct.pack(">I", len(content) // PAGE)
        content[92:96] = content[24:28]
        path.write_bytes(content)

    return make


for one in ("artefact", "entry", "stage"):
    made(f"endless tree of {one}", endless_tree(one, 0))
    made(f"endless tree of {one} in a large file", endless_tree(one, 9))
made(
    "a page that is its own child",
    lambda path: bytes_at((root_of(path, "artefact") - 1) * PAGE, _branch(root_of(path, "artefact")))(path),
)


def _number(value: int) -> bytes:
    """A number as a cell of a page holds it."""
    found = [value & 0x7F]
    while value := value >> 7:
        found.append(value & 0x7F | 0x80)
    return bytes(reversed(found))


def _read_number(page: bytes, place: int) -> tuple[int, int]:
    value = 0
    while True:
        value, more = value << 7 | page[place] & 0x7F, page[place] & 0x80
        place += 1
        if not more:
            return value, place


def longest_cell(content: bytes, root: int) -> tuple[int, int, bytes]:
    """Of the longest row on the last page of a table: how many bytes it has, its number, and what of it stands on the page,
    at its end the number of the page on which it goes on."""

    def page(number: int) -> bytes:
        return bytes(content[(number - 1) * PAGE : number * PAGE])

    last = page(root)
    while last[0] == 5:
        last = page(struct.unpack(">I", last[8:12])[0])
    count = struct.unpack(">H", last[3:5])[0]
    cells = [struct.unpack(">H", last[8 + 2 * one : 10 + 2 * one])[0] for one in range(count)]
    size, place = max((_read_number(last, cell) for cell in cells), key=lambda one: one[0])
    first, place = _read_number(last, place)
    least = (PAGE - 12) * 32 // 255 - 23
    local = least + (size - least) % (PAGE - 4)
    return size, first, last[place : place + (local if local <= PAGE - 35 else least) + 4]


def into_itself(table: str, row: str) -> Make:
    """A board whose structure is ours, and a table with one row more, which `row` inserts, long enough for pages of its
    own: the first of them leads to itself, so that it is all of them. The others are holes, where the disk makes such."""

    def make(path: Path) -> None:
        with contextlib.closing(sqlite3.connect(path)) as raw:
            raw.execute(row)
            raw.commit()
        with path.open("r+b") as file:
            content = file.read()
            page = struct.unpack(">I", longest_cell(content, root_of(path, table))[2][-4:])[0]
            again = struct.pack(">I", page) + content[(page - 1) * PAGE + 4 : page * PAGE]
            file.truncate((page - 1) * PAGE)
            file.seek((page - 1) * PAGE)
            file.write(again)
            file.seek(0, os.SEEK_END)
            held = len(content) // 10  # else it is told that it is mostly holes
            file.truncate(len(content) - held)
            file.seek(0, os.SEEK_END)
            file.write(content[-held:])

    return make


def shared_pages(table: str, row: str, rows: int = 150) -> Make:
    """A board whose structure is ours, and a table with so many rows more, which all go on in one and the same chain of
    pages: `row` inserts the first of them, of some megabytes."""

    def make(path: Path) -> None:
        with contextlib.closing(sqlite3.connect(path)) as raw:
            raw.execute(row)
            raw.commit()
        root = root_of(path, table)
        content = bytearray(path.read_bytes())
        size, first, body = longest_cell(content, root)
        pages = len(content) // PAGE
        content += content[(root - 1) * PAGE : root * PAGE]
        children = [(pages + 1, first)]
        for number in range(first + 1, first + rows + 1):
            cell = _number(size) + _number(number) + body
            head = struct.pack(">BHHHB", 13, 0, 1, PAGE - len(cell), 0) + struct.pack(">H", PAGE - len(cell))
            content += head.ljust(PAGE - len(cell), b"\0") + cell
            children.append((len(content) // PAGE, number))
        keys = [struct.pack(">I", child) + _number(number) for child, number in children[:-1]]
        start, places = PAGE, []
        for key in keys:
            start -= len(key)
            places.append(start)
        top = struct.pack(">BHHHBI", 5, 0, len(keys), start, 0, children[-1][0])
        top += b"".join(struct.pack(">H", one) for one in places)
        content[(root - 1) * PAGE : root * PAGE] = top.ljust(start, b"\0") + b"".join(reversed(keys))
        content[28:32] = struct.pack(">I", len(content) // PAGE)
        content[92:96] = content[24:28]
        path.write_bytes(content)

    return make


_ENTRY = "INSERT INTO entry SELECT max(seq) + 1, 'x', at, actor, verb, undoes, format, {payload}, digest, {hash} FROM entry"
ARTEFACT = (
    "INSERT INTO artefact (id, workstream, notes, digest)"
    " SELECT 'zz', workstream, replace(hex(zeroblob({half})), '0', 'a'), digest FROM artefact LIMIT 1"
)
for much in (2, 20):
    made(
        f"a payload of {much} MB that leads into itself",
        into_itself("entry", _ENTRY.format(payload=f"zeroblob({much}000000)", hash="hash")),
    )
    made(
        f"notes of {much} MB that lead into themselves",
        into_itself("artefact", ARTEFACT.format(half=f"{much // 2}000000")),
    )
made("entries that share their pages", shared_pages("entry", _ENTRY.format(payload="zeroblob(9000000)", hash="hash")))
made("hashes that share their pages", shared_pages("entry", _ENTRY.format(payload="payload", hash="zeroblob(9000000)")))
made(
    "artefacts that share their pages",
    shared_pages("artefact", ARTEFACT.format(half=4500000)),
)


def _cutting(count: int) -> Make:
    """A journal that holds no page, and says that the file had one."""
    head = JOURNAL_MAGIC + struct.pack(">5I", count, 0, 1, SECTOR, PAGE)
    return beside("-journal", lambda place: place.write_bytes(head.ljust(SECTOR, b"\0")))


made("journal that cuts the file off", _cutting(0))
made("journal that lacks the page it counts", _cutting(1))


# -- what tells of more than there is ----------------------------------------------------------------------------------

TERABYTES = 4 * 1024**4
"""What a packed file of some kilobytes unpacks to, all of it holes."""


def _growing(pages: int) -> Make:
    """A journal with the right checksums, after which the file would have so many pages."""

    def make(path: Path) -> None:
        page = bytearray(path.read_bytes()[:PAGE])
        page[28:32] = struct.pack(">I", pages)
        journal_of(path).write_bytes(rolled(path, {1: bytes(page)}, pages))

    return make


def _of_holes(fill: Make, end: bytes = b"") -> Make:
    """A board that says to be as long as it is, and of which the disk holds next to nothing."""

    def make(path: Path) -> None:
        fill(path)
        bytes_at(28, struct.pack(">I", TERABYTES // PAGE))(path)
        os.truncate(path, TERABYTES)
        bytes_at(TERABYTES - len(end), end)(path)

    return make


_SHARED = HOSTILE["entries that share their pages"]
made("journal that makes the file larger", _growing(2**31 - 1000))
made("journal that makes the file larger by a page", lambda path: _growing(path.stat().st_size // PAGE + 1)(path))
made("journal that makes a file of shared pages larger", lambda path: (_SHARED(path), _growing(2**31 - 1000)(path)))
made("hole of terabytes", _of_holes(lambda path: None))
made("hole of terabytes behind shared pages", _of_holes(_SHARED))
made("hole of terabytes behind shared pages, and its end", _of_holes(_SHARED, b"x" * PAGE))
made("hole of terabytes behind a tree without an end", _of_holes(endless_tree("entry", 0)))

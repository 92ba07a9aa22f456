"""Makes the embedded data sets from the full ones: python3 src/core/assets/make.py SOURCE_DIR

SOURCE_DIR holds `mnist/` and `fashion-mnist/`, each with the four gzipped IDX files under their
usual names. The first so many images and labels of each file are kept, in order, unchanged. The
compressed bytes are the same on every run with the same zlib and zopfli (pip install zopfli): no time
stamp, no file name. It takes some minutes.
"""

import gzip
import pathlib
import struct
import sys
import zlib

import zopfli.zlib

HERE = pathlib.Path(__file__).resolve().parent

# (folder here, folder in the source, training images kept, test images kept)
SETS = [("digits", "mnist", 10_000, 1_000), ("fashion", "fashion-mnist", 5_000, 1_000)]

STRATEGIES = (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED)


def first(content, count):
    """The first `count` items of IDX `content`, with the header corrected."""
    if content[:3] != b"\0\0\x08":
        raise SystemExit("not an IDX file of bytes")
    dimensions = struct.unpack_from(f">{content[3]}I", content, 4)
    if dimensions[0] < count:
        raise SystemExit(f"only {dimensions[0]} items where {count} are wanted")
    item = 1
    for size in dimensions[1:]:
        item *= size
    body = 4 + 4 * len(dimensions)
    header = content[:4] + struct.pack(f">{len(dimensions)}I", count, *dimensions[1:])
    return header + content[body : body + count * item]


def deflate(content, strategy, memory):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, memory, strategy)
    return packer.compress(content) + packer.flush()


def pack(content):
    """`content` as gzip: the smallest of what zlib's settings and zopfli give, time stamp 0, no name."""
    bodies = [deflate(content, s, m) for s in STRATEGIES for m in (7, 8, 9)]
    # Between the header and the check sum of zlib's own format.
    bodies.append(zopfli.zlib.compress(content, blocksplittingmax=0)[2:-4])
    body = min(bodies, key=len)
    header = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
    return header + body + struct.pack("<II", zlib.crc32(content), len(content))


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    for folder, source, train, test in SETS:
        (HERE / folder).mkdir(exist_ok=True)
        for part, count in (("train", train), ("t10k", test)):
            for kind in ("images-idx3", "labels-idx1"):
                name = f"{part}-{kind}-ubyte.gz"
                content = gzip.decompress((pathlib.Path(sys.argv[1]) / source / name).read_bytes())
                packed = pack(first(content, count))
                (HERE / folder / name).write_bytes(packed)
                print(f"{folder}/{name}: {len(packed)} bytes")


main()

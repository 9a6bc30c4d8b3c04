# expect: out_of_memory
# control: inside hoards
"""Unpack a kilobyte into gigabytes."""

import zlib

RAW = -15
MB = 1 << 20


def attack(_world):
    packer = zlib.compressobj(9, wbits=RAW)
    block = packer.compress(bytes(MB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return len(zlib.decompressobj(RAW).decompress(block * 2048))

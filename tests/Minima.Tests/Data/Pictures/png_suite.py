"""Writes png-suite.txt: small PNG files of every kind, by an encoder and a conversion to grey that share nothing with the reader.

    python3 png_suite.py > png-suite.txt

A line is: name, width, height, tolerance, the file (base64), grey values (hex), opacities (hex, or - where there are none).
"""
import base64
import random
import struct
import zlib

ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
KINDS = [(0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (3, 1), (3, 2), (3, 4), (3, 8), (4, 8), (4, 16), (6, 8), (6, 16)]


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def filtered(rows, step):
    out, above = b"", None
    for number, row in enumerate(rows):
        kind = number % 5
        above = above or bytes(len(row))
        line = []
        for i, value in enumerate(row):
            a, b, c = (row[i - step] if i >= step else 0), above[i], (above[i - step] if i >= step else 0)
            if kind == 4:
                p = a + b - c
                guess = min((a, b, c), key=lambda q: abs(p - q))
            else:
                guess = [0, a, b, (a + b) // 2][kind]
            line.append((value - guess) % 256)
        out += bytes([kind]) + bytes(line)
        above = row
    return out


def packed(pixels, depth):
    bits = "".join(format(sample, f"0{depth}b") for pixel in pixels for sample in pixel)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def make(colour, depth, interlaced, width, height, transparent, pieces, draw):
    top = 2 ** depth - 1
    palette = [[draw.randrange(256) for _ in range(3)] for _ in range(min(top + 1, 13))] if colour == 3 else []
    most = len(palette) - 1 if palette else top
    pixels = [[[draw.randint(0, most) for _ in range(CHANNELS[colour])] for _ in range(width)] for _ in range(height)]
    clear = b""
    if transparent:
        if colour == 3:
            clear = bytes(draw.randrange(256) for _ in range((len(palette) + 1) // 2))
        else:
            clear = struct.pack(f">{CHANNELS[colour]}H", *pixels[height // 2][width // 2])
    raw = b""
    step = max(1, CHANNELS[colour] * depth // 8)
    for x0, y0, dx, dy in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        part = [row[x0::dx] for row in pixels[y0::dy]]
        if part and part[0]:
            raw += filtered([packed(row, depth) for row in part], step)
    data = zlib.compress(raw, 9)
    cuts = [len(data) * i // pieces for i in range(pieces + 1)]
    file = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced)))
    file += chunk(b"gAMA", struct.pack(">I", 45455))
    file += chunk(b"PLTE", bytes(sum(palette, []))) if palette else b""
    file += chunk(b"tRNS", clear) if clear else b""
    file += b"".join(chunk(b"IDAT", data[a:b]) for a, b in zip(cuts, cuts[1:]))
    file += chunk(b"tEXt", b"Comment\0after the pixels") + chunk(b"IEND", b"")

    grey, opacity = [], []
    for pixel in (pixel for row in pixels for pixel in row):
        alpha = 255
        if colour == 3:
            if clear and pixel[0] < len(clear):
                alpha = clear[pixel[0]]
            rgb = palette[pixel[0]]
        else:
            if colour in (4, 6):
                alpha = round(pixel[-1] * 255 / top)
            elif clear and struct.pack(f">{len(pixel)}H", *pixel) == clear:
                alpha = 0
            rgb = [sample * 255 / top for sample in (pixel[:3] if colour in (2, 6) else pixel[:1] * 3)]
        grey.append(round(0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]))
        opacity.append(alpha)
    has_opacity = clear or colour in (4, 6)
    return file, bytes(grey), bytes(opacity) if has_opacity else None


def main():
    for colour, depth in KINDS:
        for interlaced in (False, True):
            for transparent in (False, True) if colour in (0, 2, 3) else (False,):
                for width, height in ((11, 9),) if colour else ((11, 9), (1, 1), (3, 5), (5, 2)):
                    name = f"colour{colour}-{depth}bit" + ("-interlaced" if interlaced else "") + ("-transparent" if transparent else "")
                    name += f"-{width}x{height}"
                    pieces = 1 + (depth + colour) % 3
                    file, grey, opacity = make(colour, depth, interlaced, width, height, transparent, pieces, random.Random(name))
                    tolerance = 0 if colour in (0, 4) else 1
                    print(name, width, height, tolerance, base64.b64encode(file).decode(), grey.hex(), opacity.hex() if opacity else "-")


main()

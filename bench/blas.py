"""Which linear algebra libraries a process has loaded, and for which processor OpenBLAS computes."""
import ctypes
import os


def loaded():
    with open("/proc/self/maps") as maps:
        paths = sorted({line.split()[-1] for line in maps if "blas" in line.lower()})
    return [os.path.basename(path) + core(path) for path in paths]


def core(path):
    try:
        name = ctypes.CDLL(path).openblas_get_corename
    except (AttributeError, OSError):
        return ""
    name.restype = ctypes.c_char_p
    return f" ({name().decode()})"

#!/usr/bin/env python3
"""The project's developer commands; `make help` lists them."""

import sys

from devlib.commands import main

if __name__ == "__main__":
    sys.exit(main())

from . import test_advertisers

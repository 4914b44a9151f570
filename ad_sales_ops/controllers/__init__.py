from . import seal_register

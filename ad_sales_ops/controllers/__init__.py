from . import archive
from . import seal_register

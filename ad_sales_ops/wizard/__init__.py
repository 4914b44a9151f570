from . import ad_seal_book

from . import test_advertisers
from . import test_advertiser_documents
from . import test_document_reminders
from . import test_advertiser_rights

"""What a document adds to a case, and where the record contradicts it."""

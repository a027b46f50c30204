"""Tables and sentences for reading: frames with captions, columns, row anchors."""

"""Where uploaded files are kept: on the disk, whole or not at all."""

from contextlib import suppress

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """A file that could not be written to its end, on a full disk, leaves nothing."""

    def _save(self, name, content):
        try:
            return super()._save(name, content)
        except OSError:
            # The name was free a moment ago, so what stands there now is our half.
            with suppress(OSError):
                self.delete(name)
            raise

"""Translations: made ready without the gettext tools, which few machines have."""

import os

import polib
from django.conf import settings


def compile_all() -> int:
    """Compile each catalogue that is newer than its compiled form; says how many."""
    count = 0
    for folder in settings.LOCALE_PATHS:
        for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
                continue
            # Written aside first: two starts may compile at the same time.
            draft = target.with_suffix(f".{os.getpid()}.mo")
            polib.pofile(source).save_as_mofile(str(draft))
            draft.replace(target)
            count += 1
    return count

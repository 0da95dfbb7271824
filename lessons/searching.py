"""What somebody types into the search of the library, as keys of its index."""

from lessons import stems

TEXT = "t:"


def keys_of(words: str) -> list[frozenset[str]]:
    """For each word that counts, the keys of its forms, in both languages if unsure."""
    found = []
    typed = stems.words_of(words)
    language = stems.language_of(typed)
    for word in typed:
        if not stems.is_small(word):
            known = (language,) if language else stems.LANGUAGES
            found.append(frozenset(TEXT + stems.stem(word, one) for one in known))
    return found

"""What topics mean, as vectors: their names, descriptions and examples embedded."""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.embedding import Embedder
from retrieval.understanding.topics.files import language_of
from retrieval.understanding.topics.meanings import Meanings, unit
from retrieval.understanding.topics.taxonomy import Taxonomy, Topic
from retrieval.words import fold

__all__ = ["LabelVectors", "label_vectors", "word_label_vectors"]

Floats = npt.NDArray[np.float32]
_PHRASES = re.compile(r"[,，、:：;；。.]| or | and |和|或")


@dataclass(frozen=True, slots=True)
class LabelVectors:
    """by_language: "en", "zh" -> (topics, dimensions), centred; a language the taxonomy lacks is left out.

    middle: the mean of the label texts, by language; what texts are centred with for want of a better one.
    """

    by_language: dict[str, Floats]
    middle: dict[str, Floats]

    def likeness(self, rows: Floats, chinese: npt.NDArray[np.bool_]) -> Floats:
        """(texts, topics): inner products with the labels in each text's own language, where there are."""
        first = next(iter(self.by_language.values()))
        likeness = np.empty((len(rows), len(first)), np.float32)
        for language, mine in (("zh", chinese), ("en", ~chinese)):
            likeness[mine] = rows[mine] @ self.by_language.get(language, first).T
        return likeness


def label_vectors(taxonomy: Taxonomy, embedder: Embedder) -> LabelVectors:
    """Embeds a few short texts a topic: seconds for a large taxonomy."""
    texts = sorted({each for topic in taxonomy.topics for part in _texts(topic).values() for each in part})
    rows = dict(zip(texts, embedder.passages(texts), strict=True))
    found, middle = {}, {}
    for language in _languages(taxonomy):
        labels = np.array([_mean(_texts(topic)[language], rows) for topic in taxonomy.topics])
        middle[language] = labels.mean(axis=0)
        found[language] = unit(labels - middle[language]) if len(labels) > 1 else labels
    return LabelVectors(found, middle)


def word_label_vectors(taxonomy: Taxonomy, meanings: Meanings) -> LabelVectors:
    """The same from words alone: both languages in one, since the words' vectors share their middle."""
    texts = [
        fold(
            " ".join(
                [*topic.names.values(), *topic.names.values(), *topic.descriptions.values(), *topic.keywords]
            )
        )
        for topic in taxonomy.topics
    ]
    labels = meanings.of_texts(texts)
    middle = labels.mean(axis=0)
    return LabelVectors({"en": unit(labels - middle) if len(labels) > 1 else labels}, {"en": middle})


def _languages(taxonomy: Taxonomy) -> list[str]:
    """Those that every topic has a name in; otherwise whatever it is named in."""
    both = [each for each in ("zh", "en") if all(each in topic.names for topic in taxonomy.topics)]
    return both or ["en"]


def _texts(topic: Topic) -> dict[str, list[str]]:
    """Name, description, both together, and each phrase, by language; examples with their own language."""
    found = {}
    for language in ("zh", "en"):
        name, description = topic.name(language), topic.description(language)
        phrases = [each.strip() for each in _PHRASES.split(description) if each.strip()][:8]
        whole = [name, description, f"{name}: {description}"] if description else [name]
        examples = [each for each in topic.examples if language_of(each) == language]
        found[language] = [*whole, *phrases, *(examples or [])]
    return found


def _mean(texts: list[str], rows: dict[str, Floats]) -> Floats:
    """Half the whole texts (the name, the description, both), half the phrases and examples."""
    vectors = np.array([rows[text] for text in texts])
    whole, parts = vectors[:3], vectors[3:]
    if not len(parts):
        return unit(whole.mean(axis=0))
    return unit(unit(whole.mean(axis=0)) + unit(np.vstack((whole[:1], parts)).mean(axis=0)))

"""Tiny random models of every family behind AutoModelForCTC, with real tokenizer files."""

import json

import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE, Unigram
from tokenizers.trainers import BpeTrainer, UnigramTrainer
from transformers import (
    AutoConfig,
    AutoModelForCTC,
    GraniteSpeech5Processor,
    LasrFeatureExtractor,
    LasrProcessor,
    LasrTokenizer,
    OmniASRCTCProcessor,
    OmniASRFeatureExtractor,
    ParakeetFeatureExtractor,
    ParakeetProcessor,
    ParakeetTokenizer,
    SeamlessM4TFeatureExtractor,
    Wav2Vec2BertProcessor,
    Wav2Vec2CTCTokenizer,
    Wav2Vec2FeatureExtractor,
    Wav2Vec2Processor,
)

RATE = 16_000
WIDTH = 16  # hidden size of every network
LOUDER = 3.0  # factor of random weights
PROCESSORS = {
    "parakeet_ctc": ParakeetProcessor, "lasr_ctc": LasrProcessor, "omniasr_ctc": OmniASRCTCProcessor,
    "granite_speech5_ctc": GraniteSpeech5Processor, "wav2vec2-bert": Wav2Vec2BertProcessor,
}  # fmt: skip
UPPER = ("<pad>", "<s>", "</s>", "<unk>", "|", *"ETAONIHSRDLUMWCFGYPBVK'XJQZ")
CONVOLUTIONS = {
    "hidden_size": WIDTH, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 24,
    "conv_dim": (8,) * 7, "num_conv_pos_embeddings": 16, "num_conv_pos_embedding_groups": 2,
}  # fmt: skip
OF_LAYERS = {**CONVOLUTIONS, "feat_extract_norm": "layer", "do_stable_layer_norm": True}
OF_GROUPS = {**CONVOLUTIONS, "feat_extract_norm": "group"}
SQUEEZED = {
    "hidden_size": WIDTH, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 24,
    "conv_dim": (8,) * 13, "num_conv_pos_embeddings": 16, "num_conv_pos_embedding_groups": 2,
    "squeeze_factor": 2,
}  # fmt: skip
CONFORMER = {
    "hidden_size": WIDTH, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 24,
}  # fmt: skip

# Arguments of each family's configuration; a second configuration of a family behind "/".
CONFIGURATIONS = {
    "wav2vec2": OF_LAYERS,
    "wav2vec2/group": OF_GROUPS,
    "wav2vec2/local": {**OF_LAYERS, "num_hidden_layers": 0},  # rows of half a second of audio alone
    "wav2vec2/adapter": {**OF_LAYERS, "add_adapter": True, "num_adapter_layers": 2, "output_hidden_size": 16},
    "hubert": OF_LAYERS,
    "hubert/group": OF_GROUPS,
    "wavlm": OF_LAYERS,
    "wavlm/group": OF_GROUPS,
    "unispeech": OF_LAYERS,
    "unispeech-sat": OF_LAYERS,
    "data2vec-audio": {
        **{k: v for k, v in CONVOLUTIONS.items() if k != "num_conv_pos_embeddings"},
        "conv_pos_kernel_size": 3, "num_conv_pos_embeddings": 2,
    },
    "sew": SQUEEZED,
    "sew-d": {**SQUEEZED, "position_buckets": 16, "max_position_embeddings": 64},
    "wav2vec2-conformer": {
        **OF_LAYERS, "position_embeddings_type": "relative", "conv_depthwise_kernel_size": 5,
    },
    "wav2vec2-bert": {
        **CONFORMER, "feature_projection_input_dim": 160, "conv_depthwise_kernel_size": 5,
        "add_adapter": False, "output_hidden_size": WIDTH,
    },
    "parakeet_ctc": {
        "encoder_config": {**CONFORMER, "subsampling_conv_channels": 8, "conv_kernel_size": 5},
    },
    "lasr_ctc": {
        "encoder_config": {**CONFORMER, "subsampling_conv_channels": 8, "conv_kernel_size": 4},
    },
    "omniasr_ctc": {"audio_config": CONVOLUTIONS, "pad_token_id": 1, "blank_token_id": 0},
    "granite_speech5_ctc": {
        "tie_word_embeddings": False,  # or balancing the head would change the encoder, which it conditions
        "encoder_config": {**CONFORMER, "context_size": 16, "conv_kernel_size": 5, "num_mel_bins": 80},
    },
}  # fmt: skip


class StackedFrames(Wav2Vec2FeatureExtractor):
    """Log energies of the shape and clock of Granite's own extractor, which needs torchaudio."""

    model_input_names = ["input_features", "attention_mask"]
    hop_length, frame_stacking = 160, 2

    def __call__(self, raw_speech, sampling_rate=None, padding=True, return_tensors=None, **_):
        mels = [np.stack([self._frames(one)] * 80, axis=1) for one in raw_speech]  # (L, 80) each
        lengths = [-(-len(one) // self.frame_stacking) for one in mels]
        features = np.zeros((len(mels), max(lengths), 320), dtype=np.float32)
        for row, (one, length) in enumerate(zip(mels, lengths, strict=True)):
            both = np.concatenate([one, np.gradient(one, axis=0)], axis=1)
            both = np.pad(both, [(0, -len(both) % self.frame_stacking), (0, 0)])
            features[row, :length] = both.reshape(length, 320)
        mask = np.arange(max(lengths))[None] < np.array(lengths)[:, None]
        return {"input_features": torch.from_numpy(features), "attention_mask": torch.from_numpy(mask).long()}

    def _frames(self, samples):
        count = len(samples) // self.hop_length
        frames = samples[: count * self.hop_length].reshape(count, self.hop_length)
        return np.log10(np.square(frames).mean(axis=1) + 1e-10)


TEXT = [
    "call the office now", "a house on mont frere", "siobhan moved the keys to reykjavik",
    "the montana road", "kubernetes runs in the cloud", "she said that it rained all week",
    "read this book and call again",
] * 3  # fmt: skip
LETTERS = "▁etaonihsrdlumwcfgypbvk'xjqz"


def family(name):
    return name.partition("/")[0]


def vocabulary_file(folder, tokens=UPPER):
    path = folder / "vocab.json"
    path.write_text(json.dumps({token: column for column, token in enumerate(tokens)}), encoding="utf-8")
    return path


def character_tokenizer(folder, tokens=UPPER, **options):
    return Wav2Vec2CTCTokenizer(str(vocabulary_file(folder, tokens)), **options)


def with_spaces(model):
    """A tokenizer that writes a space as "▁" before each word."""
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    return tokenizer


def trained(kind, pieces, special):
    """A tokenizer as Parakeet (BPE) and LASR (Unigram) have, trained on a few sentences."""
    model, trainer = {"bpe": (BPE, BpeTrainer), "unigram": (Unigram, UnigramTrainer)}[kind]
    tokenizer = with_spaces(model())
    more = {"unk_token": "<unk>"} if kind == "unigram" else {}
    learner = trainer(
        vocab_size=pieces, special_tokens=special, show_progress=False, initial_alphabet=[*LETTERS], **more
    )
    tokenizer.train_from_iterator(TEXT, learner)
    return tokenizer


def parakeet_tokenizer(pieces=64):
    """BPE with the blank, the padding token, behind its last piece."""
    return ParakeetTokenizer(
        tokenizer_object=trained("bpe", pieces, ["<unk>"]), unk_token="<unk>", pad_token="<pad>"
    )


def lasr_tokenizer(pieces=64, sentinels=0):
    """Unigram with the blank, the padding token, before its first piece."""
    learned = json.loads(trained("unigram", pieces, ["<pad>", "</s>", "<unk>"]).to_str())
    scores = [(piece, score) for piece, score in learned["model"]["vocab"]]
    return LasrTokenizer(vocab=scores, extra_ids=sentinels)


def tokenizer(name, folder):
    """The kind of tokenizer that models of a family have."""
    kinds = {
        "parakeet_ctc": parakeet_tokenizer, "lasr_ctc": lasr_tokenizer, "omniasr_ctc": lasr_tokenizer,
        "granite_speech5_ctc": lasr_tokenizer,
    }  # fmt: skip
    made = kinds.get(family(name))
    return character_tokenizer(folder) if made is None else made()


def feature_extractor(name):
    extractors = {
        "parakeet_ctc": ParakeetFeatureExtractor, "lasr_ctc": LasrFeatureExtractor,
        "omniasr_ctc": OmniASRFeatureExtractor, "granite_speech5_ctc": StackedFrames,
        "wav2vec2-bert": SeamlessM4TFeatureExtractor,
    }  # fmt: skip
    if family(name) in extractors:
        return extractors[family(name)]()
    return Wav2Vec2FeatureExtractor(
        return_attention_mask=CONFIGURATIONS[name].get("feat_extract_norm") == "layer"
    )


def network(name, columns, blank=0):
    """A random network, of weights so large that its best token changes from frame to frame."""
    torch.manual_seed(1)
    options = dict(CONFIGURATIONS[name])
    if family(name) == "granite_speech5_ctc":
        options["encoder_config"] = {**options["encoder_config"], "vocab_size": columns}
    if family(name) != "omniasr_ctc":
        options["pad_token_id"] = blank
    made = AutoModelForCTC.from_config(AutoConfig.for_model(family(name), vocab_size=columns, **options))
    for parameter in made.parameters():
        if parameter.dim() > 1:
            parameter.data.mul_(LOUDER)
    return made.eval()


def head_of(model):
    """The last layer: of hidden states to logits."""
    return getattr(model, "lm_head", None) or model.ctc_head


def silence(model, columns):
    """Keep a head from putting out some tokens, such as "<s>", which transformers writes as text."""
    with torch.no_grad():
        head_of(model).bias[list(columns)] = -1e4


def quieted(model, processor):
    """The model without tokens that write nothing; the blank and the space between words stay."""
    cuts = processor.tokenizer
    stay = {cuts.pad_token_id, getattr(cuts, "word_delimiter_token_id", None)}
    silence(model, set(cuts.all_special_ids) - stay)
    return model, processor


def balanced(model, processor):
    """The model with a head whose columns win about equally often: a random one puts out one or two."""
    logits, _ = library_logits(model, processor, noise(32_000, seed=9))
    head, rows = head_of(model), logits[0]
    with torch.no_grad():
        spread = rows.std(dim=0).clamp_min(1e-6)
        head.weight.div_(spread.view(-1, *[1] * (head.weight.dim() - 1)))
        head.bias.copy_((head.bias - rows.mean(dim=0)) / spread)
    return model


def made(name, folder):
    """(model, processor) of a family."""
    cuts = tokenizer(name, folder)
    processor = PROCESSORS.get(family(name), Wav2Vec2Processor)(feature_extractor(name), cuts)
    return balanced(network(name, len(cuts), cuts.pad_token_id), processor), processor


def save(model, processor, folder):
    """Write the files that most checkpoints have."""
    for part in (model, processor.feature_extractor, processor.tokenizer):
        part.save_pretrained(folder)
    return folder


def saved(name, folder):
    """A checkpoint of a family."""
    return save(*made(name, folder), folder)


def saved_mms(folder):
    """A checkpoint with a vocabulary and an adapter for each of two languages, as MMS has."""
    letters = {"azj-script_latin": "abcçdəz", "eng": "abcdef"}
    vocabularies = {
        language: {token: column for column, token in enumerate((*UPPER[:5], *own))}
        for language, own in letters.items()
    }
    for language, vocabulary in vocabularies.items():  # the last one is that of the checkpoint itself
        (folder / "vocab.json").write_text(json.dumps(vocabularies))
        cuts = Wav2Vec2CTCTokenizer(str(folder / "vocab.json"), target_lang=language)
        options = {**CONFIGURATIONS["wav2vec2"], "adapter_attn_dim": 4, "vocab_size": len(vocabulary)}
        torch.manual_seed(len(language))
        model = AutoModelForCTC.from_config(AutoConfig.for_model("wav2vec2", **options)).eval()
        save_file(model._get_adapters(), folder / f"adapter.{language}.safetensors", {"format": "pt"})
        save(model, Wav2Vec2Processor(feature_extractor("wav2vec2"), cuts), folder)
    return folder


# Families of the models that guides name; a tiny one stands for each where a guide is executed.
HUB = {
    "facebook/wav2vec2-base-960h": "wav2vec2/group", "nvidia/parakeet-ctc-1.1b": "parakeet_ctc",
    "google/medasr": "lasr_ctc", "facebook/hubert-large-ls960-ft": "hubert",
}  # fmt: skip


def local_hub(folder):
    """name -> folder of a tiny checkpoint in its place."""

    def found(_, name, target_lang=None):
        place = folder / name.replace("/", "--")
        if not place.is_dir():
            place.mkdir()
            saved_mms(place) if name == "facebook/mms-1b-all" else saved(HUB[name], place)
        return place

    return found


def noise(*lengths, seed=0):
    """Samples, (N,) float32 each: tones that change every 60 ms, and noise."""
    random = np.random.default_rng(seed)
    made = []
    for length in lengths:
        pitch = np.repeat(random.uniform(100, 5_000, length // 960 + 1), 960)[:length]
        tones = 0.2 * np.sin(2 * np.pi * np.cumsum(pitch) / RATE)
        made.append((tones + random.normal(0, 0.02, length)).astype(np.float32))
    return made


def library_logits(model, processor, samples, **options):
    """What transformers makes of one or several utterances, as its documentation does it."""
    inputs = processor(samples, sampling_rate=RATE, return_tensors="pt", padding=True, **options)
    with torch.inference_mode():
        return model(**inputs).logits, inputs


def library_texts(model, processor, logits):
    """The texts that transformers writes, words with one space between."""
    found = processor.batch_decode(logits.argmax(dim=-1), **skipping(processor))
    return [" ".join(text.split()) for text in found]


def skipping(processor):
    """Wav2Vec2's tokenizer drops blanks before it joins equal tokens when special ones are to be skipped."""
    return {} if isinstance(processor.tokenizer, Wav2Vec2CTCTokenizer) else {"skip_special_tokens": True}


class Played(torch.nn.Module):
    """A head that puts out the same rows for any audio, the blank behind them."""

    def __init__(self, rows, blank):
        super().__init__()
        self.rows, self.blank = torch.from_numpy(rows), blank

    def forward(self, hidden):
        frames, columns = hidden.shape[1], self.rows.shape[1]
        found = torch.full((frames, columns), -10.0)
        found[:, self.blank] = 0.0
        found[: len(self.rows)] = self.rows[:frames]
        return found.expand(len(hidden), -1, -1)


def says(name, folder, spelt, unsure, meant):
    """(model, processor) that reads the tokens ``spelt``, at one place about half as likely ``meant``."""
    model, processor = made(name, folder)
    columns = processor.tokenizer.get_vocab()
    rows = np.full((2 * len(spelt), len(columns)), -9.0, dtype=np.float32)
    rows[:, processor.tokenizer.pad_token_id] = 0.0
    for place, token in enumerate(spelt):
        rows[2 * place, columns[token]] = 3.0
    rows[2 * unsure, columns[meant]] = 2.3
    head = Played(rows, processor.tokenizer.pad_token_id)
    if hasattr(model, "lm_head"):
        model.lm_head = head
    else:
        model.ctc_head = head
    return model, processor

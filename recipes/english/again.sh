#!/usr/bin/env bash
# A better model out of a bundled one, on two cores in five hours: layers alone on text and caches, everything
# from sound with speech that it was not trained on, twice, and the mean of all three.
#
#   bash recipes/english/again.sh ../shared/data TTS src/earmark/models/english runs/english
#
# DATA and TTS as for build.py, which has left WORK/speech, WORK/lexicon.tsv and WORK/sentences.tsv behind.
set -euo pipefail
DATA=${1:?data folder} TTS=${2:?synthesis folder} BEFORE=${3:?model folder} WORK=${4:?work folder of build.py}
S=$WORK/speech C=$WORK/again/cache
export OMP_NUM_THREADS=1

# speech of new voices: NAME SEED, hours of it in half an hour of one core
speak() {
    [ -s "$S/$1/manifest.jsonl" ] || "$TTS/.venv-tts/bin/python" "$TTS/synth.py" --text <(shuf --random-source=<(yes "$2") "$WORK/sentences.tsv") \
        --out "$S/$1" --voices hibari-mix:9,kokoro-mix:0.15,piper-mix:0.4 --speakers 6000 --seed "$2" --workers 1 --minutes 30
}
speak fresh2 313
speak fresh3 414

# the layers alone
cache() { earmark train cache "$S/$1/manifest.jsonl" --encoder "$BEFORE" --output "$C/$1" --augmented-share "$2" --variants "${@:3}"; }
cache librispeech-dev 1 0; cache synthetic-entities-dev 1 0
cache librispeech-train 1 0 1 2; cache librispeech-train-2 1 0 1 2
cache vctk-p239 0.7 1 2; cache prompts-lj-texts 0.7 1 2
cache synthetic-train 0.6 1; cache asterisk-prompts 0.7 1; cache speechocean-train 0.7 1
earmark train units "$C"/{librispeech-train,librispeech-train-2,vctk-p239,synthetic-train,speechocean-train} \
    --encoder "$BEFORE" --lexicon "$WORK/lexicon.tsv"
T=$DATA/text
earmark train base --init "$BEFORE" --output "$WORK/again/spelt" --budget 62m --batch-seconds 90 --lr 2e-3 --decay 0.7 --helpers 1 \
    --data "$C"/{librispeech-train,librispeech-train-2,speechocean-train,vctk-p239,prompts-lj-texts}:2 "$C"/{synthetic-train,asterisk-prompts}:1 \
    --dev "$C"/librispeech-dev "$C"/synthetic-entities-dev \
    --units "$C"/librispeech-train:2 "$C"/{librispeech-train-2,synthetic-train}:1 "$C"/vctk-p239:0.7 "$C"/speechocean-train:0.5 \
    --lexicon "$WORK/lexicon.tsv" --text-share 0.6 --text "$WORK"/sentences.tsv "$WORK"/sentences.tsv \
    "$T"/lm/{books,medical,encyclopedia}.txt.xz "$T"/general_*.xz "$T"/rare_names_in_real_sentences.txt.xz

# everything from sound, but for what step 14 of README.md trains the adapter on; "kokoro" is an hour of --voices kokoro-mix:7,kokoro-plain:3
sound() {  # NAME BUDGET SEED INIT MANIFEST[:WEIGHT]...
    earmark train base --finetune-encoder --encoder "$BEFORE" --init "$4" --tokenizer "$BEFORE/tokenizer.model" --output "$WORK/again/$1" \
        --budget "$2" --seed "$3" --batch-seconds 40 --views 2 --lr 1.5e-3 --decay 0.7 --dropout 0 --helpers 1 --lexicon "$WORK/lexicon.tsv" \
        --data "$S"/{librispeech-train,librispeech-train-2}/manifest.jsonl:3 "$S"/speechocean-train/manifest.jsonl:1.2 \
        "$S"/{vctk-p239,prompts-lj-texts}/manifest.jsonl:2 "$S"/{asterisk-prompts,kokoro}/manifest.jsonl "${@:5}" \
        --dev "$S"/{librispeech-dev,synthetic-entities-dev}/manifest.jsonl
}
sound sound 72m 5 "$BEFORE" "$S"/{synthetic-train,fresh2}/manifest.jsonl
earmark train export "$WORK/again/spelt" --encoder "$BEFORE" --float --output "$WORK/again/spelt-model"
earmark train average "$WORK/again/sound" "$WORK/again/spelt-model" --output "$WORK/again/both"
sound more 85m 11 "$WORK/again/both" "$S"/{synthetic-train,fresh2}/manifest.jsonl:0.7 "$S"/fresh3/manifest.jsonl:1.5

earmark train average "$WORK"/again/{sound,more,spelt-model} --output "$WORK/again/mean"
earmark train export "$WORK/again/mean" --encoder "$BEFORE" --output "$WORK/again/model"

"""Names of the files that an adapter is made of; they lie in the folder of the model it was trained for."""

ENTRIES = "adapter.entries.onnx"  # token ids of entries -> keys and values, once for each list
FRAMES = "adapter.frames.onnx"  # the model's outputs -> states and queries, once for each utterance
TOP = "adapter.top.onnx"  # states and a shortlist -> biased log-probabilities and attention
ABOUT = "adapter.json"
ALL = (ABOUT, ENTRIES, FRAMES, TOP)
FORMAT = 2  # of adapter.json; raised when a reader of the old one would misunderstand the new one

"""The adapter's network: entries to keys and values, frames to queries, attention, injection.

    q_t     = W_q x_t                      x: frames after convolutions over the model's outputs
    s_t,ij  = q_t . k_ij / sqrt(d)         k_ij: token j of entry i, seen in its entry
    s_t,ij <- s_t,ij + beta (max s_t-n,ij-1 + max s_t+n,ij+1), 1 <= n <= 10, three times: its neighbours
                                           in the entry match around it, and theirs around them
    S_i     = mean_j max_t s_t,ij          how well all of entry i matches anywhere
    a_t     = softmax over (<no-bias>, every s_t,ij + alpha S_i)
    b_t     = sum_ij a_t,ij v_ij           v_ij: what token j of entry i writes
    y_t     = conv([x, b])_t
    h_t    <- h_t + (1 - a_t,no-bias) (c sigmoid(w.y_t) W_c b_t + g * W_o y_t)

h is the state before the frozen CTC head, c and g start at zero; the sigmoid tells the frames in which
CTC writes a token from the blanks between. The head is linear, so the new
log-probabilities are log_softmax(old ones + head(change of h)): h itself is not needed.

A published adapter has one key and one value for each entry; with one for each token of it, what
is to be learned is to copy, and a frame knows which token of the entry is due.
Letters: B batch, T frames, W inputs, D width, N entries, J tokens of an entry,
d key width, C value width, V tokens of the model, M keys (tokens of all entries together).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

FIRST_SCALE = 2.0  # of queries and keys: a certain token beats <no-bias> by some nats
REACH = 10  # frames, about 0.4 s, in which the next token of an entry is expected
FLOOR = 20.0  # below 0: worse than that does not count against a token
PADDING = 1e4  # below 0, score of a frame of padding
LEAST = 1e-12  # share of <no-bias> where entries are taken out
MIN_COVERAGE = 0.5  # from which on an entry is written in training; in use it is what the export says
ROUNDS = 3  # in which neighbours support each other: three tokens to either side have a say
NEIGHBOURS = 5  # tokens that a token of an entry sees in each of two layers


@dataclass(frozen=True)
class AdapterOptions:
    """Sizes of the network."""

    tokens: int  # V
    inputs: int  # W
    width: int = 160  # D, of the frames
    key: int = 64  # d
    value: int = 96  # C, also the width of the catalogue encoder
    kernel: int = 9  # of the convolutions over frames: 0.36 s
    blocks: int = 2  # convolutions before the attention; one more follows it


class FrameBlock(nn.Module):
    """LayerNorm, GLU, depthwise convolution over frames, SiLU, back; with a residual."""

    def __init__(self, width: int, kernel: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.wide = nn.Linear(width, 2 * width)
        self.depthwise = nn.Conv1d(width, width, kernel, padding=kernel // 2, groups=width)
        self.narrow = nn.Linear(width, width)

    def forward(self, x: Tensor, valid: Tensor) -> Tensor:  # (B, T, D), (B, T, 1) -> (B, T, D)
        y = F.glu(self.wide(self.norm(x)), dim=-1) * valid
        y = F.silu(self.depthwise(y.transpose(1, 2)).transpose(1, 2))
        changed: Tensor = x + self.narrow(y)
        return changed


class BiasMemory(nn.Module):
    """Entries as token ids -> a key and a value for each of their tokens."""

    def __init__(self, options: AdapterOptions) -> None:
        super().__init__()
        C = options.value
        self.embed = nn.Embedding(options.tokens, C, padding_idx=0)
        self.norms = nn.ModuleList(nn.LayerNorm(C) for _ in range(2))
        self.mixes = nn.ModuleList(nn.Linear(NEIGHBOURS * C, C) for _ in range(2))
        self.whole = nn.Linear(C, C)
        self.key = nn.Linear(C, options.key)
        self.value = nn.Linear(C, C)

    def forward(self, entries: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(N, J) ids, 0 after an entry's end -> keys (M, d), values (M, C), entry of each (M,)."""
        keys, values = self.padded(entries)
        owners, places = torch.nonzero(entries, as_tuple=True)
        return keys[owners, places], values[owners, places], owners

    def padded(self, entries: Tensor) -> tuple[Tensor, Tensor]:
        """(N, J) ids -> keys (N, J, d), values (N, J, C), padding and all."""
        there = (entries > 0)[..., None].float()  # (N, J, 1)
        tokens = self.embed(entries) * there
        x = tokens
        for norm, mix in zip(self.norms, self.mixes, strict=True):
            x = (x + F.silu(mix(_with_neighbours(norm(x) * there)))) * there
        mean = x.sum(1, keepdim=True) / there.sum(1, keepdim=True).clamp(min=1)  # (N, 1, C)
        x = x + self.whole(mean)
        return self.key(x), tokens + self.value(x)


class Adapter(nn.Module):
    """Frames and a catalogue in, change of the logits out."""

    head: Tensor  # (V, H), the frozen CTC head's weight
    mean: Tensor  # (W,) of the inputs, from training data
    deviation: Tensor  # (W,)

    def __init__(self, options: AdapterOptions, head: Tensor) -> None:
        """``head`` is the frozen CTC head's weight, (V, H)."""
        super().__init__()
        self.options = options
        D, H = options.width, head.shape[1]
        self.register_buffer("head", head)
        self.register_buffer("mean", torch.zeros(options.inputs))
        self.register_buffer("deviation", torch.ones(options.inputs))
        self.enter = nn.Linear(options.inputs, D)
        self.blocks = nn.ModuleList(FrameBlock(D, options.kernel) for _ in range(options.blocks))
        self.query = nn.Linear(D, options.key)
        self.nothing = nn.Linear(D, 1)  # score of <no-bias>
        self.whole_entry = nn.Parameter(torch.full((1,), 0.5))  # alpha
        self.neighbours = nn.Parameter(torch.full((ROUNDS,), 0.1))  # beta of each round
        self.catalogue = BiasMemory(options)
        self.meet = nn.Linear(D + options.value, D)
        self.after = FrameBlock(D, options.kernel)
        self.copy = nn.Linear(options.value, H, bias=False)
        self.out = nn.Linear(D, H)
        self.write = nn.Linear(D, 1)
        self.copy_scale = nn.Parameter(torch.zeros(1))  # c
        self.scale = nn.Parameter(torch.zeros(H))  # g
        self._start()

    @torch.no_grad()
    def _start(self) -> None:
        """Start where a token is known by the head's own direction for it, and matches where it is likely.

        The embedding is the head's matrix in fewer dimensions and ``copy`` the way back, so that copying
        has only to find its scale; queries begin as the likely tokens' embeddings.
        """
        directions = self.head[1:] - self.head[1:].mean(0)  # of every token but the blank
        U, S, Vh = torch.linalg.svd(directions, full_matrices=False)
        R = min(self.options.value, len(S))
        embedding = U[:, :R] * S[:R]
        size = embedding.norm(dim=1).mean()
        self.catalogue.embed.weight[1:] = 0.02 * torch.randn_like(self.catalogue.embed.weight[1:])
        self.catalogue.embed.weight[1:, :R] += embedding / size
        self.copy.weight[:, :R] = Vh[:R].T * size
        D, d = self.options.width, self.options.key
        entered, asked = min(R, D), min(R, D, d)
        self.enter.weight[:entered, 1 : self.options.tokens] += embedding.T[:entered] / size
        eye = torch.eye(asked)
        self.query.weight[:asked, :asked] += FIRST_SCALE * eye
        self.catalogue.key.weight[:asked, :asked] += FIRST_SCALE * eye

    def frames(self, inputs: Tensor, valid: Tensor) -> Tensor:  # (B, T, W), (B, T, 1) -> (B, T, D)
        x = self.enter((inputs - self.mean) / self.deviation * valid)
        for block in self.blocks:
            x = block(x, valid)
        y: Tensor = x
        return y

    def attention(
        self,
        x: Tensor,
        valid: Tensor,
        keys: Tensor,
        owners: Tensor,
        counts: Tensor,
        no_bias_offset: Tensor | float = 0.0,
    ) -> Tensor:
        """Log attention (B, T, 1 + M), <no-bias> first.

        Args:
            x: (B, T, D).
            valid: (B, T, 1), 0 where a row is padding.
            keys: (M, d), of every token of every entry.
            owners: (M,) entry of each token, in order.
            counts: (N,) tokens of each entry.
            no_bias_offset: nats added to <no-bias>; more of it and fewer entries are written.
        """
        scores = self.queries(x) @ keys.T + (valid - 1) * PADDING  # (B, T, M)
        for beta in self.neighbours if keys.shape[0] else ():
            scores = scores + beta * neighbour_support(scores, owners)
        best = scores.amax(dim=1)  # (B, M)
        sums = best.new_zeros(best.shape[0], counts.shape[0]).index_add(1, owners, best)
        scores = scores + self.whole_entry * (sums / counts)[:, owners][:, None]
        return F.log_softmax(torch.cat([self.nothing(x) + no_bias_offset, scores], dim=2), dim=2)

    def queries(self, x: Tensor) -> Tensor:  # (B, T, D) -> (B, T, d)
        scaled: Tensor = self.query(x) / math.sqrt(self.options.key)
        return scaled

    def change(self, x: Tensor, valid: Tensor, attention: Tensor, values: Tensor) -> Tensor:
        """Change of the logits (B, T, V) from attention (B, T, 1 + M) and values (M, C)."""
        biased = attention[..., 1:] @ values  # (B, T, C)
        y = self.after(self.meet(torch.cat([x, biased], dim=2)), valid)
        copied = self.copy_scale * torch.sigmoid(self.write(y)) * self.copy(biased)
        state_change = (copied + self.scale * self.out(y)) * (1 - attention[..., :1])  # (B, T, H)
        logits: Tensor = state_change @ self.head.T
        return logits

    def forward(self, inputs: Tensor, valid: Tensor, entries: Tensor) -> tuple[Tensor, Tensor]:
        """Biased log-probabilities (B, T, V) and log attention (B, T, 1 + M).

        Args:
            inputs: (B, T, W), the log-probabilities first.
            valid: (B, T, 1), 0 where a row is padding.
            entries: (N, J) token ids; its M tokens are numbered row by row, without the padding.
        """
        keys, values, owners = self.catalogue(entries)
        counts = torch.bincount(owners, minlength=len(entries)).to(inputs.dtype).clamp(min=1)
        x = self.frames(inputs, valid)
        attention = self.attention(x, valid, keys, owners, counts)
        looks = attention.exp()
        if len(keys):
            looks = only_covered(looks, owners, counts, counts.new_full((1,), MIN_COVERAGE))
        logits = inputs[..., : self.options.tokens] + self.change(x, valid, looks, values)
        return F.log_softmax(logits, dim=2), attention


def only_covered(attention: Tensor, owners: Tensor, counts: Tensor, min_coverage: Tensor) -> Tensor:
    """(B, T, 1 + M) attention without the entries of which only a part is looked at.

    Coverage of an entry: the attention on each of its tokens in its best frame, mean over its tokens.
    All of a spoken entry is looked at. Others share a token or two with it and would bend ordinary words.

    Args:
        attention: shares, <no-bias> first.
        owners: (M,) entry of each token, in order.
        counts: (N,) tokens of each entry.
        min_coverage: (1,), 0..1, from which on an entry stays.
    """
    looked_at = attention[..., 1:].amax(dim=1)  # (B, M)
    sums = looked_at.new_zeros(looked_at.shape[0], counts.shape[0]).index_add(1, owners, looked_at)
    stays = ((sums / counts) >= min_coverage).to(attention.dtype)[:, owners]  # (B, M)
    # Where all of the attention was on such entries, <no-bias> has the rest, which may be nothing.
    nothing = attention[..., :1].clamp(min=LEAST)
    left = torch.cat([nothing, attention[..., 1:] * stays[:, None]], dim=2)
    return left / left.sum(2, keepdim=True)


def neighbour_support(scores: Tensor, owners: Tensor) -> Tensor:
    """(B, T, M): how well the token before matches up to 10 frames earlier, and the next one later.

    Where an entry begins or ends, the token itself counts in place of the neighbour that it has not.
    """
    T = scores.shape[1]
    best = F.pad(scores, (0, 0, REACH, REACH), value=-PADDING)
    for step in (1, 2, 4, 2):  # windows of 2, 4, 8 and 10 frames
        best = torch.maximum(best[:, :-step], best[:, step:])
    earlier, later = best[:, :T], best[:, REACH + 1 :]  # of frames t - 10 ... t - 1, and of t + 1 ... t + 10
    inner = owners[1:] == owners[:-1]  # (M - 1,): both of one entry
    before = torch.where(inner, earlier[..., :-1], scores[..., 1:])
    after = torch.where(inner, later[..., 1:], scores[..., :-1])
    support = torch.cat([scores[..., :1], before], dim=2) + torch.cat([after, scores[..., -1:]], dim=2)
    return support.clamp(min=-FLOOR)


def _with_neighbours(x: Tensor) -> Tensor:
    """(N, J, C) -> (N, J, 5 C): every token beside the two before and the two after it.

    A convolution as one matrix product: those are what the export stores as int8.
    """
    J, around = x.shape[1], NEIGHBOURS // 2
    padded = F.pad(x, (0, 0, around, around))
    return torch.cat([padded[:, shift : shift + J] for shift in range(NEIGHBOURS)], dim=2)

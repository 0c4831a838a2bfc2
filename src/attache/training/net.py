"""The joint reader in PyTorch: a BERT-like encoder with heads for tags, attributes, roles and repeated mentions.

Written out rather than taken from `transformers`, so that the exported graph holds plain operators only
(fused BERT operators lose precision after quantisation) and training needs nothing but torch.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from attache.reader.labels import KIN, OUTPUTS, ROLE_TAGS, ROLES

LAYERS, HEADS, FEED = 6, 12, 1536  # of all-MiniLM-L6
SIDES = 2  # actor and recipient, the first two of the roles
PAIR = 96  # width of the trigger-to-word scorer
MAX_TRIGGERS = 28  # words of one window that roles are scored for; news has eight to twelve
MAX_PARTIES = 48  # mentions of one window that compete for the sides of an event
WORTH_SCORING = 0.1  # probability of a trigger, cue or mention, below every threshold that decides on one
SIDE_WIDTH, SIDE_HEADS = 128, 4
PADDING = -1e4  # logit of what is not there
OF_HEADS = ("role", "side", "look")  # outputs of each trigger or cue; all others are of each word
DISTANCES = 15  # buckets of signed distance in words, logarithmic


class Shape(NamedTuple):
    """Sizes of a BERT-like encoder."""

    layers: tuple[tuple[int, int], ...] = ((HEADS, FEED),) * LAYERS  # heads and inner neurons of each
    hidden: int = 384
    head: int = 32  # width of an attention head
    vocabulary: int = 30522
    positions: int = 512


class Layer(nn.Module):
    def __init__(self, hidden: int, head: int, heads: int, feed: int, dropout: float) -> None:
        super().__init__()
        self.head = head
        self.query, self.key, self.value = (nn.Linear(hidden, heads * head) for _ in range(3))
        self.out, self.norm1 = nn.Linear(heads * head, hidden), nn.LayerNorm(hidden, eps=1e-12)
        self.up, self.down = nn.Linear(hidden, feed), nn.Linear(feed, hidden)
        self.norm2 = nn.LayerNorm(hidden, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """x float32 [batch, pieces, hidden]; bias float32 [batch, 1, 1, pieces], -1e4 on padding, None without."""
        batch, pieces, _ = x.shape

        def split(t: Tensor) -> Tensor:
            return t.view(batch, pieces, -1, self.head).transpose(1, 2)

        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        scores = q @ k.transpose(-1, -2) * self.head**-0.5
        if bias is not None:
            scores = scores + bias
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, pieces, -1)
        x = self.norm1(x + self.dropout(self.out(mixed)))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    def __init__(self, shape: Shape | None = None, dropout: float = 0.1) -> None:
        super().__init__()
        shape = shape or Shape()
        hidden = shape.hidden
        self.word, self.position = nn.Embedding(shape.vocabulary, hidden), nn.Embedding(shape.positions, hidden)
        self.kind = nn.Parameter(torch.zeros(hidden))  # BERT's segment 0, added everywhere
        self.norm = nn.LayerNorm(hidden, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(hidden, shape.head, heads, feed, dropout) for heads, feed in shape.layers)

    def forward(self, pieces: Tensor, mask: Tensor | None) -> Tensor:
        """pieces, mask int64 [batch, pieces], None without padding; returns float32 [batch, pieces, hidden]."""
        positions = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.dropout(self.norm(self.word(pieces) + self.position(positions)[None] + self.kind))
        bias = None if mask is None else (1.0 - mask[:, None, None, :].float()) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x


def _attend(query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None) -> Tensor:
    """Attention of ``SIDE_HEADS`` heads. query [rows, a, SIDE_WIDTH]; key, value [rows or 1, b, SIDE_WIDTH];
    bias [rows or 1, b], -1e4 on what is not there."""

    def split(t: Tensor) -> Tensor:
        return t.view(t.shape[0], t.shape[1], SIDE_HEADS, SIDE_WIDTH // SIDE_HEADS).transpose(1, 2)

    scores = split(query) @ split(key).transpose(-1, -2) * (SIDE_WIDTH // SIDE_HEADS) ** -0.5
    if bias is not None:
        scores = scores + bias[:, None, None]
    return (scores.softmax(-1) @ split(value)).transpose(1, 2).flatten(2)


def _of_triggers(rows: Tensor | None) -> Callable[[Tensor], Tensor]:
    """What takes values of windows to values of triggers; with one window (None) they are broadcast."""
    return lambda values: values if rows is None else values[rows]


class Sides(nn.Module):
    """The mentions of a window weighed against each other, once for each event: what is to be added to the logits
    of actor and recipient.

    The other heads score each word by itself. Here every mention, in the light of the event and of how all roles were
    scored for it, looks at the other mentions and at the text between them.
    """

    def __init__(self, hidden: int, channels: int, dropout: float) -> None:
        super().__init__()
        self.of_word, self.of_trigger = nn.Linear(hidden, SIDE_WIDTH), nn.Linear(PAIR, SIDE_WIDTH)
        self.of_roles, self.distance = nn.Linear(channels, SIDE_WIDTH), nn.Embedding(DISTANCES, SIDE_WIDTH)
        self.other = nn.ModuleList(nn.Linear(SIDE_WIDTH, SIDE_WIDTH) for _ in range(4))  # query, key, value, out
        self.text = nn.ModuleList(nn.Linear(w, SIDE_WIDTH) for w in (SIDE_WIDTH, hidden, hidden, SIDE_WIDTH))
        self.up, self.down = nn.Linear(SIDE_WIDTH, 2 * SIDE_WIDTH), nn.Linear(2 * SIDE_WIDTH, SIDE_WIDTH)
        self.norms = nn.ModuleList(nn.LayerNorm(SIDE_WIDTH) for _ in range(4))
        self.dropout = nn.Dropout(dropout)
        self.score = nn.Linear(SIDE_WIDTH, SIDES)
        nn.init.normal_(self.distance.weight, std=0.02)
        nn.init.zeros_(self.score.weight)
        nn.init.zeros_(self.score.bias)

    def forward(
        self,
        words: Tensor,
        begins: Tensor,
        rows: Tensor | None,
        trigger: Tensor,
        role: Tensor,
        heads: Tensor,
        count: Tensor | int,
    ) -> Tensor:
        """words [windows, words, hidden]; begins [windows, words]: log probability that a mention begins; rows as for
        the roles; trigger [triggers, PAIR]; role [triggers, words, channels]; heads [triggers]; count: of the mentions
        that are looked at. Returns float32 [triggers, sides, words], 0 where no mention begins."""

        each = _of_triggers(rows)
        likely, at = torch.topk(begins, count, 1)
        there = each((likely > math.log(WORTH_SCORING)).float())  # [triggers or 1, mentions]
        at = each(at)
        place = (at[:, :, None] == torch.arange(words.shape[1], device=words.device)).float()  # one-hot
        x = place @ each(self.of_word(words)) + self.of_roles(torch.tanh(place @ role / 4))
        x = self.norms[0](x + self.of_trigger(trigger)[:, None] + self.distance(_bucket(at - heads[:, None])))
        query, key, value, out = self.other
        mixed = _attend(query(x), key(x), value(x), (1 - there) * -1e4)
        x = self.norms[1](x + self.dropout(out(mixed)))
        query, key, value, out = self.text
        padding = None if rows is None else each(torch.where(begins <= PADDING, PADDING, 0.0))
        mixed = _attend(query(x), each(key(words)), each(value(words)), padding)
        x = self.norms[2](x + self.dropout(out(mixed)))
        x = self.norms[3](x + self.dropout(self.down(F.gelu(self.up(x)))))
        return (self.score(x) * there[:, :, None]).transpose(1, 2) @ place


class ReaderNet(nn.Module):
    """Word states from the encoder, then every head at once; roles only for the words that trigger something.

    pieces    int64 [batch, pieces]   word piece ids
    mask      int64 [batch, pieces]   1 where a piece is real
    first     int64 [batch, words]    index of each word's first piece (0 on padding)
    rows      int64 [triggers]        window of each trigger or cue
    heads     int64 [triggers]        its first word
    returns   a dict of logits: ``OUTPUTS`` each float32 [batch, words, width];
              ``role`` float32 [triggers, words, roles * 3];
              ``side`` float32 [triggers, sides, words]: logits of a mention that begins there being actor or recipient;
              ``look`` the same, first guesses;
              ``same`` float32 [batch, words, words], symmetric: the two words trigger one event;
              ``asks`` float32 [batch, words, KIN + 1] and ``gives`` float32 [batch, words, KIN]: see ``kinship``
    """

    def __init__(self, shape: Shape | None = None, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape or Shape()
        hidden = self.shape.hidden
        self.encoder = Encoder(self.shape, dropout)
        self.dropout = nn.Dropout(dropout)
        self.heads = nn.ModuleDict({name: nn.Linear(hidden, width) for name, width in OUTPUTS.items()})
        channels = len(ROLES) * ROLE_TAGS
        self.of_trigger, self.of_word = nn.Linear(hidden, PAIR), nn.Linear(hidden, PAIR)
        self.of_type = nn.Linear(OUTPUTS["trigger"], PAIR, bias=False)
        self.bilinear = nn.Linear(PAIR, channels * PAIR, bias=False)
        self.distance = nn.Embedding(DISTANCES, PAIR)
        self.pair = nn.Linear(PAIR, channels)
        self.look, self.seen = nn.Linear(PAIR, SIDES * PAIR), nn.Linear(SIDES * hidden, PAIR)
        self.role_word = nn.Linear(hidden, channels)
        self.of_mention = nn.Linear(hidden, PAIR)
        self.same_bias = nn.Parameter(torch.zeros(1))
        self.asks, self.gives = nn.Linear(hidden, KIN + 1), nn.Linear(hidden, KIN)
        self.sides = Sides(hidden, channels, dropout)
        nn.init.normal_(self.bilinear.weight, std=0.5 / PAIR)
        nn.init.normal_(self.distance.weight, std=0.02)

    def forward(self, pieces: Tensor, mask: Tensor, first: Tensor, rows: Tensor, heads: Tensor) -> dict[str, Tensor]:
        words = self._words(pieces, mask, first)
        out = self._tags(words)
        begins = self._begins(out["mention"]).masked_fill(first == 0, PADDING)
        count = min(MAX_PARTIES, first.shape[1])
        out["role"], out["side"], out["look"] = self._roles(
            words, begins, rows, words[rows, heads], out["trigger"][rows, heads], heads, count
        )
        return out

    def read(self, pieces: Tensor, first: Tensor) -> dict[str, Tensor]:
        """One unpadded window, as at run time. ``rows`` int64 [triggers]: the words that ``role`` was scored for,
        those that may trigger an event or introduce a statement, likeliest first; never none."""
        words = self._words(pieces, None, first)
        out = self._tags(words)
        trigger, cue = out["trigger"][0].softmax(-1), out["cue"][0].softmax(-1)
        likely = 1 - (trigger[:, 0] + trigger[:, -1]) * (cue[:, 0] + cue[:, -1])  # what begins neither
        count = torch.clamp((likely > WORTH_SCORING).sum(), 1, MAX_TRIGGERS)
        heads = torch.topk(likely, count).indices
        begins = self._begins(out["mention"])
        parties = torch.clamp((begins > math.log(WORTH_SCORING)).sum(), 1, MAX_PARTIES)
        out["role"], out["side"], _ = self._roles(
            words, begins, None, words[0][heads], out["trigger"][0][heads], heads, parties
        )
        out["rows"] = heads
        return {name: value if name in ("role", "side", "rows") else value[0] for name, value in out.items()}

    def _words(self, pieces: Tensor, mask: Tensor | None, first: Tensor) -> Tensor:
        states = self.encoder(pieces, mask)
        return self.dropout(states.gather(1, first[:, :, None].expand(-1, -1, self.shape.hidden)))

    def _tags(self, words: Tensor) -> dict[str, Tensor]:
        out = {name: head(words) for name, head in self.heads.items()}
        mention = self.of_mention(words)
        out["same"] = mention @ mention.transpose(1, 2) * PAIR**-0.5 + self.same_bias
        out["asks"], out["gives"] = self.asks(words), self.gives(words)
        return out

    @staticmethod
    def _begins(mention: Tensor) -> Tensor:
        """Log probability that a mention of a party or place begins at a word; not trained by way of the roles."""
        return mention.detach().log_softmax(-1)[..., [1, 3]].logsumexp(-1)

    def _roles(
        self,
        words: Tensor,
        begins: Tensor,
        rows: Tensor | None,
        trigger: Tensor,
        kinds: Tensor,
        heads: Tensor,
        parties: Tensor | int,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """words [windows, words, hidden]; begins [windows, words]; rows [triggers]: the window of each trigger, None
        where there is one; trigger [triggers, hidden]; kinds [triggers, types]; heads [triggers]; parties: how many
        mentions compete. Returns ``role``, ``side`` and ``look``.

        Each side is decided in sight of a first guess at both: whoever acts is seldom the one acted upon.
        """
        each = _of_triggers(rows)
        channels = len(ROLES) * ROLE_TAGS
        left = self.of_trigger(trigger) + self.of_type(kinds.softmax(-1))
        right = self.of_word(words)
        across = each(F.gelu(right)).transpose(1, 2)
        look = self.look(F.gelu(left)).view(-1, SIDES, PAIR) @ across * PAIR**-0.5
        likely = look + each(begins)[:, None]
        weight = likely.softmax(-1) * likely.logsumexp(-1, keepdim=True).sigmoid()  # nobody has a logit of 0
        left = left + self.seen((weight @ each(words)).flatten(1))
        product = self.bilinear(F.gelu(left)).view(-1, channels, PAIR) @ across
        at = torch.arange(words.shape[1], device=words.device)
        distance = self.distance(_bucket(at[None, :] - heads[:, None]))
        both = self.pair(F.gelu(left[:, None] + each(right) + distance))
        role = product.transpose(1, 2) + both + each(self.role_word(words))
        side = inside(role.unflatten(2, (len(ROLES), ROLE_TAGS))[:, :, :SIDES]).transpose(1, 2)
        return role, side + self.sides(words, begins, rows, left, role, heads, parties), look


def shape_of(state: Mapping[str, Tensor], head: int = 32) -> Shape:
    """The shape of the encoder whose weights these are, alone or in a whole reader. The width of a head cannot be seen
    from them."""
    start = "encoder." if "encoder.word.weight" in state else ""
    layers = 1 + max(int(name.split("layers.")[1].split(".")[0]) for name in state if "layers." in name)
    vocabulary, hidden = state[f"{start}word.weight"].shape
    each = tuple(
        (
            state[f"{start}layers.{at}.query.weight"].shape[0] // head,
            state[f"{start}layers.{at}.up.weight"].shape[0],
        )
        for at in range(layers)
    )
    return Shape(each, hidden, head, vocabulary, state[f"{start}position.weight"].shape[0])


def inside(role: Tensor) -> Tensor:
    """Logit of "this word is of the role's span" from the role's tags: [..., tags] to [...]."""
    return role[..., 1:].logsumexp(-1) - role[..., 0]


def _bucket(distance: Tensor) -> Tensor:
    """Signed distances to 0..14: 0, 1, 2, 3-4, 5-8, 9-16, 17-32, 33 and more, each way."""
    size = torch.ceil(torch.log2(distance.abs().clamp(min=1).float())).long().clamp(max=6) + 1
    return torch.where(distance == 0, 0, torch.where(distance > 0, size, size + 7))


def kinship(asks: Tensor, gives: Tensor) -> Tensor:
    """Logits of whose people a party is: [names + 1], the last for no state at all.
    asks [words of the party, KIN + 1]; gives [names, KIN]."""
    query = asks.mean(0)
    return torch.cat([gives @ query[:-1] * KIN**-0.5, query[-1:]])

"""Flag files of LaunchDarkly and Unleash: the value that a flag serves, per environment, beside what the file says itself.

Sources: LaunchDarkly's flag representation (launchdarkly.com/docs/api/feature-flags: `variations`, and per environment `on`,
`fallthrough`, `offVariation`) and its file format for SDKs; Unleash's export (its OpenAPI `exportResultSchema`: `features`,
`featureEnvironments`, `featureStrategies`) and its feature representation (`environments`, a list). A value served to chosen
users by a rule or a target is not the flag's value; a gradual rollout is told by its shares.
"""

from __future__ import annotations

from forensics.parse.kubernetes import get, text_at
from forensics.parse.tree import Leaf, Map, Node, Seq

_Pair = tuple[str, int, Node]
_WHOLE = 100_000  # LaunchDarkly's weights are thousandths of a per cent


def with_served(documents: list[Node], text: str) -> list[Node]:
    """The documents, each flag in them as a map under its own name with the value served, per environment where there are several.

    Quick where the text is no flag file.
    """
    if '"variations"' in text and ('"fallthrough"' in text or '"offVariation"' in text):
        return [_launchdarkly(document) for document in documents]
    if '"enabled"' in text and ('"featureEnvironments"' in text or ('"strategies"' in text and '"environments"' in text)):
        return [_unleash(document) for document in documents]
    return documents


def _launchdarkly(document: Node) -> Node:
    """`{"items": [flag, …]}` as the API lists them, `{"flags": {key: flag}}` as the SDKs' file has them, or one flag alone."""
    if not isinstance(document, Map):
        return Map(1, _named_flags(document)) if isinstance(document, Seq) else document
    if isinstance(get(document, "variations"), Seq):
        return Map(1, _named_flags(Seq(1, [document])))
    pairs: list[_Pair] = []
    for key, line, node in document.pairs:
        if key == "items" and isinstance(node, Seq):
            pairs.append((key, line, Map(line, _named_flags(node))))
        elif key == "flags" and isinstance(node, (Map, Seq)):
            flags = _named_flags(node) if isinstance(node, Seq) else [each for pair in node.pairs for each in _flag(*pair)]
            pairs.append((key, line, Map(line, flags)))
        else:
            pairs.append((key, line, node))
    return Map(document.line, pairs)


def _named_flags(flags: Seq) -> list[_Pair]:
    made: list[_Pair] = []
    for place, flag in enumerate(flags.nodes):
        made += _flag(text_at(flag, "key") or f"[{place}]", flag.line, flag)
    return made


def _flag(key: str, line: int, flag: Node) -> list[_Pair]:
    """A flag of LaunchDarkly: the value that it serves where it knows no environments, then itself with those of each of them."""
    variations = get(flag, "variations") if isinstance(flag, Map) else None
    if not isinstance(flag, Map) or not isinstance(variations, Seq):
        return [(key, line, flag)]
    values = [_variation(node) for node in variations.nodes]
    environments = get(flag, "environments")
    if not isinstance(environments, Map):
        served = _served(flag, values)
        return [(key, served.line, served), (key, line, flag)] if served else [(key, line, flag)]
    told: list[_Pair] = []
    for name, at, node in environments.pairs:
        here = _served(node, values) if isinstance(node, Map) else None
        told += [(name, here.line, here), (name, at, node)] if here else [(name, at, node)]
    rest = [(name, at, Map(at, told) if node is environments else node) for name, at, node in flag.pairs]
    return [(key, line, Map(flag.line, rest))]


def _variation(node: Node) -> str:
    """A variation's value as text: API flags wrap it in `{"value": …}`; a JSON value is told by its key's name alone."""
    value = get(node, "value") if isinstance(node, Map) else node
    if isinstance(value, Leaf):
        return value.text
    return text_at(node, "name") or "a JSON value"


def _served(state: Map, values: list[str]) -> Leaf | None:
    """What one environment serves to whom no rule says otherwise, at the line that decides it."""
    on = get(state, "on")
    if not isinstance(on, Leaf):
        return None
    if on.text != "true":
        off = get(state, "offVariation")
        chosen = _value(off, values)
        return None if chosen is None else Leaf(chosen, on.line)
    through = get(state, "fallthrough")
    variation = get(through, "variation") if isinstance(through, Map) else None
    if isinstance(variation, Leaf) and (chosen := _value(variation, values)) is not None:
        return Leaf(chosen, variation.line)
    rollout = get(through, "rollout") if isinstance(through, Map) else None
    shares = get(rollout, "variations") if isinstance(rollout, Map) else None
    if not isinstance(shares, Seq) or not shares.nodes:
        return None
    told = [_share(share, values) for share in shares.nodes]
    return Leaf(", ".join(share for share in told if share), shares.line)


def _share(share: Node, values: list[str]) -> str:
    weight, chosen = text_at(share, "weight") or "", _value(get(share, "variation") if isinstance(share, Map) else None, values)
    if not weight.isdigit() or len(weight) > 6 or chosen is None or weight == "0":
        return ""
    return f"{chosen} for {int(weight) * 100 / _WHOLE:g}%"


def _value(index: Node | None, values: list[str]) -> str | None:
    """The value of a variation by its number; None where there is none of this number."""
    text = index.text if isinstance(index, Leaf) else ""
    return values[int(text)] if text.isdigit() and len(text) < 6 and int(text) < len(values) else None


def _unleash(document: Node) -> Node:
    """`{"features": […], "featureEnvironments": […]}` as exported, or features with their own list of environments."""
    if isinstance(document, Seq):
        return Map(1, [_feature(flag, ()) for flag in document.nodes])
    if not isinstance(document, Map):
        return document
    states, strategies = get(document, "featureEnvironments"), get(document, "featureStrategies")
    by_flag: dict[str, list[_Pair]] = {}
    plans: dict[tuple[str | None, str | None], list[Node]] = {}
    for strategy in _nodes(strategies):  # an export of a single environment leaves its name out
        plans.setdefault((text_at(strategy, "featureName"), text_at(strategy, "environment")), []).append(strategy)
    for state in _nodes(states):
        flag, name = text_at(state, "featureName"), text_at(state, "environment") or text_at(state, "name")
        if flag and name and isinstance(state, Map):
            by_flag.setdefault(flag, []).extend(_state(name, state, plans.get((flag, name), []) + plans.get((flag, None), [])))
    if not by_flag and isinstance(get(document, "environments"), Seq):
        return Map(1, [_feature(document, ())])
    pairs: list[_Pair] = []
    for key, line, node in document.pairs:
        if key == "features" and isinstance(node, Seq):
            flags = [_feature(flag, by_flag.get(text_at(flag, "name") or "", ())) for flag in node.nodes]
            pairs.append((key, line, Map(line, flags)))
        elif key != "featureEnvironments":
            pairs.append((key, line, node))
    return Map(document.line, pairs)


def _nodes(node: Node | None) -> list[Node]:
    return node.nodes if isinstance(node, Seq) else []


def _feature(flag: Node, states: list[_Pair] | tuple[()]) -> _Pair:
    """A feature under its name, its environments as a map."""
    name = text_at(flag, "name") or text_at(flag, "featureName") or ""
    if not isinstance(flag, Map):
        return name, flag.line, flag
    told: list[_Pair] = list(states)
    rest: list[_Pair] = []
    for key, line, node in flag.pairs:
        if key == "environments" and isinstance(node, Seq):
            for state in node.nodes:
                where = text_at(state, "name") or text_at(state, "environment")
                if where and isinstance(state, Map):
                    told += _state(where, state, _nodes(get(state, "strategies")))
        else:
            rest.append((key, line, node))
    if told:
        rest.append(("environments", told[0][1], Map(told[0][1], told)))
    return name, flag.line, Map(flag.line, rest)


def _state(name: str, state: Map, strategies: list[Node]) -> list[_Pair]:
    """One environment of a feature: `true`, `false`, or the share that every strategy keeps to; then the state itself."""
    enabled = get(state, "enabled")
    if not isinstance(enabled, Leaf):
        return [(name, state.line, state)]
    value = enabled.text
    active = [strategy for strategy in strategies if text_at(strategy, "disabled") != "true"]
    shares = [text_at(strategy, "parameters", "rollout") or text_at(strategy, "parameters", "percentage") or "100" for strategy in active]
    if value == "true" and shares and all(share.isdigit() and len(share) < 3 for share in shares):
        value = f"true for {max(shares, key=int)}%"
    return [(name, enabled.line, Leaf(value, enabled.line)), (name, state.line, state)]

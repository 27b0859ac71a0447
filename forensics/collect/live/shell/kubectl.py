"""kubectl, oc and helm as they are typed: which object was changed, and to what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from forensics.collect.live.patches import json_patch, patched
from forensics.collect.live.shell.deeds import Deed, Options, Scene, options, settings
from forensics.collect.live.shell.words import Word
from forensics.hits import Hit, find
from forensics.model import Parsed
from forensics.parse import PARSERS
from forensics.parse.command_sets import sets_in
from forensics.parse.shape import shape
from forensics.parse.tree import Map, Seq

_VALUED = frozenset(
    {
        *("-n", "--namespace", "--context", "--kubeconfig", "--cluster", "--user", "--as", "-l", "--selector", "-f", "--filename", "-k"),
        *("--kustomize", "-o", "--output", "--field-manager", "-c", "--containers", "--container", "--type", "-p", "--patch"),
        *(
            "--patch-file",
            "--to-revision",
            "--replicas",
            "--current-replicas",
            "--from-literal",
            "--from-file",
            "--from-env-file",
            "--from",
        ),
        *("--timeout", "-s", "--server", "--token", "--limits", "--requests", "--env", "-e", "--prefix", "--keys", "--subresource"),
    }
)
_KINDS = {
    **dict.fromkeys(("deploy", "deployment", "deployments", "deployment.apps", "deployments.apps"), "Deployment"),
    **dict.fromkeys(("sts", "statefulset", "statefulsets"), "StatefulSet"),
    **dict.fromkeys(("ds", "daemonset", "daemonsets"), "DaemonSet"),
    **dict.fromkeys(("cm", "configmap", "configmaps"), "ConfigMap"),
    **dict.fromkeys(("secret", "secrets"), "Secret"),
    **dict.fromkeys(("po", "pod", "pods"), "Pod"),
    **dict.fromkeys(("cj", "cronjob", "cronjobs"), "CronJob"),
    **dict.fromkeys(("job", "jobs"), "Job"),
    **dict.fromkeys(("rs", "replicaset", "replicasets"), "ReplicaSet"),
    **dict.fromkeys(("hpa", "horizontalpodautoscaler", "horizontalpodautoscalers"), "HorizontalPodAutoscaler"),
    **dict.fromkeys(("dc", "deploymentconfig", "deploymentconfigs"), "DeploymentConfig"),
}
_HELM_VALUED = frozenset(
    {
        *("-n", "--namespace", "--kube-context", "--kubeconfig", "-f", "--values", "--set", "--set-string", "--set-file", "--set-json"),
        *(
            "--version",
            "--repo",
            "--timeout",
            "--description",
            "--history-max",
            "--post-renderer",
            "-o",
            "--output",
            "--username",
            "--password",
        ),
    }
)


def kubectl(scene: Scene) -> Iterator[Deed]:
    """What a kubectl (or oc) command changes; nothing for one that only looks, and for dry runs that go nowhere."""
    told = options(scene.words, _VALUED)
    words = [word.text for word in told.plain]
    dry = told.last("--dry-run")
    if not words or (dry is not None and dry != "none" and not scene.command.feeds):
        return
    verb, rest = words[0], told.plain[1:]
    namespace, context = told.last("-n", "--namespace"), told.last("--context")
    if verb in ("set", "rollout", "create") and len(words) > 1:
        deeds = _TWO_WORDS.get((verb, words[1]), _nothing)(scene, told, rest[1:])
    else:
        deeds = _ONE_WORD.get(verb, _nothing)(scene, told, rest)
    for deed in deeds:
        yield replace(deed, namespace=namespace, note=_with_context(deed.note, context))


def _with_context(note: str, context: str | None) -> str:
    """One history may hold commands for several clusters: which one is told where the command tells it."""
    return "; ".join(part for part in (note, f"context {context}" if context else "") if part)


def _nothing(scene: Scene, told: Options, rest: tuple[Word, ...]) -> Iterator[Deed]:
    return iter(())


def _object(rest: tuple[Word, ...]) -> tuple[str | None, tuple[Word, ...]]:
    """`deploy/api` or `deploy api` as `Deployment/api`, and the words after it."""
    if not rest:
        return None, ()
    kind, slash, name = rest[0].text.partition("/")
    after = rest[1:]
    if not slash:
        name, after = (rest[1].text, rest[2:]) if len(rest) > 1 and "=" not in rest[1].text else ("", rest[1:])
    kind = _KINDS.get(kind.lower(), kind)
    return (f"{kind}/{name}" if name else kind), after


def _set_env(scene: Scene, told: Options, rest: tuple[Word, ...]) -> Iterator[Deed]:
    object, after = _object(rest)
    if told.has("--list"):
        return
    for path, value, note in settings((*after, *told.all("-e", "--env")), scene.key, ("env",)):
        yield Deed("kubectl set env", object, path=(f"#{object}", *path), value=value, note=note)
    for word in after:
        name = word.text.removesuffix("-")
        if word.text.endswith("-") and "=" not in name and scene.key.tier(("env", name)) is not None:
            yield Deed("kubectl set env", object, path=(f"#{object}", "env", name), removed=True)
    if told.has("--from"):
        yield Deed("kubectl set env --from", object)


def _set_image(scene: Scene, told: Options, rest: tuple[Word, ...]) -> Iterator[Deed]:
    object, after = _object(rest)
    for word in after:
        container, sign, image = word.text.partition("=")
        path = (f"containers[{container}]", "image")
        if sign and scene.key.tier(path) is not None:
            yield Deed("kubectl set image", object, path=(f"#{object}", *path), value=None if word.open else image)
    yield Deed("kubectl set image", object, rollout="deploy")


def _patch(scene: Scene, told: Options, rest: tuple[Word, ...]) -> Iterator[Deed]:
    object, _ = _object(rest)
    text = told.all("-p", "--patch")
    read = PARSERS["yaml"](text[-1].text) if text else None
    body = read.documents[0] if read is not None and read.documents and read.stopped is None else None
    hits: list[Hit] = []
    if isinstance(body, Map):
        hits = list(patched(body, object or "?", scene.key))
    elif isinstance(body, Seq):
        hits = list(json_patch(body, object or "?", scene.key))
    for hit in hits:
        dynamic = text[-1].open and "$" in (hit.value or "")
        gone = hit.kind == "null"
        yield Deed("kubectl patch", object, path=hit.path, value=None if dynamic or gone else hit.value, removed=gone)
    if not hits:
        yield Deed("kubectl patch", object)


def _edit(scene: Scene, told: Options, rest: tuple[Word, ...]) -> Iterator[Deed]:
    yield Deed("kubectl edit", _object(rest)[0], note="what was written is not known")


def _scale(scene: Scene, told: Options, rest: tuple[Word, ...]) -> Iterator[Deed]:
    object, count = _object(rest)[0], told.last("--replicas")
    if count is not None and scene.key.tier(("spec", "replicas")) is not None:
        yield Deed("kubectl scale", object, path=(f"#{object}", "spec", "replicas"), value=count)


def _apply(scene: Scene, told: Options, rest: tuple[Word, ...]) -> Iterator[Deed]:
    file = told.last("-f", "--filename", "-k", "--kustomize")
    yield Deed("kubectl apply", file, rollout="apply", note="" if file else "of unknown objects")


def _undo(scene: Scene, told: Options, rest: tuple[Word, ...]) -> Iterator[Deed]:
    yield Deed("kubectl rollout undo", _object(rest)[0], rollout="rollback", version=told.last("--to-revision"))


def _restart(scene: Scene, told: Options, rest: tuple[Word, ...]) -> Iterator[Deed]:
    yield Deed("kubectl rollout restart", _object(rest)[0], rollout="restart")


def _delete(scene: Scene, told: Options, rest: tuple[Word, ...]) -> Iterator[Deed]:
    object = _object(rest)[0]
    if object is not None and object.startswith("Pod"):
        yield Deed("kubectl delete pod", object, rollout="restart")
    elif object is not None:
        yield Deed("kubectl delete", object, note="the object was deleted, if the command went through")


def _create(scene: Scene, told: Options, rest: tuple[Word, ...]) -> Iterator[Deed]:
    name = rest[0].text if rest else "?"
    for path, value, note in settings(told.all("--from-literal"), scene.key, ("data",)):
        yield Deed("kubectl create configmap", f"ConfigMap/{name}", path=(f"#ConfigMap/{name}", *path), value=value, note=note)
    if told.has("--from-file", "--from-env-file"):
        yield Deed("kubectl create configmap", f"ConfigMap/{name}", note="from a file")


def _annotate(scene: Scene, told: Options, rest: tuple[Word, ...]) -> Iterator[Deed]:
    object, after = _object(rest)
    for path, value, note in settings(after, scene.key, ("metadata", "annotations")):
        yield Deed("kubectl annotate", object, path=(f"#{object}", *path), value=value, note=note)


_ONE_WORD = {
    "edit": _edit, "patch": _patch, "scale": _scale, "apply": _apply, "replace": _apply, "delete": _delete, "annotate": _annotate,
}  # fmt: skip
_TWO_WORDS = {
    ("set", "env"): _set_env, ("set", "image"): _set_image, ("rollout", "undo"): _undo, ("rollout", "restart"): _restart,
    ("create", "configmap"): _create, ("create", "cm"): _create,
}  # fmt: skip


def helm(scene: Scene) -> Iterator[Deed]:
    """`helm upgrade|install … --set k=v` and `helm rollback`."""
    told = options(scene.words, _HELM_VALUED)
    words = [word.text for word in told.plain]
    if len(words) < 2 or told.has("--dry-run"):
        return
    namespace, release = told.last("-n", "--namespace"), f"release {words[1]}"
    elsewhere = _with_context("", told.last("--kube-context"))
    if words[0] == "rollback":
        to = words[2] if len(words) > 2 else None
        yield Deed("helm rollback", release, namespace, rollout="rollback", version=to, note=elsewhere)
    if words[0] not in ("upgrade", "install"):
        return
    for word in told.all("--set", "--set-string"):
        tree = sets_in(f"--set '{word.text}'") if "'" not in word.text else None
        for hit in find(Parsed(tuple(shape([tree], {}).entries)), scene.key) if tree is not None else ():
            dynamic = word.open and "$" in (hit.value or "")
            yield Deed(f"helm {words[0]} --set", release, namespace, hit.path, None if dynamic else hit.value, note=elsewhere)
    files = told.all("-f", "--values")
    yield Deed(f"helm {words[0]}", release, namespace, rollout="release", note=f"values from {files[-1]}" if files else "")

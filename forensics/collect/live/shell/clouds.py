"""Command-line tools of clouds and platforms as they are typed: aws, terraform, docker, gcloud, heroku, cf, consul."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forensics.collect.live.shell.deeds import Deed, Scene, options, settings
from forensics.collect.live.shell.words import Word

_AWS = frozenset(
    {
        *("--name", "--value", "--type", "--region", "--profile", "--function-name", "--environment", "--cluster", "--service"),
        *("--task-definition", "--query", "--output", "--key-id", "--description", "--desired-count", "--endpoint-url", "--names"),
    }
)
_DOCKER = frozenset(
    {
        *("--env-add", "--env-rm", "--image", "-e", "--env", "--env-file", "--name", "-v", "--volume", "-p", "--publish", "--network"),
        *(
            "-f",
            "--file",
            "--scale",
            "--label-add",
            "--replicas",
            "-H",
            "--host",
            "-c",
            "--context",
            "--project-name",
            "-u",
            "--user",
            "-w",
        ),
    }
)
_TERRAFORM = frozenset({"-target", "-replace", "-state", "-parallelism", "-lock-timeout"})
_PAIRS = re.compile(r"([A-Za-z_][\w.\-]*)=((?:\"[^\"]*\"|[^,{}\"])*)")


def aws(scene: Scene) -> Iterator[Deed]:
    """Parameter Store, Lambda's variables, and a forced deployment of ECS."""
    told = options(scene.words, _AWS)
    verb = " ".join(word.text for word in told.plain[:2])
    name = told.last("--name")
    path = tuple(part for part in (name or "").split("/") if part)
    if verb in ("ssm put-parameter", "ssm delete-parameter") and path and scene.key.tier(path) is not None:
        value = told.all("--value")
        secret = told.last("--type") == "SecureString"
        known = bool(value) and not value[-1].open and not secret
        yield Deed(f"aws {verb}", name, path=path, value=value[-1].text if known else None, removed=verb == "ssm delete-parameter")
    elif verb == "lambda update-function-configuration":
        for given in told.all("--environment"):
            for hit in _PAIRS.finditer(given.text.replace("Variables={", "").replace('":"', "=").replace('"', "")):
                if scene.key.tier((hit[1],)) is not None:
                    yield Deed("aws lambda update-function-configuration", told.last("--function-name"), path=(hit[1],), value=hit[2])
    elif verb == "ecs update-service":
        yield Deed("aws ecs update-service", told.last("--service"), rollout="deploy", version=told.last("--task-definition"))


def terraform(scene: Scene) -> Iterator[Deed]:
    """`terraform apply -var k=v`: a value that stands in no file."""
    words = [word.text for word in scene.words]
    if "apply" not in words and "destroy" not in words:
        return
    given: list[Word] = []
    for place, word in enumerate(scene.words):
        name, sign, said = word.text.lstrip("-").partition("=")
        if word.text.startswith("-") and name == "var":
            given += [Word(said, word.open)] if sign else list(scene.words[place + 1 : place + 2])
    for path, value, note in settings(given, scene.key):
        yield Deed("terraform apply -var", None, path=path, value=value, note=note)
    yield Deed("terraform apply", None, rollout="apply")


def docker(scene: Scene) -> Iterator[Deed]:
    """Swarm services and containers with their variables; what compose brings up."""
    told = options(scene.words, _DOCKER)
    words = [word.text for word in told.plain]
    if words[:2] == ["service", "update"]:
        object = words[2] if len(words) > 2 else None
        for path, value, note in settings(told.all("--env-add"), scene.key):
            yield Deed("docker service update --env-add", object, path=path, value=value, note=note)
        for gone in told.all("--env-rm"):
            if scene.key.tier((gone.text,)) is not None:
                yield Deed("docker service update --env-rm", object, path=(gone.text,), removed=True)
        yield Deed("docker service update", object, rollout="deploy")
    elif words[:1] == ["run"] or words[:2] == ["container", "run"]:
        for path, value, note in settings(told.all("-e", "--env"), scene.key):
            yield Deed("docker run -e", told.last("--name"), path=path, value=value, note=note)
    elif words[:1] == ["restart"]:
        yield Deed("docker restart", words[1] if len(words) > 1 else None, rollout="restart")
    elif words[:2] in (["compose", "up"], ["compose", "restart"], ["stack", "deploy"]):
        yield Deed(" ".join(["docker", *words[:2]]), None, rollout="deploy")


def compose(scene: Scene) -> Iterator[Deed]:
    words = [word.text for word in options(scene.words, _DOCKER).plain]
    if words[:1] in (["up"], ["restart"]):
        yield Deed(f"docker-compose {words[0]}", None, rollout="deploy")


def gcloud(scene: Scene) -> Iterator[Deed]:
    """`--update-env-vars` and its like: several `NAME=value` with commas between."""
    told = options(scene.words, frozenset({"--update-env-vars", "--set-env-vars", "--remove-env-vars", "--region", "--project"}))
    object = told.plain[-1].text if told.plain else None
    for name in ("--update-env-vars", "--set-env-vars"):
        parts = [Word(part, word.open) for word in told.all(name) for part in word.text.split(",")]
        for path, value, note in settings(parts, scene.key):
            yield Deed(f"gcloud {name}", object, path=path, value=value, note=note)


def heroku(scene: Scene) -> Iterator[Deed]:
    told = options(scene.words, frozenset({"-a", "--app", "-r", "--remote"}))
    words = told.plain
    if words and words[0].text in ("config:set", "config:add"):
        for path, value, note in settings(words[1:], scene.key):
            yield Deed("heroku config:set", told.last("-a", "--app"), path=path, value=value, note=note)
    elif words and words[0].text in ("config:unset", "config:remove"):
        for word in words[1:]:
            if scene.key.tier((word.text,)) is not None:
                yield Deed("heroku config:unset", told.last("-a", "--app"), path=(word.text,), removed=True)


def cf(scene: Scene) -> Iterator[Deed]:
    words = scene.words
    if len(words) > 3 and words[0].text in ("set-env", "se") and scene.key.tier((words[2].text,)) is not None:
        yield Deed("cf set-env", words[1].text, path=(words[2].text,), value=None if words[3].open else words[3].text)


def consul(scene: Scene) -> Iterator[Deed]:
    words = options(scene.words, frozenset({"-http-addr", "-token"})).plain
    if len(words) > 3 and [word.text for word in words[:2]] == ["kv", "put"]:
        path = tuple(part for part in words[2].text.split("/") if part)
        if path and scene.key.tier(path) is not None:
            yield Deed("consul kv put", words[2].text, path=path, value=None if words[3].open else words[3].text)

"""Following declarations: what they share, where they end, and which files lead to one; and that no text breaks a reader."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.layering.declared import declares, is_declarer, json6902, referrers
from forensics.layering.declared.paths import filled, joined, opened
from forensics.layering.declared.reference import Part
from tests.layering.declared.stage import Files


def test_a_cycle_ends_where_it_closes() -> None:
    files = Files(
        {"a/kustomization.yaml": "resources: [../b]\n", "b/kustomization.yaml": "resources: [../a, x.yaml]\n", "b/x.yaml": "a: 1\n"}
    )
    chain = files.chain("a/kustomization.yaml")
    assert [layer.path for layer in chain.layers] == ["b/x.yaml"]
    assert chain.missing == ("a/kustomization.yaml leads back to itself",)


def test_a_base_that_is_reached_twice_counts_once() -> None:
    files = Files(
        {
            "top/kustomization.yaml": "resources: [../l, ../r]\n",
            "l/kustomization.yaml": "resources: [../base]\n",
            "r/kustomization.yaml": "resources: [../base]\n",
            "base/kustomization.yaml": "resources: [x.yaml]\n",
            "base/x.yaml": "a: 1\n",
        }
    )
    assert files.paths("top/kustomization.yaml") == ["base/x.yaml"]


def test_parts_of_one_file_are_not_all_compared_with_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    same = Part.__eq__

    def counted(one: Part, other: object) -> bool:
        nonlocal compared
        compared += 1
        return same(one, other)

    monkeypatch.setattr(Part, "__eq__", counted)
    images = "".join(f"- {{name: app-{number}, newTag: '1'}}\n" for number in range(1_000))
    chain = Files({"kustomization.yaml": f"resources: [x.yaml]\nimages:\n{images}", "x.yaml": "a: 1\n"}).chain("kustomization.yaml")
    assert len(chain.layers) == 1_001
    assert compared < 5_000


def test_doubling_declarations_end_in_time() -> None:
    texts = {f"d{n}/kustomization.yaml": f"resources: [../d{n + 1}, ../d{n + 1}]\n" for n in range(30)}
    chain = Files({**texts, "d30/kustomization.yaml": "resources: [x.yaml]\n"}).chain("d0/kustomization.yaml")
    assert any("too many declarations" in one for one in chain.missing)


def test_the_moment_asked_decides_what_is_there() -> None:
    files = Files({"kustomization.yaml": "resources: [gone.yaml]\n"})
    assert files.chain("kustomization.yaml").missing == ("gone.yaml (resources of kustomization.yaml)",)


def test_a_file_that_declares_nothing_says_so() -> None:
    assert Files({"values.yaml": "a: 1\n"}).chain("values.yaml").missing == ("values.yaml declares no layers",)


def test_referrers_are_found_through_folders_patterns_and_includes() -> None:
    declarers = {
        "apps/base/kustomization.yaml": b"resources:\n- deployment.yaml\n",
        "apps/prod/kustomization.yaml": b"resources:\n  - ../base # the base\n",
        "apps/other/kustomization.yaml": b"resources:\n  - other.yaml\n",
        "svc/helmfile.yaml": b"releases:\n  - name: a\n    values: ['values-{{ .Environment.Name }}.yaml']\n",
        "env/terragrunt.hcl": b'locals {\n  c = read_tfvars_file("../../${get_env("ENV")}.tfvars")\n}\n',
        "env/prod/a/terragrunt.hcl": b"include {\n  path = find_in_parent_folders()\n}\ninputs = {}\n",
    }
    assert referrers(frozenset({"apps/base/deployment.yaml"}), declarers) == (
        "apps/base/kustomization.yaml",
        "apps/prod/kustomization.yaml",
    )
    assert referrers(frozenset({"svc/values-prod.yaml"}), declarers) == ("svc/helmfile.yaml",)
    assert referrers(frozenset({"svc/deep/values-prod.yaml"}), declarers) == ()
    assert referrers(frozenset({"env/prod.tfvars"}), declarers) == ("env/prod/a/terragrunt.hcl",)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("apps/kustomization.yaml", True), ("helmfile.d/a.yaml.gotmpl", True), ("Makefile", True), ("Jenkinsfile", True),
        ("a/release.yml", True),
        ("env/terragrunt.hcl", True), ("src/application-prod.properties", True), ("ansible.cfg", True), ("values-prod.yaml", False),
        ("charts/a/templates/x.yaml", False), ("README.md", False), ("main.tf", False),
    ],
)  # fmt: skip
def test_names_tell_which_files_may_declare(path: str, expected: bool) -> None:
    assert is_declarer(path) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("values-{{ .Environment.Name }}.yaml", "values-{env}.yaml"),
        ("%{::environment}/%{facts.os}.yaml", "{env}/{os}.yaml"),
        ("${ENV:-dev}.tfvars", "{env}.tfvars"),
        ("$(ENVIRONMENT).yaml", "{env}.yaml"),
        ("${{ inputs.environment }}.yaml", "{env}.yaml"),
        ('{{ requiredEnv "DEPLOY_ENV" }}.yaml', "{env}.yaml"),
        ("{{ .Values.cluster }}.yaml", "{cluster}.yaml"),
        ("$environmental.yaml", "{environmental}.yaml"),
    ],
)
def test_variables_of_all_kinds_leave_the_environment_open(said: str, expected: str) -> None:
    assert opened(said) == expected


def test_what_is_known_is_filled_in() -> None:
    assert filled("{{`{{ .Release.Name }}`}}-$x.yaml", {"Release.Name": "api"}) == ("api-$x.yaml", ("x",))


NAMES = (
    "kustomization.yaml", "helmfile.yaml", "Chart.yaml", "compose.yaml", ".env", "hiera.yaml", "terragrunt.hcl", "application.yml",
    "Makefile", "app.yaml", "ansible.cfg",
)  # fmt: skip
WORDS = (
    "resources:", "- ", "patches:", "patch: |-\n", "releases:\n", "values:", "{{ .Environment.Name }}", "${", "}",
    "apiVersion: argoproj.io/v1\n",
    "kind: ApplicationSet\n", "toolkit.fluxcd.io", "include {", "find_in_parent_folders(", '"', "'", "helm upgrade a ./b -f ", "--set ",
    "../",
    ":hierarchy:", "- op: add\n", "path: /a/0/-\n", "\n", "  ", "spring.config.import", "vars_files:", "helm_chart_values_files:",
    "a", "[", "]",
)  # fmt: skip


@pytest.mark.law
@given(path=st.sampled_from(NAMES), pieces=st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=30))
def test_no_text_breaks_a_reader_and_no_target_leaves_the_repository(path: str, pieces: list[str]) -> None:
    text = "".join(pieces)
    declared = declares(path, text)
    for reference in declared.references if declared else ():
        assert not reference.target.startswith("/")
        assert ".." not in reference.target.split("/")
    Files({path: text}).chain(path)
    json6902(text, "#A/b")


@given(
    st.lists(st.sampled_from(["a", "b", "..", ".", ""]), max_size=8), st.lists(st.sampled_from(["x", "..", "."]), min_size=1, max_size=8)
)
def test_a_joined_path_is_plain_and_joining_it_again_changes_nothing(folder: list[str], target: list[str]) -> None:
    found = joined("/".join(folder), "/".join(target))
    if found is not None:
        assert joined("", found) == found


@pytest.mark.parametrize("path", NAMES)
@pytest.mark.parametrize(
    "piece",
    [
        '"${a}',
        "${get_env(",
        "helm template ",
        "cd a && helm upgrade x ./y -f 'a ",
        "include {",
        "- op: add\n  path: /0/0\n",
        "\n",
        "{{ ",
        "COMPOSE_FILE =",
    ],
)
def test_long_bad_texts_are_read_in_linear_time(path: str, piece: str) -> None:
    head = 'terraform {\n source = "' if path.endswith(".hcl") else "apiVersion: argoproj.io\nkind: ApplicationSet\nhierarchy\n"
    started = time.process_time()
    declares(path, head + piece * (200_000 // len(piece)))
    assert time.process_time() - started < 4

"""A file that forks by environment gives each environment what its template comes to, at the line where it is written."""

from __future__ import annotations

import jinja2
import pytest
import yaml
from hypothesis import given, settings

from forensics.model import Entry, Scope
from forensics.parse import parse
from forensics.parse.scopes import most_specific
from tests.parse.conditional_files import LANGUAGES, NAMES, UNNAMED, choice_in_hcl, choices, file_for, file_in, files, text_for

PROD, REST = Scope(only=("production",)), Scope(but=("production",))


def values(name: str, text: str) -> list[tuple[str, str | None, int, Scope | None]]:
    found = parse(name, text.encode()).entries
    return [(".".join(entry.path), entry.value, entry.line, entry.scope) for entry in found if entry.kind not in ("map", "list")]


def value_for(environment: str, name: str, line: str) -> str | None:
    """What an environment gets of a file of one line."""
    found = most_specific(parse(name, line.encode()).entries, environment)
    return found.value if found else None


def test_each_branch_of_a_value_is_an_entry_of_its_own() -> None:
    choice = '{{ if eq .Environment.Name "production" }} 6 {{ else if eq .Environment.Name "staging" }} 4 {{ else }} 2 {{ end }}'
    text = f"a: 1\nreplicas: {choice}\n"
    assert values("api.yaml.gotmpl", text) == [
        ("a", "1", 1, None),
        ("replicas", "6", 2, PROD),
        ("replicas", "4", 2, Scope(only=("staging",))),
        ("replicas", "2", 2, Scope(but=("production", "staging"))),
    ]


def test_branches_that_say_the_same_stay_apart() -> None:
    text = 'replicas: {{ if eq .Environment.Name "production" }} 3 {{ else }} 3 {{ end }}\n'
    assert values("api.yaml.gotmpl", text) == [("replicas", "3", 1, PROD), ("replicas", "3", 1, REST)]


def test_lines_inside_a_block_count_where_the_block_does() -> None:
    text = 'a: 1\n{{- if ne .Environment.Name "production" }}\nb: 2\n{{- else }}\nb: 3\nc: 4\n{{- end }}\nd: 5\n'
    assert values("x.yaml", text) == [
        ("a", "1", 1, None),
        ("b", "2", 3, REST),
        ("b", "3", 5, PROD),
        ("c", "4", 6, PROD),
        ("d", "5", 8, None),
    ]


def test_a_condition_inside_another_narrows_it() -> None:
    text = (
        '{{ if or (eq .Values.env "prod") (eq .Values.env "staging") }}\n'
        'a: {{ if eq .Values.env "prod" }}1{{ else }}2{{ end }}\n{{ else }}\na: 3\n{{ end }}\n'
    )
    assert values("x.yaml", text) == [
        ("a", "1", 2, Scope(only=("prod",))),
        ("a", "2", 2, Scope(only=("staging",))),
        ("a", "3", 4, Scope(but=("prod", "staging"))),
    ]


CHOICES = [
    ("x.yaml", "a: {{ ternary 6 2 (eq .Environment.Name \"prod\") }}"),
    ("x.yaml", "a: {{ eq .Environment.Name \"prod\" | ternary 6 2 }}"),
    ("x.yaml", "a: {{ if has .Environment.Name (list \"prod\" \"eu\") }}6{{ else }}2{{ end }}"),
    ("x.yaml", "a: {{ if eq .Values.global.environment \"prod\" \"eu\" }}6{{ else }}2{{ end }}"),
    ("x.yaml", "a: {{ if not (ne (.Values.env | lower) \"prod\") }}6{{ else }}2{{ end }}"),
    ("x.yaml", "a: {{ if regexMatch \"^prod\" .Environment.Name }}6{{ else }}2{{ end }}"),
    ("x.yaml", "a: {{ if hasPrefix \"prod\" $.Environment.Name }}6{{ else }}2{{ end }}"),
    ("x.yaml", "a: {{ if eq (requiredEnv \"APP_ENV\") \"prod\" }}6{{ else }}2{{ end }}"),
    ("x.yaml", "a: {{ get (dict \"prod\" 6 \"dev\" 2) .Environment.Name }}"),
    ("x.yml.j2", "a: {{ 6 if env == 'prod' else 2 }}"),
    ("x.yml.j2", "a: {{ (deploy_env == 'prod') | ternary(6, 2) }}"),
    ("x.yml.j2", "a: {{ {'prod': 6, 'dev': 2}[env] }}"),
    ("x.yml.j2", "a: {{ {'prod': 6}.get(env, 2) }}"),
    ("x.yml.j2", "a: {% if env not in ['dev', 'qa'] and env != 'lab' %}6{% else %}2{% endif %}"),
    ("x.yml.j2", "a: {% if env.startswith('prod') %}6{% else %}2{% endif %}"),
    ("x.yml.erb", "a: <%= Rails.env.prod? ? 6 : 2 %>"),
    ("x.yml.erb", "a: <% unless %w[dev qa].include?(ENV['APP_ENV']) %>6<% else %>2<% end %>"),
    ("x.yml.erb", "a: <% if @environment == 'prod' || @environment == 'eu' -%>6<% else -%>2<% end -%>"),
    ("x.tf", "a = var.environment == \"prod\" ? 6 : 2"),
    ("x.tf", "a = terraform.workspace != \"dev\" && terraform.workspace != \"qa\" ? 6 : 2"),
    ("x.tf", "a = lookup({ prod = 6, dev = 2 }, var.env, 1)"),
    ("x.tf", "a = { prod = 6, dev = 2 }[var.env]"),
    ("x.tf", "a = contains([\"prod\", \"eu\"], local.env) ? 6 : 2"),
    ("x.tf", "a = var.env == \"prod\" ? 6 : var.env == \"eu\" ? 4 : 2"),
    ("x.json.tmpl", "{\"a\": ${env == \"prod\" ? 6 : 2}}"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "line"), CHOICES, ids=[line for _, line in CHOICES])
def test_each_way_to_choose_gives_production_one_value_and_development_the_other(name: str, line: str) -> None:
    assert value_for("prod", name, line) == "6"
    assert value_for("dev", name, line) == "2"


OTHER_CONDITIONS = [
    ("x.yaml", "a: '{{ if .Values.enabled }}6{{ else }}2{{ end }}'"),
    ("x.yaml", "a: '{{ if eq .Values.mode `prod` }}6{{ else }}2{{ end }}'"),
    ("x.yaml", "a: '{{ if eq .Values.service.deployment `production` }}6{{ else }}2{{ end }}'"),
    ("x.yaml", "a: '{{ if eq .Values.env.LOG_LEVEL `debug` }}6{{ else }}2{{ end }}'"),
    ("x.yaml", "a: '{{ if eq .Values.env `true` }}6{{ else }}2{{ end }}'"),
    ("x.yaml", "a: '{{ if eq .Values.profile `default` }}6{{ else }}2{{ end }}'"),
    ("x.yaml", "a: '{{ if eq .Values.env .Values.prod }}6{{ else }}2{{ end }}'"),
    ("x.yml.j2", "a: '{{ 6 if \"prod\" in env else 2 }}'"),
    ("x.tf", "a = length(var.env) > 4 ? 6 : 2"),
    ("x.tf", "a = var.enabled ? 6 : 2"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "line"), OTHER_CONDITIONS, ids=[line for _, line in OTHER_CONDITIONS])
def test_what_turns_on_anything_else_stays_as_written(name: str, line: str) -> None:
    assert [entry.scope for entry in parse(name, line.encode()).entries] == [None]


def test_a_condition_that_the_environment_decides_in_part_is_said_where_it_is_decided() -> None:
    assert values("x.tf", 'n = var.enabled && var.env != "production" ? 1 : 0\n') == [
        ("n", "0", 1, PROD),
        ("n", 'var.enabled && var.env != "production" ? 1 : 0', 1, REST),
    ]


def test_a_branch_that_something_else_decides_keeps_all_that_it_may_be() -> None:
    text = '{{ if eq .Values.env "production" }}\na: 1\n{{ else if .Values.small }}\na: 2\n{{ else }}\na: 3\n{{ end }}\n'
    assert values("x.yaml", text) == [("a", "1", 2, PROD), ("a", "2", 4, REST), ("a", "3", 6, REST)]


def test_a_choice_in_the_middle_of_a_value_leaves_the_rest() -> None:
    text = 'url: https://api{{ if ne .Environment.Name "production" }}-test{{ end }}.{{ requiredEnv "BASE" }}/v1\n'
    assert values("x.yaml", text) == [
        ("url", 'https://api.{{ requiredEnv "BASE" }}/v1', 1, PROD),
        ("url", 'https://api-test.{{ requiredEnv "BASE" }}/v1', 1, REST),
    ]
    assert values("x.tf", 'url = "https://${var.env == "production" ? "www" : "test"}.example"\n') == [
        ("url", "https://www.example", 1, PROD),
        ("url", "https://test.example", 1, REST),
    ]


def test_a_string_of_terraform_may_hold_strings_in_its_interpolations() -> None:
    text = 'source = "${get_env("APP_ENV") == "production" ? "git::x?ref=v${get_env("VERSION")}" : "../x"}"\n'
    assert values("terragrunt.hcl", text) == [("source", 'git::x?ref=v${get_env("VERSION")}', 1, PROD), ("source", "../x", 1, REST)]


def test_a_default_inside_a_branch_counts_where_the_branch_does() -> None:
    text = 'a: 1\n{{- if eq .Values.env "production" }}\nurl: ${POOL_SIZE:20}\n{{- else }}\nurl: ${POOL_SIZE:5}\n{{- end }}\n'
    found = [row for row in values("application.yml", text) if row[0].endswith("POOL_SIZE")]
    assert found == [("url.POOL_SIZE", "20", 3, PROD), ("url.POOL_SIZE", "5", 5, REST)]


def test_a_text_of_many_lines_has_no_gap_where_another_branch_stood() -> None:
    text = 'script: |\n  a\n  {{- if eq .Values.env "production" }}\n  b\n  {{- else }}\n  c\n  {{- end }}\n  d\n'
    assert [(value, scope) for _, value, _, scope in values("x.yaml", text)] == [("a\nb\nd\n", PROD), ("a\nc\nd\n", REST)]


def test_a_file_in_a_file_forks_with_it() -> None:
    head = "kind: ConfigMap\nmetadata:\n  name: api\ndata:\n  app.properties: |\n"
    text = head + '    {{- if eq .Values.env "production" }}\n    pool=20\n    {{- else }}\n    pool=5\n    {{- end }}\n'
    found = [row for row in values("x.yaml", text) if row[0].endswith("pool")]
    assert [row[1:] for row in found] == [("20", 7, PROD), ("5", 9, REST)]


@pytest.mark.parametrize(
    "text",
    [
        "{{ if eq .Values.env `prod` }}\na: 1\n",
        "a: 1\n{{ else }}\n{{ end }}\n",
        "{{ if eq .Values.env `prod` }}\na: 1\n{{ else }}\n{{ else }}\n{{ end }}",
    ],
)
def test_tags_that_do_not_pair_say_nothing(text: str) -> None:
    assert all(scope is None for _, _, _, scope in values("x.yaml", text))


def test_what_stands_in_raw_is_no_template() -> None:
    assert [scope for *_, scope in values("x.yml.j2", "a: '{% raw %}{% if env == \"prod\" %}{% endraw %}'\n")] == [None]


def test_more_kinds_of_environments_than_anybody_has_are_not_told_apart() -> None:
    text = "".join(f'k{number}: {{{{ if eq .Values.env "site{number}" }}}}1{{{{ else }}}}2{{{{ end }}}}\n' for number in range(40))
    assert all(scope is None for *_, scope in values("x.yaml", text))


def leaves(tree: object, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], str]:
    if isinstance(tree, dict):
        return {where: text for key, value in tree.items() for where, text in leaves(value, (*path, key)).items()}
    return {path: str(tree)} if path else {}


def picked(entries: tuple[Entry, ...], environment: str) -> dict[tuple[str, ...], str]:
    by_path: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        by_path.setdefault(entry.path, []).append(entry)
    chosen = [found for some in by_path.values() if (found := most_specific(some, environment)) is not None]
    return {entry.path: entry.value or "" for entry in chosen if entry.kind not in ("map", "list")}


@pytest.mark.law
@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=25)  # each is read in six kinds, by two readers
@given(file=files)
def test_what_is_picked_for_a_name_is_what_the_template_comes_to(language: str, file: list[object]) -> None:
    spoken = LANGUAGES[language]
    template = file_in(spoken, tuple(file))

    entries = parse(f"x.yaml{spoken.suffix}", template.encode()).entries

    for name in (*NAMES, UNNAMED):
        plain = file_for(name, tuple(file))
        if language == "jinja":
            plain = jinja2.Template(template).render(env=name)
        assert picked(entries, name) == leaves(yaml.load(plain, yaml.BaseLoader)), name
    written = template.split("\n")
    assert all(entry.path[-1] in written[entry.line - 1] for entry in entries)


@pytest.mark.law
@given(choice=choices)
def test_what_is_picked_of_a_terraform_expression_is_what_it_comes_to(choice: object) -> None:
    entries = parse("x.tf", f"alpha = {choice_in_hcl(choice)}\n".encode()).entries

    for name in (*NAMES, UNNAMED):
        assert picked(entries, name) == {("alpha",): text_for(name, (choice,))}

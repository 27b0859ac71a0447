"""Which paths are configuration, by their names alone."""

from __future__ import annotations

import pytest

from forensics.parse import format_of


@pytest.mark.parametrize(
    "path",
    [
        "src/main.go",
        "README.md",
        ".envrc",
        "package-lock.json",
        "web/npm-shrinkwrap.json",
        "pnpm-lock.yaml",
        "poetry.lock",
        "src/.env.d.ts",
        ".env.production.enc",
        "env",
        "environment/main.py",
        "charts/x/templates/_helpers.tpl",
        "",
        "/",
    ],
)
def test_a_program_a_document_or_a_lock_file_is_no_configuration(path: str) -> None:
    assert format_of(path) is None


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("deploy/values-prod.yaml", "yaml"),
        ("a.YML", "yaml"),
        ("overrides/api.yaml.gotmpl", "yaml"),
        ("roles/x/vars.yml.j2", "yaml"),
        ("manifest.yml.erb", "yaml"),
        ("task.json.tmpl", "json"),
        ("tsconfig.jsonc", "json"),
        ("prod.tfvars.json", "json"),
        ("config/prod-eu.toml", "toml"),
        (".env", "dotenv"),
        ("apps/api/.env.staging", "dotenv"),
        (".env.production.local", "dotenv"),
        (".env.example", "dotenv"),
        ("configs/bedrock-prod.env", "dotenv"),
        ("templates/inbox.env.j2", "dotenv"),
        (".env.json", "json"),
        ("application-production.properties", "properties"),
        ("hosts.ini", "ini"),
        ("setup.cfg", "ini"),
        ("unit/ledger.service", "ini"),
        ("terraform/prod.tfvars", "hcl"),
        ("env/production/eks/terragrunt.hcl", "hcl"),
        ("main.tf", "hcl"),
    ],
)
def test_a_configuration_file_is_known_by_its_suffix_beneath_template_suffixes(path: str, form: str) -> None:
    assert format_of(path) == form

"""Which paths are configuration, by their names alone."""

from __future__ import annotations

import pytest

from forensics.parse import format_of


@pytest.mark.parametrize(
    "path",
    [
        "src/main.go",
        "README.md",
        "flake.lock",
        "notes/requirements.md",
        "docs/conf.txt",
        "Dockerfile.dockerignore",
        "Dockerfile.md",
        "dockerfile_tools.py",
        "systemd/notes.conf.md",
        "src/.env.d.ts",
        ".env.production.enc",
        "env",
        "environment/main.py",
        "charts/x/templates/_helpers.tpl",
        "",
        "/",
    ],
)
def test_a_program_or_a_document_is_no_configuration(path: str) -> None:
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
        ("unit/ledger.service", "systemd"),
        ("etc/systemd/system/ledger.service.d/override.conf", "systemd"),
        ("etc/nginx/conf.d/override.conf", "ini"),
        (".envrc", "shell"),
        ("home/.profile", "shell"),
        ("deploy-prod.sh", "shell"),
        ("start.sh.j2", "shell"),
        (".env.sh", "shell"),
        ("Dockerfile", "dockerfile"),
        ("api/Dockerfile.prod", "dockerfile"),
        ("api/prod.Dockerfile", "dockerfile"),
        ("Containerfile", "dockerfile"),
        ("Dockerfile.j2", "dockerfile"),
        ("Procfile", "procfile"),
        ("Procfile.dev", "procfile"),
        ("requirements.txt", "requirements"),
        ("requirements-prod.txt", "requirements"),
        ("requirements/production.txt", "requirements"),
        ("test-requirements.in", "requirements"),
        ("constraints.txt", "requirements"),
        ("go.mod", "gomod"),
        ("core/pom.xml", "pom"),
        ("Pipfile", "toml"),
        ("web/.tool-versions", "versions"),
        ("charts/api/Chart.lock", "yaml"),
        ("package-lock.json", "lock"),
        ("web/npm-shrinkwrap.json", "lock"),
        ("pnpm-lock.yaml", "lock"),
        ("poetry.lock", "lock"),
        ("Cargo.lock", "lock"),
        ("Gemfile.lock", "lock"),
        ("yarn.lock", "lock"),
        ("composer.lock", "lock"),
        ("uv.lock", "lock"),
        ("terraform/prod.tfvars", "hcl"),
        ("env/production/eks/terragrunt.hcl", "hcl"),
        ("main.tf", "hcl"),
    ],
)
def test_a_configuration_file_is_known_by_its_name_beneath_template_suffixes(path: str, form: str) -> None:
    assert format_of(path) == form

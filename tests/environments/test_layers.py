"""What stands below an environment's own file, lowest first."""

from __future__ import annotations

import pytest

from forensics.environments import Layout, layout
from forensics.stated import Stated


def of(*paths: str, stated: Stated | None = None) -> Layout:
    return layout(paths, ("main",), "main", stated or Stated())


def stack(path: str, *others: str, stated: Stated | None = None) -> tuple[str, ...]:
    found = of(path, *others, stated=stated)
    place = found.place(path)
    assert place is not None
    assert place.environment is not None
    return found.layers(place.template, place.environment)


@pytest.mark.parametrize(
    ("own", "bases"),
    [
        ("c/values-prod.yaml", ["c/values.yaml"]),
        ("src/application-prod.yml", ["src/application.yml"]),
        ("src/application-prod.yml", ["src/application.properties"]),
        (".env.production", [".env"]),
        ("docker-compose.prod.yml", ["docker-compose.yml"]),
        ("docker-compose.prod.yaml", ["docker-compose.yml"]),
        ("appsettings.Production.json", ["appsettings.json"]),
        ("config/settings/production.yml", ["config/settings.yml"]),
        ("config/prod.yaml", ["config/common.yaml"]),
        ("config/prod.yaml", ["config/base.yaml"]),
        ("config/prod.yaml", ["config/default.yaml"]),
        ("config/prod.yaml", ["config/_default.yaml"]),
        ("clusters/x/prod.values.yaml", ["clusters/x/common.values.yaml"]),
        ("group_vars/production.yml", ["group_vars/all.yml"]),
        ("group_vars/production.yml", ["group_vars/all/vars.yml"]),
        ("group_vars/production/vars.yml", ["group_vars/all.yml"]),
        ("config/_default/../prod/app.toml".replace("_default/../", ""), ["config/_default/app.toml"]),
        ("conf/production/app.properties", ["conf/app.properties"]),
        ("terraform/prod.tfvars", ["terraform/terraform.tfvars", "terraform/a.auto.tfvars"]),
        ("env/production/eks/terragrunt.hcl", ["env/terragrunt.hcl"]),
        ("k/overlays/prod/env.yaml", ["k/base/deployment.yaml", "k/base/kustomization.yaml"]),
        ("components/x/production/k.yaml", ["components/x/base/kustomization.yaml", "components/x/base/sub/d.yaml"]),
        ("components/x/production/eu/k.yaml", ["components/x/base/kustomization.yaml", "components/x/production/base/kustomization.yaml"]),
        ("c/values-prod-eu.yaml", ["c/values.yaml", "c/values-prod.yaml"]),
        ("helm_deploy/values-prod.yaml", ["helm_deploy/app/values.yaml"]),
    ],
)
def test_the_files_that_a_tool_reads_first_stand_below(own: str, bases: list[str]) -> None:
    charts = ["helm_deploy/app/Chart.yaml"] if own.startswith("helm_deploy") else []
    sibling = own.replace("production", "staging").replace("Production", "Staging").replace("prod", "staging")
    assert stack(own, sibling, *bases, *charts) == (*bases, own)


def test_only_files_that_exist_are_layers() -> None:
    assert stack("c/values-prod.yaml") == ("c/values-prod.yaml",)


@pytest.mark.parametrize(
    ("own", "stranger"),
    [
        ("terraform/prod-lon.tfvars", "terraform/prod.tfvars"),
        ("deploy/prod/kustomization.yaml", "deploy/kustomization.yaml"),
        ("env/production/main.tf", "env/main.tf"),
        ("src/application-prod.yml", "src/application-default.yml"),
        ("ns/app-prod/x.yaml", "ns/x.yaml"),
    ],
)
def test_a_file_of_a_similar_name_is_no_layer(own: str, stranger: str) -> None:
    assert stranger not in stack(own, stranger, own.replace("production", "staging").replace("prod", "staging"))


def test_an_environment_without_a_file_has_no_layers() -> None:
    assert of("c/values-prod.yaml", "c/values.yaml").layers("c/values-{env}.yaml", "staging") == ()


def test_a_base_serves_the_environments_that_stand_on_it() -> None:
    found = of("c/values.yaml", "c/values-prod.yaml", "c/values-staging.yaml", "d/values.yaml", "d/values-prod.yaml")
    assert found.shared_environments("c/values.yaml") == ("staging", "prod")
    assert found.shared_environments("d/values.yaml") == ("prod",)
    assert found.shared_environments("c/values-prod.yaml") == ()


def test_stated_layers_take_the_place_of_inferred_ones() -> None:
    stated = Stated(layers=(("deploy/*/values-*.yaml", ("common/*.yaml", "deploy/*/defaults.yaml")),))
    others = ["deploy/pay/values.yaml", "deploy/pay/defaults.yaml", "deploy/ship/defaults.yaml", "common/a.yaml"]
    assert stack("deploy/pay/values-prod.yaml", *others, stated=stated) == (
        "common/a.yaml",
        "deploy/pay/defaults.yaml",
        "deploy/pay/values-prod.yaml",
    )

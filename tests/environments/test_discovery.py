"""Where files belong: each trap was met in a public repository."""

from __future__ import annotations

import pytest

from forensics.environments import Layout, layout
from forensics.environments.words import RANKS
from forensics.stated import Stated

_ENVIRONMENTS = ("development", "staging", "production")


def of(*paths: str) -> Layout:
    return layout(paths, ("main",), "main", Stated())


def environment(found: Layout, path: str) -> str | None:
    place = found.place(path)
    assert place is not None, found.why_not(path)
    return place.environment


TRAPS: dict[str, tuple[list[str], dict[str, str | None]]] = {
    "a cluster's name holds the word live": (
        [
            f"namespaces/live.cloud-platform.service.justice.gov.uk/{app}-{env}/00-namespace.yaml"
            for app in "abc"
            for env in ("dev", "prod")
        ],
        {"namespaces/live.cloud-platform.service.justice.gov.uk/a-dev/00-namespace.yaml": "dev"},
    ),
    "an application's name holds the word live": (
        [f"namespaces/live.cloud-platform.service.justice.gov.uk/formbuilder-platform-live-{env}/x.yaml" for env in ("dev", "production")],
        {"namespaces/live.cloud-platform.service.justice.gov.uk/formbuilder-platform-live-dev/x.yaml": "dev"},
    ),
    "a component is called integration": (
        [f"components/{name}/{env}/kustomization.yaml" for name in ("integration", "backup", "auth", "ui", "db") for env in _ENVIRONMENTS]
        + [f"components/{name}/base/kustomization.yaml" for name in ("integration", "backup", "auth", "ui", "db")],
        {"components/integration/production/kustomization.yaml": "production", "components/integration/base/kustomization.yaml": None},
    ),
    "a cluster in staging is called dev": (
        [f"components/backup/{env}/base/k.yaml" for env in _ENVIRONMENTS] + ["components/backup/staging/lightwell-dev/k.yaml"],
        {"components/backup/staging/lightwell-dev/k.yaml": "staging"},
    ),
    "dev uses the staging issuer": (
        ["acme-operator/overlays/dev/issuer-letsencrypt-staging.yaml", "acme-operator/overlays/prod/issuer-letsencrypt-prod.yaml"],
        {"acme-operator/overlays/dev/issuer-letsencrypt-staging.yaml": "dev"},
    ),
    "an application is called test": (
        [f"apps/opal/opal-frontend-test/{env}.yaml" for env in ("demo", "stg", "prod")],
        {"apps/opal/opal-frontend-test/stg.yaml": "stg", "apps/opal/opal-frontend-test/demo.yaml": "demo"},
    ),
    "continuous integration has files in an environment": (
        [f"hieradata_aws/class/{env}/ci_master.yaml" for env in ("integration", "staging", "production")],
        {"hieradata_aws/class/integration/ci_master.yaml": "integration"},
    ),
    "a service is called test-kitchen, another mw-api-int": (
        [f"helmfile.d/services/{name}/values.yaml" for name in ("test-kitchen", "mw-api-int", "mw-api-ext", "zotero", "mathoid", "citoid")]
        + ["helmfile.d/services/test-kitchen/values-production.yaml"],
        {
            "helmfile.d/services/test-kitchen/values-production.yaml": "production",
            "helmfile.d/services/test-kitchen/values.yaml": None,
            "helmfile.d/services/mw-api-int/values.yaml": None,
        },
    ),
    "a host's name holds staging": (
        ["hieradata/node/x.staging.publishing.service.gov.uk.yaml", "hieradata/node/x.production.publishing.service.gov.uk.yaml"],
        {"hieradata/node/x.staging.publishing.service.gov.uk.yaml": None},
    ),
    "a hub is called dev": (
        [
            f"deployments/{hub}/{rest}"
            for hub in ("dev", "a", "b", "c", "d", "e")
            for rest in ("secrets/staging.yaml", "secrets/prod.yaml", "hub.yaml")
        ],
        {"deployments/dev/secrets/staging.yaml": "staging", "deployments/dev/hub.yaml": None},
    ),
    "tests of integration have overlays": (
        ["integration-tests/overlays/ocp4-stage/x.yaml", "integration-tests/overlays/ocp4-test/x.yaml"],
        {"integration-tests/overlays/ocp4-stage/x.yaml": "stage"},
    ),
    "words hold the letters of an environment": (
        ["product/values.yaml", "config/deliver.yaml", "latest/app.yaml", "contest/prodigy.yaml"],
        {"product/values.yaml": None, "config/deliver.yaml": None, "latest/app.yaml": None, "contest/prodigy.yaml": None},
    ),
    "an API gateway has a stage": (
        ["terraform/modules/stage/main.tf", "terraform/modules/route/main.tf"],
        {"terraform/modules/stage/main.tf": None},
    ),
    "clusters carry a number": (
        ["clusters/prod01/app.yaml", "clusters/stg01/app.yaml"],
        {"clusters/prod01/app.yaml": "prod01", "clusters/stg01/app.yaml": "stg01"},
    ),
    "one folder holds everything": ([f"production/{n}/app.yaml" for n in range(40)], {"production/1/app.yaml": None}),
    "an overlay of one environment holds everything": (
        [f"apps/{n}/overlays/prod/app.yaml" for n in range(40)],
        {"apps/1/overlays/prod/app.yaml": "prod"},
    ),
    "an environment carries a cluster's name": (
        [f"charts/x/values-{name}.yaml" for name in ("prd-rh02", "stg-rh02")],
        {"charts/x/values-prd-rh02.yaml": "prd"},
    ),
    "two folders say it equally surely": (
        [f"{outer}/apps/{inner}/x.yaml" for outer in ("staging", "prod") for inner in ("dev", "qa")],
        {"prod/apps/dev/x.yaml": "dev"},
    ),
    "a component is called staging service": (
        [f"apps/mi/mi-{name}-service/mi-{name}-service.yaml" for name in ("staging", "integration", "extraction", "reporting")]
        + [f"apps/mi/{env}/base/x.yaml" for env in _ENVIRONMENTS],
        {"apps/mi/mi-staging-service/mi-staging-service.yaml": None, "apps/mi/staging/base/x.yaml": "staging"},
    ),
    "variables of an application stand in files of their own": (
        [f"vars/edxapp_{env}_vars.yml" for env in ("stage", "prod")],
        {"vars/edxapp_prod_vars.yml": "prod", "vars/edxapp_stage_vars.yml": "stage"},
    ),
    "policies stand beside environments' files in many folders": (
        [f"{place}/{file}.yaml" for place in ("apps/a/b", "apps/c", "k8s/d") for file in ("demo", "prod", "image-policy", "kustomization")]
        + ["apps/c/demo-image-policy.yaml", "apps/c/stg-image-policy.yaml"]
        + [f"{place}/identity/{file}.yaml" for place in ("apps/a", "k8s/d/e") for file in ("demo", "prod", "identity")],
        {
            "apps/a/identity/identity.yaml": None,
            "apps/a/b/image-policy.yaml": None,
            "apps/a/b/kustomization.yaml": None,
            "apps/c/demo-image-policy.yaml": "demo",
        },
    ),
    "a component's folder beside environments holds its own": (
        [f"apps/admin/{env}/base/x.yaml" for env in ("demo", "prod", "ptl")]
        + [f"apps/admin/traefik/{env}/base/x.yaml" for env in ("demo", "prod")]
        + [f"apps/admin/identity/{file}" for file in ("demo.yaml", "prod.yaml", "base/x.yaml")]
        + ["apps/admin/traefik/base/x.yaml"],
        {
            "apps/admin/traefik/base/x.yaml": None,
            "apps/admin/identity/base/x.yaml": None,
            "apps/admin/traefik/prod/base/x.yaml": "prod",
            "apps/admin/ptl/base/x.yaml": "ptl",
        },
    ),
    "the cluster that deploys is no environment of what it deploys": (
        [f"argocd/overlays/{name}/projects/k/x.yaml" for name in ("dev", "moc-infra")]
        + [f"argocd/overlays/moc-infra/applications/envs/emea/balrog/thoth/{env}/a.yaml" for env in ("prod", "staging")],
        {
            "argocd/overlays/moc-infra/applications/envs/emea/balrog/thoth/prod/a.yaml": "prod",
            "argocd/overlays/moc-infra/projects/k/x.yaml": "moc-infra",
        },
    ),
    "a personal account signs in": (
        [f"ns/{app}-{env}/x.yaml" for app in ("sign-in", "b", "c") for env in ("dev", "prod")],
        {"ns/sign-in-dev/x.yaml": "dev"},
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_file_is_placed_where_a_careful_reader_places_it(trap: str) -> None:
    paths, wanted = TRAPS[trap]
    found = of(*paths)
    assert {path: environment(found, path) for path in wanted} == wanted


@pytest.mark.parametrize("word", [word for word in RANKS if word not in ("staging", "nonprod")])
def test_each_word_of_the_vocabulary_is_an_environment_beside_another(word: str) -> None:
    assert environment(of(f"deploy/{word}/app.yaml", "deploy/staging/app.yaml"), f"deploy/{word}/app.yaml") == word


def test_a_word_among_others_in_an_overlay_still_means_that_kind_of_environment() -> None:
    found = of(*(f"slo-reporter/overlays/{name}/x.yaml" for name in ("moc-prod-ocp4-stage", "moc-prod-ocp4-prod", "moc-smaug")))
    assert environment(found, "slo-reporter/overlays/moc-prod-ocp4-stage/x.yaml") == "stage"
    assert environment(found, "slo-reporter/overlays/moc-prod-ocp4-prod/x.yaml") == "prod"


@pytest.mark.parametrize(
    "path",
    [
        ".github/workflows/deploy-prod.yml",
        "charts/app-config/ci/production-values.yaml",
        "app/tests/prod.yaml",
        "src/test/resources/application-prod.yml",
        "charts/app/templates/tests/staging.yaml",
        "docs/production.yaml",
        "examples/prod/values.yaml",
        "spec/fixtures/staging.yml",
        "policies/.chainsaw-test/prod.yaml",
        "web/__tests__/prod.json",
        "e2e/config/prod.yaml",
        "internal/testdata/prod.yaml",
        ".env.production.example",
        "config/prod.sample.yml",
        "node_modules/x/production.json",
        "deployments/{{cookiecutter.hub_name}}/config/prod.yaml",
        "requirements/dev.txt",
        "requirements-test.txt",
        "scripts/dev.sh",
        "api/Dockerfile.test",
        "dev.Dockerfile",
        "test/Api.Tests/packages.lock.json",
        "perf/requirements.txt",
    ],
)
def test_what_configures_no_running_system_is_left_out_with_a_reason(path: str) -> None:
    found = of(path, "config/prod.yaml", "config/staging.yaml")
    assert found.place(path) is None
    assert found.why_not(path)
    assert found.environments == ("staging", "prod")


@pytest.mark.parametrize("form", ["requirements/{}.txt", "scripts/deploy-{}.sh", "Dockerfile.{}", "Procfile.{}"])
def test_a_script_or_a_list_of_pins_belongs_to_developers_unless_a_deployed_environment_has_one_too(form: str) -> None:
    both = of(form.format("dev"), form.format("prod"))
    assert both.environments == ("dev", "prod")
    assert both.place(form.format("dev")) is not None

    alone = of(form.format("dev"), form.format("test"), "config/prod.yaml", "config/staging.yaml")
    assert alone.environments == ("staging", "prod")


def test_a_path_that_is_not_in_the_history_has_no_place() -> None:
    found = of("config/prod.yaml")
    assert found.place("config/staging.yaml") is None
    assert "not among" in found.why_not("config/staging.yaml")
    assert found.why_not("config/prod.yaml") == ""


@pytest.mark.parametrize(
    ("paths", "template", "pairs"),
    [
        (["deploy/pay/values-prod.yaml", "deploy/pay/values-staging.yaml"], "deploy/pay/values-{env}.yaml", ("staging", "prod")),
        ([".env.production", ".env.staging"], ".env.{env}", ("staging", "production")),
        (["appsettings.Production.json", "appsettings.Staging.json"], "appsettings.{env}.json", ("Staging", "Production")),
        (["c/staging.values.yaml", "c/prod.values.yaml"], "c/{env}.values.yaml", ("staging", "prod")),
        (
            ["envs/prod-eu/x.tfvars", "envs/prod-br/x.tfvars", "envs/staging/x.tfvars"],
            "envs/{env}/x.tfvars",
            ("staging", "prod-br", "prod-eu"),
        ),
        (["a/prod-config.json", "a/prod-lon-config.json"], "a/{env}-config.json", ("prod", "prod-lon")),
        (["k/prod/bedrock-prod.env", "k/stage/bedrock-stage.env"], "k/{env}/bedrock-{env}.env", ("stage", "prod")),
        (["k/prod/issuer-staging.yaml", "k/staging/issuer-staging.yaml"], "k/{env}/issuer-staging.yaml", ("staging", "prod")),
        (["v/values-test-a.yaml", "v/values-test-b.yaml"], "v/values-{env}.yaml", ("test-a", "test-b")),
        (["config/prod.yaml", "config/production.yaml"], "config/{env}.yaml", ("prod", "production")),
        (["clusters/eu-prod/x.yaml", "clusters/eu-staging/x.yaml"], "clusters/{env}/x.yaml", ("eu-staging", "eu-prod")),
    ],
)
def test_files_of_several_environments_in_one_place_share_a_template(paths: list[str], template: str, pairs: tuple[str, ...]) -> None:
    found = of(*paths)
    assert found.templates == (template,)
    assert tuple(environment for environment, _ in found.template_paths(template)) == pairs
    assert found.environments == pairs


def test_environments_come_in_the_order_of_promotion() -> None:
    names = ("production", "prod-eu", "qa", "dev", "staging", "preprod", "sandbox")
    assert of(*(f"config/{name}.yaml" for name in names)).environments == (
        "dev",
        "qa",
        "sandbox",
        "staging",
        "preprod",
        "production",
        "prod-eu",
    )


@pytest.mark.parametrize(
    ("paths", "wanted"),
    [
        ([f"helmfile.d/services/{env}/echo/values.yaml" for env in ("staging", "eqiad", "codfw")], ("staging", "codfw", "eqiad")),
        ([f"helmfile.d/services/echo/values-{env}.yaml" for env in ("staging", "eqiad", "codfw")], ("staging", "codfw", "eqiad")),
        (
            [f"terraform/{env}.tfvars" for env in ("dev", "staging", "prod", "prod-lon", "stg-lon")],
            ("dev", "staging", "stg-lon", "prod", "prod-lon"),
        ),
        ([f"environments/{env}/versions.yaml" for env in ("dev", "staging", "prod", "gov")], ("dev", "staging", "prod", "gov")),
        ([f"deploy/{env}/app.yaml" for env in ("dev", "staging", "prod-acme")], ("dev", "staging", "prod-acme")),
    ],
)
def test_siblings_of_known_environments_are_environments_too(paths: list[str], wanted: tuple[str, ...]) -> None:
    assert of(*paths).environments == wanted


@pytest.mark.parametrize("name", ["ci", "local", "review", "canary", "common", "base", "default", "all", "example", "template"])
def test_what_all_share_or_only_a_build_sees_is_no_sibling(name: str) -> None:
    paths = [f"services/x/values-{one}.yaml" for one in ("staging", "prod", name)] + [
        f"envs/{one}/app/x.yaml" for one in ("staging", "prod", name)
    ]
    assert of(*paths).environments == ("staging", "prod")


def test_topics_beside_environments_are_no_environments() -> None:
    found = of("config/staging.yaml", "config/prod.yaml", "config/expected-env-diff.yaml", "config/database.yaml")
    assert found.environments == ("staging", "prod")
    place = found.place("config/database.yaml")
    assert place is not None
    assert (place.environment, place.rule) == (None, "no environment")


def test_applications_beside_one_folder_called_production_stay_applications() -> None:
    found = of(*(f"terraform/{name}/main.tf" for name in ("production", "gcp", "aws")))
    assert found.environments == ("production",)


def test_one_unknown_name_beside_one_environment_is_no_environment() -> None:
    assert of("charts/x/values-staging.yaml", "charts/x/values-prerequisites.yaml").environments == ("staging",)


def test_a_sibling_learned_in_several_folders_counts_in_those_without_a_known_one() -> None:
    services = [f"services/{name}/values-{env}.yaml" for name in "abc" for env in ("staging", "eqiad", "codfw")]
    found = of(*services, "services/d/values-eqiad.yaml", "services/e/values-statsd.yaml")
    assert environment(found, "services/d/values-eqiad.yaml") == "eqiad"
    assert environment(found, "services/e/values-statsd.yaml") is None


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("k8s/overlays/prod/app.yaml", "overlay"),
        ("deploy/prod/app.yaml", "folder"),
        ("chart/values-prod.yaml", "file suffix"),
        ("flags/prod.json", "file name"),
        ("chart/values.yaml", "shared base"),
        ("Makefile.toml", "no environment"),
    ],
)
def test_a_place_says_by_which_rule_in_a_few_words(path: str, rule: str) -> None:
    place = of(path, path.replace("prod", "staging"), "chart/values-prod.yaml", "chart/values-staging.yaml").place(path)
    assert place is not None
    assert place.rule == rule

"""Helm's values files in order, as helmfile, Flux, Argo CD, a cluster's list and commands declare them."""

from __future__ import annotations

import pytest

from forensics.layering.declared import declares
from forensics.layering.declared.setting import address_of_set, set_entries
from tests.layering.declared.stage import Files

CHART = {"charts/shop/Chart.yaml": "name: shop\n", "charts/shop/values.yaml": "timeout: 1\nworkers: 1\n"}

HELMFILE = """
    environments:
      staging:
        values: [env/staging.yaml]
      prod:
        values: [env/prod.yaml, {region: eu}]
    ---
    templates:
      default: &default
        chart: acme/shop
        missingFileHandler: Warn
        values:
          - /etc/site/{{ .Environment.Name }}.yaml
          - values.yaml
          - values-{{ .Environment.Name }}.yaml
          - values-{{`{{ .Release.Name }}`}}.yaml
    releases:
      - name: canary
        <<: *default
      - name: plain
        chart: ../../charts/shop
        values:
          - workers: 9
        set:
          - {name: limits.cpu, value: "2"}
          - {name: token, value: {{ requiredEnv "TOKEN" }}}
"""


@pytest.fixture
def helmfile() -> Files:
    values = {
        f"services/shop/{name}.yaml": "timeout: 2\n" for name in ("values", "values-prod", "values-canary", "env/prod", "env/staging")
    }
    return Files({"services/shop/helmfile.yaml": HELMFILE, **CHART, **values})


def test_a_helmfiles_release_has_its_template_values_in_order(helmfile: Files) -> None:
    chain = helmfile.chains("services/shop/helmfile.yaml")["canary"]
    assert [layer.path for layer in chain.layers] == [
        "charts/shop/values.yaml",
        "services/shop/values.yaml",
        "services/shop/values-prod.yaml",
        "services/shop/values-canary.yaml",
    ]
    assert chain.missing == ("/etc/site/{{ .Environment.Name }}.yaml (not in this repository)",)


def test_a_helmfiles_environment_values_are_a_whole_of_their_own(helmfile: Files) -> None:
    chains = helmfile.chains("services/shop/helmfile.yaml")
    assert list(chains) == ["environment values", "canary", "plain"]
    assert [layer.path for layer in chains["environment values"].layers] == ["services/shop/env/prod.yaml", "services/shop/helmfile.yaml"]
    staging = helmfile.chains("services/shop/helmfile.yaml", "staging")["environment values"]
    assert [layer.path for layer in staging.layers] == ["services/shop/env/staging.yaml"]


def test_values_on_the_spot_and_set_win_with_their_lines(helmfile: Files) -> None:
    values = helmfile.values("services/shop/helmfile.yaml", whole="plain")
    assert values["timeout"] == ("1", "charts/shop/values.yaml", 1)
    assert values["workers"] == ("9", "services/shop/helmfile.yaml", 22)
    assert values["limits/cpu"] == ("2", "services/shop/helmfile.yaml", 24)
    assert helmfile.chains("services/shop/helmfile.yaml")["plain"].missing == ("set token of release plain",)


def test_helmfile_bases_are_read_as_helmfiles_whatever_their_name() -> None:
    files = Files(
        {
            "helmfile.yaml": "bases: [common.yaml]\nreleases:\n  - {name: shop, chart: ./charts/shop}\n",
            "common.yaml": "environments:\n  prod:\n    values: [prod.yaml]\n",
            "prod.yaml": "a: 1\n",
            **CHART,
        }
    )
    assert files.paths("helmfile.yaml") == ["prod.yaml", "charts/shop/values.yaml"]


def test_an_environments_values_choose_a_file_by_name() -> None:
    files = Files(
        {
            "helmfile.yaml": """
                environments:
                  prod:
                    values: [group.yaml]
                releases:
                  - name: shop
                    chart: ./charts/shop
                    values: ["values/{{ .Values.cluster_group }}.yaml", "values/{{ .Values.unknown }}.yaml"]
                """,
            "group.yaml": "cluster_group: main\n",
            "values/main.yaml": "timeout: 2\n",
            **CHART,
        }
    )
    chain = files.chains("helmfile.yaml")["shop"]
    assert [layer.path for layer in chain.layers] == ["charts/shop/values.yaml", "values/main.yaml"]
    assert chain.missing == ("values/{unknown}.yaml (which file depends on unknown)",)


RELEASE = """
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata:
      name: shop
    spec:
      chart:
        spec:
          chart: ./charts/shop
          sourceRef: {kind: GitRepository, name: config}
      valuesFrom:
        - {kind: ConfigMap, name: shared}
      values:
        timeout: 3
"""


def test_a_helmrelease_stands_on_its_chart_also_below_a_kustomization() -> None:
    files = Files({**CHART, "apps/shop.yaml": RELEASE, "apps/kustomization.yaml": "resources: [shop.yaml]\n"})
    values = files.values("apps/kustomization.yaml")
    assert values["#HelmRelease/shop/spec/values/timeout"] == ("3", "apps/shop.yaml", 13)
    assert values["#HelmRelease/shop/spec/values/workers"] == ("1", "charts/shop/values.yaml", 2)
    assert files.chain("apps/kustomization.yaml").missing == ("ConfigMap shared (valuesFrom of HelmRelease shop)",)


def test_values_from_a_generated_configmap_stand_beneath_the_release() -> None:
    files = Files(
        {
            **CHART,
            "apps/shop.yaml": RELEASE,
            "apps/kustomization.yaml": "resources: [shop.yaml]\nconfigMapGenerator:\n- {name: shared, files: [values.yaml=shared.yaml]}\n",
            "apps/shared.yaml": "timeout: 2\nworkers: 2\n",
        }
    )
    values = files.values("apps/kustomization.yaml")
    assert values["#HelmRelease/shop/spec/values/timeout"] == ("3", "apps/shop.yaml", 13)
    assert values["#HelmRelease/shop/spec/values/workers"] == ("2", "apps/shared.yaml", 2)
    assert files.chain("apps/kustomization.yaml").missing == ()


def test_a_chart_of_a_helm_repository_is_missing() -> None:
    files = Files({"shop.yaml": RELEASE.replace("./charts/shop", "shop").replace("GitRepository", "HelmRepository")})
    assert "the chart shop of config" in files.chain("shop.yaml").missing


def test_a_flux_kustomization_leads_to_the_folder_it_applies() -> None:
    files = Files(
        {
            "clusters/prod.yaml": """
                apiVersion: kustomize.toolkit.fluxcd.io/v1
                kind: Kustomization
                metadata: {name: apps}
                spec:
                  path: ./apps/${ENVIRONMENT}
                  postBuild:
                    substituteFrom: [{kind: ConfigMap, name: cluster}]
                """,
            "apps/prod/kustomization.yaml": "resources: [cm.yaml]\n",
            "apps/prod/cm.yaml": "kind: ConfigMap\nmetadata: {name: c}\ndata: {A: x}\n",
        }
    )
    chain = files.chain("clusters/prod.yaml")
    assert [layer.path for layer in chain.layers] == ["apps/prod/cm.yaml"]
    assert chain.missing == ("ConfigMap cluster (substituteFrom of Flux Kustomization apps in clusters/prod.yaml)",)


APPLICATION = """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata:
      name: shop
    spec:
      sources:
        - repoURL: https://git.example.org/config.git
          path: charts/shop
          helm:
            valueFiles:
              - values-prod.yaml
              - $settings/apps/shop.yaml
            values: |
              timeout: 7
            parameters:
              - {name: workers, value: "8"}
              - {name: image.tag, value: $ARGOCD_APP_REVISION}
        - repoURL: https://git.example.org/config.git
          ref: settings
"""


def test_an_applications_inline_values_and_parameters_win_over_its_files() -> None:
    files = Files(
        {**CHART, "app.yaml": APPLICATION, "charts/shop/values-prod.yaml": "timeout: 5\n", "apps/shop.yaml": "timeout: 6\nworkers: 6\n"}
    )
    chain = files.chain("app.yaml")
    assert [layer.path for layer in chain.layers][:3] == ["charts/shop/values.yaml", "charts/shop/values-prod.yaml", "apps/shop.yaml"]
    values = files.values("app.yaml")
    assert values == {"timeout": ("7", "app.yaml", 14), "workers": ("8", "app.yaml", 16)}
    assert chain.missing == ("the parameter image.tag of application shop in app.yaml",)


def test_an_applicationset_fills_its_template_from_lists_and_folders() -> None:
    template = "  template:\n    spec:\n      source:\n        path: charts/shop\n        helm:\n          valueFiles: ['{}']\n"
    head = "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: shop}\nspec:\n  generators:\n"
    listed = (
        head
        + "    - list:\n        elements: [{env: prod, size: l}, {env: stg, size: s}]\n"
        + template.replace("{}", "{{env}}-{{size}}.yaml")
    )
    files = Files({**CHART, "set.yaml": listed, "charts/shop/prod-l.yaml": "a: 1\n", "charts/shop/stg-s.yaml": "a: 2\n"})
    assert files.paths("set.yaml", "prod") == ["charts/shop/values.yaml", "charts/shop/prod-l.yaml"]
    assert files.paths("set.yaml", "stg") == ["charts/shop/values.yaml", "charts/shop/stg-s.yaml"]
    folders = head + "    - git:\n        directories: [{path: envs/*}]\n" + template.replace("{}", "/{{path}}/values.yaml")
    declared = declares("set.yaml", folders)
    assert declared is not None
    assert [one.target for one in declared.references] == ["charts/shop", "envs/{env}/values.yaml"]


def test_an_applicationset_makes_one_whole_per_application() -> None:
    files = Files(
        {
            "set.yaml": """
                apiVersion: argoproj.io/v1alpha1
                kind: ApplicationSet
                metadata: {name: shop}
                spec:
                  generators:
                    - merge:
                        mergeKeys: [cluster]
                        generators:
                          - clusters:
                              values: {environment: staging, dir: base}
                          - list:
                              elements:
                                - {cluster: one, values.dir: one}
                  template:
                    metadata: {name: "shop-{{cluster}}"}
                    spec:
                      source: {path: "shop/{{values.environment}}/{{values.dir}}"}
                """,
            "shop/prod/base/kustomization.yaml": "resources: [x.yaml]\n",
            "shop/prod/one/kustomization.yaml": "resources: [../base, y.yaml]\n",
            "shop/prod/base/x.yaml": "kind: A\n",
            "shop/prod/one/y.yaml": "kind: B\n",
        }
    )
    chains = {whole: [layer.path for layer in chain.layers] for whole, chain in files.chains("set.yaml").items()}
    assert chains == {"shop-{{cluster}}": ["shop/prod/base/x.yaml"], "shop-one": ["shop/prod/base/x.yaml", "shop/prod/one/y.yaml"]}


def test_a_clusters_hubs_are_wholes_over_their_charts_and_the_charts_below() -> None:
    files = Files(
        {
            "config/cluster.yaml": """
                hubs:
                  - name: staging
                    helm_chart: big
                    helm_chart_values_files: [common.values.yaml, staging.values.yaml]
                  - name: prod
                    helm_chart: big
                    helm_chart_values_files: [common.values.yaml, prod.values.yaml]
                """,
            **{f"config/{name}.values.yaml": "hub: {memory: 1}\n" for name in ("common", "staging", "prod")},
            "helm-charts/big/Chart.yaml": "dependencies:\n  - {name: hub, repository: 'file://../hub'}\n  - {name: far, repository: 'https://x.example'}\n",
            "helm-charts/hub/Chart.yaml": "name: hub\n",
            "helm-charts/hub/values.yaml": "memory: 0\ncpu: 1\n",
        }
    )
    chain = files.chains("config/cluster.yaml")["prod"]
    assert [(layer.path, layer.within) for layer in chain.layers] == [
        ("helm-charts/hub/values.yaml", ("hub",)),
        ("config/common.values.yaml", ()),
        ("config/prod.values.yaml", ()),
    ]
    assert chain.missing == ("the chart far of https://x.example",)
    assert files.values("config/cluster.yaml", whole="prod")["hub/cpu"] == ("1", "helm-charts/hub/values.yaml", 2)


def test_commands_give_their_files_in_order_and_their_literal_sets() -> None:
    files = Files(
        {
            **CHART,
            ".github/workflows/deploy.yml": """
                jobs:
                  deploy:
                    steps:
                      - run: |
                          helm upgrade --install shop ./charts/shop \\
                            -f deploy/common.yaml --values=deploy/${{ inputs.environment }}.yaml \\
                            --set workers=4,image.tag=${GITHUB_SHA}
                """,
            "deploy/common.yaml": "timeout: 2\n",
            "deploy/prod.yaml": "timeout: 3\n",
        }
    )
    assert files.values(".github/workflows/deploy.yml") == {
        "timeout": ("3", "deploy/prod.yaml", 1),
        "workers": ("4", ".github/workflows/deploy.yml", 5),
    }
    assert files.chain(".github/workflows/deploy.yml").missing == ("--set image.tag of helm at line 5 in .github/workflows/deploy.yml",)


def test_a_makefiles_paths_are_its_folders_and_commented_commands_do_not_count() -> None:
    files = Files(
        {
            "ops/Makefile": "deploy:\n\thelm upgrade shop chart -f values-$(ENV).yaml\n#\thelm upgrade shop chart -f old.yaml\n",
            "ops/values-prod.yaml": "a: 1\n",
            "old.yaml": "a: 1\n",
        }
    )
    assert files.paths("ops/Makefile") == ["ops/values-prod.yaml"]


def test_a_step_that_changes_its_folder_finds_its_files_there() -> None:
    files = Files({"deploy.sh": "cd infra && helm upgrade a ./c -f v.yaml\n", "infra/v.yaml": "a: 1\n"})
    assert files.paths("deploy.sh") == ["infra/v.yaml"]


@pytest.mark.parametrize(
    ("name", "address"),
    [("a.b", ("a", "b")), (r"a.b\.c", ("a", "b.c")), ("a[1].b", ("a", "[1]", "b")), (r"x.y\.z/w", ("x", "y.z/w"))],
)
def test_a_set_name_is_taken_apart_as_helm_does(name: str, address: tuple[str, ...]) -> None:
    assert address_of_set(name) == address


def test_a_set_of_null_removes_and_lists_stay_whole() -> None:
    entries, missing = set_entries(r"a=null,b={x,y},c=1\,2,d=$TAG", 3)
    assert [(one.path, one.value, one.kind) for one in entries] == [
        (("a",), None, "null"),
        (("b",), "{x,y}", "scalar"),
        (("c",), "1,2", "scalar"),
    ]
    assert missing == ("d",)

"""kustomization.yaml: bases, generators, components, patches of all kinds, images and replicas."""

from __future__ import annotations

from forensics.layering.declared import declares, entries_of
from forensics.parse import parse
from tests.layering.declared.stage import Files

DEPLOYMENT = """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: shop
      labels: {tier: front}
    spec:
      replicas: 1
      template:
        spec:
          containers:
            - name: web
              image: registry.example:5000/shop:1.0
              env:
                - name: LOG_LEVEL
                  value: info
                - name: PAYMENT_TIMEOUT_MS
                  value: "2000"
            - name: proxy
              image: envoy:1.30
"""
WEB = "#Deployment/shop/spec/template/spec/containers[web]"


def over_base(kustomization: str, **others: str) -> Files:
    return Files(
        {
            "apps/base/kustomization.yaml": "resources:\n  - deployment.yaml\n",
            "apps/base/deployment.yaml": DEPLOYMENT,
            "apps/prod/kustomization.yaml": kustomization,
            **{f"apps/prod/{name.replace('__', '.')}": text for name, text in others.items()},
        }
    )


def test_layers_stand_in_the_order_in_which_kustomize_works() -> None:
    files = over_base(
        """
        images:
          - {name: envoy, newTag: "1.31"}
        patches:
          - path: second.yaml
        patchesStrategicMerge:
          - first.yaml
        components:
          - ../components/debug
        configMapGenerator:
          - name: settings
            envs: [settings.env]
        resources:
          - ../base
        """,
        first__yaml=DEPLOYMENT, second__yaml=DEPLOYMENT, settings__env="A=1\n",
    )  # fmt: skip
    files.texts["apps/components/debug/kustomization.yaml"] = "kind: Component\npatches:\n  - path: debug.yaml\n"
    files.texts["apps/components/debug/debug.yaml"] = files.texts["apps/base/deployment.yaml"]
    assert files.paths("apps/prod/kustomization.yaml") == [
        "apps/base/deployment.yaml",
        "apps/prod/settings.env",
        "apps/components/debug/debug.yaml",
        "apps/prod/first.yaml",
        "apps/prod/second.yaml",
        "apps/prod/kustomization.yaml",
    ]


def test_a_remote_base_is_missing_and_the_rest_stands() -> None:
    files = over_base("resources:\n  - https://github.com/acme/shop/config?ref=v1\n  - ../base\n")
    chain = files.chain("apps/prod/kustomization.yaml")
    assert [layer.path for layer in chain.layers] == ["apps/base/deployment.yaml"]
    assert chain.missing == ("https://github.com/acme/shop/config?ref=v1 (remote, named in apps/prod/kustomization.yaml)",)


def test_generated_values_stand_where_the_configmap_has_them() -> None:
    files = over_base(
        """
        configMapGenerator:
          - name: settings
            literals:
              - LOG_LEVEL=debug
              - GREETING="good day"
            envs:
              - settings.env
            files:
              - app.properties
              - renamed.yaml=other.yaml
        """,
        settings__env="TIMEOUT=30\n", app__properties="pool.size=5\n", other__yaml="retries: 3\n",
    )  # fmt: skip
    values = files.values("apps/prod/kustomization.yaml")
    assert values["#ConfigMap/settings/data/LOG_LEVEL"] == ("debug", "apps/prod/kustomization.yaml", 4)
    assert values["#ConfigMap/settings/data/GREETING"] == ("good day", "apps/prod/kustomization.yaml", 5)
    assert values["#ConfigMap/settings/data/TIMEOUT"] == ("30", "apps/prod/settings.env", 1)
    assert values["#ConfigMap/settings/data[app.properties]/pool.size"] == ("5", "apps/prod/app.properties", 1)
    assert values["#ConfigMap/settings/data[renamed.yaml]/retries"] == ("3", "apps/prod/other.yaml", 1)


def test_a_generator_that_replaces_takes_the_bases_entries_away_and_one_that_merges_keeps_them() -> None:
    base = "configMapGenerator:\n  - name: settings\n    literals: [A=1, B=1]\n"
    over = "resources: [../base]\nconfigMapGenerator:\n  - name: settings\n    behavior: {}\n    literals: [A=2]\n"
    for behavior, expected in (("merge", {"A": "2", "B": "1"}), ("replace", {"A": "2"})):
        files = Files({"k/base/kustomization.yaml": base, "k/prod/kustomization.yaml": over.replace("{}", behavior)})
        values = files.values("k/prod/kustomization.yaml")
        assert {at.rpartition("/")[2]: value for at, (value, _, _) in values.items()} == expected


def test_an_inline_strategic_patch_has_its_lines_and_its_targets_name() -> None:
    files = over_base(
        """
        resources: [../base]
        patches:
          - target: {kind: Deployment, name: shop}
            patch: |-
              apiVersion: apps/v1
              kind: Deployment
              metadata:
                name: any
              spec:
                replicas: 4
        """
    )
    values = files.values("apps/prod/kustomization.yaml")
    assert values["#Deployment/shop/spec/replicas"] == ("4", "apps/prod/kustomization.yaml", 10)
    assert values[f"{WEB}/env/LOG_LEVEL"] == ("info", "apps/base/deployment.yaml", 15)


def test_json6902_by_position_finds_the_entry_that_stands_there_below() -> None:
    files = over_base(
        """
        resources: [../base]
        patches:
          - target: {kind: Deployment, labelSelector: tier=front}
            patch: |-
              - op: replace
                path: /spec/template/spec/containers/0/env/1/value
                value: "5000"
              - op: add
                path: /spec/template/spec/containers/0/env/-
                value: {name: NEW, value: fresh}
              - op: remove
                path: /spec/template/spec/containers/0/env/0
        """
    )
    values = files.values("apps/prod/kustomization.yaml")
    assert values[f"{WEB}/env/PAYMENT_TIMEOUT_MS"] == ("5000", "apps/prod/kustomization.yaml", 7)
    assert values[f"{WEB}/env/NEW"] == ("fresh", "apps/prod/kustomization.yaml", 10)
    assert f"{WEB}/env/LOG_LEVEL" not in values


def test_a_json6902_file_works_on_maps_too() -> None:
    patch = """
        - op: replace
          path: /spec/values/java/timeout
          value: 30
        - op: replace
          path: /spec/values/limits
          value: {cpu: 2}
        """
    files = Files(
        {
            "k/kustomization.yaml": "resources: [release.yaml]\npatches:\n  - path: p.yaml\n    target: {kind: HelmRelease, name: shop}\n",
            "k/release.yaml": """
                apiVersion: helm.toolkit.fluxcd.io/v2
                kind: HelmRelease
                metadata: {name: shop}
                spec:
                  values:
                    java: {timeout: 10, retries: 1}
                    limits: {cpu: 1, memory: 1Gi}
                """,
            "k/p.yaml": patch,
        }
    )
    values = {at.removeprefix("#HelmRelease/shop/spec/values/"): one for at, one in files.values("k/kustomization.yaml").items()}
    assert values["java/timeout"] == ("30", "k/p.yaml", 3)
    assert values["java/retries"] == ("1", "k/release.yaml", 6)
    assert values["limits/cpu"] == ("2", "k/p.yaml", 6)
    assert "limits/memory" not in values  # a map that is replaced is replaced whole


def test_a_position_that_no_file_below_has_is_said_to_be_missing() -> None:
    files = over_base(
        """
        resources: [../base]
        patches:
          - target: {kind: Deployment, name: shop}
            patch: |-
              - op: replace
                path: /spec/template/spec/containers/7/image
                value: x
        """
    )
    _, missing = files.read(files.chain("apps/prod/kustomization.yaml"))
    assert missing == ("/spec/template/spec/containers/7/image: no such entry in the files below (JSON6902)",)


def test_images_and_replicas_set_values_of_the_objects_below() -> None:
    files = over_base(
        """
        resources: [../base]
        replicas:
          - name: shop
            count: 6
        images:
          - name: registry.example:5000/shop
            newTag: "2.4"
        """
    )
    values = files.values("apps/prod/kustomization.yaml")
    assert values["#Deployment/shop/spec/replicas"] == ("6", "apps/prod/kustomization.yaml", 4)
    assert values[f"{WEB}/image"] == ("registry.example:5000/shop:2.4", "apps/prod/kustomization.yaml", 7)
    assert values["#Deployment/shop/spec/template/spec/containers[proxy]/image"][0] == "envoy:1.30"


def test_a_deleting_patch_takes_the_whole_object() -> None:
    files = over_base(
        """
        resources: [../base]
        patchesStrategicMerge:
          - |-
            $patch: delete
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: shop
        """
    )
    assert not any("env/" in at for at in files.values("apps/prod/kustomization.yaml"))


def test_a_chart_that_kustomize_inflates_has_its_values_in_helms_order() -> None:
    files = Files(
        {
            "k/kustomization.yaml": """
                helmCharts:
                  - name: cache
                    repo: https://charts.example.org
                    valuesFile: values.yaml
                    additionalValuesFiles: [extra.yaml]
                    valuesInline:
                      size: 3
                """,
            "k/values.yaml": "size: 1\nmode: a\n",
            "k/extra.yaml": "mode: b\n",
        }
    )
    chain = files.chain("k/kustomization.yaml")
    assert [layer.path for layer in chain.layers] == ["k/values.yaml", "k/kustomization.yaml", "k/extra.yaml"]
    assert chain.missing == ("the chart cache of https://charts.example.org",)
    values = files.values("k/kustomization.yaml")
    assert values["#HelmChart/cache/size"] == ("3", "k/kustomization.yaml", 7)
    assert values["#HelmChart/cache/mode"][0] == "b"


def test_what_a_kustomization_says_itself_comes_as_entries_of_its_objects() -> None:
    text = "namespace: shop\nconfigMapGenerator:\n  - name: settings\n    literals:\n      - LOG_LEVEL=debug\n"
    found = entries_of("kustomization.yaml", text, parse("kustomization.yaml", text.encode()).entries)
    assert [(one.path, one.value, one.line) for one in found] == [
        (("namespace",), "shop", 1),
        (("#ConfigMap/settings", "data", "LOG_LEVEL"), "debug", 5),
    ]


def test_another_file_keeps_its_entries() -> None:
    parsed = parse("values.yaml", b"a: 1\n").entries
    assert entries_of("values.yaml", "a: 1\n", parsed) == parsed


def test_a_replacement_copies_a_field_of_the_files_below() -> None:
    files = over_base(
        """
        resources: [../base]
        configMapGenerator:
          - name: settings
            literals: [LEVEL=trace]
        replacements:
          - source: {kind: ConfigMap, name: settings, fieldPath: data.LEVEL}
            targets:
              - select: {kind: Deployment}
                fieldPaths:
                  - spec.template.spec.containers.[name=web].env.[name=LOG_LEVEL].value
                  - spec.template.spec.containers.*.imagePullPolicy
        """
    )
    values = files.values("apps/prod/kustomization.yaml")
    assert values[f"{WEB}/env/LOG_LEVEL"] == ("trace", "apps/prod/kustomization.yaml", 6)
    assert values[f"{WEB}/imagePullPolicy"][0] == "trace"
    assert values["#Deployment/shop/spec/template/spec/containers[proxy]/imagePullPolicy"][0] == "trace"


def test_a_replacement_whose_source_no_file_tells_is_missing() -> None:
    files = over_base("resources: [../base]\nreplacements:\n- {source: {kind: Secret, name: x, fieldPath: data.a}, targets: []}\n")
    _, missing = files.read(files.chain("apps/prod/kustomization.yaml"))
    assert missing == ("the replacement from Secret/x data.a",)


def test_what_is_not_followed_is_said() -> None:
    declared = declares("kustomization.yaml", "replacements:\n  - path: elsewhere.yaml\nvars: []\n")
    assert declared is not None
    assert declared.missing == (
        "replacements in elsewhere.yaml, named in kustomization.yaml (not followed)",
        "vars of kustomization.yaml (not followed)",
    )


def test_a_patch_may_call_an_object_by_the_name_that_a_prefix_below_gave_it() -> None:
    for called in ("shop", "eu-shop"):
        files = Files(
            {
                "base/kustomization.yaml": "namePrefix: eu-\nresources: [deployment.yaml]\n",
                "base/deployment.yaml": DEPLOYMENT,
                "prod/kustomization.yaml": f"""
                    resources: [../base]
                    patches:
                      - path: plain.yaml
                      - target: {{kind: Deployment, name: {called}}}
                        patch: |-
                          - {{op: replace, path: /spec/template/spec/containers/0/env/0/value, value: debug}}
                    """,
                "prod/plain.yaml": f"kind: Deployment\nmetadata: {{name: {called}}}\nspec: {{replicas: 3}}\n",
            }
        )
        values = files.values("prod/kustomization.yaml")
        assert values["#Deployment/shop/spec/replicas"] == ("3", "prod/plain.yaml", 3)
        assert values[f"{WEB}/env/LOG_LEVEL"] == ("debug", "prod/kustomization.yaml", 6)


def test_a_patch_changes_what_its_own_kustomization_has_gathered_and_a_component_what_its_user_has() -> None:
    patch = "patches:\n- target: {kind: Deployment}\n  patch: '[{op: replace, path: /spec/replicas, value: 9}]'\n"
    texts = {f"{name}/deployment.yaml": DEPLOYMENT.replace("name: shop", f"name: {name}") for name in ("a", "b")}
    whole = {"a/kustomization.yaml": "resources: [deployment.yaml]\n", "top/kustomization.yaml": "resources: [../a, ../b]\n"}
    files = Files({**texts, **whole, "b/kustomization.yaml": "resources: [deployment.yaml]\n" + patch})
    values = files.values("top/kustomization.yaml")
    assert [values[f"#Deployment/{name}/spec/replicas"][0] for name in ("a", "b")] == ["1", "9"]
    files = Files(
        {
            **texts,
            **whole,
            "b/kustomization.yaml": "resources: [deployment.yaml]\ncomponents: [../c]\n",
            "c/kustomization.yaml": "kind: Component\n" + patch,
        }
    )
    values = files.values("top/kustomization.yaml")
    assert [values[f"#Deployment/{name}/spec/replicas"][0] for name in ("a", "b")] == ["1", "9"]


def test_a_patch_that_selects_nothing_does_nothing_where_all_files_are_known() -> None:
    selecting = "patches:\n- target: {kind: Deployment, name: other}\n  patch: '[{op: replace, path: /spec/replicas, value: 9}]'\n"
    files = over_base("resources: [../base]\n" + selecting)
    stack, missing = files.read(files.chain("apps/prod/kustomization.yaml"))
    assert (stack[-1][1], missing) == ((), ())
    files = over_base("resources: [../base, 'https://x.example/y']\n" + selecting)
    stack, _ = files.read(files.chain("apps/prod/kustomization.yaml"))
    assert [one.path for one in stack[-1][1]] == [("#Deployment/other", "spec", "replicas")]

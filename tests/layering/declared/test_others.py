"""Compose, Hiera, Terragrunt and Terraform, Spring and Ansible."""

from __future__ import annotations

from forensics.layering.declared import active_profiles, declares
from tests.layering.declared.stage import Files


def test_a_services_env_files_stand_below_its_own_environment() -> None:
    files = Files(
        {
            "compose.yaml": """
                services:
                  web:
                    build: {context: ./web, dockerfile: Dockerfile.prod}
                    env_file:
                      - common.env
                      - path: web.env
                        required: false
                    environment:
                      LOG_LEVEL: debug
                """,
            "common.env": "LOG_LEVEL=info\nTIMEOUT=1\n",
            "web.env": "TIMEOUT=2\n",
            "web/Dockerfile.prod": "FROM scratch\nENV TIMEOUT=0\n",
        }
    )
    chain = files.chain("compose.yaml")
    within = ("services", "web", "environment")
    assert [(layer.path, layer.within) for layer in chain.layers] == [
        ("web/Dockerfile.prod", within), ("common.env", within), ("web.env", within), ("compose.yaml", ()),
    ]  # fmt: skip
    values = files.values("compose.yaml")
    assert values["services/web/environment/LOG_LEVEL"] == ("debug", "compose.yaml", 9)
    assert values["services/web/environment/TIMEOUT"] == ("2", "web.env", 1)


def test_compose_files_come_in_the_order_of_the_command_or_of_compose_file() -> None:
    files = Files(
        {
            "Makefile": "up:\n\tdocker compose -f compose.yaml -f compose.$(ENV).yaml up -d\n",
            ".env": "COMPOSE_FILE=compose.yaml:compose.prod.yaml\n",
            "compose.yaml": "services: {web: {environment: {A: 1}}}\n",
            "compose.prod.yaml": "services: {web: {extends: {file: base.yaml, service: web}}}\n",
            "base.yaml": "services: {web: {environment: {A: 0}}}\n",
        }
    )
    for root in ("Makefile", ".env"):
        assert files.paths(root) == ["compose.yaml", "base.yaml", "compose.prod.yaml"]


HIERA = {
    "hiera.yaml": """
        version: 5
        defaults: {datadir: hieradata}
        hierarchy:
          - name: node
            path: "class/%{::environment}/%{::node_class}.yaml"
          - name: class
            path: "class/%{node_class}.yaml"
          - name: levels
            paths: ["%{::environment}.yaml", "common.yaml"]
        """,
    **{f"hieradata/{name}.yaml": f"from: {name}\n" for name in ("class/prod/cache", "class/cache", "prod", "common", "staging")},
}


def test_hieras_first_match_stands_last() -> None:
    chain = Files(HIERA).chain("hiera.yaml")
    assert [layer.path for layer in chain.layers] == ["hieradata/common.yaml", "hieradata/prod.yaml"]
    assert chain.missing == (
        "hieradata/class/{node_class}.yaml (which file depends on node_class)",
        "hieradata/class/prod/{node_class}.yaml (which file depends on node_class)",
    )


def test_the_file_that_is_asked_about_tells_the_facts() -> None:
    chain = Files(HIERA).chain("hiera.yaml", own="hieradata/class/prod/cache.yaml")
    assert [layer.path for layer in chain.layers] == [
        "hieradata/common.yaml", "hieradata/prod.yaml", "hieradata/class/cache.yaml", "hieradata/class/prod/cache.yaml",
    ]  # fmt: skip
    assert chain.missing == ()


def test_hiera_version_3_names_levels_without_suffix_below_a_servers_folder() -> None:
    files = Files(
        {
            "hiera.yaml": """
                :backends: [yaml]
                :yaml:
                  :datadir: /etc/puppet/current/hieradata
                :hierarchy:
                  - '%{environment}'
                  - common
                """,
            "hieradata/common.yaml": "a: 1\n",
            "hieradata/prod.yaml": "a: 2\n",
        }
    )
    assert files.paths("hiera.yaml") == ["hieradata/common.yaml", "hieradata/prod.yaml"]


def test_terragrunt_stands_on_its_module_what_it_reads_and_what_it_includes() -> None:
    files = Files(
        {
            "env/terragrunt.hcl": """
                locals {
                  config = jsondecode(read_tfvars_file("../../${get_env("ENVIRONMENT")}_config.tfvars"))
                }
                inputs = merge(local.config, {
                  region = "ca"
                })
                """,
            "env/prod/api/terragrunt.hcl": """
                terraform {
                  source = "../../../modules//api"
                }
                include {
                  path = find_in_parent_folders()
                }
                inputs = {
                  workers = 4
                }
                """,
            "env/prod_config.tfvars": 'timeout = 30\nregion = "us"\n',
            "modules/api/variables.tf": 'variable "retries" {\n  default = 2\n}\nvariable "timeout" {\n  default = 1\n}\n',
            "modules/api/main.tf": 'resource "x" "y" {\n  timeout = 99\n}\n',
        }
    )
    chain = files.chain("env/prod/api/terragrunt.hcl")
    assert [layer.path for layer in chain.layers] == [
        "modules/api/variables.tf", "env/prod_config.tfvars", "env/terragrunt.hcl", "env/prod/api/terragrunt.hcl",
    ]  # fmt: skip
    values = files.values("env/prod/api/terragrunt.hcl")
    assert values["retries"] == ("2", "modules/api/variables.tf", 2)
    assert values["timeout"] == ("30", "env/prod_config.tfvars", 1)
    assert values["region"] == ("ca", "env/terragrunt.hcl", 5)
    assert values["workers"] == ("4", "env/prod/api/terragrunt.hcl", 8)


def test_a_config_that_terragrunt_reads_gives_its_locals_where_they_are_merged() -> None:
    files = Files(
        {
            "live/prod/env.hcl": "locals {\n  size = 3\n}\n",
            "live/prod/app/terragrunt.hcl": """
                locals {
                  env = read_terragrunt_config(find_in_parent_folders("env.hcl"))
                }
                inputs = merge(local.env.locals, {})
                """,
        }
    )
    assert files.values("live/prod/app/terragrunt.hcl")["size"] == ("3", "live/prod/env.hcl", 2)


def test_a_remote_module_is_missing() -> None:
    declared = declares("a/terragrunt.hcl", 'terraform {\n  source = "git::https://git.example/m.git?ref=1"\n}\n')
    assert declared is not None
    assert declared.missing == ("the module git::https://git.example/m.git?ref=1",)


def test_what_a_generated_provider_says_is_no_module() -> None:
    declared = declares(
        "terragrunt.hcl",
        'generate "p" {\n  contents = <<EOF\nterraform {\n  required_providers {\n    a = { source = "x/a" }\n  }\n}\nEOF\n}\n',
    )
    assert declared is not None
    assert [one.target for one in declared.references] == ["terragrunt.hcl"]


def test_terraforms_var_files_come_in_their_order_and_vars_win() -> None:
    files = Files(
        {
            "deploy.sh": 'terraform -chdir=infra plan -var-file=common.tfvars -var-file="$ENV.tfvars" -var size=3 -var sha=$SHA\n',
            "infra/common.tfvars": 'size = 1\nname = "a"\n',
            "infra/prod.tfvars": "size = 2\n",
        }
    )
    chain = files.chain("deploy.sh")
    assert [layer.path for layer in chain.layers] == ["infra/common.tfvars", "infra/prod.tfvars", "deploy.sh"]
    assert files.values("deploy.sh")["size"] == ("3", "deploy.sh", 1)
    assert chain.missing == ("-var sha at line 1 in deploy.sh",)


def test_springs_profiles_and_imports_stand_over_the_applications_file() -> None:
    files = Files(
        {
            "src/application.yml": """
                spring:
                  config:
                    import: "optional:file:./extra.yml,vault://"
                  profiles:
                    include: common
                    group:
                      prod: [db, metrics]
                """,
            "src/extra.yml": "a: 1\n",
            "src/application-common.yml": "a: 2\n",
            "src/application-prod.yml": "a: 3\n",
            "src/application-metrics.properties": "a=4\n",
        }
    )
    chain = files.chain("src/application.yml")
    assert [layer.path for layer in chain.layers] == [
        "src/application.yml", "src/extra.yml", "src/application-common.yml", "src/application-prod.yml",
        "src/application-metrics.properties",
    ]  # fmt: skip
    assert chain.missing == ("vault:// (spring.config.import in src/application.yml)",)
    assert "src/application-prod.yml" not in files.paths("src/application.yml", "dev")


def test_a_manifest_tells_the_active_profiles() -> None:
    assert active_profiles("env:\n  - name: SPRING_PROFILES_ACTIVE\n    value: prod,eu\n") == ("prod", "eu")
    assert active_profiles('SPRING_PROFILES_ACTIVE: "prod"\n') == ("prod",)
    assert active_profiles("SPRING_PROFILES_ACTIVE=a,b java -jar x.jar") == ("a", "b")
    assert active_profiles("JAVA_OPTS: x\n") == ()


def test_a_playbook_names_its_vars_files_and_an_inventory_its_group_vars() -> None:
    files = Files(
        {
            "site.yml": """
                - hosts: web
                  vars_files:
                    - vars/common.yml
                    - "vars/{{ env }}.yml"
                    - "vars/{{ ansible_distribution }}.yml"
                  tasks:
                    - include_vars: vars/late.yml
                """,
            **{f"vars/{name}.yml": "a: 1\n" for name in ("common", "prod", "late")},
            "ansible.cfg": "[defaults]\ninventory = inventories/prod\n",
            "inventories/prod/group_vars/all.yml": "a: 0\n",
        }
    )
    chain = files.chain("site.yml")
    assert [layer.path for layer in chain.layers] == ["vars/common.yml", "vars/prod.yml", "vars/late.yml"]
    assert chain.missing == ("vars/{{ ansible_distribution }}.yml (which file depends on ansible_distribution, vars_files of site.yml)",)
    assert files.paths("ansible.cfg") == ["inventories/prod/group_vars/all.yml"]

"""Public repositories with files for several environments, and how each one's own deployment stacks them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from re import Pattern


@dataclass(frozen=True, slots=True)
class Sample:
    """One repository and one kind of file in it.

    `own`: the paths of environments' own files, with a group `env`. `layers`: the stack, lowest first, that the repository's own
    deployment makes (where that is written is said beside it); `{group}` as in `own`, `{own}` the file itself; of a `*` all files that
    match, sorted. Files that aren't there are left out. `also`: what else the system reads. `folder`: all below this is laid out.
    `facts`: what Hiera is told.
    """

    repository: str
    system: str
    own: Pattern[str]
    layers: tuple[str, ...] = ("{own}",)
    also: tuple[str, ...] = ()
    folder: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    within: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def stack(self, own: str, paths: Collection[str]) -> tuple[str, ...]:
        """The layers of an own file that are there, lowest first."""
        hit = self.own.fullmatch(own)
        assert hit is not None
        known = {**{name: value or "" for name, value in hit.groupdict().items()}, "own": own}
        found: list[str] = []
        for layer in self.layers:
            wanted = layer.format(**known)
            if "*" in wanted:
                pattern = re.compile(re.escape(wanted).replace(r"\*", "[^/]*"))
                found += sorted(path for path in paths if pattern.fullmatch(path))
            elif wanted in paths:
                found.append(wanted)
        return tuple(dict.fromkeys(found))


SAMPLES = (
    # deployer: `helm upgrade helm-charts/<helm_chart> -f` the helm_chart_values_files of cluster.yaml
    Sample(
        "2i2c-org/infrastructure",
        "helm",
        re.compile(r"config/clusters/(?P<cluster>[^/]+)/(?P<env>staging|prod)\.values\.yaml"),
        ("helm-charts/basehub/values.yaml", "config/clusters/{cluster}/common.values.yaml", "{own}"),
    ),
    # deploy.py: the chart mybinder, -f config/common.yaml where there is one, -f config/<release>.yaml
    Sample(
        "jupyterhub/mybinder.org-deploy",
        "helm",
        re.compile(r"config/(?P<env>staging|prod|ovh|gke-old|gesis|turing)\.yaml"),
        ("mybinder/values.yaml", "config/common.yaml", "{own}"),
    ),
    # app-of-apps: the chart app-config with values-<env>.yaml
    Sample(
        "alphagov/govuk-helm-charts",
        "helm",
        re.compile(r"charts/app-config/values-(?P<env>integration|staging|production)\.yaml"),
        ("charts/app-config/values.yaml", "{own}"),
    ),
    # helmfile.yaml of each service: values.yaml, values-<environment>.yaml
    Sample(
        "wikimedia/operations-deployment-charts",
        "helm",
        re.compile(r"helmfile\.d/services/(?P<service>[^/]+)/values-(?P<env>staging|eqiad|codfw|production|canary)\.yaml"),
        ("helmfile.d/services/{service}/values.yaml", "{own}"),
    ),
    # the deployment job: helm_deploy/<chart> with -f helm_deploy/values-<env>.yaml
    Sample(
        "ministryofjustice/hmpps-prisoner-profile",
        "helm",
        re.compile(r"helm_deploy/values-(?P<env>dev|preprod|prod)\.yaml"),
        ("helm_deploy/prisoner-profile/values.yaml", "helm_deploy/hmpps-prisoner-profile/values.yaml", "{own}"),
    ),
    # hubploy: -f config/common.yaml -f config/<env>.yaml over the chart hub
    Sample(
        "berkeley-dsep-infra/datahub",
        "helm",
        re.compile(r"deployments/(?P<hub>[^/]+)/config/(?P<env>staging|prod)\.yaml"),
        ("hub/values.yaml", "deployments/{hub}/config/common.yaml", "{own}"),
    ),
    Sample(
        "redhat-appstudio/infra-deployments",
        "kustomize",
        re.compile(r"(?P<root>components/[^/]+)/(?:.*/)?(?P<env>development|staging|production)/(?:[^/]+/)?kustomization\.yaml"),
        folder="{root}",
    ),
    Sample(
        "operate-first/apps",
        "kustomize",
        re.compile(r"(?P<root>[^/]+)/(?:.*/)?overlays/(?:.*/)?(?P<env>[^/]*(?:prod|stage|smaug|infra|dev)[^/]*)/kustomization\.yaml"),
        folder="{root}",
    ),
    Sample(
        "hmcts/sds-flux-config",
        "kustomize",
        re.compile(r"apps/(?P<team>[^/]+)/(?:.*/)?(?P<env>demo|ithc|test|stg|prod|dev|sbox)/base/kustomization\.yaml"),
        folder="apps",
    ),
    Sample("getsentry/self-hosted", "compose", re.compile(r"(?P<env>)docker-compose\.yml"), also=(".env", ".env.custom")),
    Sample(
        "openedx/devstack",
        "compose",
        re.compile(r"docker-compose-(?P<env>host|themes|watchers|sync|xqueue|analytics-pipeline)\.yml"),
        ("docker-compose.yml", "{own}"),
        also=(".env",),
    ),
    Sample(
        "netbox-community/netbox-docker",
        "compose",
        re.compile(r"docker-compose\.(?P<env>test)\.override\.yml"),
        ("docker-compose.test.yml", "{own}"),
        also=(".env", "env/netbox.env", "env/postgres.env", "env/redis.env", "env/redis-cache.env"),
    ),
    Sample(
        "ministryofjustice/prison-api",
        "spring",
        re.compile(r"(?P<root>.*)src/main/resources/application-(?P<env>[\w-]+)\.(?:yml|properties)"),
        ("{root}src/main/resources/application.yml", "{root}src/main/resources/application.properties", "{own}"),
    ),
    Sample(
        "DFE-Digital/register-trainee-teachers",
        "rails",
        re.compile(r"config/settings/(?P<env>\w+)\.yml"),
        ("config/settings.yml", "{own}"),
    ),
    Sample(
        "dotnet-architecture/eShopOnContainers",
        "dotnet",
        re.compile(r"(?P<root>.*/)appsettings\.(?P<env>\w+)\.json"),
        ("{root}appsettings.json", "{own}"),
    ),
    # concourse/pipelines/create-cloudfoundry.yml: these -var-files in this order
    Sample(
        "alphagov/paas-cf",
        "terraform",
        re.compile(r"terraform/cloudfoundry/(?P<env>dev|staging|prod|prod-lon|stg-lon|ci)\.tfvars"),
        ("terraform/globals.tf", "terraform/cloudfoundry/variables.tf", "terraform/{env}.tfvars", "{own}"),
    ),
    Sample(
        "cds-snc/notification-terraform", "terraform", re.compile(r"env/(?P<env>dev|staging|production|sandbox)_config\.tfvars"), ("{own}",)
    ),
    Sample(
        "ministryofjustice/modernisation-platform-configuration-management",
        "ansible",
        re.compile(r"ansible/group_vars/environment_name_(?P<env>\w+)\.yml"),
        ("ansible/group_vars/all.yml", "{own}"),
    ),
    Sample(
        "MITLibraries/mitlib-ansible",
        "ansible",
        re.compile(r"group_vars/(?P<env>production|staging|test|dev)\.yml"),
        ("group_vars/all.yml", "{own}"),
    ),
    # hiera_aws.yml
    Sample(
        "alphagov/govuk-puppet",
        "hiera",
        re.compile(r"hieradata_aws/(?P<env>integration|staging|production)\.yaml"),
        ("hieradata_aws/common.yaml", "{own}"),
        facts=(("environment", "{env}"),),
    ),
    Sample(
        "alphagov/govuk-puppet",
        "hiera",
        re.compile(r"hieradata_aws/class/(?P<env>integration|staging|production)/(?P<class>\w+)\.yaml"),
        ("hieradata_aws/common.yaml", "hieradata_aws/{env}.yaml", "hieradata_aws/class/{class}.yaml", "{own}"),
        facts=(("environment", "{env}"), ("govuk_node_class", "{class}")),
    ),
    Sample("aave/interface", "next", re.compile(r"\.env\.(?P<env>production|development)"), (".env", "{own}")),
    Sample(
        "soybeanjs/soybean-admin",
        "vite",
        re.compile(r"(?P<root>.*)\.env\.(?P<env>prod|test|production|development)"),
        ("{root}.env", "{own}"),
    ),
    Sample(
        "vbenjs/vue-vben-admin",
        "vite",
        re.compile(r"(?P<root>.*)\.env\.(?P<env>production|development|test|analyze|docker)"),
        ("{root}.env", "{own}"),
    ),
)

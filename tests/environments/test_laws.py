"""What holds for every layout."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.environments import Layout, layout
from forensics.stated import Stated

_SEGMENT = st.sampled_from(
    [
        "apps",
        "pay",
        "overlays",
        "envs",
        "base",
        "dev",
        "staging",
        "prod",
        "prod-eu",
        "live",
        "test",
        "eqiad",
        "pay-dev",
        "pay-prod",
        "config",
    ]
)
_NAME = st.sampled_from(
    [
        "values.yaml",
        "values-prod.yaml",
        "values-staging.yaml",
        "values-eqiad.yaml",
        "prod.yaml",
        "staging.yaml",
        "common.yaml",
        ".env.production",
        "kustomization.yaml",
        "app.json",
        "api-prod.env",
        "api-dev.env",
        "prod.tfvars",
        "Chart.yaml",
        "terragrunt.hcl",
    ]
)
_PATH = st.builds(lambda folders, name: "/".join([*folders, name]), st.lists(_SEGMENT, max_size=4), _NAME)
_PATHS = st.lists(_PATH, min_size=1, max_size=25, unique=True)


def stacks(found: Layout) -> list[tuple[str, ...]]:
    return [found.layers(template, environment) for template in found.templates for environment in found.environments]


@pytest.mark.law
@given(_PATHS, st.integers(0, 10**9))
def test_the_order_of_the_paths_does_not_matter(paths: list[str], seed: int) -> None:
    shuffled = list(paths)
    Random(seed).shuffle(shuffled)
    one, two = layout(paths, (), "main", Stated()), layout(shuffled + shuffled[:3], (), "main", Stated())
    assert one.environments == two.environments
    assert [one.place(path) for path in paths] == [two.place(path) for path in paths]
    assert stacks(one) == stacks(two)


@pytest.mark.law
@given(_PATHS, st.lists(st.sampled_from(["x.yaml", "y/z.yaml", "y/other.json"]), max_size=3))
def test_files_without_an_environment_elsewhere_move_nothing(paths: list[str], names: list[str]) -> None:
    one = layout(paths, (), "main", Stated())
    two = layout([*paths, *(f"unrelated/{name}" for name in names)], (), "main", Stated())
    assert [one.place(path) for path in paths] == [two.place(path) for path in paths]


@pytest.mark.law
@given(_PATHS)
def test_every_placed_file_is_its_templates_file_of_that_environment(paths: list[str]) -> None:
    found = layout(paths, (), "main", Stated())
    for path in paths:
        place = found.place(path)
        assert place is not None
        if place.environment is None:
            assert place.template == path
        else:
            assert place.environment in found.environments
            assert dict(found.template_paths(place.template))[place.environment] == path
            assert "{env}" in place.template


@pytest.mark.law
@given(_PATHS)
def test_layers_exist_end_in_the_own_file_and_never_repeat(paths: list[str]) -> None:
    found = layout(paths, (), "main", Stated())
    for template in found.templates:
        for environment, path in found.template_paths(template):
            layers = found.layers(template, environment)
            assert layers[-1] == path
            assert len(set(layers)) == len(layers)
            assert set(layers) <= set(paths)
            for base in layers[:-1]:
                place = found.place(base)
                assert place is not None
                assert place.environment is not None or environment in found.shared_environments(base)

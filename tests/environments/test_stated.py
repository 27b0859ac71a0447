"""What forensics.toml says of files wins over what is inferred."""

from __future__ import annotations

from forensics.environments import layout
from forensics.stated import Stated

LIVE = Stated(
    environments=(("prod", ("deploy/*/values-prod.yaml", "envs/live/**")), ("stage", ("deploy/*/values-stg.yaml", "envs/stg/**"))),
    order=("stage", "prod"),
)
PATHS = ["deploy/pay/values-prod.yaml", "deploy/pay/values-stg.yaml", "envs/live/a/b.yaml", "envs/stg/a/b.yaml"]


def test_stated_globs_give_their_files_to_the_environment_and_to_one_template() -> None:
    found = layout(PATHS, (), "main", LIVE)
    assert found.environments == ("stage", "prod")
    assert found.templates == ("deploy/pay/values-{env}.yaml", "envs/{env}/a/b.yaml")
    assert found.template_paths("envs/{env}/a/b.yaml") == (("stage", "envs/stg/a/b.yaml"), ("prod", "envs/live/a/b.yaml"))
    place = found.place("envs/live/a/b.yaml")
    assert place is not None
    assert place.rule == "stated in forensics.toml"


def test_the_stated_order_comes_first() -> None:
    stated = Stated(order=("production", "staging"))
    assert layout(["c/staging.yaml", "c/production.yaml", "c/dev.yaml"], (), "main", stated).environments == (
        "production",
        "staging",
        "dev",
    )


def test_a_stated_file_counts_even_where_files_are_left_out() -> None:
    stated = Stated(environments=(("prod", ("docs/live.yaml",)),))
    place = layout(["docs/live.yaml"], (), "main", stated).place("docs/live.yaml")
    assert place is not None
    assert (place.environment, place.template) == ("prod", "docs/live.yaml")


def test_a_file_stated_for_two_environments_is_shared_by_them() -> None:
    stated = Stated(environments=(("prod", ("conf/*.yaml",)), ("stage", ("conf/*.yaml",))), order=("stage", "prod"))
    found = layout(["conf/app.yaml"], (), "main", stated)
    place = found.place("conf/app.yaml")
    assert place is not None
    assert place.environment is None
    assert found.shared_environments("conf/app.yaml") == ("stage", "prod")


def test_two_files_of_one_environment_never_share_a_template() -> None:
    stated = Stated(environments=(("prod", ("c/values-live.yaml", "c/values-prod.yaml")), ("stage", ("c/values-stg.yaml",))))
    found = layout(["c/values-live.yaml", "c/values-prod.yaml", "c/values-stg.yaml"], (), "main", stated)
    listed = [path for template in found.templates for _, path in found.template_paths(template)]
    assert sorted(listed) == ["c/values-live.yaml", "c/values-prod.yaml", "c/values-stg.yaml"]


def test_a_star_stays_inside_its_folder_and_two_go_through_all() -> None:
    stated = Stated(environments=(("prod", ("a/*.yaml", "b/**/x.yaml")),))
    found = layout(["a/one.yaml", "a/deep/two.yaml", "b/x.yaml", "b/c/d/x.yaml"], (), "main", stated)
    placed = [path for template in found.templates for _, path in found.template_paths(template)]
    assert sorted(placed) == ["a/one.yaml", "b/c/d/x.yaml", "b/x.yaml"]

"""Typed commands: what each form of setting a value says, and that a command which only looks or can't be read says nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.collect.live.shell.commands import deeds_of
from forensics.collect.live.shell.words import commands
from forensics.keys import Key
from tests.collect.live.workshop import KEY

ENV = f"#Deployment/api.env.{KEY}"
MERGE = {"spec": {"template": {"spec": {"containers": [{"name": "api", "env": [{"name": KEY, "value": "7"}]}]}}}}
STEPS = [{"op": "replace", "path": f"/data/{KEY}", "value": "8"}]
SETS = [
    (f"kubectl -n shop set env deploy/api {KEY}=10000", ENV, "10000"),
    (f"oc set env deployment api LOG=1 {KEY}='10 000' --context=prod", ENV, "10 000"),
    (f'kubectl set env deploy/api -c api --namespace shop "{KEY}=10000"', ENV, "10000"),
    (f"kubectl scale deploy/api --replicas=3; kubectl set env sts/api {KEY}=1", f"#StatefulSet/api.env.{KEY}", "1"),
    (f"kubectl patch deploy api -p '{json.dumps(MERGE)}'", f"#Deployment/api.spec.template.spec.containers[api].env.{KEY}", "7"),
    (f"kubectl patch cm/api --type=json -p '{json.dumps(STEPS)}'", f"#ConfigMap/api.data.{KEY}", "8"),
    (f"kubectl create cm api --from-literal={KEY}=9 --dry-run=client -o yaml | kubectl apply -f -", f"#ConfigMap/api.data.{KEY}", "9"),
    (f"helm upgrade shop ./chart --set image.tag=1,env.{KEY}=11 -n shop", f"env.{KEY}", "11"),
    (f"helm upgrade --install shop ./chart --set-string=env.{KEY}=12", f"env.{KEY}", "12"),
    (f"sudo sed -i 's/^{KEY}=30$/{KEY}=90/' /etc/api.env && sudo systemctl restart api", KEY, "90"),
    (f"sed -i.bak -e 's|{KEY}: 30|{KEY}: 91|g' values.yaml", KEY, "91"),
    (rf"sed -i 's/\({KEY}=\).*/\192/' .env", KEY, "92"),
    (f"sed -Ei 's#({KEY}=).*#\\1\"93\"#' .env", KEY, "93"),
    (f"perl -pi -e 's/{KEY}=\\d+/{KEY}=94/' .env", KEY, "94"),
    (f"echo {KEY}=95 >> /srv/api/.env", KEY, "95"),
    (f"echo 'export {KEY}=\"96\"' | sudo tee -a /etc/profile.d/api.sh", KEY, "96"),
    (f"cat > /srv/api/.env <<EOF\nA=1\n{KEY}=97\nEOF", KEY, "97"),
    (f"sudo tee /srv/api/.env <<'EOF'\n{KEY}=98\nEOF", KEY, "98"),
    (f"export A=1 {KEY}=99", KEY, "99"),
    (f"{KEY}=100 ./run.sh", None, None),
    (f"systemctl set-environment {KEY}=101", KEY, "101"),
    (f"aws ssm put-parameter --name /prod/{KEY} --value 102 --type String --overwrite", f"prod.{KEY}", "102"),
    (f"aws lambda update-function-configuration --function-name f --environment 'Variables={{A=1,{KEY}=103}}'", KEY, "103"),
    (f"terraform apply -auto-approve -var '{KEY}=104'", KEY, "104"),
    (f"tofu apply -var={KEY}=105", KEY, "105"),
    (f"docker service update --env-add {KEY}=106 shop_api", KEY, "106"),
    (f"gcloud run services update api --update-env-vars A=1,{KEY}=107", KEY, "107"),
    (f"heroku config:set {KEY}=108 -a shop", KEY, "108"),
    (f"ssh -p 22 ops@prod-1 'sudo sed -i \"s/{KEY}=1/{KEY}=109/\" /etc/api.env'", KEY, "109"),
    (f"sudo bash -c 'echo {KEY}=110 > /etc/api.env'", KEY, "110"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "where", "value"), SETS, ids=[typed[:60] for typed, _, _ in SETS])
def test_a_command_that_sets_the_key_says_where_and_to_what(typed: str, where: str | None, value: str | None) -> None:
    found = [(".".join(done.deed.path), done.deed.value) for done in deeds_of(typed, Key(KEY)) if done.deed.path is not None]
    assert found == ([(where, value)] if where is not None else [])


REMOVES = [
    f"kubectl set env deploy/api {KEY}-",
    f'kubectl patch cm api -p \'{{"data":{{"{KEY}":null}}}}\'',
    f"sed -i '/^{KEY}=/d' .env",
    f"docker service update --env-rm {KEY} api",
    f"aws ssm delete-parameter --name /prod/{KEY}",
    f"heroku config:unset {KEY} -a shop",
    f"unset {KEY}",
]


@pytest.mark.parametrize("typed", REMOVES)
def test_a_command_that_takes_the_key_away_says_so(typed: str) -> None:
    assert [(done.deed.removed, done.deed.value) for done in deeds_of(typed, Key(KEY)) if done.deed.path] == [(True, None)]


TOUCHES = [
    ("kubectl -n shop edit deploy/api", "Deployment/api"),
    ("KUBE_EDITOR=nano kubectl edit cm api", "ConfigMap/api"),
    ("sudo vim /etc/api/api.conf", "/etc/api/api.conf"),
    ("sudo -e /etc/api.env", "/etc/api.env"),
    ("systemctl edit api.service", "api.service"),
    ("cp api.env.bak /etc/api.env", "/etc/api.env"),
    ("scp values.yaml ops@prod-1:/srv/values.yaml", "/srv/values.yaml"),
    ("kubectl patch deploy api --patch-file p.yaml", "Deployment/api"),
    ("kubectl delete cm api", "ConfigMap/api"),
]


@pytest.mark.parametrize(("typed", "object"), TOUCHES)
def test_a_command_that_may_have_set_the_key_tells_what_it_touched_and_no_value(typed: str, object: str) -> None:
    assert [(done.deed.object, done.deed.path, done.deed.rollout) for done in deeds_of(typed, Key(KEY))] == [(object, None, None)]


ROLLOUTS = [
    ("kubectl rollout undo deploy/api --to-revision=3", "rollback", "3"),
    ("kubectl -n shop rollout restart deploy api", "restart", None),
    ("helm rollback shop 4", "rollback", "4"),
    ("helm upgrade shop ./chart -f prod.yaml", "release", None),
    ("kubectl apply -k overlays/prod", "apply", None),
    ("terraform apply plan.out", "apply", None),
    ("sudo service api restart", "restart", None),
    ("docker compose up -d", "deploy", None),
    ("aws ecs update-service --cluster c --service api --task-definition api:41 --force-new-deployment", "deploy", "api:41"),
]


@pytest.mark.parametrize(("typed", "kind", "version"), ROLLOUTS)
def test_a_command_that_changes_what_runs_is_a_rollout(typed: str, kind: str, version: str | None) -> None:
    assert [(done.deed.rollout, done.deed.version) for done in deeds_of(typed, Key(KEY))] == [(kind, version)]


NOTHING = [
    "kubectl get deploy api -o yaml",
    f"kubectl set env deploy/api {KEY}=1 --dry-run=client",
    f"kubectl set env deploy/api --list | grep {KEY}",
    f"grep {KEY} /etc/api.env",
    f"sed 's/{KEY}=1/{KEY}=2/' /etc/api.env",
    f"sed -n '/{KEY}/p' /etc/api.env",
    f"echo {KEY}=1",
    f"# kubectl set env deploy/api {KEY}=1",
    f"git commit -m '{KEY}=1'",
    f"kubectl set env deploy/api '{KEY}=1",
    f"helm upgrade shop . --set {KEY}=1 --dry-run",
    f"kubectl exec api -- printenv {KEY}",
    f"kubectl set env deploy/api {KEY}_MAX=1",
    f"cat <<EOF\nkubectl set env deploy/api {KEY}=1\nEOF",
    f"export OTHER_{KEY}=1",
]  # fmt: skip


@pytest.mark.parametrize("typed", NOTHING)
def test_a_command_that_sets_nothing_or_can_not_be_taken_apart_says_nothing(typed: str) -> None:
    assert deeds_of(typed, Key(KEY)) == ()


@pytest.mark.parametrize(
    "typed", [f"kubectl set env deploy/api {KEY}=$NEW", f'kubectl set env deploy/api "{KEY}=$(cat new)"', f"export {KEY}=`cat new`"]
)
def test_a_value_that_the_shell_filled_in_is_not_known(typed: str) -> None:
    deed = deeds_of(typed, Key(KEY))[0].deed
    assert (deed.value, "from the shell" in deed.note) == (None, True)


def test_a_dollar_in_single_quotes_is_one() -> None:
    assert deeds_of(f"kubectl set env deploy/api '{KEY}=$5'", Key(KEY))[0].deed.value == "$5"


def test_what_was_replaced_is_told_where_it_is_spelled_out() -> None:
    assert deeds_of(f"sed -i 's/^{KEY}=30$/{KEY}=90/' .env", Key(KEY))[0].deed.before == "30"
    assert deeds_of(f"sed -i 's/{KEY}=[0-9]*/{KEY}=90/' .env", Key(KEY))[0].deed.before is None


def test_a_replacement_that_does_not_spell_the_key_out_leaves_the_value_unknown() -> None:
    assert deeds_of(f"sed -i '/{KEY}/s/30/90/' .env", Key(KEY))[0].deed.value is None


def test_where_ssh_went_is_the_host_and_an_exec_is_inside_a_container() -> None:
    hosts = [
        deeds_of(typed, Key(KEY))[0].host
        for typed in (f"ssh ops@prod-1 export {KEY}=1", f"kubectl exec api -- sh -c 'export {KEY}=1'", f"export {KEY}=1")
    ]
    assert hosts == ["prod-1", "a container", None]


@pytest.mark.law
@given(st.text(alphabet=st.sampled_from(list("ab'\"\\$(){}`|;&<>#= \nSETkubectl-")), max_size=80))
def test_any_line_can_be_taken_apart_or_not_without_harm(text: str) -> None:
    deeds_of(text, Key("SET"))


@pytest.mark.parametrize("piece", ["$(", '"$(', "'", "`", "${", "<<EOF ", "\\", "|", "sudo ", "ssh h ", "$'", "((", "s/a/"])
def test_a_long_hostile_line_costs_no_more_than_its_length(piece: str) -> None:
    commands(piece * (19_000 // len(piece)))
    deeds_of("sed -i '" + piece.replace("'", "") * (15_000 // len(piece)) + "' .env", Key(KEY))

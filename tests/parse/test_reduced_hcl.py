"""What is found in the part of a Terraform file that can speak of a key is what is found in all of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.hits import find
from forensics.keys import Key, canon
from forensics.parse import parse
from forensics.parse.reduced_hcl import HclReducer

FILE = """\
# The queue.
resource "aws_sqs_queue" "jobs" {
  name = "jobs"
  visibility_timeout_seconds = 30 # half a minute
}

module "database" {
  source = "./rds"
  settings = {
    engine_version = "14.7"
  }
}

variable "region" {
  default = "eu-west-2"
}
"""
PIECES = (
    'resource "aws_sqs_queue" "jobs" {\n  timeout = 30\n  tags = {\n    env = "prod"\n  }\n}\n',
    'resource "aws_sqs_queue" "jobs" {\n  depth = 1\n}\n',
    'module "database" {\n  count = 2\n  set {\n    name  = "timeout"\n    value = 5\n  }\n}\n',
    'resource "aws_db" "production" {\n  timeout = 1\n}\n',
    'resource "aws_db" "staging" {\n  timeout = 2\n}\n',
    'variable "timeout" {\n  default = 7\n}\n',
    "locals {\n  timeout = 3\n}\n",
    'locals {\n  other = var.env == "prod" ? 6 : 2\n}\n',
    'resource "policy" "p" {\n  body = <<EOF\n{\n  "timeout": 4\n}\nEOF\n}\n',
    'text = <<EOF\nmodule "database" {\n  timeout = 9\n}\nEOF\n',
    "# a timeout\n",
    "\n",
    "/* closed */\n",
    "/*\n * timeout = 1\n */\n",
    'data "x" "y" {\n  arn = "${var.a["b"]}/*"\n  timeout = 1 /* s\n  } */\n  all = ["*/", "/*"]\n}\n',
    'data "x" "y" {\n  list = [1, /* timeout\n}\n',
    'z = "*/"\n',
    "/*\n",
    "*/\n",
    "list = [\n",
    "]\n",
    'broken "x" {\n  timeout = (\n}\n',
    'odd "x" {\n  a = {\n}\n}\n',
    'one_line "y" { timeout = 8 }\n',
    "}\n",
)


def reducer(key: str) -> HclReducer:
    return HclReducer([canon(key)])


def test_blocks_that_can_not_speak_of_the_key_are_cut_down_to_their_names() -> None:
    left = reducer("engine_version").reduced(FILE)
    assert left is not None
    assert left.text == (
        '# The queue.\nresource "aws_sqs_queue" "jobs" {}\n\n'
        'module "database" {\n  source = "./rds"\n  settings = {\n    engine_version = "14.7"\n  }\n}\n\nvariable "region" {}\n'
    )
    assert left.lines[left.text.split("\n").index('    engine_version = "14.7"')] == 10


@pytest.mark.parametrize(
    "text",
    [
        'a = <<EOF\nmodule "x" {\n}\nEOF\n' + FILE,  # what looks like a block is a text
        "/*\n" + FILE + "*/\n",
        FILE + 'resource "aws_db" "production" {\n  a = 1\n}\n',  # environments side by side make sections
        FILE + 'module "helm" {\n  cmd = "helm --set engine_version=3"\n}\n',
        FILE + 'module "open" {\n  a = 1\n  }\n',
        "}\n" + FILE + 'module "open" {\n',
        FILE + 'module "broken" {\n  a = (\n}\n',
    ],
)
def test_what_turns_on_other_lines_is_read_as_a_whole(text: str) -> None:
    assert reducer("engine_version").reduced(text) is None


@pytest.mark.law
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.sampled_from(["timeout", "jobs.timeout", "database", "depth", "env"]))
def test_a_part_says_what_the_whole_says(text: str, asked: str) -> None:
    key = Key(asked)
    left = reducer(asked).reduced(text)
    if left is None:
        return
    part, whole = parse("main.tf", left.text.encode()), parse("main.tf", text.encode())
    assert (part.degraded, whole.degraded) == (None, None)
    assert [(hit.path, hit.value, hit.scope, hit.comment, left.lines[hit.line - 1]) for hit in find(part, key)] == [
        (hit.path, hit.value, hit.scope, hit.comment, hit.line) for hit in find(whole, key)
    ]

resource "aws_ecs_task_definition" "ledger" {
  family = "ledger"
  container_definitions = jsonencode([
    {
      name = "api"
      environment = [
        { name = "LOG_LEVEL", value = "info" },
        { name = "TIMEOUT_MS", value = var.timeout_ms },
      ]
    }
  ])
}

resource "aws_ecs_task_definition" "jobs" {
  container_definitions = <<DEFINITION
[
  {
    "name": "jobs",
    "environment": [
      {"name": "LOG_LEVEL", "value": "${var.level}"},
      {"name": "RETRIES", "value": "3"}
    ]
  }
]
DEFINITION
}

resource "aws_lambda_function" "settle" {
  environment {
    variables = {
      LOG_LEVEL = "debug"
    }
  }
}

resource "helm_release" "ledger" {
  set {
    name  = "image.tag"
    value = "v1.4.2"
  }
  values = [
    <<-EOT
      gateway:
        timeoutMs: 9000
    EOT
    ,
    yamlencode({ replicaCount = 4 }),
  ]
}

locals {
  settings = jsonencode({ "a.b" = 1, tier = "prod" })
}

variable "timeout_ms" {
  type    = number
  default = 3000
}

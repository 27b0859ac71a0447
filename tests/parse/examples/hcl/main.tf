variable "memory" {
  type    = string
  default = "1Gi" // see OPS-4
}
resource "aws_ecs_task_definition" "api" {
  family = "api-${var.env}"
  cpu    = var.cpu
  container_definitions = jsonencode([
    { name = "api", environment = [{ name = "POOL", value = "16" }] }
  ])
  note = <<-EOT
    two
      lines
  EOT
  size = var.big ? 4 : 2
  set {
    name  = "a.b"
    value = "on"
  }
  ingress { port = 80 }
  ingress { port = 443 }
}

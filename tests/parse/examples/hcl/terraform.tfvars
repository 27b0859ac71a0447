region         = "eu-central-1"
retention_days = 365 # law
enabled        = true
nothing        = null
zones          = ["a", "b"]
tags = {
  team  = "pay"
  "x:y" = 1.50
}

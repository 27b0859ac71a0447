include "root" { path = find_in_parent_folders() }
inputs = merge(local.common, {
  rate_limit = 2000
  names      = [for n in local.n : n]
  pool       = { min = 1, max = 5 }
})

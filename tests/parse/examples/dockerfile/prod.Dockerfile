from alpine:3.20
env A=1 B='two words' C=x\ y
arg D="d"

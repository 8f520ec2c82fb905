---- MODULE BaselineReach ----
EXTENDS Baseline, Reachable
====

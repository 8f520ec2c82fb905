---- MODULE BaselineLive ----
(* Baseline without TLB fills, for liveness: no guard of any action reads the TLB, *)
(* so that fills change neither what is enabled nor what returns.            *)
EXTENDS Baseline
NoFill(v, g) == FALSE
====

---- MODULE Shoot4ULive ----
(* Shoot4U without TLB fills, for liveness: no guard of any action reads the TLB, *)
(* so that fills change neither what is enabled nor what returns.            *)
EXTENDS Shoot4U
NoFill(v, g) == FALSE
====
